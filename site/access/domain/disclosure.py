"""The one door to personal values: `visible_to` answers what a viewer may read, and nothing else.

No other module touches `PersonalValue` for reading (an architecture test holds that). A viewer is
a reader of the catalogue in one vault; choices of the person (`access.domain.consent`) open the
cells marked ○.
"""

import uuid
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from django.db import connections
from django.db.models import CharField
from django.db.models.functions import Cast

from access import catalogue
from access.catalogue import Mark, PersonalField, Reader, Track
from access.domain import consent
from access.domain.consent import Naming, Output
from access.domain.crypto import Cipher
from access.models import PersonalValue, RecordLock, User, Vault
from access.role_matrix import MATRIX
from access.roles import roles_held


@dataclass(frozen=True)
class Viewer:
    """Who looks: a reader of the catalogue; `subject` for a person who looks at their own.

    `opened`: locked records too (access.domain.locks); only for a record opened for a reason, for
    numbers, and for the post, which shows what it reads to nobody but the person.
    """

    reader: Reader
    subject: uuid.UUID | None = None
    opened: bool = False


SECRETARIAT = Viewer(Reader.SECRETARIAT)
POST = Viewer(Reader.SECRETARIAT, opened=True)
NUMBERS = Viewer(Reader.SECRETARIAT, opened=True)
FOCAL_POINT = Viewer(Reader.FOCAL_POINT)
HOST = Viewer(Reader.HOST)
PUBLIC = Viewer(Reader.PUBLIC)

# Which switch opens the ○ cells of a reader.
SWITCH = {
    Reader.HOST: Output.HOST,
    Reader.NHRI: Output.HOST,
    Reader.PROTOCOL: Output.HOST,
    Reader.PARTICIPANTS: Output.LIST,
    Reader.PUBLIC: Output.PROCEEDINGS,
}
NAME = "name"
OTHER_NAME = "other_name"
ORGANISATION = "organisation"
# What each naming choice lets through; every other field stays closed to by-choice readers.
FIELDS_OF_CHOICE = {
    Naming.NONE: frozenset(),
    Naming.ORGANISATION: frozenset({ORGANISATION}),
    Naming.OTHER_NAME: frozenset({OTHER_NAME}),
    Naming.NAME: frozenset(
        {NAME, "name_own_script", "form_of_address", ORGANISATION, "position", "biography"}
    ),
}


# For so many people the compartment is asked by key; for more it is read through once.
FEW = 200
# Somebody who was not asked for: nothing of theirs is opened.
NOBODY: tuple[frozenset[str], dict[str, str], bytes] = (frozenset(), {}, b"")


def visible_to(
    viewer: Viewer,
    vault: Vault,
    subjects: Mapping[uuid.UUID, Track],
    fields: Collection[str],
    output: Output | None = None,
) -> dict[uuid.UUID, dict[str, str]]:
    """The values of `fields` that `viewer` may read, by person.

    Arguments: the viewer; the vault; the people asked for, each with the track on which they came;
    field codes; the output in which the values would appear (its switch decides the cells marked
    ○; by default the viewer's own). Returns a dictionary with an entry for every person asked for,
    empty where nothing may be read: an undisclosed person, a locked one and one without values
    look alike. Three statements for a few people, one more for many.
    """
    reads_locked = viewer.opened or viewer.reader in {Reader.PERSON, Reader.FOCAL_POINT}
    return _open(vault, _allowed(viewer, subjects, fields, output), reads_locked=reads_locked)


def may_open(viewer: Viewer, vault: Vault, subject: uuid.UUID, track: Track, field: str) -> bool:
    """Whether the viewer may read one field of one person, before any value is looked at.

    For what is no text: a file asks with its purpose (`access.domain.files`).
    """
    if not _allowed(viewer, {subject: track}, [field], None)[subject]:
        return False
    if viewer.opened or viewer.reader in {Reader.PERSON, Reader.FOCAL_POINT}:
        return True
    return not RecordLock.objects.filter(vault=vault, subject=subject, lifted_at=None).exists()


def for_release(
    vault: Vault, subjects: Mapping[uuid.UUID, Track], fields: Collection[str], mark: Mark
) -> dict[uuid.UUID, dict[str, str]]:
    """The values whose cell of the protocol desk carries `mark` (● or ✉), by person.

    Called by `access.domain.releases` alone, which asks the person before a ✉ leaves the house.
    """
    rows = [catalogue.get(code) for code in fields]
    allowed = {
        subject: frozenset(row.code for row in rows if row.mark(Reader.PROTOCOL, track) is mark)
        for subject, track in subjects.items()
    }
    return _open(vault, allowed, reads_locked=False)


