"""The Secretariat's rooms for mail: texts, review, mail to many, reminders, urgent changes."""

import uuid

import pytest
from django.core import mail as outbox
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from access.domain import locks
from access.models import AuditEntry
from correspondence.domain import (
    delivery,
    group,
    installation,
    news,
    recipients,
    review,
    urgent,
    wording,
)
from correspondence.models import (
    GroupMail,
    MailMessage,
    MailSetting,
    ReminderSetting,
    UrgentNotice,
    Wording,
)
from registrations.models import Registration
from tests.correspondence import people
from tests.factories.access import administrator, host_organiser, proceedings_staff, secretariat
from tests.factories.correspondence import ADDRESS, queue_mail

pytestmark = pytest.mark.django_db

State = MailMessage.State
TEXT = "Dear colleague,\n\nplease look here:\n\n{link}\n\nYour desk"


@pytest.fixture
def desk(client):
    client.user = secretariat()
    client.force_login(client.user)
    return client


@pytest.fixture
def workshop():
    return people.workshop()


def actions():
    return [entry.action for entry in AuditEntry.objects.filter(action__regex="^(mail|urgent)")]


def rooms(workshop):
    """Every page of the rooms, with the addresses that take a POST only."""
    notice = UrgentNotice.objects.create(vault=workshop.vault, text="x", ends_at=timezone.now())
    held = queue_mail(vault=workshop.vault)
    MailMessage.objects.filter(pk=held.pk).update(state=State.HELD)
    vault = workshop.vault_id
    pages = [
        ("index", []),
        ("review", []),
        ("read", [held.pk]),
        ("scopes", []),
        ("occasions", ["all"]),
        ("occasions", [vault]),
        ("text", ["all", "accepted", "en"]),
        ("text", [vault, "declined", "th"]),
        ("desks", []),
        ("reminders", []),
        ("groups", []),
        ("group", [vault]),
        ("group", [installation.vault().pk]),
        ("urgents", []),
        ("urgent", [vault]),
        ("sign", [notice.pk]),
    ]
    deeds = [
        ("hold", ["all", "accepted"]),
        ("desk", [vault]),
        ("reminder_days", [vault, "logistics"]),
        ("group_cancel", [uuid.uuid4()]),
        ("urgent_end", [notice.pk]),
    ]
    return (
        [reverse(f"mail:{name}", args=args) for name, args in pages],
        [reverse(f"mail:{name}", args=args) for name, args in deeds],
    )


def test_every_room_opens_for_the_secretariat_and_nobody_else(desk, workshop, client, post):
    """SB-F1: 200 for the Secretariat, never stored; others are sent away and change nothing."""
    pages, deeds = rooms(workshop)
    for address in pages:
        response = desk.get(address)
        assert (address, response.status_code) == (address, 200)
        assert response["Cache-Control"] == "no-store, private"
        assert ADDRESS not in response.content.decode()
    assert [desk.get(address).status_code for address in deeds] == [405] * len(deeds)

    before = actions()
    for user in (proceedings_staff(), host_organiser(workshop), None):
        client.logout()
        if user:
            client.force_login(user)
        answers = {client.get(address).status_code for address in pages}
        answers |= {client.post(address).status_code for address in deeds}
        assert answers <= {302, 403}
    assert actions() == before == ["mail.read"]


def test_a_foreign_or_finished_vault_is_not_found(desk, workshop):
    stranger = uuid.uuid4()
    addresses = [
        reverse("mail:occasions", args=[stranger]),
        reverse("mail:occasions", args=["nothing"]),
        reverse("mail:text", args=["all", "nothing", "en"]),
        reverse("mail:text", args=["all", "accepted", "xx"]),
        reverse("mail:group", args=[stranger]),
        reverse("mail:urgent", args=[stranger]),
        reverse("mail:read", args=[stranger]),
    ]
    assert [desk.get(address).status_code for address in addresses] == [404] * len(addresses)


