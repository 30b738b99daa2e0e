"""Rapporteurs' notes: a private link for each session, kept as they type, taken into a chapter.

Who holds the link is written nowhere. The rule of the session decides whether a quotation may say
who spoke; the database refuses it under any other (`Quotation`).
"""

import datetime
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape
from django.utils.translation import gettext as _

from access.domain import audit, tokens
from access.domain.consent import Output
from access.models import User, Vault
from correspondence.domain import mail, recipients
from events.domain import programme
from events.domain.agenda import draft_document
from events.domain.releases import latest_release
from events.models import Session, SessionRole, WorkshopPage
from publications.domain.sealed_notes import FIELDS, Words, seal, unseal
from publications.models import ChapterPage, ProceedingsPage, Quotation, SessionNote

PURPOSE = "session_notes"
OCCASION = "rapporteur_notes"
LINK_LIFE = datetime.timedelta(days=60)
QUOTES = 3
LONGEST = 20_000  # characters of one field
# What nobody takes notes of.
WITHOUT_NOTES = {"break", "social", "registration", "press"}
SPEAKING = {"chair", "speaker", "discussant"}
Attribution = Session.Attribution
State = SessionNote.State


class Stale(ValueError):
    """The note was saved from elsewhere since; nothing was written."""


@dataclass(frozen=True)
class Line:
    """One session as the editor sees it: its rule, its note if there is one, who was asked."""

    key: uuid.UUID
    title: str
    rule: str
    note: SessionNote | None
    rapporteurs: int

    @property
    def rule_label(self) -> str:
        return str(Attribution(self.rule).label)


def lines(workshop: WorkshopPage) -> list[Line]:
    """Every session that has something to note, in the order of the draft agenda."""
    notes = {row.session_key: row for row in SessionNote.objects.filter(workshop=workshop)}
    document = draft_document(workshop)
    released = _released(workshop)
    found = []
    for row in document["sessions"]:
        key = uuid.UUID(row["id"])
        if row["kind"] in WITHOUT_NOTES:
            continue
        asked = sum(r["role"] == "rapporteur" and bool(r["person"]) for r in row["roles"])
        rule = _strictest(row["attribution"], released.get(row["id"]))
        found.append(Line(key, row["title"], rule, notes.pop(key, None), asked))
    left = [Line(k, n.title, Attribution.CLOSED, n, 0) for k, n in notes.items()]
    return found + left


def rule_of(workshop: WorkshopPage, key: uuid.UUID) -> str:
    """The rule of a session, the stricter one where draft and release differ; closed if unknown."""
    draft = Session.objects.filter(workshop=workshop, pk=key).values_list("attribution", flat=True)
    return _strictest(draft.first(), _released(workshop).get(str(key)))


def _released(workshop: WorkshopPage) -> dict[str, str]:
    release = latest_release(workshop)
    rows = release.document["sessions"] if release is not None else []
    return {str(row["id"]): row["attribution"] for row in rows}


def _strictest(*rules: str | None) -> str:
    order = list(Attribution.values)
    known = [rule for rule in rules if rule]
    return max(known, key=order.index) if known else str(Attribution.CLOSED)


# --- The link -------------------------------------------------------------------------------


@transaction.atomic
def open_note(workshop: WorkshopPage, key: uuid.UUID) -> SessionNote:
    """The note of a session, made where there is none. Raises Session.DoesNotExist."""
    found = SessionNote.objects.filter(workshop=workshop, session_key=key).first()
    if found is not None:
        return found
    session = Session.objects.get(workshop=workshop, pk=key)
    note = SessionNote(workshop=workshop, session_key=key, title=session.title)
    seal(note, workshop.vault_id, {})
    note.save(force_insert=True)
    return note


@transaction.atomic
def link(note: SessionNote, actor: User) -> str:
    """A new private link to the note, as a path; whoever holds it writes."""
    audit.record("notes.link_made", obj=note, actor=actor, vault=note.workshop.vault)
    return _path(note)


