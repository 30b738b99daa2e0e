"""The addresses for visitors beside those of the pages."""

from django.urls import include, path, register_converter
from django.urls.converters import IntConverter

from events.public import short


class Year(IntConverter):
    """Four digits, from 1900 to 2099."""

    regex = "(?:19|20)[0-9]{2}"


register_converter(Year, "year")

urlpatterns = [
    path("<year:year>/", short.year, name="workshop_of_year"),
    path("", include("events.public.agenda_urls")),
]
