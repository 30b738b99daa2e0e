"""What the way to the proceedings puts in place at start-up: mails, sealed words, signals."""

from typing import Any

from django.db.models.signals import post_delete, post_save
from django.utils.translation import gettext_lazy as _

from access import sealed
from access.domain import erasure
from correspondence.domain import occasions, timetable


def connect() -> None:
    """Call once, when the app is ready."""
    from events.models import AgendaRelease, Session
    from publications.domain import notes, sealed_notes
    from publications.models import Paper, SessionNote

    occasions.register(notes.OCCASION, _("To a rapporteur: the page for your notes"))
    _reminders()
    sealed.register(
        sealed.SealedTable(SessionNote, {"sealed": sealed_notes.place}, "workshop__vault")
    )
    erasure.register("quotations", notes.erase)
    timetable.every(
        timetable.DAY, "Notes of rapporteurs: erase", "publications.domain.notes_end.forget_old"
    )
    post_save.connect(_rule_changed, sender=Session, dispatch_uid="notes-of-a-session")
    post_save.connect(_rule_changed, sender=AgendaRelease, dispatch_uid="notes-of-a-release")
    post_delete.connect(_paper_gone, sender=Paper, dispatch_uid="file-of-a-paper")


def _reminders() -> None:
    for code, label, needs in (
        ("proof_reminder", _("To an author: the proof waits for an answer"), ("answer_by",)),
        ("proof_late", _("To an author: the day for the proof has passed"), ()),
        ("comments_open", _("To co-organisers: chapters wait for comments"), ("answer_by",)),
        ("comments_reminder", _("To co-organisers: comments end soon"), ("answer_by",)),
        ("comments_late", _("To co-organisers: the time for comments is over"), ()),
    ):
        occasions.register(code, label, needs=needs)
    timetable.every(
        timetable.HOUR,
        "Proceedings: remind authors and co-organisers",
        "publications.domain.reminding.run",
    )


def _rule_changed(sender: Any, instance: Any, created: bool, raw: bool = False, **kw: Any) -> None:
    """Nobody stays quoted in the notes of a session that is no longer on the record."""
    from publications.domain import notes
    from publications.models import Quotation

    of_workshop = {"note__workshop": instance.workshop_id, "speaker__isnull": False}
    if not raw and Quotation.objects.filter(**of_workshop).exists():
        notes.follow_the_rule(instance.workshop)


def _paper_gone(sender: Any, instance: Any, **kwargs: Any) -> None:
    """The file of a deleted paper goes when the deletion is sure."""
    from django.core.files.storage import storages
    from django.db import transaction

    name = instance.file
    transaction.on_commit(lambda: storages["private"].delete(name))
