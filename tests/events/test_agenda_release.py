"""Clashes that block, hosts on the day, notices, speakers, feeds."""

import datetime
import json

import icalendar
import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from access.domain import tokens
from access.domain.consent import Naming, Output
from access.models import AuditEntry
from correspondence.domain import recipients
from correspondence.models import MailMessage
from events.domain import agenda, agenda_conflicts, agenda_notices, agenda_people, speakers
from events.domain.agenda_conflicts import Clash, Facts, conflicts
from events.domain.agenda_document import load
from events.domain.releases import Blocked, give_reason
from events.models import AgendaRelease, Session, SessionRole
from tests.events.test_agenda_documents import KEYS, PEOPLE, document, session, speaker
from tests.factories.access import host_organiser, secretariat
from tests.factories.events import (
    AgendaPageFactory,
    PersonFactory,
    RoomFactory,
    SessionFactory,
    SessionRoleFactory,
    WorkshopFactory,
)

# --- Conflicts ----------------------------------------------------------------------------------


def clashes(*sessions: dict, facts: Facts | None = None) -> list[tuple[Clash, tuple[str, ...]]]:
    return [(c.clash, c.sessions) for c in conflicts(document(*sessions), facts)]


def test_a_ceremony_has_all_to_itself_but_for_breaks():
    ceremony = session(kind="opening", room=None)
    other, tea = session(KEYS[1], room=None), session(KEYS[2], kind="break", room=None)
    assert clashes(ceremony, other, tea) == [(Clash.CEREMONY, (KEYS[1], KEYS[0]))]


def test_a_panel_needs_a_chair_unless_it_is_closed():
    panel, closed = (
        session(kind="panel"),
        session(KEYS[1], kind="panel", attribution="closed", room=2),
    )
    assert clashes(panel, closed) == [(Clash.NO_CHAIR, (KEYS[0],))]


@pytest.mark.parametrize(
    ("booths", "expected"),
    [({}, [Clash.NO_BOOTH]), ({1: 1}, [Clash.BOOTH_TWICE]), ({1: 2}, [])],
)
def test_interpretation_needs_booths(booths, expected):
    """SB-A3: English is the floor, signing needs no booth."""
    spoken = session(languages=["en", "km", "lo", "sign"])
    assert [clash for clash, _ in clashes(spoken, facts=Facts(booths))] == expected


def test_changing_rooms_takes_five_minutes():
    one = session(roles=[speaker(PEOPLE[0])])
    at_once = session(KEYS[1], start="10:00", room=2, roles=[speaker(PEOPLE[0])])
    later = session(KEYS[2], start="11:05", room=1, roles=[speaker(PEOPLE[0])])
    assert clashes(one, at_once, later) == [(Clash.TURNOVER, (KEYS[0], KEYS[1]))]


def test_answers_are_told():
    row = session(roles=[speaker(PEOPLE[0]), speaker(PEOPLE[1]), speaker(PEOPLE[2])])
    answers = {
        (KEYS[0], "speaker", PEOPLE[0]): "accepted",
        (KEYS[0], "speaker", PEOPLE[1]): "declined",
    }
    found = conflicts(document(row), Facts(answers=answers))
    assert [(c.clash, c.about) for c in found] == [
        (Clash.DECLINED, PEOPLE[1]),
        (Clash.UNCONFIRMED, PEOPLE[2]),
    ]


def test_an_interpreter_typed_twice_is_in_two_places():
    role = {"role": "interpreter", "person": None, "label": "Team A", "category": None}
    one, other = session(roles=[role]), session(KEYS[1], room=2, roles=[role])
    assert clashes(one, other) == [(Clash.INTERPRETER_TWICE, (KEYS[0], KEYS[1]))]


@pytest.fixture
def clash(db) -> Session:
    """Two sessions in one room at one time."""
    room = RoomFactory()
    SessionFactory(workshop=room.workshop, room=room, kind="meeting")
    return SessionFactory(workshop=room.workshop, room=room, kind="meeting")


