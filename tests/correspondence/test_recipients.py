"""To whom: exactly those, each once; reminders as rules; mail to many a few a minute."""

import datetime
import re
import uuid
from itertools import pairwise

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from access.domain import rotation
from access.models import Token
from correspondence.domain import (
    compartments,
    delivery,
    group,
    housekeeping,
    mail,
    messages,
    occasions,
    recipients,
    reminders,
    urgent,
    wording,
)
from correspondence.models import GroupMail, MailMessage
from events.domain import agenda
from events.models import SessionRole
from registrations.domain import answers
from registrations.models import Registration
from tests.correspondence import people
from tests.factories.access import secretariat
from tests.factories.events import (
    AgendaPageFactory,
    SessionFactory,
    SessionRoleFactory,
    WorkshopFactory,
)
from tests.factories.registrations import category

pytestmark = pytest.mark.django_db

State = MailMessage.State
Step = Registration.State


@pytest.fixture
def workshop():
    return people.workshop()


@pytest.fixture
def on(monkeypatch):
    """Let it be noon of a day at every venue."""

    def on(day):
        noon = datetime.datetime.combine(day, datetime.time(4), tzinfo=datetime.UTC)
        monkeypatch.setattr(compartments.timezone, "now", lambda: noon)

    return on


def keys(*registrations):
    return {one.person_id for one in registrations}


def written(occasion):
    rows = MailMessage.objects.filter(occasion=occasion)
    return sorted(rows.values_list("subject_key", flat=True))


def test_only_those_who_confirmed_and_have_not_gone_are_reached(workshop):
    """SB-F1: recipients exactly; nobody of another workshop, nobody who left."""
    reached = [people.person(workshop, state) for state in (Step.ACCEPTED, Step.WAITLISTED)]
    people.person(workshop, Step.ACCEPTED, confirmed_at=None)
    for state in (Step.WITHDRAWN, Step.ERASED, Step.AWAITING_EMAIL):
        people.person(workshop, state)
    stranger = people.person(WorkshopFactory())

    assert recipients.everybody(workshop.vault) == keys(*reached)
    found = recipients.letters(workshop.vault, [*keys(*reached), stranger.person_id])
    assert {letter.subject_key for letter in found} == keys(*reached)
    assert {letter.reference for letter in found} == {one.reference for one in reached}


def test_filters_narrow_together(workshop):
    """Issue 8, item 7: state, category, part in the agenda, language."""
    official = category("GOV")
    first = people.person(workshop, category=official, language="th")
    second = people.person(workshop, category=official)
    third = people.person(workshop, Step.OFFERED)
    session = SessionFactory(workshop=workshop)
    for one in (second, third):
        SessionRoleFactory(session=session, person=one.person, label="")

    def matching(**chosen):
        return recipients.matching(workshop.vault, chosen)

    assert matching() == keys(first, second, third)
    assert matching(state=[]) == keys(first, second, third)
    assert matching(category=["GOV"]) == keys(first, second)
    assert matching(state=["accepted", "offered"]) == keys(first, second, third)
    assert matching(role=[SessionRole.Role.SPEAKER]) == keys(second, third)
    assert matching(role=["speaker"], category=["GOV"]) == keys(second)
    assert matching(language=["th"], role=["speaker"]) == set()
    with pytest.raises(KeyError):
        matching(secret=["x"])


def test_one_call_writes_to_several_each_once(workshop, post):
    """The function for the floors above; the second call writes to the new one only."""
    first, second = people.person(workshop), people.person(workshop)

    def write(*persons, once="release 4"):
        return recipients.write(workshop.vault, keys(*persons), "agenda_changed", once=once)

    assert write(first) == 1
    assert write(first, second) == 1
    assert written("agenda_changed") == sorted(keys(first, second))
    assert write(first, once="release 5") == 1
    tokens = Token.objects.filter(subject=first.person_id)
    assert tokens.count() == 2


