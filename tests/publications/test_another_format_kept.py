"""Requests for another format: who reads them, the answer, and how everything of them goes."""

import datetime

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from access.catalogue import Mark, Reader, Track, get
from access.domain import audit, erasure, inventory, rotation, values
from access.models import AuditChain, AuditEntry, ErasureReceipt, PersonalValue, Tombstone
from correspondence.domain import installation
from correspondence.models import MailMessage
from publications.domain import another_format
from publications.domain.another_format import Wish
from publications.models import FormatRequest
from publications.person_fields import FORMAT_FIELDS
from registrations.domain import exporting
from tests.factories.access import host_organiser, proceedings_staff, secretariat
from tests.factories.correspondence import deliver_all
from tests.factories.events import (
    DocumentFactory,
    PersonFactory,
    WorkshopFactory,
)
from tests.factories.publications import (
    ChapterPageFactory,
    FormatRequestFactory,
)
from tests.publications import formats
from tests.publications.conftest import participant
from tests.publications.formats import ADDRESS, LIST, WORDS, asked, form_of, newest_link

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("private_storage")]
MAILS = {"format_asked", "format_answered", "confirm_address"}


@pytest.fixture
def chapter():
    return formats.public_chapter()


@pytest.fixture
def desk(client):
    return formats.at_the_desk(client)


# --- Who reads ------------------------------------------------------------------------------


def test_the_secretariat_and_who_asked_read_it_and_nobody_else():
    """SEC-A1: each field, for everybody; no column of a list or an export of participants."""
    readers = {Reader.PERSON, Reader.SECRETARIAT}
    for code in FORMAT_FIELDS:
        for reader in Reader:
            marks = {get(code).mark(reader, track) for track in Track}
            assert marks == {Mark.READS if reader in readers else Mark.NEVER}
    offered = {code for code, _label in exporting.columns(WorkshopFactory())}
    assert offered & set(FORMAT_FIELDS) == set()


def test_nothing_lies_in_the_clear(chapter, caplog):
    """SEC-F8: the row is a fact without a person; values are sealed with the workshop's key."""
    row = asked(chapter)
    assert row.vault == chapter.volume.workshop.vault
    stored = str(FormatRequest.objects.values().get()) + str(
        [bytes(value.ciphertext) for value in PersonalValue.objects.filter(subject=row.pk)]
    )
    entries = str(list(AuditEntry.objects.values("detail", "object_id", "actor", "action")))
    for secret in ("canary", "CANARY", "large_print"):
        assert secret not in stored + entries + caplog.text
    assert (str(row), len(row.reference)) == (row.reference, 7)


def test_the_address_is_on_no_page_of_anybody_else(chapter):
    """The public, host organisers and proceedings staff: their pages, and the shut door."""
    workshop = chapter.volume.workshop
    row = asked(chapter)
    public = [chapter.url, chapter.volume.url, workshop.url, form_of(chapter), "/search/?q=canary"]
    host = [f"/organise/{workshop.slug}/", f"/organise/{workshop.slug}/agenda/", "/organise/"]
    shut = [LIST, f"{LIST}{row.pk}/"]
    for user, paths in (
        (None, [*public, *shut]),
        (host_organiser(workshop), [*public, *host, *shut]),
        (proceedings_staff(), [*public, *shut, "/admin/"]),
    ):
        client = Client()
        if user is not None:
            client.force_login(user)
        for path in paths:
            answer = client.get(path)
            text = answer.content.decode().replace('value="canary"', "").replace("“canary”", "")
            assert ADDRESS not in text and WORDS not in text and row.reference not in text, path
            if path in shut:
                assert answer.status_code in {302, 403, 404}, path