def test_a_must_blocks_the_release_until_a_reason_is_given(clash):
    """SB-A3: the reason stays visible and can be taken back."""
    staff, workshop = secretariat(), clash.workshop
    with pytest.raises(Blocked):
        agenda.release(workshop, staff, "")
    draft = load(workshop)
    [found] = conflicts(draft.document, draft.facts)
    give_reason(workshop, found.key, "The wall between is open.", actor=staff)
    assert agenda.release(workshop, staff, "").number == 1
    give_reason(workshop, found.key, "", actor=staff)
    Session.objects.filter(pk=clash.pk).update(title="Other")
    with pytest.raises(Blocked):
        agenda.release(workshop, staff, "")
    actions = AuditEntry.objects.filter(action__startswith="agenda.clash").order_by("number")
    assert [entry.action for entry in actions] == ["agenda.clash_stands", "agenda.clash_counts"]


def test_pairs_are_found_in_sorted_order_whatever_the_size():
    rows = [session(f"{n:08d}", start=None) for n in range(300)]
    for number, row in enumerate(rows):
        row["starts_at"] = f"2027-06-15T{number // 60 + 6:02d}:{number % 60:02d}:00+00:00"
        row["minutes"] = 1
    assert agenda_conflicts.conflicts(document(*rows)) == ()


# --- A host on the day --------------------------------------------------------------------------


def running(minutes: int = 60) -> Session:
    """A released session of a workshop that is held today."""
    today = timezone.now().astimezone(datetime.timezone(datetime.timedelta(hours=8))).date()
    workshop = WorkshopFactory(starts_on=today, ends_on=today, year=today.year)
    start = datetime.datetime.combine(today, datetime.time(2, 0), tzinfo=datetime.UTC)
    row = SessionFactory(workshop=workshop, starts_at=start, minutes=minutes)
    agenda.release(workshop, secretariat(), "")
    return row


@pytest.mark.django_db
@pytest.mark.parametrize(("shift", "may"), [(30, True), (-30, True), (35, False)])
def test_on_the_day_a_host_releases_small_shifts_alone(shift, may):
    """Issue 5, 7."""
    row = running()
    host = host_organiser(row.workshop)
    later = row.starts_at + datetime.timedelta(minutes=shift)
    Session.objects.filter(pk=row.pk).update(starts_at=later)
    if may:
        assert agenda.release(row.workshop, host, "").number == 2
        return
    with pytest.raises(PermissionDenied):
        agenda.release(row.workshop, host, "")


@pytest.mark.django_db
@pytest.mark.parametrize(
    "change", [{"title": "Other"}, {"minutes": 30}, {"is_public": False}, {"starts_at": None}]
)
def test_on_the_day_a_host_releases_nothing_else(change):
    row = running()
    Session.objects.filter(pk=row.pk).update(**change)
    with pytest.raises(PermissionDenied):
        agenda.release(row.workshop, host_organiser(row.workshop), "")


@pytest.mark.django_db
def test_before_the_day_and_elsewhere_a_host_releases_nothing():
    row = SessionFactory()
    agenda.release(row.workshop, secretariat(), "")
    Session.objects.filter(pk=row.pk).update(
        starts_at=row.starts_at + datetime.timedelta(minutes=5)
    )
    for host in (host_organiser(row.workshop), host_organiser(WorkshopFactory())):
        with pytest.raises(PermissionDenied):
            agenda.release(row.workshop, host, "")


# --- Notices ------------------------------------------------------------------------------------


def test_affected_are_those_with_a_part_cancelled_ones_included():
    """SB-A6."""
    a = document(
        session(roles=[speaker(PEOPLE[0])]),
        session(KEYS[1], roles=[speaker(PEOPLE[1]), speaker(PEOPLE[3])]),
        session(KEYS[2], roles=[speaker(PEOPLE[2])]),
    )
    b = document(
        session(start="10:00", roles=[speaker(PEOPLE[0])]),
        session(KEYS[2], roles=[speaker(PEOPLE[2])], description="Words."),
    )
    found = agenda_notices.affected(a, b)
    assert {str(k): [c.what.code for c in v] for k, v in found.items()} == {
        PEOPLE[0]: ["moved"],
        PEOPLE[1]: ["cancelled"],
        PEOPLE[3]: ["cancelled"],
    }


