"""The life of a workshop: what is due, where it is done, next year's from this one."""

import datetime
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from access.domain import audit
from events.domain import agenda, agenda_log, life_cycle
from events.domain.copying import next_workshop_from
from events.domain.holidays import clashes
from events.domain.workshops import create_parts
from events.models import (
    AgendaChange,
    AgendaPage,
    Person,
    Session,
    SessionRole,
    StepDone,
    WorkshopPage,
)
from home.domain.facts import open_workshops
from registrations.domain import described
from registrations.models import Quota, Registration, RegistrationPage
from tests.factories.access import UserFactory, host_organiser, secretariat
from tests.factories.events import (
    AgendaReleaseFactory,
    CategoryFactory,
    CoOrganiserFactory,
    PersonFactory,
    SessionFactory,
    SessionRoleFactory,
    StateFactory,
    WorkshopFactory,
)
from tests.factories.letters import LetterBatchFactory

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


@pytest.fixture
def workshop() -> WorkshopPage:
    first = timezone.now().date() + 200 * DAY
    return WorkshopFactory(slug="2027-demo", starts_on=first, ends_on=first + 2 * DAY, venue="Hall")


def done(workshop: WorkshopPage) -> set[str]:
    items = life_cycle.checklists([workshop])[workshop.pk]
    return {item.step.code for item in items if item.is_done}


