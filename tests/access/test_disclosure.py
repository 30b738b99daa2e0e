"""The one door to personal values."""

import ast
import datetime
import uuid
from pathlib import Path

import pytest
from django.conf import settings

from access import catalogue
from access.catalogue import Mark, PersonalField, Reader, Track
from access.domain import consent, disclosure, locks, values
from access.domain.consent import Naming, Output
from access.models import Consent, PersonalValue
from tests.factories.access import UserFactory, VaultFactory

pytestmark = pytest.mark.django_db
LAST_DAY = datetime.date(2027, 6, 17)
PERSONAL = ("name", "other_name", "organisation", "email")


def someone(vault, **choices):
    """A person with four values, whose naming choices are given by output."""
    subject = uuid.uuid4()
    texts = {
        "name": "Full Name",
        "other_name": "Other Name",
        "organisation": "Organisation",
        "email": "a@example.org",
    }
    values.store(vault, subject, texts, LAST_DAY)
    for output, choice in choices.items():
        consent.give(
            vault,
            subject,
            consent.purpose_of(Output(output)),
            Naming(choice),
            text_version="1",
            language="en",
        )
    return subject


@pytest.mark.parametrize("reader", list(Reader), ids=lambda reader: reader.name)
@pytest.mark.parametrize("track", list(Track), ids=lambda track: track.name)
@pytest.mark.parametrize("choice", list(Naming))
def test_every_reader_sees_what_the_catalogue_says(reader, track, choice):
    """SB-P2: the answer is the table's, for every reader, track and choice."""
    vault = VaultFactory()
    subject = someone(vault, **{output.value: choice for output in Output})
    viewer = disclosure.Viewer(reader, subject)
    shown = disclosure.visible_to(viewer, vault, {subject: track}, PERSONAL)[subject]
    expected = set()
    for code in PERSONAL:
        mark = catalogue.get(code).mark(reader, track)
        chosen = code in disclosure.FIELDS_OF_CHOICE[choice]
        if mark is Mark.READS or (mark is Mark.BY_CHOICE and chosen):
            expected.add(code)
    assert set(shown) == expected


def test_who_chose_nothing_is_known_to_no_host():
    """The most protective answer is the one nobody has to give (SB-P6)."""
    vault = VaultFactory()
    subject = someone(vault)
    shown = disclosure.visible_to(disclosure.HOST, vault, {subject: Track.DIRECT}, PERSONAL)
    assert shown == {subject: {}}


def test_undisclosed_and_unknown_people_look_alike():
    vault = VaultFactory()
    hidden, unknown = someone(vault), uuid.uuid4()
    asked = {hidden: Track.DIRECT, unknown: Track.DIRECT}
    assert disclosure.visible_to(disclosure.PUBLIC, vault, asked, PERSONAL) == {
        hidden: {},
        unknown: {},
    }


def test_a_person_reads_only_their_own_values():
    """SEC-A1: the PERSON reader is bound to one person."""
    vault = VaultFactory()
    me, other = someone(vault), someone(vault)
    viewer = disclosure.Viewer(Reader.PERSON, me)
    shown = disclosure.visible_to(viewer, vault, dict.fromkeys([me, other], Track.DIRECT), PERSONAL)
    assert set(shown[me]) == set(PERSONAL)
    assert shown[other] == {}


def test_people_of_another_vault_are_not_found():
    one, two = VaultFactory(), VaultFactory()
    subject = someone(one)
    shown = disclosure.visible_to(disclosure.SECRETARIAT, two, {subject: Track.DIRECT}, PERSONAL)
    assert shown == {subject: {}}


@pytest.mark.parametrize("few", [0, 200])
def test_many_are_read_as_few_are(few, monkeypatch):
    """SB-P2: read through in one go or asked for by key, the same values of the same people."""
    monkeypatch.setattr(disclosure, "FEW", few)
    vault = VaultFactory()
    asked, locked, not_asked = someone(vault), someone(vault), someone(vault)
    locks.lock(vault, locked, UserFactory())
    subjects = dict.fromkeys([asked, locked], Track.DIRECT)
    found = disclosure.visible_to(disclosure.SECRETARIAT, vault, subjects, ["name"])
    assert found == {asked: {"name": "Full Name"}, locked: {}}
    found = disclosure.visible_to(disclosure.NUMBERS, vault, subjects, ["name"])
    assert found == {key: {"name": "Full Name"} for key in subjects}
    assert not_asked not in found


@pytest.mark.parametrize("output", list(Output))
@pytest.mark.parametrize(
    ("choice", "name", "organisation"),
    [
        (Naming.NONE, "", ""),
        (Naming.ORGANISATION, "", "Organisation"),
        (Naming.OTHER_NAME, "Other Name", ""),
        (Naming.NAME, "Full Name", "Organisation"),
    ],
)
def test_four_by_four_matrix_of_appearances(output, choice, name, organisation):
    """US-P6: each output follows its own switch; the switches of the others change nothing."""
    vault = VaultFactory()
    others = {other.value: Naming.NAME for other in Output if other is not output}
    subject = someone(vault, **{**others, output.value: choice})
    shown = disclosure.appearances(vault, [subject], output)[subject]
    assert (shown.name, shown.organisation) == (name, organisation)
    assert shown.is_withheld is (choice is Naming.NONE)


