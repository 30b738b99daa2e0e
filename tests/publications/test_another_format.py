"""Asking for a document in another format: without an account or JavaScript, sealed, answered."""

import datetime
import re

import pytest
from django.core import mail as outbox
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from access.catalogue import Mark, Reader, Track, get
from access.domain import audit, erasure, inventory, rotation, values
from access.models import AuditChain, AuditEntry, ErasureReceipt, PersonalValue, Tombstone
from correspondence.domain import installation, messages
from correspondence.models import MailMessage
from events.domain.releases import release
from events.models import Document, WorkshopPage
from publications.domain import another_format, askable
from publications.domain.another_format import Wish
from publications.models import Audience, ChapterPage, FormatRequest, ProceedingsPage
from publications.person_fields import FORMAT_FIELDS
from registrations.domain import exporting
from tests.factories.access import host_organiser, proceedings_staff, secretariat
from tests.factories.correspondence import deliver_all
from tests.factories.events import (
    AgendaPageFactory,
    DocumentFactory,
    PersonFactory,
    SessionFactory,
    WorkshopFactory,
)
from tests.factories.publications import (
    ChapterPageFactory,
    EditionFactory,
    FormatRequestFactory,
    PaperFactory,
    ProceedingsPageFactory,
)
from tests.publications.conftest import participant

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("private_storage")]
MAILS = {"format_asked", "format_answered", "confirm_address"}
ADDRESS = "canary.format@example.org"
WORDS = "CANARY: letters of 24 points"
GIVEN = {"format": "large_print", "language": "id", "words": WORDS, "email": ADDRESS}
LIST = "/admin/another-format/"


@pytest.fixture
def chapter() -> ChapterPage:
    volume = ProceedingsPageFactory(parent=WorkshopFactory(slug="the-workshop"))
    return ChapterPageFactory(parent=volume, title="On dams")


@pytest.fixture
def desk(client):
    client.user = secretariat()
    client.force_login(client.user)
    return client


def form_of(page: ChapterPage) -> str:
    return reverse("another_format", args=["chapter", page.pk])


def asked(page: ChapterPage, **fields) -> FormatRequest:
    """A request through the front door."""
    answer = Client().post(form_of(page), GIVEN | fields)
    assert (answer.status_code, answer["Location"]) == (302, "/another-format/sent/")
    return FormatRequest.objects.latest("asked_at")


def link_in(mail: MailMessage) -> str:
    """The path of the private link in a mail."""
    [path] = re.findall(r"http://[^/\s]+(/\S*me/format/\S+)", messages.build(mail).body)
    return path


def newest_link() -> str:
    return link_in(MailMessage.objects.latest("queued_at"))


# --- The whole way --------------------------------------------------------------------------


def test_from_the_link_under_a_document_to_the_answer(client, chapter):
    """Issue 9, 9: no account, no script; the answer on a page of one's own, told by mail."""
    page = client.get(chapter.url).content.decode()
    assert f'href="{form_of(chapter)}"' in page
    form = client.get(form_of(chapter))
    text = form.content.decode()
    assert ("On dams" in text, "Seen by the Secretariat." in text) == (True, True)
    assert form["Cache-Control"] == "no-store, private"
    row = asked(chapter)
    assert client.get("/another-format/sent/").status_code == 200
    assert deliver_all() == ["format_asked"]
    own = newest_link()
    said = client.get(own).content.decode()
    for words in ("Large print", "Bahasa Indonesia", WORDS, ADDRESS, "On dams", row.reference):
        assert words in said, words

    staff = Client()
    staff.force_login(secretariat())
    assert row.reference in staff.get(LIST).content.decode()
    answer = staff.post(
        f"{LIST}{row.pk}/",
        {"do": "answer", "text": "Here it is.", "link": "https://example.org/large.pdf"},
    )
    assert answer["Location"] == LIST
    assert deliver_all() == ["format_answered"]
    said = client.get(newest_link()).content.decode()
    assert "Here it is." in said and 'href="https://example.org/large.pdf"' in said
    row.refresh_from_db()
    assert row.kept_until == timezone.localdate() + datetime.timedelta(days=30)
    assert another_format.waiting().count() == 0


def test_the_mails_say_nothing(chapter):
    """SEC-E7: neither the document nor the format, nor that there was one."""
    row = asked(chapter)
    another_format.answer(row, secretariat(), "CANARY answer", "https://canary.example.org/")
    assert deliver_all() == ["format_asked", "format_answered"]
    for message in outbox.outbox:
        assert message.to == [ADDRESS]
        assert message.subject == f"Your reference {row.reference}"
        said = f"{message.body} {message.alternatives}".lower()
        for word in ("canary", "dams", "print", "large", "format ", "proceedings"):
            assert word not in said.replace("/me/format/", ""), word


def test_mails_and_pages_are_in_the_language_of_who_asks(client, chapter):
    with override("en"):  # the language of a request stays the thread's
        client.post(f"/id{form_of(chapter)}", GIVEN)
    row = FormatRequest.objects.get()
    assert row.language == "id"
    assert newest_link().startswith("/id/me/format/")