def test_the_statements_of_a_look_do_not_grow(workshop):
    counts = []
    for _ in range(2):
        people.person(workshop)
        people.person(workshop)
        with CaptureQueriesContext(connection) as queries:
            recipients.letters(workshop.vault, recipients.everybody(workshop.vault))
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_who_has_not_answered_is_asked_and_nobody_else(workshop, on, post):
    """Issue 8, items 5 and 7: second-step reminder, and the filter "not yet answered"."""
    asked, answered = people.person(workshop), people.person(workshop)
    offered = people.person(workshop, Step.OFFERED)
    answers.second_step(answered, {"itinerary": "By train"})

    def matching(*codes):
        return recipients.matching(workshop.vault, {"unanswered": list(codes)})

    assert matching("offer") == keys(offered)
    assert matching("second_step") == keys(asked)
    assert matching("offer", "second_step") == keys(asked, offered)
    on(datetime.date(2027, 5, 16))
    assert reminders.run() == 1
    assert written("second_step") == sorted(keys(asked))
    answers.second_step(asked, {"itinerary": "By bus"})
    on(datetime.date(2027, 6, 1))
    assert reminders.run() == 0


def test_a_reminder_is_written_on_its_day_once(workshop, on, post):
    """Issue 8, item 5: days before a date, only to whom it still concerns, idempotent."""
    coming = people.person(workshop)
    people.person(workshop, Step.WAITLISTED)
    on(datetime.date(2027, 6, 7))
    assert reminders.run() == 0
    on(datetime.date(2027, 6, 8))
    assert (reminders.run(), reminders.run()) == (1, 0)
    assert written("logistics_note") == sorted(keys(coming))

    late = people.person(workshop)
    on(datetime.date(2027, 6, 10))
    assert reminders.run() == 1
    on(datetime.date(2027, 6, 11))
    people.person(workshop)
    assert reminders.run() == 0
    assert written("logistics_note") == sorted(keys(coming, late))


def test_changed_days_remind_nobody_twice(workshop, on, post):
    rule, actor = reminders.get("logistics"), secretariat()
    people.person(workshop)
    on(datetime.date(2027, 6, 8))
    assert reminders.run() == 1
    reminders.set_days(workshop.vault, rule, [-5], actor)
    on(datetime.date(2027, 6, 10))
    assert reminders.run() == 0
    reminders.set_days(workshop.vault, rule, [-5, -2], actor)
    on(datetime.date(2027, 6, 13))
    assert reminders.run() == 1
    reminders.set_days(workshop.vault, rule, [], actor)
    (one,) = compartments.all_open()
    assert {line.rule.code: line.falls_on for line in reminders.lines(one)}["logistics"] == ()
    with pytest.raises(ValueError, match="five"):
        reminders.set_days(workshop.vault, rule, [1, 1], actor)
    with pytest.raises(ValueError, match="400"):
        reminders.set_days(workshop.vault, rule, [401], actor)


def test_erasure_is_announced_and_thanks_go_to_those_who_came(workshop, on, post):
    came, stayed_away = people.person(workshop, Step.ATTENDED), people.person(workshop)
    on(datetime.date(2027, 6, 18))
    assert reminders.run() == 1
    assert written("thanks") == sorted(keys(came))
    on(datetime.date(2027, 6, 17) + datetime.timedelta(days=169))
    assert reminders.run() == 2
    assert written("erasure_soon") == sorted(keys(came, stayed_away))


def test_a_finished_or_destroyed_workshop_is_no_compartment(workshop):
    WorkshopFactory(starts_on=datetime.date(2004, 6, 17), ends_on=datetime.date(2004, 6, 18))
    (one,) = compartments.all_open()
    assert (one.vault_id, one.label) == (workshop.vault_id, "Tenth Workshop")
    assert one.dates == {
        "first_day": datetime.date(2027, 6, 15),
        "last_day": datetime.date(2027, 6, 17),
    }
    assert one.words[0] == "Tenth Workshop"
    assert {"Remedies", "Kuala Lumpur", "Malaysia"} <= set(one.words)
    workshop.vault.destroyed_at = timezone.now()
    workshop.vault.save()
    assert compartments.all_open() == []


