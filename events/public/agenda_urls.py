"""The addresses of the agenda beside that of its page."""

from django.urls import path

from events.public import agenda

urlpatterns = [
    path("workshops/<slug:slug>/agenda.ics", agenda.calendar, name="agenda_calendar"),
    path("workshops/<slug:slug>/agenda/changes/", agenda.changes, name="agenda_changes"),
    path("workshops/<slug:slug>/agenda/v<int:number>/", agenda.old, name="agenda_release"),
    path(
        "workshops/<slug:slug>/agenda/v<int:number>/changes/",
        agenda.changes,
        name="agenda_release_changes",
    ),
    path("workshops/<slug:slug>/agenda/s/<slug:short_id>/", agenda.session, name="agenda_session"),
    path(
        "workshops/<slug:slug>/agenda/s/<slug:short_id>.ics",
        agenda.session_calendar,
        name="agenda_session_calendar",
    ),
]
