"""Asking for a document in another format: sealed, answered by the Secretariat, erased in time.

A request tells an address and perhaps a disability. Both are values of `access`, in the compartment
of the workshop under which the document hangs; whoever asked reads, and takes back, what is kept by
a private link. Nobody but the Secretariat opens it, and each opening is written down.
"""

import datetime
import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from django.conf import settings
from django.db import models, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from access.catalogue import Reader, Track
from access.domain import audit, disclosure, erasure, tokens, values
from access.domain.crypto import normal_address
from access.domain.disclosure import POST, SECRETARIAT, Viewer
from access.models import User, Vault
from correspondence.domain import installation, mail
from publications.domain.askable import Askable
from publications.models import FormatRequest
from publications.person_fields import ANSWER, EMAIL, KEPT_DAYS, LINK, WANTED, WORDS
from registrations.domain.references import new_reference

PURPOSE = "another_format"
ASKED, ANSWERED = "format_asked", "format_answered"
# After an answer the address is needed for questions about it, and then no longer.
KEPT_AFTER_ANSWER = 30


class Format(models.TextChoices):
    """What can be asked for; the values are sealed with the request and never renamed."""

    LARGE_PRINT = "large_print", _("Large print")
    TEXT = "text", _("Plain text or Word")
    BRAILLE = "braille", _("A file ready for Braille")
    EPUB = "epub", _("EPUB, for an e-reader")
    AUDIO = "audio", _("Read aloud, with pictures and tables described")
    PLAIN_WORDS = "plain_words", _("In plainer words")
    OTHER = "other", _("Something else: say what below")


@dataclass(frozen=True)
class Wish:
    """What somebody asks for; `language` is a code, or empty for that of the document."""

    format: str
    language: str = ""
    words: str = ""


@dataclass(frozen=True)
class Opened:
    """A request with what was sealed. `address` is empty once it was erased."""

    row: FormatRequest
    address: str
    wish: Wish
    answer: str
    link: str

    @property
    def format_label(self) -> str:
        """The format in words."""
        if self.wish.format == Format.OTHER:  # its label on the form points to a field below it
            return str(_("Something else"))
        known = self.wish.format in Format.values
        return str(Format(self.wish.format).label) if known else self.wish.format

    @property
    def language_label(self) -> str:
        """The name of the language; empty for that of the document."""
        return str(dict(settings.LANGUAGES).get(self.wish.language, ""))


@transaction.atomic
def ask(found: Askable, wish: Wish, address: str, language: str) -> FormatRequest:
    """Keep a request and write to whoever asked that it has arrived.

    Arguments: the document; what is asked for; one e-mail address; the code of the language in
    which mails are written. Returns the row. Raises BadContext for what is no address.
    """
    vault = found.workshop.vault
    if vault.destroyed_at is not None:  # long after the workshop: its keys are gone
        vault = installation.vault()
    today = timezone.localdate()
    row = FormatRequest.objects.create(
        vault=vault,
        document=found.document,
        reference=new_reference(),
        language=language if language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE,
        kept_until=today + datetime.timedelta(days=KEPT_DAYS),
    )
    sealed = {
        EMAIL: address.strip(),
        WANTED: f"{wish.format} {wish.language}".strip(),
        WORDS: wish.words,
    }
    values.store(vault, row.pk, sealed, today)
    audit.record("format.asked", obj=row, actor="participant", vault=vault)
    _write(row, ASKED, address)
    return row


def _write(row: FormatRequest, occasion: str, address: str) -> None:
    """A mail that says nothing but that its reader's page has news."""
    life = datetime.timedelta(days=(row.kept_until - timezone.localdate()).days + 1)
    raw = tokens.issue(PURPOSE, row.vault, row.pk, life)
    with override(row.language):
        link = reverse("another_format_own", args=[raw])
    mail.queue(
        vault=row.vault,
        subject_key=row.pk,
        occasion=occasion,
        dedup_key=f"{occasion}:{row.pk}",
        address=address,
        language=row.language,
        context={"reference": row.reference, "link": link},
    )


# --- Whoever asked --------------------------------------------------------------------------


def own(raw_token: str) -> Opened:
    """What is kept of the request of a link; changes nothing. Raises tokens.BadToken."""
    row = _of_link(raw_token)
    return _open(row, Viewer(Reader.PERSON, subject=row.pk))


def take_back(raw_token: str) -> None:
    """Erase the request of a link at once. Raises tokens.BadToken."""
    row = _of_link(raw_token)
    erasure.erase_person(row.vault, row.pk)


def _of_link(raw_token: str) -> FormatRequest:
    token = tokens.find(raw_token, PURPOSE)
    rows = FormatRequest.objects.select_related("vault")
    row = rows.filter(pk=token.subject, vault=token.vault).first()
    if row is None or row.kept_until < timezone.localdate():
        raise tokens.BadToken
    return row


