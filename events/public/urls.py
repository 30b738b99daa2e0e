"""The addresses for visitors beside those of the pages."""

from django.urls import include, path, register_converter
from django.urls.converters import IntConverter

from events.public import documents, files, short


class Year(IntConverter):
    """Four digits, from 1900 to 2099."""

    regex = "(?:19|20)[0-9]{2}"


register_converter(Year, "year")

urlpatterns = [
    path("workshops.ics", files.all_workshops, name="workshops_calendar"),
    path("workshops/feed.xml", files.WorkshopsFeed(), name="workshops_feed"),
    path("workshops/<slug:slug>/workshop.ics", files.one_workshop, name="workshop_calendar"),
    path(
        "workshops/<slug:slug>/documents/<uuid:document_id>",
        documents.file,
        name="workshop_document",
    ),
    path("<year:year>/", short.year, name="workshop_of_year"),
    path("", include("events.public.agenda_urls")),
]
