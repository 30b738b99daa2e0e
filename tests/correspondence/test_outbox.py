"""The demo's mail page."""

import os
import stat
from uuid import UUID

import pytest
from django.core.mail import EmailMessage, get_connection

from correspondence.backends import outbox_folder
from correspondence.domain import delivery
from tests.factories.correspondence import ADDRESS, LINK, queue_mail

pytestmark = pytest.mark.django_db
# Fixed: every process of a parallel run must name the same tests.
UNKNOWN = UUID("eb05f540-8b98-47a8-99a6-c75e9b3af96e")


@pytest.fixture
def demo(settings, tmp_path, post):
    settings.DEMO = True
    settings.VAR = tmp_path
    settings.EMAIL_BACKEND = "correspondence.backends.OutboxBackend"


def test_a_delivered_mail_can_be_read_and_its_link_followed(demo, client, settings):
    """Issue 3, item 6: real mail messages, a local readable page."""
    row = queue_mail()
    delivery.deliver(row.pk)

    listing = client.get("/outbox/")
    assert listing["Cache-Control"] == "no-store, private"
    assert f'href="/outbox/{row.pk.hex}/"' in listing.content.decode()
    page = client.get(f"/outbox/{row.pk.hex}/")
    assert page["Cache-Control"] == "no-store, private"
    link = settings.BASE_URL + LINK
    assert f'<a href="{link}">{link}</a>' in page.content.decode()
    assert ADDRESS in page.content.decode()


def test_a_mail_sent_twice_lies_there_once(demo):
    """SEC-E1: a provider that drops repeated Message-IDs has no duplicates."""
    row = queue_mail()
    delivery.deliver(row.pk)
    type(row).objects.update(state="queued")
    delivery.deliver(row.pk)
    assert [path.name for path in outbox_folder().iterdir()] == [f"{row.pk.hex}.eml"]


def test_files_are_for_their_owner_only(demo):
    delivery.deliver(queue_mail().pk)
    (path,) = outbox_folder().iterdir()
    assert stat.S_IMODE(os.stat(path).st_mode) == 0o600
    assert stat.S_IMODE(os.stat(outbox_folder()).st_mode) == 0o700


def test_markup_in_a_mail_is_text_on_the_page(demo, client):
    """SEC-B1."""
    message = EmailMessage(
        "<b>s</b>", "<script>x</script>\nhttps://evil.example/", to=["a@b.example"]
    )
    get_connection().send_messages([message])
    (path,) = outbox_folder().iterdir()
    page = client.get(f"/outbox/{path.stem}/").content.decode()
    assert "&lt;script&gt;x&lt;/script&gt;" in page
    assert 'href="https://evil.example' not in page
    assert "&lt;b&gt;s&lt;/b&gt;" in client.get("/outbox/").content.decode()


def test_outside_the_demo_there_is_no_such_page(client, demo, settings):
    row = queue_mail()
    delivery.deliver(row.pk)
    settings.DEMO = False
    assert client.get("/outbox/").status_code == 404
    assert client.get(f"/outbox/{row.pk.hex}/").status_code == 404


@pytest.mark.parametrize("key", ["..", "x", "%2e%2e%2fdb", UNKNOWN.hex, str(UNKNOWN)])
def test_no_other_file_is_shown(client, demo, key):
    assert client.get(f"/outbox/{key}/").status_code == 404


def test_an_empty_outbox_says_what_to_expect(client, demo):
    assert "No mail yet" in client.get("/outbox/").content.decode()
