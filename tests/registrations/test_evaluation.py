"""What participants thought: asked once, kept without a sender, shown late and in steps."""

import datetime
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from access.domain import inventory
from access.models import AuditEntry
from events.models import WorkshopPage
from registrations.domain import evaluation, holding, links
from registrations.models import Evaluation, EvaluationGiven, Registration
from tests.factories.access import host_organiser, secretariat
from tests.factories.events import PersonFactory, WorkshopFactory
from tests.factories.registrations import EvaluationFactory, RegistrationFactory

pytestmark = pytest.mark.django_db

WORDS = "CANARY-WORDS"


@pytest.fixture
def over(db: Any) -> WorkshopPage:
    """A workshop whose last day is yesterday, and whose participants are asked."""
    today = timezone.localdate()
    day = datetime.timedelta(days=1)
    workshop = WorkshopFactory(starts_on=today - 3 * day, ends_on=today - day)
    EvaluationFactory(workshop=workshop, closes_on=today + 7 * day)
    return workshop


def somebody(workshop: WorkshopPage, state: str = "attended") -> Registration:
    person = PersonFactory(workshop=workshop, values={"name": "Invented Maya"})
    return RegistrationFactory(workshop=workshop, state=state, person=person)


def answered(workshop: WorkshopPage, times: int, rating: str = "4", text: str = "") -> None:
    for number in range(times):
        words = {"change": f"{text}{number}"} if text else {}
        evaluation.answer(somebody(workshop), {"voice": rating}, words)


def test_answering_once_by_the_private_page(client: Client, over: WorkshopPage) -> None:
    """US-P17: a section of the private page, a form, a thank-you; then it is gone."""
    registration = somebody(over)
    mine = links.status(registration)
    assert client.get(mine).content.decode().count(f'href="{mine}evaluation/"') == 1
    page = client.get(f"{mine}evaluation/")
    assert page["Cache-Control"] == "no-store, private"
    assert len(page.context["form"].fields) == 7
    empty = client.post(f"{mine}evaluation/", {})
    assert empty.context["form"].errors == {"__all__": ["Answer at least one question"]}
    wrong = client.post(f"{mine}evaluation/", {"voice": "9"})
    assert wrong.context["form"].errors == {"voice": ["Choose one of the answers"]}
    sent = client.post(f"{mine}evaluation/", {"voice": "3", "change": WORDS})
    assert (sent.status_code, sent["Location"]) == (302, "/me/evaluated/")
    assert mine not in client.get("/me/evaluated/").content.decode()
    assert f"{mine}evaluation/" not in client.get(mine).content.decode()
    assert client.get(f"{mine}evaluation/").status_code == 404
    assert client.post(f"{mine}evaluation/", {"voice": "1"}).status_code == 404
    assert EvaluationGiven.objects.count() == 1


def test_nothing_leads_from_an_answer_to_a_person(client: Client, over: WorkshopPage) -> None:
    """US-P17: no key, no time, no order, no entry of the audit trail, nothing in clear."""
    registration = somebody(over)
    before = AuditEntry.objects.count()
    mine = links.status(registration)
    client.post(f"{mine}evaluation/", {"voice": "3", "change": WORDS})
    assert AuditEntry.objects.count() == before
    assert [field.name for field in EvaluationGiven._meta.fields] == ["registration"]
    kinds = {field.get_internal_type() for field in Evaluation._meta.fields}
    assert kinds & {"DateTimeField", "TimeField"} == set()
    row = Evaluation.objects.get()
    assert WORDS.encode() not in bytes(row.sealed)
    assert (row.counted, row.counts) == (0, {})


def test_the_order_of_answers_is_lost(over: WorkshopPage, monkeypatch: pytest.MonkeyPatch) -> None:
    """US-P17: both lists are shuffled with every answer."""
    shuffled = []

    class Shuffler:
        def shuffle(self, items: list[Any]) -> None:
            shuffled.append(len(items))
            items.reverse()

    monkeypatch.setattr(evaluation.secrets, "SystemRandom", Shuffler)
    answered(over, 10, text=WORDS)
    assert shuffled == [1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 10]


def test_numbers_from_ten_answers_on_and_five_at_a_time(over: WorkshopPage) -> None:
    """US-P17: nine answers show nothing; the eleventh to fourteenth change nothing."""
    seen = []
    for _number in range(15):
        answered(over, 1)
        row = Evaluation.objects.get()
        seen.append((row.counted, len(evaluation.tables(row))))
    assert seen == [(0, 0)] * 9 + [(10, 5)] * 5 + [(15, 5)]
    voice = evaluation.tables(Evaluation.objects.get())[1]
    assert [number for _label, number in voice.rows] == [15, 0, 0, 0, 0]


