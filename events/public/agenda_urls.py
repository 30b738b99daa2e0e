"""The addresses of the agenda beside that of its page."""

from django.urls import path

from events.public import agenda, my_agenda, papers, speaker

urlpatterns = [
    path("workshops/<slug:slug>/agenda.ics", agenda.calendar, name="agenda_calendar"),
    path("workshops/<slug:slug>/agenda.json", agenda.data, name="agenda_data"),
    path("workshops/<slug:slug>/agenda/changes.atom", agenda.feed, name="agenda_feed"),
    path("workshops/<slug:slug>/agenda/<str:day>.ics", agenda.calendar, name="agenda_day_calendar"),
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
    path("me/speaker/<str:token>/", speaker.parts, name="speaker_parts"),
    path("me/speaker/<str:token>/calendar.ics", speaker.calendar, name="speaker_calendar"),
    path("me/speaker/<str:token>/about/", speaker.about, name="speaker_about"),
    path("me/speaker/<str:token>/<int:part>/", speaker.answer, name="speaker_answer"),
    path("me/speaker/<str:token>/<int:part>/paper/", papers.send, name="speaker_send"),
    path("me/speaker/<str:token>/paper/<uuid:paper>/", papers.one, name="speaker_paper"),
    path("me/speaker/<str:token>/paper/<uuid:paper>/file/", papers.file, name="speaker_file"),
    path("me/agenda/<str:token>/", my_agenda.overview, name="my_agenda"),
    path("me/agenda/<str:token>/follow/", my_agenda.follow, name="my_agenda_follow"),
]
