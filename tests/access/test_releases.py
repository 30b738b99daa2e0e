"""Releases to a protocol desk (US-ST5): what goes, of whom, and only while it may."""

import datetime
import uuid

import pytest
from django.utils import timezone

from access.catalogue import Track
from access.domain import erasure, locks, releases, values
from access.models import AuditEntry, Consent, Release
from tests.factories.access import UserFactory, VaultFactory

pytestmark = pytest.mark.django_db
LATER = datetime.date(2090, 1, 1)
TEXTS = {
    "name": "Invented Official",
    "organisation": "Invented Ministry",
    "passport_number": "X0000001",
    "email": "o@example.org",
}


@pytest.fixture
def vault():
    return VaultFactory()


def someone(vault, **texts):
    subject = uuid.uuid4()
    values.store(vault, subject, TEXTS | texts, datetime.date(2030, 1, 1))
    return subject


def make(vault, people, fields=("name", "passport_number"), **changes):
    arguments = {
        "recipient": "Protocol desk",
        "purpose": "Courtesies at the airport",
        "expires_on": LATER,
        **changes,
    }
    return releases.make(vault, UserFactory(), fields=fields, people=people, **arguments)


def sheet_of(release, among=None):
    """The sheet, for everybody it names unless others are given."""
    named = {row.subject for row in release.people.all()}
    return releases.print_sheet(release, UserFactory(), named if among is None else among)


def agree(vault, subject, *, agrees=True):
    (words,) = releases.asked(vault, subject)
    return releases.answer(
        vault,
        subject,
        words.release.pk,
        agrees=agrees,
        fingerprint=words.fingerprint,
        language="en",
    )


def test_an_officials_name_goes_without_asking_and_a_passport_only_after_agreement(vault):
    """Domain rules 3 and 6."""
    subject = someone(vault)
    release = make(vault, {subject: Track.OFFICIAL})
    sheet = sheet_of(release)
    assert (sheet.lines, sheet.missing) == ([["Invented Official", ""]], 1)
    assert agree(vault, subject)
    sheet = sheet_of(release)
    assert (sheet.lines, sheet.missing) == ([["Invented Official", "X0000001"]], 0)
    assert releases.progress_of([release]) == ({release.pk: 1}, {release.pk: 1})


def test_of_somebody_who_registered_directly_nothing_goes_but_what_they_agreed_to(vault):
    """US-P3."""
    subject, official = someone(vault), someone(vault)
    release = make(vault, {subject: Track.DIRECT, official: Track.OFFICIAL})
    named = ["Invented Official", ""]
    assert sheet_of(release).lines == [named]
    agree(vault, subject)
    assert sheet_of(release).lines == [["", "X0000001"], named]


def test_the_person_sees_the_exact_words_first(vault):
    """US-P11: the values themselves, to whom, why, until when."""
    subject = someone(vault)
    release = make(vault, {subject: Track.OFFICIAL})
    (words,) = releases.asked(vault, subject)
    assert [(field.code, text) for field, text in words.values] == [("passport_number", "X0000001")]
    assert (words.release, words.answer) == (release, "")


@pytest.mark.parametrize("change", ["value", "purpose"])
def test_other_words_ask_again(vault, change):
    subject = someone(vault)
    release = make(vault, {subject: Track.OFFICIAL})
    (old,) = releases.asked(vault, subject)
    agree(vault, subject)
    if change == "value":
        values.store(vault, subject, {"passport_number": "X0000002"}, datetime.date(2030, 1, 1))
    else:
        Release.objects.update(purpose="Another purpose")
        release.refresh_from_db()
    (words,) = releases.asked(vault, subject)
    assert words.answer == ""
    assert sheet_of(release).lines == [["Invented Official", ""]]
    # An answer to the old words is not one to the new.
    assert not releases.answer(
        vault, subject, release.pk, agrees=True, fingerprint=old.fingerprint, language="en"
    )


def test_refusing_and_changing_ones_mind_hold_at_once(vault):
    subject = someone(vault)
    release = make(vault, {subject: Track.OFFICIAL})
    agree(vault, subject)
    agree(vault, subject, agrees=False)
    assert releases.asked(vault, subject)[0].answer == "refused"
    assert sheet_of(release).lines == [["Invented Official", ""]]
    kept = Consent.objects.order_by("pk").values_list("choice", "language")
    assert list(kept) == [("agreed", "en"), ("refused", "en")]


@pytest.mark.parametrize("code", ["email", "food", "sponsorship_need", "hotel"])
def test_what_the_table_gives_no_protocol_desk_cannot_be_released(vault, code):
    with pytest.raises(releases.NotReleasable):
        make(vault, {someone(vault): Track.OFFICIAL}, fields=[code])


def test_a_field_for_officials_only_cannot_be_released_of_direct_registrations(vault):
    with pytest.raises(releases.NotReleasable):
        make(vault, {someone(vault): Track.DIRECT}, fields=["name"])


@pytest.mark.parametrize("how", ["day", "hand"])
def test_after_its_end_nothing_is_printed_and_nobody_is_asked(vault, how):
    subject = someone(vault)
    release = make(vault, {subject: Track.OFFICIAL})
    if how == "day":
        Release.objects.update(expires_on=timezone.localdate() - datetime.timedelta(days=1))
    else:
        releases.end(release, UserFactory())
    release.refresh_from_db()
    with pytest.raises(ValueError, match="has ended"):
        sheet_of(release)
    assert releases.asked(vault, subject) == []


def test_who_has_no_place_any_more_is_on_no_sheet(vault):
    """3.3: withdrawn people are nobody's matter."""
    subject, gone = someone(vault), someone(vault)
    release = make(vault, dict.fromkeys([subject, gone], Track.OFFICIAL), fields=["name"])
    assert len(sheet_of(release).lines) == 2
    assert len(sheet_of(release, {subject}).lines) == 1


def test_a_locked_person_is_on_no_sheet(vault):
    """US-ST4."""
    subject = someone(vault)
    release = make(vault, {subject: Track.OFFICIAL})
    agree(vault, subject)
    locks.lock(vault, subject, UserFactory())
    assert sheet_of(release).lines == []


def test_every_step_is_written_down_without_values(vault):
    """US-ST5: for an inspection."""
    subject = someone(vault)
    release = make(vault, {subject: Track.OFFICIAL})
    agree(vault, subject)
    sheet_of(release)
    releases.end(release, UserFactory())
    entries = AuditEntry.objects.filter(object_id=str(release.pk)).order_by("number")
    assert [(entry.action, entry.detail) for entry in entries] == [
        (
            "release.made",
            {"fields": ["name", "passport_number"], "people": 1, "until": "2090-01-01"},
        ),
        ("release.agreed", {}),
        ("release.printed", {"people": 1, "missing": 0}),
        ("release.ended", {}),
    ]


def test_erasure_takes_the_person_out(vault):
    subject, other = someone(vault), someone(vault)
    release = make(vault, dict.fromkeys([subject, other], Track.OFFICIAL))
    assert erasure.erase_person(vault, subject)["releases"] == 1
    assert [row.subject for row in release.people.all()] == [other]


@pytest.mark.parametrize("people", [1, 3])
def test_a_sheet_costs_the_same_for_one_and_for_three(vault, people, django_assert_num_queries):
    track = dict.fromkeys([someone(vault) for _ in range(people)], Track.OFFICIAL)
    release = make(vault, track)
    user = UserFactory()
    with django_assert_num_queries(10):
        releases.print_sheet(release, user, set(track))