def _path(note: SessionNote) -> str:
    raw = tokens.issue(PURPOSE, note.workshop.vault, note.pk, LINK_LIFE)
    return reverse("session_notes", args=[raw])


@transaction.atomic
def send(note: SessionNote, actor: User) -> int:
    """Mail a link to the rapporteurs of the session; returns how many mails were written."""
    workshop = note.workshop
    roles = SessionRole.objects.filter(
        session=note.session_key, role=SessionRole.Role.RAPPORTEUR, person__isnull=False
    )
    asked = 0
    for letter in recipients.letters(workshop.vault, roles.values_list("person", flat=True)):
        mail.queue(
            vault=workshop.vault,
            subject_key=letter.subject_key,
            occasion=OCCASION,
            dedup_key=f"{OCCASION}:{note.pk}:{uuid.uuid4()}",
            address=letter.address,
            language=letter.language,
            context={"reference": letter.reference, "link": _path(note)},
        )
        asked += 1
    audit.record("notes.link_sent", obj=note, actor=actor, vault=workshop.vault, mails=asked)
    return asked


@transaction.atomic
def end_links(note: SessionNote, actor: User) -> None:
    """End every link to a note; what was written stays."""
    tokens.revoke(note.pk, PURPOSE)
    audit.record("notes.links_ended", obj=note, actor=actor, vault=note.workshop.vault)


def find(raw: str) -> SessionNote:
    """The note of a link; changes nothing. Raises tokens.BadToken."""
    token = tokens.find(raw, PURPOSE)
    note = (
        SessionNote.objects.select_related("workshop__vault")
        .filter(pk=token.subject, workshop__vault=token.vault)
        .first()
    )
    if note is None:
        raise tokens.BadToken
    return note


# --- Writing --------------------------------------------------------------------------------


def words_of(note: SessionNote) -> Words:
    """The words of a note by field: issues, proposals, outcome, quote1 ..."""
    return unseal(note, note.workshop.vault_id)


def speakers_of(note: SessionNote) -> dict[int, str]:
    """Who said the words of each place (the key as text); nobody where the rule forbids it."""
    rows = note.quotations.filter(speaker__isnull=False).values_list("place", "speaker")
    return {place: str(speaker) for place, speaker in rows}


def may_be_quoted(note: SessionNote) -> list[tuple[str, str]]:
    """(key, how they stand in the programme) of the speakers of a session on the record."""
    workshop = note.workshop
    if rule_of(workshop, note.session_key) != Attribution.ON_RECORD:
        return []
    document = draft_document(workshop)
    name = programme.names(workshop, Output.PROGRAMME, document)
    rows = [row for row in document["sessions"] if row["id"] == str(note.session_key)]
    roles = [r for row in rows for r in row["roles"] if r["role"] in SPEAKING and r["person"]]
    return list({role["person"]: name(role).name for role in roles}.items())


@transaction.atomic
def save(
    note: SessionNote,
    words: Mapping[str, str],
    speakers: Mapping[int, str],
    *,
    based_on: int,
    hand_in: bool = False,
) -> SessionNote:
    """Keep what was typed.

    Arguments: the note; words by field; the speaker (key as text) by place of quotation; the
    version that the writer saw; whether it is handed in with this. Returns the note as it is now.
    Raises Stale where it was saved from elsewhere since, or is in the chapter already.
    """
    kept = {name: str(words.get(name, ""))[:LONGEST] for name in [*FIELDS, *_places()]}
    SessionNote.objects.filter(pk=note.pk).update(state=note.state)  # write first: one at a time
    row = SessionNote.objects.select_related("workshop__vault").get(pk=note.pk)
    if row.version != based_on or row.state == State.TAKEN:
        raise Stale
    now = timezone.now()
    if kept != dict.fromkeys(kept, "") | words_of(row):
        seal(row, row.workshop.vault_id, kept)
        row.version += 1
    row.saved_at = now
    if hand_in:
        row.state, row.handed_in_at = State.HANDED_IN, now
        audit.record("notes.handed_in", obj=row, actor="participant", vault=row.workshop.vault)
    row.save()
    _quote(row, kept, speakers)
    return row


