"""What this floor keeps about a person: letters, certificates, quotations, an author's PDF."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from publications.models import Certificate, Letter, Paper, Quotation
from registrations.domain.own_data import Row, at, key_of, register
from registrations.models import Registration


def _letters(registration: Registration) -> Iterable[Row]:
    rows = Letter.objects.filter(subject_key=key_of(registration)).select_related("batch")
    for row in rows:
        yield {"reference": row.reference, "kind": row.batch.kind, "made_at": at(row.made_at)}


def _certificates(registration: Registration) -> Iterable[Row]:
    for row in Certificate.objects.filter(subject_key=key_of(registration)):
        yield {"made_at": at(row.made_at), "valid_until": at(row.valid_until)}


def _quotations(registration: Registration) -> Iterable[Row]:
    rows = Quotation.objects.filter(speaker=registration.person_id).select_related("note")
    for row in rows:
        yield {"session": row.note.title, "place": row.place}


def _texts(registration: Registration) -> Iterable[Row]:
    rows = Paper.objects.filter(author=registration.person_id).select_related("chapter")
    for row in rows:
        yield {"title": row.title, "chapter": row.chapter.title, "agreed_on": at(row.agreed_on)}


def register_own() -> None:
    """Tell the floor below; called once at start-up."""
    for code, label, model, rows in (
        ("letters", _("Letters"), Letter, _letters),
        ("certificates", _("Certificates"), Certificate, _certificates),
        ("quotations", _("Notes that quote you"), Quotation, _quotations),
        ("texts", _("Your text in the proceedings"), Paper, _texts),
    ):
        register(code, label, (model._meta.label,), rows)
