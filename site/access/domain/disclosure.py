"""The one door to personal values: `visible_to` answers what a viewer may read, and nothing else.

No other module touches `PersonalValue` for reading (an architecture test holds that). A viewer is
a reader of the catalogue in one vault; choices of the person (`access.domain.consent`) open the
cells marked ○.
"""

import uuid
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from access import catalogue
from access.catalogue import Mark, Reader, Track
from access.domain import consent
from access.domain.consent import Naming, Output
from access.domain.crypto import Cipher
from access.models import PersonalValue, Vault


@dataclass(frozen=True)
class Viewer:
    """Who looks: a reader of the catalogue; `subject` for a person who looks at their own."""

    reader: Reader
    subject: uuid.UUID | None = None


SECRETARIAT = Viewer(Reader.SECRETARIAT)
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
    Naming.NAME: frozenset({NAME, "name_own_script", "form_of_address", ORGANISATION, "position"}),
}


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
    empty where nothing may be read: an undisclosed person and one without values look alike.
    Three statements whatever the number of people.
    """
    allowed = _allowed(viewer, subjects, fields, output)
    wanted = {code for codes in allowed.values() for code in codes}
    result: dict[uuid.UUID, dict[str, str]] = {subject: {} for subject in subjects}
    if not wanted:
        return result
    cipher = Cipher(vault.pk)
    rows = PersonalValue.objects.filter(
        vault=vault, subject__in=[s for s, codes in allowed.items() if codes], field__in=wanted
    ).values_list("subject", "field", "key_id", "ciphertext")
    for subject, code, key_id, sealed in rows:
        if code in allowed[subject]:
            result[subject][code] = cipher.open(key_id, sealed, (subject, code))
    return result


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
    allowed: dict[uuid.UUID, frozenset[str]] = {}
    for subject, track in subjects.items():
        if viewer.reader is Reader.PERSON and viewer.subject != subject:
            allowed[subject] = frozenset()
            continue
        chosen = FIELDS_OF_CHOICE[choices.get(subject, Naming.NONE)]
        allowed[subject] = frozenset(
            row.code
            for row in rows
            if row.mark(viewer.reader, track) is Mark.READS
            or (row.mark(viewer.reader, track) is Mark.BY_CHOICE and row.code in chosen)
        )
    return allowed


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
