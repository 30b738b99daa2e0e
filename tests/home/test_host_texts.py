"""Texts and names of the host: what stands on the page, what is proposed, and who answers."""

import datetime
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from events.domain import texts
from events.models import (
    TextProposal,
    WorkshopPage,
)
from events.models.reference import InstitutionName
from tests.factories.access import UserFactory, host_organiser, secretariat
from tests.factories.events import (
    CoOrganiserFactory,
    InstitutionFactory,
    StateFactory,
    WorkshopFactory,
)

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


@pytest.fixture
def workshop() -> WorkshopPage:
    first = timezone.now().date() + 200 * DAY
    return WorkshopFactory(slug="2027-demo", starts_on=first, ends_on=first + 2 * DAY, venue="Hall")


def enter(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def host_of(workshop: WorkshopPage) -> Client:
    workshop.data_annex_signed_on = timezone.now().date()
    workshop.save()
    return enter(host_organiser(workshop))


def test_a_host_sends_a_text_and_the_secretariat_puts_it_into_the_draft(
    workshop: WorkshopPage,
) -> None:
    client = host_of(workshop)
    url = f"/organise/{workshop.slug}/texts/"
    sent = {"field": "practical_information", "text": "Gate 3 & <b>hall</b>\n\nLunch at noon"}
    assert client.post(url, sent)["Location"] == url
    proposal = TextProposal.objects.get()

    desk = enter(secretariat())
    desk.post(f"/admin/workshops/{workshop.pk}/", {"apply": proposal.pk})
    page = WorkshopPage.objects.get(pk=workshop.pk)
    draft = page.get_latest_revision_as_object()
    assert draft.practical_information == (
        "<p>Gate 3 &amp; &lt;b&gt;hall&lt;/b&gt;</p><p>Lunch at noon</p>"
    )
    assert (page.practical_information, page.has_unpublished_changes) == ("", True)
    assert "On the page" in client.get(url).content.decode()


def test_a_venue_is_split_into_name_and_address(workshop: WorkshopPage) -> None:
    proposal = texts.propose(workshop, "venue", "The Hall\n1 Road\nThe City", UserFactory())
    texts.apply(proposal, secretariat())
    draft = WorkshopPage.objects.get(pk=workshop.pk).get_latest_revision_as_object()
    assert (draft.venue, draft.venue_address) == ("The Hall", "1 Road, The City")


def test_a_text_that_is_not_taken_over_gets_an_answer(workshop: WorkshopPage) -> None:
    client = host_of(workshop)
    proposal = texts.propose(workshop, "concept_note", "Shorter", UserFactory())
    desk = enter(secretariat())
    desk.post(
        f"/admin/workshops/{workshop.pk}/", {"decline": proposal.pk, "answer": "It is agreed."}
    )
    assert "It is agreed." in client.get(f"/organise/{workshop.slug}/texts/").content.decode()


def test_a_host_reads_what_stands_and_goes_on_from_it(workshop: WorkshopPage) -> None:
    """US-H10: the draft of three texts and nothing else of it; a form that begins with them."""
    client = host_of(workshop)
    draft = WorkshopPage.objects.get(pk=workshop.pk)
    draft.practical_information = "<h2>Gate</h2><p>Gate &amp; hall<br/>upstairs</p>"
    draft.concept_note = "<p>Why we meet</p>"
    draft.staff_note = "CANARY-NOTE"
    draft.theme = "CANARY-THEME"
    draft.save_revision(user=secretariat())
    url = f"/organise/{workshop.slug}/texts/"
    page = client.get(url).content.decode()
    assert [page.count(words) for words in ("Why we meet", "not published yet", "CANARY")] == [
        1,
        2,
        0,
    ]
    begun = client.get(f"{url}?field=practical_information").context["form"]
    assert begun["text"].value() == "Gate\n\nGate & hall\nupstairs"
    assert client.get(f"{url}?field=concept_note").context["form"]["text"].value() == ""
    assert client.get(f"{url}?field=nonsense").status_code == 200
    assert "CANARY" not in enter(host_organiser(WorkshopFactory())).get(url).content.decode()


def test_a_host_sees_its_names_side_by_side(workshop: WorkshopPage) -> None:
    """US-H10: from dated records, in the languages of the host; a missing one says so."""
    state = StateFactory(
        code="TH",
        list_name="Thailand",
        languages=[{"code": "th", "endonym": "ไทย"}, {"code": "en", "endonym": "English"}],
        native_names=[{"lang": "th", "text": "ไทย"}, {"lang": "th", "text": "ราชอาณาจักรไทย"}],
    )
    day = workshop.starts_on - DAY
    ministry = InstitutionFactory(kind="ministry", state=state, name=None)
    for text, native, first, last in (
        ("Old Department", "กรมเก่า", None, day),
        ("New Ministry", "", day + DAY, None),
    ):
        InstitutionName.objects.create(
            institution=ministry,
            text=text,
            native_names=[{"lang": "th", "text": native}] if native else [],
            valid_from=first,
            valid_to=last,
        )
    WorkshopPage.objects.filter(pk=workshop.pk).update(host_state=state)
    workshop = WorkshopPage.objects.get(pk=workshop.pk)
    CoOrganiserFactory(workshop=workshop, institution=ministry)
    page = host_of(workshop).get(f"/organise/{workshop.slug}/texts/").content.decode()
    found = [page.count(words) for words in ("New Ministry", "Old Department", "ราชอาณาจักรไทย")]
    assert found == [1, 0, 1]
    assert page.count('<span class="tag warn">missing</span>') == 1


def test_a_word_about_names_is_read_and_changes_no_page(workshop: WorkshopPage) -> None:
    """US-H10: names stand in the reference data; the host reads that it was seen."""
    proposal = texts.propose(workshop, "names", "It is spelt otherwise", UserFactory())
    desk = enter(secretariat())
    page = desk.get(f"/admin/workshops/{workshop.pk}/").content.decode()
    assert (page.count("I have read it"), page.count("Put it into the draft")) == (1, 0)
    desk.post(f"/admin/workshops/{workshop.pk}/", {"apply": proposal.pk})
    assert TextProposal.objects.get().state == "applied"
    assert not WorkshopPage.objects.get(pk=workshop.pk).has_unpublished_changes


def test_the_secretariat_sees_what_a_text_would_replace(workshop: WorkshopPage) -> None:
    """SB-W11: the present words stand beside the new ones."""
    workshop.practical_information = "<p>PRESENT-WORDS</p>"
    workshop.save()
    texts.propose(workshop, "practical_information", "NEW-WORDS", UserFactory())
    page = enter(secretariat()).get(f"/admin/workshops/{workshop.pk}/").content.decode()
    assert (page.count("PRESENT-WORDS"), page.count("NEW-WORDS")) == (1, 1)


def test_without_the_annex_no_text_is_taken(workshop: WorkshopPage) -> None:
    """domain 3.3: without a signed data annex a host account edits the agenda and nothing else."""
    client = enter(host_organiser(workshop))
    client.post(f"/organise/{workshop.slug}/texts/", {"field": "venue", "text": "Hall"})
    assert not TextProposal.objects.exists()


def test_another_host_finds_nothing(workshop: WorkshopPage) -> None:
    """SEC-A2."""
    client = host_of(WorkshopFactory())
    assert client.get(f"/organise/{workshop.slug}/texts/").status_code == 404


def test_one_text_of_a_kind_waits(workshop: WorkshopPage) -> None:
    for words in ("First", "Second"):
        texts.propose(workshop, "venue", words, UserFactory())
    assert [row.text for row in TextProposal.objects.all()] == ["Second"]