def _places() -> list[str]:
    return [f"quote{place}" for place in range(1, QUOTES + 1)]


def _quote(note: SessionNote, words: Words, speakers: Mapping[int, str]) -> None:
    allowed = {key for key, _name in may_be_quoted(note)}
    rule = rule_of(note.workshop, note.session_key)
    for place in range(1, QUOTES + 1):
        speaker = speakers.get(place, "")
        is_said = bool(words[f"quote{place}"].strip()) and speaker in allowed
        Quotation.objects.update_or_create(
            note=note,
            place=place,
            defaults={"attribution": rule, "speaker_id": speaker if is_said else None},
        )


def follow_the_rule(workshop: WorkshopPage) -> int:
    """Strike out who spoke wherever a session is no longer on the record; returns how many."""
    struck = 0
    for note in SessionNote.objects.filter(workshop=workshop, quotations__speaker__isnull=False):
        rule = rule_of(workshop, note.session_key)
        if rule != Attribution.ON_RECORD:
            struck += note.quotations.filter(speaker__isnull=False).update(
                speaker=None, attribution=rule
            )
    return struck


def erase(vault: Vault, subject: uuid.UUID) -> int:
    """Strike out a person who is erased (a sweep of access.domain.erasure)."""
    rows = Quotation.objects.filter(speaker=subject, note__workshop__vault=vault)
    return int(rows.update(speaker=None))


# --- Into the chapter -----------------------------------------------------------------------


@transaction.atomic
def take(note: SessionNote, actor: User) -> ChapterPage:
    """Put a note at the end of its session's chapter, as a draft; a chapter is made if need be.

    Who is quoted goes in as a key that is read as a name only when the volume is made. Raises
    ProceedingsPage.DoesNotExist where the workshop has no proceedings.
    """
    follow_the_rule(note.workshop)
    volume = ProceedingsPage.objects.child_of(note.workshop).get()
    chapters = ChapterPage.objects.child_of(volume).filter(session_key=note.session_key)
    chapter = chapters.order_by("path").first()
    if chapter is None:
        chapter = ChapterPage(title=note.title, slug=None, session_key=note.session_key, live=False)
        volume.add_child(instance=chapter)
    page: ChapterPage = chapter.get_latest_revision_as_object()
    for block in _blocks(note):
        page.body.append(block)
    page.save_revision(user=actor)
    note.state, note.taken_at, note.taken_by, note.chapter = (
        State.TAKEN,
        timezone.now(),
        actor,
        chapter,
    )
    note.save()
    audit.record(
        "notes.taken", obj=note, actor=actor, vault=note.workshop.vault, chapter=chapter.pk
    )
    return chapter


def _blocks(note: SessionNote) -> list[tuple[str, Any]]:
    words, said_by = words_of(note), speakers_of(note)
    headings = {
        "issues": _("Issues"),
        "proposals": _("Proposals"),
        "outcome": _("Outcome"),
    }
    blocks: list[tuple[str, Any]] = []
    for name, heading in headings.items():
        paragraphs = [line.strip() for line in words.get(name, "").splitlines() if line.strip()]
        if paragraphs:
            html = "".join(f"<p>{escape(text)}</p>" for text in paragraphs)
            blocks += [("heading", {"text": heading, "is_inner": False}), ("text", html)]
    for place in range(1, QUOTES + 1):
        text = words.get(f"quote{place}", "").strip()
        if text:
            key = said_by.get(place)
            source = f"{{{{person:{key}}}}}" if key else _("A participant")
            blocks.append(("quotation", {"text": text, "source": source}))
    return blocks
