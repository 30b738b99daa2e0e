"""The list of news: double opt-in, one answer for every address, out again at a click."""

import datetime
import re

import pytest
from django.core import mail as outbox
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from access.domain import erasure, rotation
from access.models import Token, Tombstone
from correspondence.domain import delivery, group, installation, messages, news, recipients
from correspondence.models import Installation, MailMessage, Subscriber
from tests.correspondence import people
from tests.factories.access import secretariat
from tests.factories.correspondence import deliver_all

pytestmark = pytest.mark.django_db

ADDRESS = "canary.news@example.org"
SIGN_UP = "/news/"


def secret(occasion):
    """The path of the link in the newest mail on an occasion."""
    body = messages.build(MailMessage.objects.filter(occasion=occasion).last()).body
    (found,) = re.findall(r"http://127\.0\.0\.1:8000(/news/\S*)", body)
    return found


@pytest.fixture
def subscriber(client, post):
    """One address, signed up and confirmed through the front door."""
    client.post(SIGN_UP, {"email": ADDRESS})
    client.post(secret("news_confirm"))
    return Subscriber.objects.get()


def occasions():
    return list(MailMessage.objects.order_by("queued_at").values_list("occasion", flat=True))


def test_signing_up_takes_two_steps_and_a_get_changes_nothing(client, post):
    """SEC-F2: scanners fetch the link; only the button puts the address on the list."""
    assert client.get(SIGN_UP).status_code == 200
    answer = client.post(SIGN_UP, {"email": ADDRESS})
    assert (answer.status_code, answer["Location"]) == (302, "/news/sent/")
    assert deliver_all() == ["news_confirm"]
    assert outbox.outbox[0].to == [ADDRESS]
    link = secret("news_confirm")
    for _ in range(3):
        page = client.get(link)
        assert (page.status_code, page["Cache-Control"]) == (200, "no-store, private")
        assert page["Referrer-Policy"] == "no-referrer"
    assert news.count() == 0
    assert client.post(link)["Location"] == "/news/confirmed/"
    assert news.count() == 1
    assert [client.get(link).status_code, client.post(link).status_code] == [404, 404]
    assert client.get("/news/confirmed/").status_code == 200


def test_a_known_address_gets_the_same_answer_and_another_mail(client, subscriber):
    """SEC-F1: what the visitor sees is the same; at most one mail an hour to one address."""
    unknown = client.post(SIGN_UP, {"email": "new@example.org"})
    for spelling in (ADDRESS, ADDRESS.upper(), f" {ADDRESS}"):
        known = client.post(SIGN_UP, {"email": spelling})
        assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])
    assert occasions() == ["news_confirm", "news_confirm", "news_already"]
    assert Subscriber.objects.count() == 2


@pytest.mark.parametrize(
    "typed", ["", "nobody", "a@b.example\nBcc: c@d.example", '"a b"@example.org', "a@b"]
)
def test_what_is_no_address_is_refused_in_words(client, typed):
    """SEC-B5."""
    page = client.post(SIGN_UP, {"email": typed})
    assert page.status_code == 200
    assert "There is a problem" in page.content.decode()
    assert Subscriber.objects.count() == 0


def test_one_sender_cannot_fill_other_peoples_mailboxes(client, post):
    for number in range(25):
        answer = client.post(SIGN_UP, {"email": f"p{number}@example.org"})
        assert answer["Location"] == "/news/sent/"
    assert len(occasions()) == 20


def test_nothing_of_an_address_lies_in_the_clear(subscriber):
    """SEC-F8: sealed in a vault of its own; the index is keyed."""
    row = Subscriber.objects.values().get()
    assert "canary" not in str({**row, "sealed_address": bytes(row["sealed_address"])})
    assert subscriber.vault == installation.vault()
    assert Installation.objects.count() == 1