def test_a_text_is_previewed_tested_saved_and_taken_back(desk, workshop, post):
    """SB-M1: versions per workshop and language, an invented person, a test to oneself."""
    address = reverse("mail:text", args=[workshop.vault_id, "accepted", "en"])
    assert "you have a place." in desk.get(address).content.decode()

    page = desk.post(address, {"text": TEXT, "based_on": 0, "do": "preview"}).content.decode()
    assert "Your reference K7M-4QX" in page and "link-of-an-invented-person" in page
    assert Wording.objects.count() == 0

    desk.post(address, {"text": TEXT, "based_on": 0, "do": "test"})
    (row,) = MailMessage.objects.all()
    delivery.deliver(row.pk)
    (message,) = outbox.outbox
    assert message.to == [desk.user.email]
    assert message.subject == "Your reference TEST"
    assert f"http://127.0.0.1:8000{address}" in message.body

    assert desk.post(address, {"text": TEXT, "based_on": 0, "do": "save"}).status_code == 302
    assert wording.in_force(workshop.vault_id, "accepted", "en").text == TEXT
    stale = desk.post(address, {"text": TEXT + "!", "based_on": 0, "do": "save"})
    assert "Somebody else saved a version" in stale.content.decode()
    desk.post(address, {"based_on": 1, "do": "built_in"})
    assert wording.in_force(workshop.vault_id, "accepted", "en").text == ""
    assert [(row.version, bool(row.text)) for row in Wording.objects.order_by("version")] == [
        (1, True),
        (2, False),
    ]
    assert actions() == ["mail.text", "mail.text"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Hello {event.__class__}\n\n{link}", "{event.__class__} is not known here"),
        ("Hello {name}\n\n{link}", "{name} is not known here"),
        ("Hello {\n\n{link}", "Remove the braces"),
        ("Hello", "Put {link} once"),
        ("Look here: {link}", "Put {link} once"),
        ("{link}\n\n{link}", "Put {link} once"),
        ("https://evil.example\n\n{link}", "Remove the web address"),
        ("See you in kuala\nlumpur\n\n{link}", "Remove “Kuala Lumpur”"),
        ("About remedies\n\n{link}", "Remove “Remedies”"),
    ],
)
def test_what_no_text_may_hold_cannot_be_saved(desk, workshop, text, words):
    """SB-M2, SB-M6, SEC-B6: unknown placeholders, other links, the workshop's title or place."""
    address = reverse("mail:text", args=[workshop.vault_id, "accepted", "en"])
    page = desk.post(address, {"text": text, "based_on": 0, "do": "save"})
    assert words in page.content.decode()
    assert Wording.objects.count() == 0


def test_held_mails_are_read_released_and_dropped(desk, workshop, post):
    """Issue 8, item 4: a held queue for human review; reading, releasing, dropping are audited."""
    desk.post(reverse("mail:hold", args=[workshop.vault_id, "received"]), {"held": 1})
    token = "a" * 43
    kept, dropped = (
        queue_mail(vault=workshop.vault, occasion="received", context={"link": f"/me/{token}/"})
        for _ in range(2)
    )
    assert [row.state for row in MailMessage.objects.all()] == [State.HELD, State.HELD]
    page = desk.get(reverse("mail:read", args=[kept.pk])).content.decode()
    assert "your address is confirmed" in page and token not in page and ADDRESS not in page

    assert "2 mails wait for your look" in desk.get(reverse("mail:index")).content.decode()
    desk.post(reverse("mail:review"), {"mail": [kept.pk], "do": "release"})
    desk.post(reverse("mail:review"), {"mail": [dropped.pk], "do": "drop"})
    delivery.deliver(kept.pk)
    delivery.deliver(dropped.pk)

    dropped.refresh_from_db()
    assert [message.to for message in outbox.outbox] == [[ADDRESS]]
    assert (dropped.state, dropped.failure, dropped.sealed_body) == (
        State.DROPPED,
        "cancelled",
        None,
    )
    assert actions() == ["mail.hold", "mail.read", "mail.release", "mail.drop"]
    page = desk.get(reverse("mail:review")).content.decode()
    assert "1 mail is on its way." in page and "1 mail is cancelled." in page


def test_a_mail_that_somebody_asked_for_never_waits(desk, workshop, post):
    answer = desk.post(reverse("mail:hold", args=["all", "confirm_address"]), {"held": 1})
    assert answer.status_code == 404
    assert queue_mail(vault=workshop.vault).state == State.QUEUED


