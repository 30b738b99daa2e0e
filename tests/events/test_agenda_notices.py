"""Notices of a release, and speakers who confirm by their private link."""

import datetime

import icalendar
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from access.domain import tokens
from access.domain.consent import Naming, Output
from correspondence.domain import recipients
from correspondence.models import MailMessage
from events.domain import agenda, agenda_notices, speakers
from events.models import AgendaRelease, Session, SessionRole
from tests.events.test_agenda_documents import KEYS, PEOPLE, document, session, speaker
from tests.factories.access import host_organiser, secretariat
from tests.factories.events import (
    PersonFactory,
    SessionFactory,
    SessionRoleFactory,
    WorkshopFactory,
)

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
