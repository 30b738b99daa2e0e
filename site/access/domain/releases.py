"""Releases to a ministry's protocol desk, which has no account (US-ST5, domain rules 3 and 6).

What the field table marks ● for the protocol desk goes without asking: the person's own ministry
sent it. What it marks ✉ goes only after the person saw the exact words and agreed; the agreement is
bound to a fingerprint of them, so that a value, a purpose or a date that changes asks again. What
it marks otherwise cannot be in a release at all.
"""

import datetime
import hashlib
import json
import uuid
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from access import catalogue
from access.catalogue import Mark, PersonalField, Reader, Track
from access.domain import audit, consent, disclosure
from access.models import Consent, Release, ReleasedPerson, User, Vault

AGREED = "agreed"
REFUSED = "refused"


class NotReleasable(ValueError):
    """A field that the protocol desk may not have of anybody in the release."""


@dataclass(frozen=True)
class Words:
    """The exact words that a person is asked about: what would go, to whom, why, until when.

    `answer` is "" until the person has answered these very words, then `agreed` or `refused`.
    """

    release: Release
    values: Sequence[tuple[PersonalField, str]]
    answer: str

    @property
    def fingerprint(self) -> str:
        """40 hex digits; another value, purpose, recipient or date gives another one."""
        said = {
            "recipient": self.release.recipient,
            "purpose": self.release.purpose,
            "until": self.release.expires_on.isoformat(),
            "values": {field.code: text for field, text in self.values},
        }
        canonical = json.dumps(said, sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(canonical.encode()).hexdigest()[:40]


@dataclass(frozen=True)
class Sheet:
    """What may be printed at this moment. `missing`: people of whom a ✉ field is not agreed."""

    release: Release
    fields: Sequence[PersonalField]
    lines: Sequence[Sequence[str]]
    missing: int


def releasable() -> list[PersonalField]:
    """The fields that a release can hold, in the catalogue's order."""
    marks = (Mark.READS, Mark.RELEASE)
    return [
        field
        for field in catalogue.all_fields()
        if any(field.mark(Reader.PROTOCOL, track) in marks for track in Track)
    ]


@transaction.atomic
def make(
    vault: Vault,
    by: User,
    *,
    recipient: str,
    purpose: str,
    fields: Collection[str],
    people: Mapping[uuid.UUID, Track],
    expires_on: datetime.date,
) -> Release:
    """Record a release; nothing leaves before it is printed.

    Arguments: recipient and purpose in words, without names of participants; field codes; the
    people with their tracks; the last day. Raises NotReleasable for a field that may go of none of
    the people, ValueError without people, fields or time.
    """
    if not people or not fields or expires_on < timezone.localdate():
        raise ValueError("A release needs people, fields and a last day that has not passed.")
    for code in fields:
        marks = {catalogue.get(code).mark(Reader.PROTOCOL, track) for track in people.values()}
        if not marks & {Mark.READS, Mark.RELEASE}:
            raise NotReleasable(code)
    release = Release.objects.create(
        vault=vault,
        recipient=recipient,
        purpose=purpose,
        fields=[field.code for field in releasable() if field.code in fields],
        expires_on=expires_on,
        made_by=by,
    )
    ReleasedPerson.objects.bulk_create(
        ReleasedPerson(release=release, subject=subject, track=track.value)
        for subject, track in people.items()
    )
    audit.record(
        "release.made",
        obj=release,
        actor=by,
        vault=vault,
        fields=release.fields,
        people=len(people),
        until=expires_on.isoformat(),
    )
    return release


def end(release: Release, by: User) -> None:
    """End a release before its day: nothing more is printed, nobody is asked any more."""
    with transaction.atomic():
        if Release.objects.filter(pk=release.pk, ended_at=None).update(ended_at=timezone.now()):
            audit.record("release.ended", obj=release, actor=by, vault=release.vault)


def is_running(release: Release) -> bool:
    """Whether the release may still be printed and agreed to."""
    return release.ended_at is None and release.expires_on >= timezone.localdate()


def asked(vault: Vault, subject: uuid.UUID) -> list[Words]:
    """The running releases that need this person's agreement, in the exact words; 1 + 3 each."""
    rows = (
        ReleasedPerson.objects.select_related("release")
        .filter(
            subject=subject,
            release__vault=vault,
            release__ended_at=None,
            release__expires_on__gte=timezone.localdate(),
        )
        .order_by("release__made_at")
    )
    found = []
    for row in rows:
        track = Track(row.track)
        words = _words(row.release, {subject: track}).get(subject)
        if words is not None:
            found.append(words)
    return found


def answer(
    vault: Vault,
    subject: uuid.UUID,
    release_id: uuid.UUID,
    *,
    agrees: bool,
    fingerprint: str,
    language: str,
) -> bool:
    """Record the person's answer to the words they saw; it can be changed while the release runs.

    Returns False where the release does not ask this person now, or asks in other words by now:
    then nothing is recorded and the page shows the new ones.
    """
    words = next((w for w in asked(vault, subject) if w.release.pk == release_id), None)
    if words is None or words.fingerprint != fingerprint:
        return False
    with transaction.atomic():
        consent.give(
            vault,
            subject,
            _purpose(words.release),
            AGREED if agrees else REFUSED,
            text_version=words.fingerprint,
            language=language,
        )
        action = "release.agreed" if agrees else "release.refused"
        audit.record(action, obj=words.release, actor="participant", vault=vault)
    return True


def print_sheet(release: Release, by: User, among: Collection[uuid.UUID]) -> Sheet:
    """What may leave at this moment, written down before it is shown. Raises ValueError at its end.

    `among`: the people who have a place now; who withdrew since is on no sheet. A person of whom
    an agreement is missing appears with the ● fields only, or not at all.
    """
    if not is_running(release):
        raise ValueError("This release has ended.")
    rows = release.people.order_by("pk")
    people = {row.subject: Track(row.track) for row in rows if row.subject in among}
    fields = [catalogue.get(code) for code in release.fields]
    free = _values(release, people, Mark.READS)
    agreed = _words(release, people)
    lines, missing = [], 0
    for subject, track in people.items():
        values = dict(free[subject])
        words = agreed.get(subject)
        if words is not None and words.answer == AGREED:
            values |= {field.code: text for field, text in words.values}
        elif any(field.mark(Reader.PROTOCOL, track) is Mark.RELEASE for field in fields):
            missing += 1
        if values:
            lines.append([values.get(field.code, "") for field in fields])
    audit.record(
        "release.printed",
        obj=release,
        actor=by,
        vault=release.vault,
        people=len(lines),
        missing=missing,
    )
    return Sheet(release, fields, lines, missing)


def progress_of(
    rows: Sequence[Release],
) -> tuple[dict[uuid.UUID, int], dict[uuid.UUID, int]]:
    """How many agreed to each release, and how many it names, by its key. Two statements."""
    by_purpose = {_purpose(row): row.pk for row in rows}
    agreed = Counter(
        Consent.objects.filter(
            purpose__in=list(by_purpose), choice=AGREED, withdrawn_at=None
        ).values_list("purpose", flat=True)
    )
    named = Counter(
        ReleasedPerson.objects.filter(release__in=rows).values_list("release", flat=True)
    )
    return {by_purpose[purpose]: number for purpose, number in agreed.items()}, dict(named)


def sweep(vault: Vault, subject: uuid.UUID) -> int:
    """Take an erased person out of every release."""
    erased, _by_model = ReleasedPerson.objects.filter(
        release__vault=vault, subject=subject
    ).delete()
    return erased


def _purpose(release: Release) -> str:
    """The purpose under which the agreement is stored: 40 characters."""
    return f"release:{release.pk.hex}"


def _values(
    release: Release, people: Mapping[uuid.UUID, Track], mark: Mark
) -> dict[uuid.UUID, dict[str, str]]:
    """The values of the people in those fields of the release that carry `mark`."""
    return disclosure.for_release(release.vault, people, release.fields, mark)


def _words(release: Release, people: Mapping[uuid.UUID, Track]) -> dict[uuid.UUID, Words]:
    """The words for each of the people of whom a ✉ field is held, with their answer to them."""
    held = _values(release, people, Mark.RELEASE)
    asked_of = {subject: values for subject, values in held.items() if values}
    if not asked_of:
        return {}
    answers = {
        subject: (choice, version)
        for subject, choice, version in Consent.objects.filter(
            purpose=_purpose(release), subject__in=list(asked_of), withdrawn_at=None
        ).values_list("subject", "choice", "text_version")
    }
    found = {}
    for subject, values in asked_of.items():
        pairs = [(catalogue.get(c), values[c]) for c in release.fields if c in values]
        words = Words(release, pairs, "")
        choice, version = answers.get(subject, ("", ""))
        is_same = version == words.fingerprint
        found[subject] = Words(release, pairs, choice if is_same else "")
    return found