def enter(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_facts_are_not_ticked_by_hand(workshop: WorkshopPage) -> None:
    assert done(workshop) == {"dates", "save_the_date"}
    AgendaReleaseFactory(workshop=workshop)
    workshop.data_annex_signed_on = timezone.now().date()
    workshop.concept_note = "<p>Agreed.</p>"
    workshop.save()
    assert done(workshop) == {"dates", "save_the_date", "agenda", "agreement", "concept_note"}
    with pytest.raises(ValueError, match="agreement"):
        life_cycle.say_done(workshop, "agreement", UserFactory())


def test_there_is_a_step_for_each_of_the_study() -> None:
    """domain 3.1: 24 steps, one of them in three parts and registration in two."""
    assert len({step.number.rstrip("abcd") for step in life_cycle.STEPS}) == 24
    assert len(life_cycle.BY_CODE) == len(life_cycle.STEPS)


def test_letters_parts_and_notes_tell_their_steps(workshop: WorkshopPage) -> None:
    """domain 3.1: what a row tells nobody need tick; what was done elsewhere may be said."""
    other = WorkshopFactory(starts_on=workshop.starts_on, ends_on=workshop.ends_on, venue="")
    for kind in ("note_verbale", "visa"):
        LetterBatchFactory(vault=workshop.vault, kind=kind, state="done")
    LetterBatchFactory(vault=workshop.vault, kind="invitation", state="queued")
    part = SessionRoleFactory(
        session=SessionFactory(workshop=workshop),
        person=PersonFactory(workshop=workshop),
        label="",
    )
    audit.record(
        "registration.badges", obj=workshop, actor="system", vault=workshop.vault, number=1
    )
    assert done(workshop) == {"dates", "save_the_date", "invited_states", "visa_letters", "badges"}
    SessionRole.objects.filter(pk=part.pk).update(answer="accepted")
    assert done(workshop) - {"speakers"} == done(workshop) - {"agenda"} - {"speakers"}
    assert "speakers" in done(workshop)
    assert done(other) == {"save_the_date"}


def test_a_step_leads_to_where_it_is_done(workshop: WorkshopPage) -> None:
    """SB-S12: the checklist is a way to every room; none of its links is dead."""
    create_parts(workshop)
    desk = enter(secretariat())
    page = desk.get(f"/admin/workshops/{workshop.pk}/")
    links = {item.step.code: place for item, place in page.context["items"] if place}
    assert set(life_cycle.BY_CODE) - set(links) == {"sponsorship", "held", "press", "followed_up"}
    for address in sorted(set(links.values()) - {f"/admin/registrations/{workshop.pk}/badges/"}):
        assert desk.get(address).status_code == 200, address


def test_what_is_late_says_so(workshop: WorkshopPage) -> None:
    items = {item.step.code: item for item in life_cycle.checklists([workshop])[workshop.pk]}
    assert (items["agreement"].is_late, items["agenda"].is_late) == (True, False)
    assert items["agreement"].due_on == workshop.starts_on - 270 * DAY


@pytest.mark.parametrize("number", [1, 3])
def test_the_first_page_costs_the_same_with_three(
    number: int, django_assert_num_queries: Any
) -> None:
    first = timezone.now().date() + 30 * DAY
    for _ in range(number):
        workshop = WorkshopFactory(starts_on=first, ends_on=first)
        Quota.objects.create(workshop=workshop, places=50)
    with django_assert_num_queries(STATEMENTS):
        rows = open_workshops()
    assert [row.places for row in rows] == [50] * number


STATEMENTS = 21


def test_the_secretariat_sees_what_comes_next(workshop: WorkshopPage) -> None:
    html = enter(secretariat()).get("/admin/").content.decode()
    assert "Open workshops" in html
    assert f"/admin/workshops/{workshop.pk}/" in html


def test_an_agenda_that_was_changed_since_its_release_says_so(workshop: WorkshopPage) -> None:
    """Issue 4: unpublished changes are those of the page and those of the agenda."""
    start = datetime.datetime.combine(workshop.starts_on, datetime.time(2), datetime.UTC)
    session = SessionFactory(workshop=workshop, starts_at=start)
    user = secretariat()
    assert [row.has_unreleased_agenda for row in open_workshops()] == [False]
    AgendaReleaseFactory(workshop=workshop)
    agenda.move_session(
        session.pk,
        based_on=session.version,
        actor=user,
        starts_at=session.starts_at,
        minutes=90,
        room_id=None,
    )
    assert [row.has_unreleased_agenda for row in open_workshops()] == [True]
    assert "Agenda changed, not released" in enter(user).get("/admin/").content.decode()
    agenda_log.undo(AgendaChange.objects.get(), actor=user)
    assert [row.has_unreleased_agenda for row in open_workshops()] == [False]


def test_a_step_is_said_done_and_taken_back(workshop: WorkshopPage) -> None:
    client = enter(secretariat())
    url = f"/admin/workshops/{workshop.pk}/"
    client.post(url, {"done": "badges"})
    assert done(workshop) >= {"badges"}
    assert "Not done" in client.get(url).content.decode()
    client.post(url, {"not_done": "badges"})
    client.post(url, {"done": "agreement"})
    client.post(url, {"done": "nonsense"})
    assert not StepDone.objects.exists()
    assert "Badges printed" in client.get(url).content.decode()


@pytest.mark.parametrize("path", ["", "next/"])
def test_nobody_else_enters(workshop: WorkshopPage, path: str) -> None:
    """SEC-A2."""
    for user in (None, UserFactory(), host_organiser(workshop)):
        client = enter(user) if user else Client()
        assert client.get(f"/admin/workshops/{workshop.pk}/{path}").status_code in {302, 403, 404}


def test_next_year_copies_structure_and_never_people(workshop: WorkshopPage) -> None:
    """SB-S12, US-ST1."""
    CoOrganiserFactory(workshop=workshop)
    moment = timezone.now() + 100 * DAY
    start = datetime.datetime.combine(workshop.starts_on, datetime.time(2), datetime.UTC)
    workshop.add_child(
        instance=RegistrationPage(title="Registration", slug="registration", closes_at=moment)
    )
    workshop.refresh_from_db()
    Quota.objects.create(workshop=workshop, places=120)
    session = SessionFactory(workshop=workshop, title="Opening", starts_at=start)
    SessionRoleFactory(session=session, person=PersonFactory(workshop=workshop), label="")
    life_cycle.say_done(workshop, "badges", UserFactory())

    new = next_workshop_from(
        workshop,
        title="Vientiane 2028",
        slug="2028-vientiane",
        starts_on=workshop.starts_on + 364 * DAY,
        ends_on=workshop.starts_on + 366 * DAY,
        time_zone="Asia/Vientiane",
        actor=secretariat(),
    )
    assert (new.live, new.standing, new.vault_id == workshop.vault_id) == (False, "planned", False)
    part = RegistrationPage.objects.child_of(new).get()
    assert (part.closes_at, part.live) == (moment + 364 * DAY, False)
    assert AgendaPage.objects.child_of(new).count() == 1
    copied = Session.objects.get(workshop=new)
    assert (copied.title, copied.starts_at) == ("Opening", start + 364 * DAY)
    assert Quota.objects.get(workshop=new).places == 120
    for rows in (
        Person.objects.filter(workshop=new),
        Registration.objects.filter(workshop=new),
        SessionRole.objects.filter(session__workshop=new),
        StepDone.objects.filter(workshop=new),
        new.co_organisers.all(),
    ):
        assert list(rows) == []


def test_every_limit_of_places_is_copied_and_the_panel_shows_the_whole(
    workshop: WorkshopPage,
) -> None:
    """SB-S12: limits of States and items too, each once; none of them is taken for the whole."""
    until = timezone.now() + 50 * DAY
    category, state = CategoryFactory(), StateFactory(code="LA")
    Quota.objects.create(workshop=workshop, places=120)
    Quota.objects.create(workshop=workshop, state=state, places=12)
    Quota.objects.create(workshop=workshop, item="dinner", places=40)
    Quota.objects.create(
        workshop=workshop, category=category, reserved=5, reserved_until=until, by_selection=True
    )
    assert [row.places for row in open_workshops()] == [120]
    described.save(
        workshop,
        described.Description(("phone",), items=(described.Item("dinner", {"en": "Dinner"}),)),
        None,
    )
    new = next_workshop_from(
        workshop,
        title="Next",
        slug="next",
        starts_on=workshop.starts_on + 364 * DAY,
        ends_on=workshop.starts_on + 366 * DAY,
        time_zone="Asia/Vientiane",
        actor=secretariat(),
    )
    names = ("category", "state", "item", "places", "reserved", "by_selection")
    rows = [set(page.quotas.values_list(*names)) for page in (workshop, new)]
    assert rows[0] == rows[1]
    moved = Quota.objects.get(workshop=new, category=category)
    assert moved.reserved_until == until + 364 * DAY
    form = described.current(new)
    assert (form.blocks, [item.code for item in form.items]) == (("phone",), ["dinner"])


def test_next_year_by_the_form(workshop: WorkshopPage) -> None:
    StateFactory(code="LA", time_zones=[{"iana": "Asia/Vientiane", "label": "Vientiane time"}])
    client = enter(secretariat())
    url = f"/admin/workshops/{workshop.pk}/next/"
    fields = {
        "title": "Vientiane 2028",
        "slug": "2027-demo",
        "starts_on": "2028-06-06",
        "ends_on": "2028-06-08",
        "time_zone": "Asia/Vientiane",
    }
    assert "in use" in client.post(url, fields).content.decode()
    response = client.post(url, {**fields, "slug": "2028-vientiane"})
    new = WorkshopPage.objects.get(slug="2028-vientiane")
    assert response["Location"] == f"/admin/pages/{new.pk}/edit/"


def test_holidays_are_told_before_the_draft_is_made(workshop: WorkshopPage) -> None:
    """US-ST1: the date check stands in the form; other days are looked at anew."""
    state = StateFactory(code="MY", list_name="Malaysia")
    zone = {"iana": "Asia/Kuala_Lumpur", "label": "Kuala Lumpur time"}
    type(state).objects.filter(pk=state.pk).update(time_zones=[zone])
    client = enter(secretariat())
    url = f"/admin/workshops/{workshop.pk}/next/"
    fields = {
        "title": "Kuala Lumpur 2027",
        "slug": "2027-kl",
        "starts_on": "2027-05-18",
        "ends_on": "2027-05-20",
        "time_zone": "Asia/Kuala_Lumpur",
    }
    told = client.post(url, fields)
    assert [clash.day.day for clash in told.context["clashes"]] == [20]
    assert not WorkshopPage.objects.filter(slug="2027-kl").exists()
    sure = {"sure": told.context["sure"]}
    moved = {"starts_on": "2027-05-19", "ends_on": "2027-05-21"}
    assert client.post(url, fields | sure | moved).status_code == 200
    assert client.post(url, fields | sure).status_code == 302
    assert WorkshopPage.objects.filter(slug="2027-kl").exists()


def test_holidays_of_all_states_are_seen() -> None:
    """domain finding 13: 18-20 May 2027 falls on Vesak; 15-17 June on nothing."""
    for code, name in (("MY", "Malaysia"), ("TL", "Timor-Leste")):
        StateFactory(code=code, list_name=name)
    found = clashes(datetime.date(2027, 5, 18), datetime.date(2027, 5, 20))
    assert {(clash.day.day, clash.state) for clash in found} == {
        (20, "Malaysia"),
        (20, "Timor-Leste"),
    }
    assert clashes(datetime.date(2027, 6, 15), datetime.date(2027, 6, 17)) == []