def send(workshop, persons, **given):
    values = {"occasion": "message", "text": "Room B opens later.", "actor": secretariat(), **given}
    return group.start(workshop.vault, keys(*persons), **values)


def test_a_mail_to_many_leaves_a_few_a_minute(workshop, post):
    """Issue 8, item 7: rate-limited; the task may run again and writes nothing twice."""
    persons = [people.person(workshop) for _ in range(3)]
    row = send(workshop, persons, per_minute=2)
    assert (group.write(row.pk), group.write(row.pk)) == (3, 0)
    moments = [mail.next_attempt_at or row.created_at for mail in row.mails.order_by("pk")]
    gaps = [later - earlier for earlier, later in pairwise(sorted(moments))]
    assert gaps == [datetime.timedelta(seconds=30)] * 2

    for message in row.mails.all():
        delivery.deliver(message.pk)
    assert sorted(row.mails.values_list("state", flat=True)) == ["queued", "queued", "sent"]
    assert delivery.sweep()["enqueued"] == 0


def test_a_chunk_after_a_cancellation_is_not_written(workshop, post, monkeypatch):
    """Cancelled half-way: what is written is dropped, the rest never comes to be."""
    monkeypatch.setattr(group, "CHUNK", 2)
    persons, actor = [people.person(workshop) for _ in range(5)], secretariat()
    row = send(workshop, persons)
    whole = group._write_chunk

    def cancel_after_the_first(row, text, first, some):
        if first == 2:
            group.cancel(row.pk, actor)
            return 0
        return whole(row, text, first, some)

    monkeypatch.setattr(group, "_write_chunk", cancel_after_the_first)
    assert group.write(row.pk) == 2
    assert [mail.state for mail in row.mails.all()] == [State.DROPPED] * 2
    row.refresh_from_db()
    assert (row.state, row.sealed_text) == (GroupMail.State.CANCELLED, None)
    assert group.write(row.pk) == 0


def test_somebody_who_went_in_between_is_left_out(workshop, post):
    stays, goes = people.person(workshop), people.person(workshop)
    row = send(workshop, [stays, goes])
    Registration.objects.filter(pk=goes.pk).update(state=Step.WITHDRAWN)
    assert group.write(row.pk) == 1
    assert written("message") == sorted(keys(stays))


def test_the_words_of_a_mail_to_many(workshop, post):
    """SB-M6: neutral subject, one private link of the person's own, the typed paragraphs."""
    person = people.person(workshop)
    row = send(workshop, [person], text="First.\n\nSecond <b>.")
    assert b"First" not in bytes(row.sealed_text)
    group.write(row.pk)
    message = messages.build(MailMessage.objects.get())
    assert message.subject == f"Your reference {person.reference}"
    assert re.sub(r"/me/[\w-]{43}/", "/me/…/", message.body) == (
        "Hello,\n\nthere is a message for you:\n\nFirst.\n\nSecond <b>.\n\nYour page is here:\n\n"
        "http://127.0.0.1:8000/me/…/\n\n"
        "The link works for you alone. Please do not forward it.\n\nSecretariat\n"
    )


@pytest.mark.parametrize(
    ("occasion", "text"),
    [("message", ""), ("logistics_note", "x"), ("message", "{link}"), ("message", "Remedies")],
)
def test_what_cannot_be_sent_to_many_is_refused_by_the_domain(workshop, occasion, text):
    with pytest.raises(ValueError, match="text"):
        send(workshop, [], occasion=occasion, text=text)


def test_held_for_review_also_holds_a_mail_to_many(workshop, post):
    one = occasions.get("message")
    wording.hold(workshop.vault, one, True, based_on=0, actor=secretariat())
    row = send(workshop, [people.person(workshop)])
    group.write(row.pk)
    assert [mail.state for mail in row.mails.all()] == [State.HELD]


