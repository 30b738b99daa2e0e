"""The agenda for one person: what changed for them, and who asked to be told."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from access.domain import tokens
from access.domain.consent import Naming, Output
from correspondence.domain import recipients
from correspondence.models import MailMessage
from events.domain import agenda, agenda_notices, agenda_personal, speakers
from events.models import AgendaFollower, Person, Session, SessionRole
from tests.events.test_agenda_documents import KEYS, document, session, speaker
from tests.factories.access import secretariat
from tests.factories.events import (
    AgendaPageFactory,
    PersonFactory,
    SessionFactory,
    SessionRoleFactory,
    WorkshopFactory,
)

ME, OTHER = "11111111-1111-4111-8111-111111111111", "22222222-2222-4222-8222-222222222222"


def told(a: dict, b: dict) -> list[tuple[str, list[tuple[str, str, str]]]]:
    return [
        (change.title, [(str(line.label), line.before, line.after) for line in change.lines])
        for change in agenda_personal.changes_for(a, b, agenda_personal.uuid.UUID(ME))
    ]


def test_a_person_reads_what_happened_to_their_sessions_and_to_no_other():
    a = document(
        session(roles=[speaker(ME), speaker(OTHER)]), session(KEYS[1], roles=[speaker(OTHER)])
    )
    b = document(
        session(start="10:00", roles=[speaker(ME)]), session(KEYS[1], start="11:00", roles=[])
    )
    [(title, lines)] = told(a, b)
    assert [label for label, _before, _after in lines] == ["Start"]
    assert title == a["sessions"][0]["title"]


def test_a_part_that_comes_or_goes_is_told_as_ones_own():
    """SB-P9: of the roles of a session nobody but oneself."""
    without, with_me = (
        document(session(roles=[speaker(OTHER)])),
        document(session(roles=[speaker(OTHER), speaker(ME)])),
    )
    [(_title, lines)] = told(without, with_me)
    assert lines == [("Your part", "none", "Speaker: you")]
    [(_title, lines)] = told(with_me, without)
    assert lines == [("Your part", "Speaker: you", "none")]


def test_a_closed_session_is_told_in_full_to_who_takes_part():
    a = document(session(roles=[speaker(ME)], is_public=False, attribution="closed"))
    b = document(session(roles=[speaker(ME)], is_public=False, attribution="closed", room=2))
    [(title, lines)] = told(a, b)
    assert (title, [label for label, *_sides in lines]) == (a["sessions"][0]["title"], ["Room"])


# --- Asking to be told --------------------------------------------------------------------------


@pytest.fixture
def person(db, monkeypatch) -> Person:
    """Somebody without a part who can be written to, in a workshop whose agenda is released."""
    page = AgendaPageFactory(parent=WorkshopFactory(slug="kl"))
    workshop = page.get_parent().specific
    SessionFactory(workshop=workshop, title="Panel one")
    found = PersonFactory(workshop=workshop)
    agenda.release(workshop, secretariat(), "")

    def letters(vault, keys):
        raw = tokens.issue(speakers.LINK, vault, found.pk, datetime.timedelta(days=1))
        letter = recipients.Recipient(
            found.pk, "K7M-4QX", "a@example.org", "en", lambda: f"/me/{raw}/"
        )
        return [letter] if found.pk in keys else []

    monkeypatch.setattr(recipients, "letters", letters)
    return found


def link(person: Person) -> str:
    vault = person.workshop.vault
    return tokens.issue(speakers.LINK, vault, person.pk, datetime.timedelta(days=1))


def change(person: Person, **values: object) -> None:
    Session.objects.filter(workshop=person.workshop).update(**values)
    agenda.release(person.workshop, secretariat(), "", tell="now")


def mails() -> list[MailMessage]:
    return list(MailMessage.objects.filter(occasion="agenda_changed"))


def test_who_asked_is_told_once_and_what_it_was_stands_behind_the_link(person, client):
    """Issue 5, 9; SEC-E7, SEC-F2: a GET changes nothing, the mail tells nothing."""
    raw = link(person)
    page = client.get(f"/me/agenda/{raw}/").content.decode()
    assert ("Tell me of changes" in page, AgendaFollower.objects.count()) == (True, 0)
    change(person, title="Panel two")
    assert mails() == []
    for _ in range(2):
        client.post(f"/me/agenda/{raw}/follow/", {"follow": "1"})
    change(person, title="Panel three")
    last = person.workshop.releases.first()
    agenda_notices.tell(last, {**last.document, "sessions": []})
    [mail] = mails()
    assert mail.subject_key == person.pk
    page = client.get(f"/me/agenda/{raw}/").content.decode()
    assert ("Panel three" in page, "Do not tell me any more" in page) == (True, True)
    client.post(f"/me/agenda/{raw}/follow/", {"stop": "1"})
    change(person, title="Panel four")
    assert len(mails()) == 1


def test_what_the_public_does_not_see_is_no_news_to_a_follower(person):
    """SB-P9: a change behind closed doors is told to nobody who has no part in it."""
    agenda_personal.follow(person, True)
    SessionFactory(workshop=person.workshop, title="CANARY", is_public=False, starts_at=None)
    agenda.release(person.workshop, secretariat(), "", tell="now")
    last = person.workshop.releases.first()
    before = person.workshop.releases.last()
    hidden = {**last.document, "sessions": [dict(row) for row in last.document["sessions"]]}
    for row in hidden["sessions"]:
        if not row["is_public"]:
            row["title"], row["room"] = "CANARY TWO", 7
    last.document = hidden
    sent = len(mails())
    assert agenda_notices.followers(last, before.document) == {person.pk}
    assert agenda_notices.followers(last, last.document) == set()
    assert sent == 1


def test_a_speaker_who_follows_gets_one_mail(person):
    role = SessionRoleFactory(
        session=Session.objects.get(), person=person, label="", role=SessionRole.Role.CHAIR
    )
    agenda_personal.follow(person, True)
    change(person, title="Panel two")
    assert (len(mails()), role.person_id) == (1, person.pk)


def test_the_page_shows_names_only_as_agreed(person, client):
    """SB-P9: what changed for everybody goes through the switches of the programme."""
    withheld = PersonFactory(workshop=person.workshop, values={"name": "CANARY"})
    named = PersonFactory(
        workshop=person.workshop,
        values={"name": "Suharti"},
        naming={Output.PROGRAMME: Naming.NAME},
    )
    for one in (withheld, named):
        SessionRoleFactory(session=Session.objects.get(), person=one, label="")
    change(person, title="Panel two")
    page = client.get(f"/me/agenda/{link(person)}/").content.decode()
    assert ("Suharti" in page, "CANARY" in page) == (True, False)


def test_the_page_costs_the_same_for_more_releases(person, client):
    statements = []
    SessionRoleFactory(session=Session.objects.get(), person=person, label="")
    raw = link(person)
    client.get(f"/me/agenda/{raw}/")
    for number in range(1, 6):
        change(person, title=f"Panel {number}")
        if number in {2, 5}:
            with CaptureQueriesContext(connection) as captured:
                client.get(f"/me/agenda/{raw}/")
            statements.append(len(captured))
    assert statements == [statements[0]] * 2


def test_a_dead_link_opens_nothing(client, db):
    """SEC-F3."""
    answers = [client.get(f"/me/agenda/{'x' * 43}/"), client.post(f"/me/agenda/{'x' * 43}/follow/")]
    assert [answer.status_code for answer in answers] == [404, 404]