def _open(
    vault: Vault, allowed: Mapping[uuid.UUID, frozenset[str]], *, reads_locked: bool
) -> dict[uuid.UUID, dict[str, str]]:
    """Open the allowed values; those of locked people are left in the database."""
    wanted = {code for codes in allowed.values() for code in codes}
    result: dict[uuid.UUID, dict[str, str]] = {subject: {} for subject in allowed}
    if not wanted:
        return result
    cipher = Cipher(vault.pk)
    people = [subject for subject, codes in allowed.items() if codes]
    rows = PersonalValue.objects.filter(vault=vault, field__in=wanted)
    locked = RecordLock.objects.filter(vault=vault, lifted_at=None).values_list("subject")
    if len(people) > FEW:
        # One look at the locks is cheaper than one for every row.
        shut = set() if reads_locked else {subject for (subject,) in locked}
        people = [subject for subject in people if subject not in shut]
    else:
        rows = rows.filter(subject__in=people)
        rows = rows if reads_locked else rows.exclude(subject__in=locked)
    # The key as the database writes it: an object for every value would cost more than opening it.
    is_native = connections[rows.db].features.has_native_uuid_field
    by_text = {
        str(s) if is_native else s.hex: (allowed[s], result[s], cipher.associated((s, "")))
        for s in people
    }
    ends = {code: code.encode() for code in wanted}
    cipher.open_into(
        (values, code, key_id, sealed, place + ends[code])
        for text, code, key_id, sealed in rows.values_list(
            Cast("subject", CharField()), "field", "key_id", "ciphertext"
        )
        for codes, values, place in [by_text.get(text, NOBODY)]
        if code in codes
    )
    return result


def viewer_for(user: User, vault: Vault) -> Viewer:
    """The viewer that an account is in one workshop: its first role in the order of the table.

    Somebody without a role there is the public.
    """
    held = roles_held(user, vault.pk)
    return Viewer(MATRIX[held[0]].reader) if held else PUBLIC


def _allowed(
    viewer: Viewer,
    subjects: Mapping[uuid.UUID, Track],
    fields: Collection[str],
    output: Output | None,
) -> dict[uuid.UUID, frozenset[str]]:
    """Which of the fields the viewer may read, by person, before any value is opened."""
    rows = [catalogue.get(code) for code in fields]
    switch = output or SWITCH.get(viewer.reader)
    choices = consent.naming(subjects, switch) if switch else {}
    # People of one track who chose alike are shown alike: a handful of sets serves everybody.
    by_kind: dict[tuple[Track, Naming], frozenset[str]] = {}
    allowed: dict[uuid.UUID, frozenset[str]] = {}
    for subject, track in subjects.items():
        if viewer.reader is Reader.PERSON and viewer.subject != subject:
            allowed[subject] = frozenset()
            continue
        choice = choices.get(subject, Naming.NONE)
        if (track, choice) not in by_kind:
            by_kind[track, choice] = _codes(rows, viewer.reader, track, choice)
        allowed[subject] = by_kind[track, choice]
    return allowed


def _codes(
    rows: Iterable[PersonalField], reader: Reader, track: Track, choice: Naming
) -> frozenset[str]:
    """The fields that a reader sees of somebody of one track who made one choice."""
    chosen = FIELDS_OF_CHOICE[choice]
    marks = {row.code: row.mark(reader, track) for row in rows}
    return frozenset(
        code
        for code, mark in marks.items()
        if mark is Mark.READS or (mark is Mark.BY_CHOICE and code in chosen)
    )


@dataclass(frozen=True)
class Appearance:
    """How one person appears in one output: the line that may be printed, or nothing."""

    name: str
    organisation: str
    own_script: str = ""
    form_of_address: str = ""

    @property
    def is_withheld(self) -> bool:
        """Whether nothing but a count may be shown."""
        return not (self.name or self.organisation)


def appearances(
    vault: Vault, subjects: Iterable[uuid.UUID], output: Output
) -> dict[uuid.UUID, Appearance]:
    """How each person chose to appear in one output, at this moment. Four statements.

    This is the only source of names for programme, badge, list and proceedings: a name withdrawn
    today is gone from every output tomorrow, because no output stores it. Public outputs follow
    the person's own switch whatever the track.
    """
    people = list(subjects)
    choices = consent.naming(people, output)
    named = {s: Track.DIRECT for s in people if choices.get(s, Naming.NONE) is not Naming.NONE}
    reader = Reader.HOST if output is Output.HOST else Reader.PUBLIC
    fields = (NAME, OTHER_NAME, ORGANISATION, "name_own_script", "form_of_address")
    values = visible_to(Viewer(reader), vault, named, fields, output) if named else {}
    result = {}
    for subject in people:
        found = values.get(subject, {})
        result[subject] = Appearance(
            name=found.get(NAME) or found.get(OTHER_NAME, ""),
            organisation=found.get(ORGANISATION, ""),
            own_script=found.get("name_own_script", ""),
            form_of_address=found.get("form_of_address", ""),
        )
    return result