def test_withdrawn_choice_holds_at_once_and_stays_on_record():
    """US-P7, SB-P1: future outputs follow at once; the proof of the consent stays."""
    vault = VaultFactory()
    subject = someone(vault, programme=Naming.NAME)
    consent.withdraw(subject, consent.purpose_of(Output.PROGRAMME))
    assert disclosure.appearances(vault, [subject], Output.PROGRAMME)[subject].is_withheld
    row = Consent.objects.get(subject=subject)
    assert (row.choice, row.text_version, row.language) == ("name", "1", "en")
    assert row.withdrawn_at is not None


@pytest.mark.parametrize("people", [1, 3])
def test_appearances_cost_three_statements(people, django_assert_num_queries):
    vault = VaultFactory()
    subjects = [someone(vault, programme=Naming.NAME) for _ in range(people)]
    with django_assert_num_queries(4):
        shown = disclosure.appearances(vault, subjects, Output.PROGRAMME)
    assert {appearance.name for appearance in shown.values()} == {"Full Name"}


def test_an_unknown_field_cannot_be_stored():
    """SB-P2: no row in the catalogue, no place in the database."""
    with pytest.raises(KeyError):
        values.store(VaultFactory(), uuid.uuid4(), {"religion": "x"}, LAST_DAY)
    assert PersonalValue.objects.count() == 0


def test_emptied_answers_are_removed_and_changed_ones_replaced():
    vault = VaultFactory()
    subject = someone(vault)
    values.store(vault, subject, {"name": "New Name", "other_name": ""}, LAST_DAY)
    shown = disclosure.visible_to(disclosure.SECRETARIAT, vault, {subject: Track.DIRECT}, PERSONAL)
    assert shown[subject] == {
        "name": "New Name",
        "organisation": "Organisation",
        "email": "a@example.org",
    }


def test_purge_erases_what_is_due_and_nothing_early():
    """SEC-F9: to the day, twice is once, and the receipt holds counts only."""
    vault = VaultFactory()
    someone(vault)
    last = catalogue.get("name").erase_after(LAST_DAY)
    after = last + datetime.timedelta(days=1)
    assert values.purge(vault, last) == {}
    assert values.purge(vault, after) == dict.fromkeys(sorted(PERSONAL), 1)
    assert values.purge(vault, after) == {}
    assert PersonalValue.objects.count() == 0


def test_erase_leaves_nothing_of_a_person():
    vault = VaultFactory()
    subject, other = someone(vault, list=Naming.NAME), someone(vault)
    assert values.erase(subject) == 4
    assert Consent.objects.filter(subject=subject).count() == 0
    assert PersonalValue.objects.filter(subject=other).count() == 4


def test_torn_rows_are_refused():
    with pytest.raises(ValueError, match="needs 9 marks"):
        catalogue.register([PersonalField("torn", "Torn", "", "● ●", 1)])
    with pytest.raises(ValueError, match="registered twice"):
        catalogue.register([PersonalField("name", "Other", "", "● ● ● ● ● ● ● ● ●", 1)])


def test_hint_and_enforcement_are_one_table():
    """US-P2: the line beside each question names exactly the readers that the door lets in."""
    for field in catalogue.all_fields():
        line = str(catalogue.who_sees(field.code))
        # The longest label first: "the Secretariat" is a part of "the Secretariat’s travel desk".
        readers = sorted(set(Reader) - {Reader.PERSON}, key=lambda r: -len(str(r.label)))
        for reader in readers:
            mark = field.mark(reader, Track.DIRECT)
            assert (str(reader.label) in line) is (mark is not Mark.NEVER)
            line = line.replace(str(reader.label), "")


DOOR = {
    "site/access/domain/disclosure.py",
    "site/access/domain/erasure.py",
    "site/access/domain/inventory.py",
    "site/access/domain/values.py",
    "site/access/apps.py",
    "site/access/models/__init__.py",
}
STORED = {"PersonalValue", "personal_values", "ciphertext"}


def names_in(path: Path) -> set[str]:
    """Every name, attribute and imported name of a Python file."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Name):
            found.add(node.id)
        elif isinstance(node, ast.Attribute):
            found.add(node.attr)
        elif isinstance(node, ast.alias):
            found.add(node.name)
    return found


def test_no_module_outside_the_door_touches_stored_values():
    """An architecture test: stored values are touched behind the door only."""
    touching = set()
    for folder in ("site", "events", "registrations", "publications"):
        for path in sorted((settings.ROOT / folder).rglob("*.py")):
            relative = path.relative_to(settings.ROOT)
            if "migrations" not in relative.parts and names_in(path) & STORED:
                touching.add(relative.as_posix())
    assert touching == DOOR | {"site/access/models/values.py"}