def test_a_queued_mail_is_cancelled_and_a_second_press_does_nothing(post):
    row, actor = queue_mail(), secretariat()
    assert (review.drop([row.pk], actor), review.drop([row.pk], actor)) == (1, 0)
    assert review.release([row.pk], actor) == 0
    assert actions() == ["mail.drop"]


def test_mail_to_many_is_counted_shown_and_sent(desk, workshop, post):
    """Issue 8, item 7: exactly the recipients counted; three samples; no private link before."""
    accepted = [people.person(workshop) for _ in range(4)]
    people.person(workshop, state=Registration.State.WAITLISTED)
    address = reverse("mail:group", args=[workshop.vault_id])
    form = {"occasion": "message", "text": "Room B opens later.", "to_state": ["accepted"]}

    page = desk.post(address, {**form, "do": "preview"})
    assert page.context["count"] == 4
    assert len(page.context["samples"]) == 3
    assert "Room B opens later." in page.context["samples"][0].text
    assert MailMessage.objects.count() == GroupMail.objects.count() == 0

    assert desk.post(address, {**form, "do": "send", "count": 9}).context["count"] == 4
    assert desk.post(address, {**form, "do": "send", "count": 4}).status_code == 302
    (row,) = GroupMail.objects.all()
    group.write(row.pk)
    assert set(MailMessage.objects.values_list("subject_key", flat=True)) == {
        one.person_id for one in accepted
    }
    desk.post(reverse("mail:group_cancel", args=[row.pk]))
    assert {mail.state for mail in MailMessage.objects.all()} == {State.DROPPED}
    assert actions() == ["mail.group", "mail.group_cancel"]


@pytest.mark.parametrize(
    ("occasion", "text", "words"),
    [
        ("message", "", "Enter what you want to say"),
        ("logistics_note", "More words", "This mail has its own text"),
        ("message", "It is about Remedies", "Remove “Remedies”"),
        ("message", "Dear {name}", "Remove the braces"),
        ("save_the_date", "", "Select a valid choice"),
    ],
)
def test_what_cannot_be_sent_to_many(desk, workshop, occasion, text, words):
    people.person(workshop)
    page = desk.post(
        reverse("mail:group", args=[workshop.vault_id]),
        {"occasion": occasion, "text": text, "do": "send", "count": 1},
    )
    assert words in page.content.decode()
    assert GroupMail.objects.count() == 0


def test_save_the_date_goes_to_the_list_of_news_only(desk, workshop, post):
    people.person(workshop)
    address = reverse("mail:group", args=[installation.vault().pk])
    page = desk.post(address, {"occasion": "save_the_date", "do": "preview"})
    assert page.context["count"] == news.count() == 0
    assert "to_state" not in page.context["form"].fields


def test_the_days_of_a_reminder_are_changed(desk, workshop):
    address = reverse("mail:reminder_days", args=[workshop.vault_id, "logistics"])
    field = f"{workshop.vault_id}-logistics-days"
    assert "Enter numbers" in desk.post(address, {field: "soon"}).content.decode()
    assert "at most five" in desk.post(address, {field: "1,1"}).content.decode()
    assert "at most 400" in desk.post(address, {field: "-401"}).content.decode()
    assert desk.post(address, {field: "−3, -10"}).status_code == 302
    assert [row.days for row in ReminderSetting.objects.all()] == [[-10, -3]]
    page = desk.get(reverse("mail:reminders")).content.decode()
    assert "5 June 2027" in page and "12 June 2027" in page
    assert actions() == ["mail.reminder"]
    assert (
        desk.post(reverse("mail:reminder_days", args=[workshop.vault_id, "no"])).status_code == 404
    )