def test_another_speaker_of_the_session_is_no_news_to_the_first():
    a = document(session(roles=[speaker(PEOPLE[0])]))
    b = document(session(roles=[speaker(PEOPLE[0]), speaker(PEOPLE[1])]))
    assert [str(key) for key in agenda_notices.affected(a, b)] == [PEOPLE[1]]


@pytest.fixture
def part(db, monkeypatch) -> SessionRole:
    """A part of a person who can be written to; the agenda is released once."""
    row = SessionFactory(workshop=WorkshopFactory(slug="kl"))
    person = PersonFactory(workshop=row.workshop)
    role = SessionRoleFactory(session=row, person=person, label="")
    agenda.release(row.workshop, secretariat(), "")

    def letters(vault, keys):
        raw = tokens.issue(speakers.LINK, vault, person.pk, datetime.timedelta(days=1))
        letter = recipients.Recipient(
            person.pk, "K7M-4QX", "a@example.org", "en", lambda: f"/me/{raw}/"
        )
        return [letter] if person.pk in keys else []

    monkeypatch.setattr(recipients, "letters", letters)
    return role


def rename(part: SessionRole, title: str) -> None:
    Session.objects.filter(pk=part.session_id).update(title=title)


def test_a_release_tells_each_person_once(part):
    workshop, staff = part.session.workshop, secretariat()
    rename(part, "Second")
    new = agenda.release(workshop, staff, "", tell="now")
    agenda.release(workshop, staff, "", tell="now")
    agenda_notices.tell(new, {**new.document, "sessions": []})
    [mail] = MailMessage.objects.filter(occasion="agenda_changed")
    assert mail.subject_key == part.person_id
    rename(part, "Third")
    agenda.release(workshop, staff, "", tell="nobody")
    assert MailMessage.objects.filter(occasion="agenda_changed").count() == 1


def test_a_bundle_waits_for_its_hour_and_is_one_mail(part):
    workshop, staff = part.session.workshop, secretariat()
    hour = timezone.now() + datetime.timedelta(hours=1)
    for title in ("Second", "Third"):
        rename(part, title)
        agenda.release(workshop, staff, "", tell="later", tell_at=hour)
    assert agenda_notices.tell_due() == 0
    AgendaRelease.objects.exclude(tell_at=None).update(tell_at=timezone.now())
    assert agenda_notices.tell_due() == 1
    assert agenda_notices.tell_due() == 0
    assert MailMessage.objects.filter(occasion="agenda_changed").count() == 1


def test_a_host_sees_no_number_of_recipients(part):
    client = Client()
    client.force_login(host_organiser(part.session.workshop))
    rename(part, "Second")
    page = client.get(reverse("organise:agenda_review", args=["kl"])).content.decode()
    assert "mails" not in page.lower()
    for name in ("agenda_labels", "agenda_speakers"):
        assert client.get(reverse(f"organise:{name}", args=["kl"])).status_code == 404


# --- Speakers -----------------------------------------------------------------------------------


def link(part: SessionRole) -> str:
    vault = part.session.workshop.vault
    return tokens.issue(speakers.LINK, vault, part.person_id, datetime.timedelta(days=1))


