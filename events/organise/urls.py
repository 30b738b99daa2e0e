"""The addresses of organisers. Every one asks who comes in (events/organise/doors.py)."""

from django.urls import path

from events.organise import (
    agenda,
    exchange,
    operations,
    papers,
    releases,
    signing_in,
    signs,
    texts,
    trial,
    venue,
    workshops,
)

app_name = "organise"
urlpatterns = [
    path("", workshops.home, name="home"),
    path("sign-in/", signing_in.sign_in, name="sign_in"),
    path("sign-out/", signing_in.sign_out, name="sign_out"),
    path("<slug:slug>/", workshops.start, name="workshop"),
    path("<slug:slug>/texts/", texts.texts_of_host, name="texts"),
    path("<slug:slug>/agenda/", agenda.overview, name="agenda"),
    path("<slug:slug>/agenda/add/", agenda.add, name="agenda_add"),
    path("<slug:slug>/agenda/check/", trial.check, name="agenda_check_new"),
    path("<slug:slug>/agenda/review/", releases.review, name="agenda_review"),
    path("<slug:slug>/agenda/ask/", releases.ask, name="agenda_ask"),
    path("<slug:slug>/agenda/release/", releases.release, name="agenda_release"),
    path("<slug:slug>/agenda/versions/", releases.versions, name="agenda_versions"),
    path("<slug:slug>/agenda/versions/<int:number>/", releases.beside, name="agenda_beside"),
    path(
        "<slug:slug>/agenda/versions/<int:number>/restore/",
        releases.restore,
        name="agenda_restore",
    ),
    path("<slug:slug>/agenda/rooms/", venue.rooms, name="agenda_rooms"),
    path("<slug:slug>/agenda/signs/", signs.room_signs, name="agenda_signs"),
    path("<slug:slug>/agenda/labels/", venue.labels, name="agenda_labels"),
    path("<slug:slug>/agenda/speakers/", venue.confirmations, name="agenda_speakers"),
    path("<slug:slug>/agenda/import/", exchange.take_in, name="agenda_import"),
    path("<slug:slug>/agenda/export.<slug:ending>", exchange.export, name="agenda_export"),
    path(
        "<slug:slug>/agenda/interpretation/",
        exchange.interpretation,
        name="agenda_interpretation",
    ),
    path(
        "<slug:slug>/agenda/interpretation.<slug:ending>",
        exchange.interpretation,
        name="agenda_interpretation_file",
    ),
    path("<slug:slug>/agenda/quick/", operations.quick, name="agenda_quick"),
    path("<slug:slug>/agenda/undo/", operations.undo, name="agenda_undo"),
    path("<slug:slug>/agenda/history/", operations.history, name="agenda_history"),
    path("<slug:slug>/agenda/reason/", operations.reason, name="agenda_reason"),
    path("<slug:slug>/agenda/<uuid:session_id>/copy/", operations.copy, name="agenda_copy"),
    path("<slug:slug>/agenda/<uuid:session_id>/swap/", operations.swap, name="agenda_swap"),
    path("<slug:slug>/agenda/<uuid:session_id>/shift/", operations.shift, name="agenda_shift"),
    path("<slug:slug>/agenda/<uuid:session_id>/move/", agenda.move, name="agenda_move"),
    path("<slug:slug>/agenda/<uuid:session_id>/edit/", agenda.edit, name="agenda_edit"),
    path("<slug:slug>/agenda/<uuid:session_id>/check/", trial.check, name="agenda_check"),
    path(
        "<slug:slug>/agenda/<uuid:session_id>/documents/",
        papers.of_session,
        name="agenda_documents",
    ),
    path("<slug:slug>/agenda/<uuid:session_id>/remove/", agenda.remove, name="agenda_remove"),
]
