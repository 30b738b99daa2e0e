"""The addresses for visitors beside those of the pages."""

from django.urls import include, path

urlpatterns = [
    path("", include("events.public.agenda_urls")),
]