def test_an_urgent_change_is_counted_and_announced(desk, workshop, post):
    """Issue 8, item 5: banner, mail and sign for a door from one form."""
    person = people.person(workshop)
    address = reverse("mail:urgent", args=[workshop.vault_id])
    form = {"text": "Session 3 moves to Hall B.", "door": "Hall A", "hours": 2, "mail": "on"}
    assert desk.post(address, form).context["count"] == 1
    assert desk.post(address, {**form, "text": "To Kuala Lumpur", "count": 1}).status_code == 200
    assert UrgentNotice.objects.count() == 0
    answer = desk.post(address, {**form, "count": 1}, follow=True)
    assert "Hall A" in answer.content.decode() and "Session 3 moves" in answer.content.decode()

    (notice,) = urgent.current(workshop.vault_id)
    group.write(notice.mail_id)
    (row,) = MailMessage.objects.all()
    assert (row.subject_key, row.occasion, row.next_attempt_at) == (
        person.person_id,
        "urgent_change",
        None,
    )
    desk.post(reverse("mail:urgent_end", args=[notice.pk]))
    assert urgent.current(workshop.vault_id) == []
    row.refresh_from_db()
    assert row.state == State.DROPPED
    assert actions() == ["mail.group", "urgent.announce", "mail.group_cancel", "urgent.end"]


def test_of_a_locked_record_not_even_the_reference_is_shown(desk, workshop, post):
    """US-ST4: its mails can be released or dropped, and neither read nor recognised."""
    person, other = people.person(workshop), people.person(workshop)
    locks.lock(workshop.vault, person.person_id, secretariat())
    keys = {person.person_id, other.person_id}
    recipients.write(workshop.vault, keys, "logistics_note", once="1")
    MailMessage.objects.update(state=State.HELD)
    mine = MailMessage.objects.get(subject_key=person.person_id)
    page = desk.get(reverse("mail:review")).content.decode()
    assert "A locked record" in page and other.reference in page
    assert person.reference not in page
    assert desk.get(reverse("mail:read", args=[mine.pk])).status_code == 404
    (sample,) = group.samples(workshop.vault, keys, "logistics_note", "")
    assert sample.subject == f"Your reference {other.reference}"
    MailMessage.objects.update(state=State.FAILED)
    page = desk.get(reverse("correspondence_work")).content.decode()
    assert "A locked record" in page and person.reference not in page


def test_the_preview_shows_the_html_in_a_closed_frame(desk, workshop):
    """SEC-B1: what is shown in the frame stands escaped in one attribute."""
    address = reverse("mail:text", args=[workshop.vault_id, "declined", "en"])
    text = '"><script>alert(1)</script>\n\n{link}'
    page = desk.post(address, {"text": text, "based_on": 0, "do": "preview"}).content.decode()
    assert "<script>alert" not in page
    frame = page.split('<iframe sandbox srcdoc="')[1].split('"')[0]
    assert "&lt;p&gt;&amp;quot;&amp;gt;&amp;lt;script&amp;gt;" in frame


@pytest.mark.parametrize("rows", [1, 3])
def test_statements_of_the_review(desk, workshop, post, rows):
    for _ in range(rows):
        MailMessage.objects.filter(pk=queue_mail(vault=workshop.vault).pk).update(state=State.HELD)
    with CaptureQueriesContext(connection) as queries:
        desk.get(reverse("mail:review"))
    ours = [q["sql"] for q in queries if "correspondence_mailmessage" in q["sql"]]
    assert len(ours) == 3


def test_an_administrator_enters_as_the_secretariat_does(client):
    client.force_login(administrator())
    assert client.get(reverse("mail:index")).status_code == 200


def test_answers_go_to_the_desk_of_the_workshop(desk, workshop, post, settings):
    """Issue 8, item 4: Reply-To of each workshop; an address that tells which one is refused."""
    settings.REPLY_TO_EMAIL = "office@wg.example"
    address = reverse("mail:desk", args=[workshop.vault_id])
    for refused in ("nobody", "a@b.example, c@d.example", "remedies-2027@wg.example"):
        page = desk.post(address, {"address": refused})
        assert len(page.context["rows"][0][1].errors["address"]) == 1
        assert MailSetting.objects.count() == 0
    assert desk.post(address, {"address": " desk@wg.example "}).status_code == 302
    assert "desk@wg.example" in desk.get(reverse("mail:desks")).content.decode()

    for vault in (workshop.vault, people.workshop().vault):
        delivery.deliver(queue_mail(vault=vault).pk)
    assert [m.reply_to for m in outbox.outbox] == [["desk@wg.example"], ["office@wg.example"]]
    desk.post(address, {"address": ""})
    delivery.deliver(queue_mail(vault=workshop.vault).pk)
    assert outbox.outbox[-1].reply_to == ["office@wg.example"]
    assert actions() == ["mail.desk", "mail.desk"]