@pytest.mark.parametrize("state", ["submitted", "waitlisted", "offered", "declined", "withdrawn"])
def test_who_is_not_asked(client: Client, over: WorkshopPage, state: str) -> None:
    """US-P17: only people who had a place."""
    registration = somebody(over, state)
    assert client.get(f"{links.status(registration)}evaluation/").status_code == 404
    with pytest.raises(evaluation.NotAsked):
        evaluation.answer(registration, {"voice": "4"}, {})


def test_when_it_is_asked(over: WorkshopPage) -> None:
    """US-P17: from the last day at the venue until the last day of the evaluation."""
    registration = somebody(over)
    day = datetime.timedelta(days=1)
    noon = datetime.datetime.combine(over.last_day, datetime.time(5), tzinfo=datetime.UTC)
    asked = [
        evaluation.may_answer(registration, now=noon + days * day) for days in (-1, 0, 8, 9, 40)
    ]
    assert asked == [False, True, True, False, False]
    assert evaluation.may_answer(somebody(WorkshopFactory())) is False


def test_words_are_read_by_two_and_nobody_else(client: Client, over: WorkshopPage) -> None:
    """US-P17: free text is shown to two accounts; that they read is written down."""
    first, second, third = secretariat(), secretariat(), secretariat()
    address = f"/admin/registrations/{over.pk}/evaluation/"
    client.force_login(first)
    until = timezone.localdate() + datetime.timedelta(days=7)
    everybody = {"closes_on": until.isoformat(), "readers": [u.pk for u in (first, second, third)]}
    refused = client.post(address, everybody)
    assert refused.context["form"].errors == {"readers": ["Choose two people at most"]}
    assert client.post(address, everybody | {"readers": [first.pk, second.pk]}).status_code == 302
    answered(over, 10, text=WORDS)
    assert client.get(address).content.decode().count(WORDS) == 10
    assert AuditEntry.objects.filter(action="evaluation.read").count() == 1
    client.force_login(third)
    page = client.get(address).content.decode()
    assert (page.count(WORDS), page.count("10 answers")) == (0, 1)
    with pytest.raises(PermissionError):
        evaluation.words(Evaluation.objects.get(), third)


def test_hosts_see_merged_numbers(client: Client, over: WorkshopPage) -> None:
    """US-P17, US-H6: cells below five are merged for the host; words are not theirs."""
    WorkshopPage.objects.filter(pk=over.pk).update(data_annex_signed_on=datetime.date(2026, 1, 1))
    answered(over, 8, text=WORDS)
    answered(over, 1, rating="2")
    answered(over, 1, rating="1")
    voice = evaluation.for_hosts(over)[1]
    assert (list(voice.shown), voice.merged_count) == ([], 10)
    client.force_login(host_organiser(over))
    page = client.get(f"/organise/{over.slug}/numbers/").content.decode()
    assert (page.count("What participants thought"), page.count(WORDS)) == (1, 0)


def test_the_end(over: WorkshopPage) -> None:
    """US-P17: what is left is counted at the end, words go after a year, numbers stay."""
    answered(over, 12, text=WORDS)
    assert evaluation.sweep() == 0
    Evaluation.objects.update(closes_on=timezone.localdate() - datetime.timedelta(days=1))
    assert [evaluation.sweep(), evaluation.sweep()] == [1, 0]
    assert Evaluation.objects.get().counted == 12
    line = [line for line in inventory.of_vault(over.vault) if "Evaluation" in str(line.what)]
    assert [each.last for each in line] == [over.last_day + datetime.timedelta(days=365)]
    long_ago = timezone.localdate() - datetime.timedelta(days=400)
    WorkshopPage.objects.update(starts_on=long_ago, ends_on=long_ago, year=long_ago.year)
    assert [evaluation.sweep(), evaluation.sweep()] == [1, 0]
    row = Evaluation.objects.get()
    assert (row.sealed, row.counted) == (None, 12)


def test_too_few_are_never_counted(over: WorkshopPage) -> None:
    """US-P17: nine answers stay untold when the time is over."""
    answered(over, 9)
    Evaluation.objects.update(closes_on=timezone.localdate() - datetime.timedelta(days=1))
    assert evaluation.sweep() == 0
    assert evaluation.tables(Evaluation.objects.get()) == []


def test_an_erased_person_leaves_the_answer_and_nothing_else(over: WorkshopPage) -> None:
    """US-P18: that somebody answered goes with them; the answer leads to nobody."""
    registration = somebody(over)
    evaluation.answer(registration, {"voice": "4"}, {})
    holding.erase(registration)
    assert EvaluationGiven.objects.count() == 0