def test_a_speaker_takes_a_part_by_the_private_link(part, client):
    """US-H5, SEC-F2: a GET changes nothing."""
    raw = link(part)
    page = client.get(f"/me/speaker/{raw}/")
    assert (page.status_code, page["Cache-Control"]) == (200, "no-store, private")
    part.refresh_from_db()
    assert part.answer == ""
    client.post(f"/me/speaker/{raw}/{part.pk}/", {"accept": "1"})
    part.refresh_from_db()
    assert part.answer == "accepted"
    client.post(f"/me/speaker/{raw}/{part.pk}/", {"decline": "1"})
    part.refresh_from_db()
    assert part.answer == "declined"
    other = SessionRoleFactory(person=PersonFactory(), label="")
    assert client.post(f"/me/speaker/{raw}/{other.pk}/", {"accept": "1"}).status_code == 404


def test_a_speaker_chooses_how_to_be_named(part, client):
    raw = link(part)
    data = {"programme": Naming.NAME.value, "proceedings": Naming.NONE.value}
    assert client.post(f"/me/speaker/{raw}/", data).status_code == 302
    assert speakers.find(raw).naming == {
        Output.PROGRAMME: Naming.NAME,
        Output.PROCEEDINGS: Naming.NONE,
    }
    assert client.post(f"/me/speaker/{raw}/", {"programme": "loud"}).status_code == 422


def test_a_dead_link_and_one_without_a_part_look_alike(part, client):
    raw = link(part)
    part.delete()
    answers = [client.get(f"/me/speaker/{text}/") for text in (raw, "x" * 43)]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert answers[0].content == answers[1].content


def test_speakers_are_asked_once_for_the_same_parts(part):
    workshop, staff = part.session.workshop, secretariat()
    assert (speakers.ask(workshop, actor=staff), speakers.ask(workshop, actor=staff)) == (1, 0)
    more = SessionRoleFactory(
        session=SessionFactory(workshop=workshop), person=part.person, label=""
    )
    assert speakers.ask(workshop, actor=staff) == 1
    SessionRole.objects.filter(pk__in=(part.pk, more.pk)).update(answer="accepted")
    assert speakers.unanswered(workshop.vault) == set()


def test_the_own_calendar_tells_a_cancelled_session(part, client):
    raw = link(part)
    part.session.delete()
    agenda.release(WorkshopFactory._meta.model.objects.get(slug="kl"), secretariat(), "")
    person = part.person
    SessionRoleFactory(session=SessionFactory(workshop=person.workshop), person=person, label="")
    content = client.get(f"/me/speaker/{raw}/calendar.ics").content
    [event] = icalendar.Calendar.from_ical(content).walk("VEVENT")
    assert (str(event["status"]), int(event["sequence"])) == ("CANCELLED", 2)


# --- People -------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_host_is_offered_the_disclosed_and_nobody_else():
    """US-H5: unknown and undisclosed give the same answer."""
    row = SessionFactory(workshop=WorkshopFactory(slug="kl"))
    shown = PersonFactory(
        workshop=row.workshop, values={"name": "Suharti"}, naming={Output.HOST: Naming.NAME}
    )
    hidden = PersonFactory(workshop=row.workshop, values={"name": "CANARY"})
    client = Client()
    client.force_login(host_organiser(row.workshop))
    where = reverse("organise:agenda_edit", args=["kl", row.pk])
    page = client.get(where).content.decode()
    assert ("Suharti" in page, "CANARY" in page, str(hidden.pk) in page) == (True, False, False)
    data = {
        "version": 1,
        "title": "Panel",
        "kind": "panel",
        "minutes": 60,
        "attribution": "on_record",
        "person_role": "chair",
    }
    refused = [
        client.post(where, {**data, "person": key}) for key in (hidden.pk, PersonFactory().pk)
    ]
    assert [answer.status_code for answer in refused] == [422, 422]
    assert client.post(where, {**data, "person": shown.pk}).status_code == 302
    assert list(row.roles.values_list("role", "person")) == [("chair", shown.pk)]