def test_an_urgent_change_goes_before_everything_else(workshop, post):
    """Out within two minutes: no waiting between mails, a higher place in the queue."""
    persons = [people.person(workshop) for _ in range(3)]
    notice = urgent.announce(
        workshop.vault,
        keys(*persons),
        text="Session 3 moves to Hall B.",
        ends_at=timezone.now() + datetime.timedelta(hours=1),
        actor=secretariat(),
    )
    group.write(notice.mail_id)
    assert written("urgent_change") == sorted(keys(*persons))
    assert set(MailMessage.objects.values_list("next_attempt_at", flat=True)) == {None}
    tasks = DBTaskResult.objects.filter(queue_name="mail")
    assert list(tasks.values_list("priority", flat=True)) == [delivery.URGENT] * 4
    assert urgent.current(uuid.uuid4()) == []
    with pytest.raises(ValueError, match="notice"):
        urgent.announce(
            workshop.vault, [], text="In Kuala Lumpur", ends_at=timezone.now(), actor=secretariat()
        )


def test_a_persons_mails_as_facts(workshop, post):
    """Issue 8, item 7 of the dashboard: what and when, never address or text."""
    person = people.person(workshop)
    recipients.write(workshop.vault, keys(person), "logistics_note", once="1")
    (fact,) = mail.history(workshop.vault, person.person_id)
    assert (fact.occasion, fact.state, fact.label, fact.sent_at, fact.failure) == (
        "Arrival, access and other practical notes",
        "queued",
        "Waiting",
        None,
        "",
    )


def test_texts_and_lists_go_with_the_bodies(workshop, post):
    row = send(workshop, [people.person(workshop)])
    group.write(row.pk)
    GroupMail.objects.update(created_at=timezone.now() - datetime.timedelta(days=15))
    housekeeping.purge_mail()
    row.refresh_from_db()
    assert (row.sealed_text, row.recipients) == (None, [])


def test_a_rotated_key_still_opens_mails(workshop, post):
    """SEC-F7: what correspondence seals is found by the rotation of keys."""
    person = people.person(workshop)
    row = send(workshop, [person])
    recipients.write(workshop.vault, keys(person), "logistics_note", once="1")
    rotation.rotate_vault(workshop.vault)
    assert workshop.vault.data_keys.count() == 1
    assert group.write(row.pk) == 1
    assert [messages.build(one).to for one in MailMessage.objects.all()] == [
        [f"{str(person.person_id)[:8]}@example.org"]
    ] * 2


def test_an_urgent_change_stands_on_the_pages_and_then_no_more(client, workshop):
    """Issue 8, item 5: the banner, on the workshop's page, a session's and the private page."""
    workshop_page = workshop.url
    AgendaPageFactory(parent=workshop)
    session = SessionFactory(workshop=workshop)
    agenda.release(workshop, secretariat(), "")
    session_page = reverse("agenda_session", args=[workshop.slug, str(session.pk)[:8]])
    notice = urgent.announce(
        workshop.vault,
        [],
        text="Session 3 <moves> to Hall B.",
        ends_at=timezone.now() + datetime.timedelta(hours=1),
        actor=secretariat(),
    )
    person = people.person(workshop)
    (letter,) = recipients.letters(workshop.vault, [person.person_id])
    for address in (workshop_page, session_page, letter.link()):
        assert "Session 3 &lt;moves&gt; to Hall B." in client.get(address).content.decode()
    assert MailMessage.objects.count() == 0
    urgent.end(notice, secretariat())
    assert "Session 3" not in client.get(workshop_page).content.decode()


def test_a_notice_whose_time_has_come_is_closed_once(workshop):
    """Kept copies of public pages grow old by the write; nothing is written for nothing."""
    notice = urgent.announce(
        workshop.vault, [], text="Later.", ends_at=timezone.now(), actor=secretariat()
    )
    assert urgent.current(workshop.vault_id) == []
    assert (urgent.close(), urgent.close()) == (1, 0)
    notice.refresh_from_db()
    assert notice.is_over
    with CaptureQueriesContext(connection) as queries:
        urgent.close()
    assert len(queries) == 1