def test_each_opening_is_written_down_and_the_list_opens_nothing(desk, chapter):
    """The list shows document, day and state; the page of one request the rest."""
    row = asked(chapter)
    text = desk.get(LIST).content.decode()
    assert "On dams" in text and "another-format" in text
    for secret in (ADDRESS, WORDS, "Large print"):
        assert secret not in text
    text = desk.get(f"{LIST}{row.pk}/").content.decode()
    for known in (ADDRESS, WORDS, "Large print", "Bahasa Indonesia"):
        assert known in text
    actions = AuditEntry.objects.filter(object_id=str(row.pk)).order_by("pk")
    assert [(entry.action, entry.actor) for entry in actions] == [
        ("format.asked", "participant"),
        ("format.read", str(desk.user.pk)),
    ]
    chain = AuditChain.objects.get(vault=row.vault)
    assert audit.first_broken(chain) is None


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_costs_the_same_for_one_and_for_many(desk, django_assert_num_queries, number):
    for _ in range(number):
        FormatRequestFactory(document=f"chapter-{ChapterPageFactory().pk}")
        FormatRequestFactory(
            document=f"document-{DocumentFactory().pk}",
            answered_at=timezone.now(),
            answered_by=desk.user,
        )
    desk.get(LIST)
    with django_assert_num_queries(14):
        assert desk.get(LIST).status_code == 200


def test_the_first_page_says_how_many_wait(desk):
    today = timezone.localdate()
    for _ in range(2):
        FormatRequestFactory()
    FormatRequestFactory(kept_until=today - datetime.timedelta(days=1))
    FormatRequestFactory(answered_at=timezone.now())
    text = desk.get(reverse("wagtailadmin_home")).content.decode()
    assert "2 requests for another format wait for an answer." in text
    other = Client()
    other.force_login(proceedings_staff())
    text = other.get(reverse("wagtailadmin_home")).content.decode()
    assert "another format" not in text and LIST not in text


# --- Answering ------------------------------------------------------------------------------


def test_answered_elsewhere_is_noted_with_who_and_when(desk, chapter):
    row = asked(chapter)
    assert desk.get(f"{LIST}{row.pk}/").status_code == 200
    assert FormatRequest.objects.filter(answered_at=None).count() == 1  # a GET changed nothing
    assert desk.post(f"{LIST}{row.pk}/", {"do": "answered"})["Location"] == LIST
    row.refresh_from_db()
    assert (row.answered_by, row.answered_at is not None) == (desk.user, True)
    text = desk.get(LIST).content.decode()
    assert f"by {desk.user.full_name}" in text
    assert deliver_all() == ["format_asked"]


def test_the_second_of_two_answers_changes_nothing(desk, chapter):
    row = asked(chapter)
    first, second = secretariat(), secretariat()
    assert another_format.mark_answered(row, first) is True
    assert another_format.mark_answered(row, second) is False
    assert another_format.answer(row, second, "Too late") is False
    answer = desk.post(f"{LIST}{row.pk}/", {"do": "answer", "text": "Too late"}, follow=True)
    assert "Nothing was changed." in answer.content.decode()
    row.refresh_from_db()
    assert row.answered_by == first
    assert deliver_all() == ["format_asked"]


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"text": ""}, "This field is required."),
        ({"text": "Here", "link": "http://example.org/x"}, "begins with https://"),
        ({"text": "Here", "link": "javascript:alert(1)"}, "Enter a valid URL."),
    ],
)
def test_an_answer_is_checked_and_kept(desk, chapter, fields, message):
    row = asked(chapter)
    answer = desk.post(f"{LIST}{row.pk}/", {"do": "answer"} | fields)
    text = answer.content.decode()
    assert (answer.status_code, message in text, fields["text"] in text) == (422, True, True)
    assert another_format.waiting().count() == 1


# --- Erasure --------------------------------------------------------------------------------


def test_who_asked_takes_it_back_at_once(client, chapter):
    """Issue 9: nothing is left but that something was erased; scanners that GET erase nothing."""
    row = asked(chapter)
    link = newest_link()
    for _ in range(3):
        assert client.get(link)["Referrer-Policy"] == "no-referrer"
    assert client.post(link)["Location"] == "/another-format/erased/"
    assert client.get("/another-format/erased/").status_code == 200
    assert (FormatRequest.objects.count(), PersonalValue.objects.count()) == (0, 0)
    mail = MailMessage.objects.get()
    assert (mail.state, mail.sealed_address, mail.sealed_body) == ("dropped", None, None)
    assert [client.get(link).status_code, client.post(link).status_code] == [404, 404]
    assert Tombstone.objects.filter(key=row.pk).count() == 1
    assert ErasureReceipt.objects.get().counts == {"another_format": 1, "mails": 1, "values": 3}
    entry = AuditEntry.objects.filter(action="person.erase").get()
    assert entry.actor == "participant"