@pytest.mark.django_db
def test_reading_names_is_audited_once_for_the_same_names():
    """SB-P5."""
    row = SessionFactory(workshop=WorkshopFactory(slug="kl"))
    person = PersonFactory(workshop=row.workshop, naming={Output.HOST: Naming.NAME})
    SessionRoleFactory(session=row, person=person, label="")
    host = host_organiser(row.workshop)
    client = Client()
    client.force_login(host)
    for _ in range(3):
        client.get(reverse("organise:agenda", args=["kl"]))
    [entry] = AuditEntry.objects.filter(action="agenda.read_names")
    assert (entry.actor, entry.detail) == (str(host.pk), {"people": [str(person.pk)]})


@pytest.mark.django_db
def test_the_secretariat_links_a_label_to_a_person():
    row = SessionFactory()
    typed = SessionRoleFactory(session=row, label="Ms Suharti")
    person = PersonFactory(workshop=row.workshop)
    agenda_people.link(row.workshop, typed.pk, person.pk, actor=secretariat())
    assert list(row.roles.values_list("label", "person")) == [("", person.pk)]


# --- For machines -------------------------------------------------------------------------------


@pytest.mark.django_db
def test_the_release_as_data_and_as_feed_names_nobody_who_is_withheld(client):
    """SB-P9, SB-S7."""
    page = AgendaPageFactory(parent=WorkshopFactory(slug="kl"))
    workshop = page.get_parent().specific
    row = SessionFactory(workshop=workshop, title="Panel one")
    named = PersonFactory(
        workshop=workshop, values={"name": "Suharti"}, naming={Output.PROGRAMME: Naming.NAME}
    )
    withheld = PersonFactory(workshop=workshop, values={"name": "CANARY", "organisation": "CANARY"})
    SessionFactory(workshop=workshop, title="CANARY", is_public=False)
    SessionRoleFactory(session=row, person=withheld, label="")
    staff = secretariat()
    agenda.release(workshop, staff, "First")
    SessionRoleFactory(session=row, person=named, label="")
    agenda.release(workshop, staff, "Second")
    data, feed = (client.get(f"/workshops/kl/agenda{end}") for end in (".json", "/changes.atom"))
    values = json.loads(data.content)
    assert (values["version"], values["sessions"][0]["starts_at"]) == (
        2,
        "2027-06-15T09:00:00+08:00",
    )
    roles = [role for s in values["sessions"] for role in s["roles"]]
    assert [(role["is_withheld"], role["organisation"][:8]) for role in roles] == [
        (True, ""),
        (False, "Invented"),
    ]
    text = data.content.decode() + feed.content.decode()
    assert "CANARY" not in text
    assert str(withheld.pk) not in text
    assert "Suharti" in feed.content.decode()


@pytest.mark.django_db
def test_two_releases_taken_in_one_after_the_other_end_in_the_right_state(client):
    """SB-A6: what a calendar program does with PUBLISH: the higher SEQUENCE of a UID wins."""
    page = AgendaPageFactory(parent=WorkshopFactory(slug="kl"))
    workshop = page.get_parent().specific
    staying, going = (SessionFactory(workshop=workshop, title=t) for t in ("Staying", "Going"))
    staff = secretariat()
    held: dict[str, tuple[int, str, str]] = {}

    def take_in() -> None:
        content = client.get("/workshops/kl/agenda.ics").content
        for event in icalendar.Calendar.from_ical(content).walk("VEVENT"):
            uid, sequence = str(event["uid"]), int(event["sequence"])
            if sequence >= held.get(uid, (-1, "", ""))[0]:
                held[uid] = (sequence, str(event["status"]), str(event["summary"]))

    agenda.release(workshop, staff, "")
    take_in()
    Session.objects.filter(pk=staying.pk).update(title="Stays")
    gone = going.pk
    going.delete()
    agenda.release(workshop, staff, "")
    take_in()
    assert held == {
        f"{staying.pk}@agenda": (2, "CONFIRMED", "Stays"),
        f"{gone}@agenda": (2, "CANCELLED", "Going"),
    }
    day = client.get("/workshops/kl/agenda/2027-06-16.ics")
    assert day.status_code == 404
    assert client.get("/workshops/kl/agenda/never.ics").status_code == 404