# --- The form -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"format": ""}, "Choose a format"),
        ({"format": "scroll"}, "Select a valid choice"),
        ({"email": ""}, "Enter your e-mail address"),
        ({"email": "nobody"}, "Enter an e-mail address in the form name@example.org"),
        ({"email": "a@b.example\nBcc: c@d.example"}, "Enter an e-mail address in the form"),
        ({"format": "other", "words": " "}, "Say which format you need"),
        ({"words": "x" * 2001}, "Use at most 2,000 characters"),
    ],
)
def test_errors_stand_beside_their_fields_and_nothing_is_lost(client, chapter, fields, message):
    """SEC-B5, and what was typed is still there."""
    given = GIVEN | fields
    answer = client.post(form_of(chapter), given)
    text = answer.content.decode()
    assert (answer.status_code, FormatRequest.objects.count()) == (422, 0)
    assert "<title>Error:" in text
    assert text.count(message) == 2  # above the form, and at the field
    for name in ("words", "email"):
        if name not in fields:
            assert given[name] in text
    assert MailMessage.objects.count() == 0


def test_nobody_fills_other_peoples_mailboxes(client, chapter):
    """Five to one address, twenty from one sender, in a quarter of an hour; the form stays."""
    answers = [client.post(form_of(chapter), GIVEN).status_code for _ in range(6)]
    assert answers == [302] * 5 + [429]
    many = [
        client.post(form_of(chapter), GIVEN | {"email": f"p{number}@example.org"})
        for number in range(16)
    ]
    assert [answer.status_code for answer in many] == [302] * 15 + [429]
    assert WORDS in many[-1].content.decode()
    assert FormatRequest.objects.count() == 20


def test_the_form_demands_a_token_and_changes_nothing_on_get(chapter):
    """SEC-A7."""
    careful = Client(enforce_csrf_checks=True)
    assert careful.post(form_of(chapter), GIVEN).status_code == 403
    assert careful.get(form_of(chapter)).status_code == 200
    assert FormatRequest.objects.count() == 0


# --- Which documents ------------------------------------------------------------------------


def addresses(text: str) -> set[str]:
    return set(re.findall(r'href="(/another-format/[^"]+)"', text))


def test_a_link_stands_under_every_document(client, chapter):
    """Issue 9, 9: editions, chapters, authors' PDFs, agenda, papers of the workshop; each opens."""
    volume = chapter.volume
    workshop = volume.workshop
    old = EditionFactory(proceedings=volume, number=1)
    new = EditionFactory(proceedings=volume, number=2)
    storages["private"].save("proceedings/paper.pdf", ContentFile(b"%PDF-1.7"))
    PaperFactory(chapter=chapter)
    agenda = AgendaPageFactory(parent=workshop)
    SessionFactory(workshop=workshop)
    release(workshop, secretariat(), "")
    paper = DocumentFactory(workshop=workshop, audience=Document.Audience.PUBLIC)
    expected = {
        volume.url: {f"edition/{new.pk}", f"edition/{old.pk}"},
        chapter.url: {f"chapter/{chapter.pk}", f"paper/{chapter.pk}"},
        agenda.url: {f"agenda/{workshop.pk}"},
        workshop.url: {f"document/{paper.pk}"},
    }
    for url, keys in expected.items():
        found = addresses(client.get(url).content.decode())
        assert found == {f"/another-format/{key}/" for key in keys}, url
        for address in found:
            assert client.get(address).status_code == 200, address


def test_a_volume_without_an_edition_can_be_asked_for_too(client, chapter):
    volume = chapter.volume
    assert addresses(client.get(volume.url).content.decode()) == {
        f"/another-format/volume/{volume.pk}/"
    }
    assert askable.find("volume", str(volume.pk)).title == volume.volume_title


def test_what_its_reader_does_not_find_cannot_be_asked_for(client, chapter):
    """SEC-A5, A6: unpublished, internal, embargoed, unknown and malformed look alike."""
    volume, workshop = chapter.volume, chapter.volume.workshop
    inner = ChapterPageFactory(parent=volume, audience=Audience.INTERNAL)
    internal = DocumentFactory(workshop=workshop, audience=Document.Audience.INTERNAL)
    later = DocumentFactory(
        workshop=workshop,
        audience=Document.Audience.PUBLIC,
        embargo_until=timezone.now() + datetime.timedelta(days=1),
    )
    hidden = EditionFactory(proceedings=volume, audience=Audience.INTERNAL)
    keys = [
        ("chapter", inner.pk),
        ("document", internal.pk),
        ("document", later.pk),
        ("edition", hidden.pk),
        ("agenda", workshop.pk),
        ("paper", chapter.pk),
        ("volume", 0),
        ("volume", "9" * 30),
        ("chapter", "x"),
        ("chapter", "1_0"),
        ("document", 1),
        ("person", 1),
    ]
    for kind, key in keys:
        assert client.get(f"/another-format/{kind}/{key}/").status_code == 404, (kind, key)
    for model, row in ((ProceedingsPage, volume), (WorkshopPage, workshop)):
        model.objects.filter(pk=row.pk).update(live=False)
        assert client.get(form_of(chapter)).status_code == 404
        model.objects.filter(pk=row.pk).update(live=True)
    assert client.get(form_of(chapter)).status_code == 200


def test_a_paper_for_participants_is_named_by_its_kind_alone(client, chapter):
    """Its address is known to who can read it; its title need not be known to more."""
    paper = DocumentFactory(
        workshop=chapter.volume.workshop,
        audience=Document.Audience.PARTICIPANTS,
        kind=Document.Kind.STATEMENT,
        title="CANARY statement",
    )
    text = client.get(f"/another-format/document/{paper.pk}/").content.decode()
    assert ("Statement" in text, "CANARY" in text) == (True, False)


def test_a_document_that_is_gone_leaves_no_title(desk, chapter):
    row = asked(chapter)
    chapter.delete()
    for path in (LIST, f"{LIST}{row.pk}/"):
        text = desk.get(path).content.decode()
        assert ("On dams" in text, "no longer there" in text) == (False, True)
    assert "On dams" not in desk.get(newest_link()).content.decode()


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