def test_the_secretariat_can_erase_it(desk, chapter):
    row = asked(chapter)
    assert desk.post(f"{LIST}{row.pk}/", {"do": "erase"})["Location"] == LIST
    assert (FormatRequest.objects.count(), PersonalValue.objects.count()) == (0, 0)
    assert desk.get(f"{LIST}{row.pk}/").status_code == 404


def test_it_goes_at_its_day_by_the_retention_of_all_values(desk, chapter, client):
    """90 days without an answer, 30 after one; the fact stays to be counted."""
    row, answered = asked(chapter), asked(chapter, email="other@example.org")
    another_format.mark_answered(answered, desk.user)
    today = timezone.localdate()
    labels = {str(line.what) for line in inventory.of_vault(row.vault)}
    assert {"Format and language", "What you added"} <= labels

    def held() -> list[int]:
        return [PersonalValue.objects.filter(subject=r.pk).count() for r in (row, answered)]

    erasure.run_retention(today + datetime.timedelta(days=30))
    assert held() == [3, 3]
    erasure.run_retention(today + datetime.timedelta(days=31))
    assert held() == [3, 0]
    erasure.run_retention(today + datetime.timedelta(days=90))
    assert held() == [3, 0]
    erasure.run_retention(today + datetime.timedelta(days=91))
    assert held() == [0, 0]
    assert FormatRequest.objects.count() == 2
    FormatRequest.objects.update(kept_until=today - datetime.timedelta(days=1))
    assert another_format.waiting().count() == 0
    assert "erased without an answer" in desk.get(LIST).content.decode()
    assert "What was sealed is erased." in desk.get(f"{LIST}{row.pk}/").content.decode()
    assert another_format.answer(row, desk.user, "Too late") is False


def test_a_participant_who_is_erased_takes_their_requests_along(chapter):
    """The same address, however it is spelt; requests of others stay."""
    workshop = chapter.volume.workshop
    person = participant(workshop, name="Zzyxwvut Canaryname", email="Canary.Format@example.org")
    asked(chapter)
    other = asked(chapter, email="other@example.org")
    counts = erasure.erase_person(workshop.vault, person.pk)
    assert counts["another_format"] == 1
    assert list(FormatRequest.objects.all()) == [other]
    assert PersonalValue.objects.exclude(subject=other.pk).count() == 0
    mails = MailMessage.objects.filter(occasion="format_asked")
    assert sorted(mail.sealed_address is None for mail in mails) == [False, True]


def test_an_erasure_asks_one_statement_where_nobody_asked(django_assert_num_queries):
    person = PersonFactory()
    with django_assert_num_queries(1):
        assert another_format.sweep(person.workshop.vault, person.pk) == 0


def test_long_after_a_workshop_the_installation_keeps_it(chapter):
    """The keys of the workshop are destroyed: its documents can still be asked for."""
    vault = chapter.volume.workshop.vault
    FormatRequestFactory(vault=vault)
    erasure.destroy_vault(vault, "system")
    assert another_format.waiting().count() == 0
    row = asked(chapter)
    assert row.vault == installation.vault()
    assert another_format.read(row, secretariat()).address == ADDRESS


def test_keys_are_rotated_as_for_every_value(chapter):
    """SEC-F8."""
    row = asked(chapter)
    rotation.rotate_vault(row.vault)
    opened = another_format.read(row, secretariat())
    assert (opened.address, opened.wish) == (ADDRESS, Wish("large_print", "id", WORDS))


def test_a_day_is_only_ever_brought_forward():
    row = FormatRequestFactory()
    today = timezone.localdate()
    assert values.bring_forward(row.pk, today + datetime.timedelta(days=400)) == 0
    assert values.bring_forward(row.pk, today) == 2


@pytest.mark.parametrize(
    ("wanted", "label"),
    [("braille", "A file ready for Braille"), ("other", "Something else"), ("tape", "tape")],
)
def test_a_format_is_told_in_words(wanted, label):
    """One that is not offered any more is told as it was kept."""
    row = FormatRequestFactory(sealed={"format_email": ADDRESS, "format_wanted": wanted})
    opened = another_format.read(row, secretariat())
    assert (opened.format_label, opened.language_label) == (label, "")