def _open(row: FormatRequest, viewer: Viewer) -> Opened:
    fields = (EMAIL, WANTED, WORDS, ANSWER, LINK)
    held = disclosure.visible_to(viewer, row.vault, {row.pk: Track.DIRECT}, fields)[row.pk]
    wanted, _space, language = held.get(WANTED, "").partition(" ")
    return Opened(
        row,
        address=held.get(EMAIL, ""),
        wish=Wish(wanted, language, held.get(WORDS, "")),
        answer=held.get(ANSWER, ""),
        link=held.get(LINK, ""),
    )


# --- The Secretariat ------------------------------------------------------------------------


def waiting() -> "models.QuerySet[FormatRequest]":
    """The requests that can still be answered, the oldest first."""
    today = timezone.localdate()
    rows = FormatRequest.objects.filter(answered_at=None, kept_until__gte=today)
    return rows.filter(vault__destroyed_at=None)


def settled() -> "models.QuerySet[FormatRequest]":
    """Those that are answered, or were erased before anybody did; the newest first."""
    today = timezone.localdate()
    rows = FormatRequest.objects.filter(
        models.Q(answered_at__isnull=False)
        | models.Q(kept_until__lt=today)
        | models.Q(vault__destroyed_at__isnull=False)
    )
    return rows.select_related("answered_by").order_by("-asked_at", "-pk")


def read(row: FormatRequest, actor: User) -> Opened:
    """A request with what was sealed, for the Secretariat; the reading is written down."""
    audit.record("format.read", obj=row, actor=actor, vault=row.vault)
    return _open(row, SECRETARIAT)


@transaction.atomic
def answer(row: FormatRequest, actor: User, text: str, link: str = "") -> bool:
    """Put an answer on the page of whoever asked and tell them by mail; the request is settled.

    Arguments: the row; who answers; the words; an address where the document lies, or nothing.
    Returns whether it was done: False where somebody else was first, or the request is erased.
    """
    address = _open(row, SECRETARIAT).address
    if not address or not _settle(row, actor, by_mail=True):
        return False
    today = timezone.localdate()
    values.store(row.vault, row.pk, {ANSWER: text, LINK: link}, today)
    _keep_shorter(row)
    _write(row, ANSWERED, address)
    return True


@transaction.atomic
def mark_answered(row: FormatRequest, actor: User) -> bool:
    """Note that a request was answered elsewhere. Returns False where somebody else was first."""
    if not _settle(row, actor, by_mail=False):
        return False
    _keep_shorter(row)
    return True


def _settle(row: FormatRequest, actor: User, *, by_mail: bool) -> bool:
    """Take the request, once: of two who press at the same moment the second changes nothing."""
    now = timezone.now()
    if not waiting().filter(pk=row.pk).update(answered_at=now, answered_by=actor):
        return False
    audit.record("format.answered", obj=row, actor=actor, vault=row.vault, by_mail=by_mail)
    return True


def _keep_shorter(row: FormatRequest) -> None:
    """What is answered is erased a month later, not only at the end of its time."""
    day = timezone.localdate() + datetime.timedelta(days=KEPT_AFTER_ANSWER)
    row.kept_until = min(day, row.kept_until)
    FormatRequest.objects.filter(pk=row.pk).update(kept_until=row.kept_until)
    values.bring_forward(row.pk, row.kept_until)


# --- Erasure --------------------------------------------------------------------------------


def sweep(vault: Vault, subject: uuid.UUID) -> int:
    """The part of the requests in the erasure of a person (`erasure.register`).

    It erases the request of that key and, where a participant goes, every request that came from
    the address of theirs in the same compartment. One statement where there is none.
    """
    tracks = dict.fromkeys(
        FormatRequest.objects.filter(vault=vault).values_list("pk", flat=True), Track.DIRECT
    )
    if not tracks:
        return 0
    held = disclosure.visible_to(POST, vault, {subject: Track.DIRECT}, ["email"])[subject]
    others = _from_address(vault, tracks, held.get("email", "")) - {subject}
    for key in others:
        values.erase(key)
        mail.forget(vault, key)
    return FormatRequest.objects.filter(vault=vault, pk__in={subject, *others}).delete()[0]


def _from_address(vault: Vault, tracks: Mapping[uuid.UUID, Track], address: str) -> set[uuid.UUID]:
    """The requests that came from an address. Few are kept at a time: each is opened."""
    if not address:
        return set()
    found = disclosure.visible_to(POST, vault, tracks, [EMAIL])
    wanted = normal_address(address)
    return {key for key, held in found.items() if normal_address(held.get(EMAIL, "")) == wanted}