def test_save_the_date_reaches_the_list_and_nobody_else(client, subscriber):
    """Issue 8, item 5: to a separate list; RFC 8058 lets a mail program end it with one click."""
    client.post(SIGN_UP, {"email": "unconfirmed@example.org"})
    workshop = people.workshop()
    people.person(workshop)
    MailMessage.objects.all().delete()
    vault = installation.vault()
    assert recipients.everybody(vault) == {subscriber.pk}

    row = group.start(
        vault, recipients.everybody(vault), occasion="save_the_date", actor=secretariat()
    )
    assert group.write(row.pk) == 1
    (mail,) = MailMessage.objects.all()
    delivery.deliver(mail.pk)
    (message,) = outbox.outbox
    assert message.to == [ADDRESS]
    assert re.fullmatch(r"Your reference [A-Z0-9]{3}-[A-Z0-9]{3}", message.subject)
    for word in ("Workshop", "Remedies", "Kuala Lumpur", "2027"):
        assert word not in message.body

    read = secret("save_the_date")
    page = client.get(read).content.decode()
    assert "Tenth Workshop" in page and f"/workshops/{workshop.slug}/" in page
    headers = message.message()
    assert headers["List-Unsubscribe"] == f"<http://127.0.0.1:8000{read}leave/>"
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    strict = Client(enforce_csrf_checks=True)
    assert strict.get(f"{read}leave/").status_code == 405
    assert strict.post(f"{read}leave/", {"List-Unsubscribe": "One-Click"}).status_code == 302
    assert news.count() == 0


def test_leaving_erases_everything(client, subscriber):
    """SEC-F3: address, links and unsent mails are gone; the links are dead."""
    client.post(SIGN_UP, {"email": ADDRESS})
    read = secret("news_already")
    assert client.get(read).status_code == 200
    assert client.post(f"{read}leave/")["Location"] == "/news/left/"
    assert (Subscriber.objects.filter(pk=subscriber.pk).count(), Token.objects.count()) == (0, 0)
    assert set(MailMessage.objects.values_list("sealed_address", flat=True)) == {None}
    assert client.get(read).status_code == 404
    assert client.get("/news/left/").status_code == 200


def test_a_restored_backup_brings_nobody_back(client, subscriber):
    """SEC-F9: who left has a tombstone, and what a backup brings back goes with it again."""
    news.leave(token_of(subscriber))
    assert Tombstone.objects.get().key == subscriber.pk
    row = Subscriber(pk=subscriber.pk, vault=subscriber.vault, key=subscriber.key)
    row.sealed_address, row.address_index = subscriber.sealed_address, subscriber.address_index
    row.save(force_insert=True)
    erasure.erase_person(row.vault, row.pk, "system")
    assert Subscriber.objects.count() == 0


def token_of(subscriber):
    return news._read_link(subscriber).removeprefix("/news/").rstrip("/")


def test_an_address_that_nobody_confirms_is_erased(client, post):
    client.post(SIGN_UP, {"email": ADDRESS})
    assert news.erase_unconfirmed() == 0
    Subscriber.objects.update(created_at=timezone.now() - datetime.timedelta(hours=49))
    assert news.erase_unconfirmed() == 1
    assert (Subscriber.objects.count(), Token.objects.count()) == (0, 0)
    assert [row.state for row in MailMessage.objects.all()] == [MailMessage.State.DROPPED]


def test_the_list_survives_a_change_of_keys(subscriber):
    """SEC-F7."""
    rotation.rotate_vault(installation.vault())
    (letter,) = recipients.letters(installation.vault(), [subscriber.pk])
    assert letter.address == ADDRESS


def test_a_strangers_link_of_another_kind_does_nothing(client, subscriber):
    """SEC-F3: a link that confirms cannot leave or read, and the other way round."""
    client.post(SIGN_UP, {"email": ADDRESS})
    read = secret("news_already")
    token = read.removeprefix("/news/").rstrip("/")
    assert client.post(reverse("news:confirm", args=[token])).status_code == 404
    assert news.count() == 1
