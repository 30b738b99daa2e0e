"""The provider's webhook: only with the secret, each event once, states forward only."""

import base64
import json
from types import ModuleType

import pytest
from django.urls import clear_url_caches

from correspondence.checks import no_tracking_of_readers, webhook_has_a_secret
from correspondence.domain import delivery, health
from correspondence.models import MailMessage, TrackingEvent
from correspondence.public import webhooks
from tests.factories.correspondence import ADDRESS, queue_mail

State = MailMessage.State
PATH = "/anymail/postmark/tracking/"


@pytest.fixture
def postmark(settings, sent):
    """An installation that sends by Postmark and guards its webhook."""
    settings.EMAIL_BACKEND = "anymail.backends.postmark.EmailBackend"
    settings.ANYMAIL = {"WEBHOOK_SECRET": "desk:long-secret", "POSTMARK_SERVER_TOKEN": "x"}
    urls = ModuleType("urls_with_webhook")
    urls.urlpatterns = webhooks.urlpatterns()
    settings.ROOT_URLCONF = urls
    clear_url_caches()


def authorisation(secret="desk:long-secret"):
    return "Basic " + base64.b64encode(secret.encode()).decode()


def send(client, body, secret="desk:long-secret"):
    return client.post(
        PATH,
        body if isinstance(body, str) else json.dumps(body),
        content_type="application/json",
        headers={"Authorization": authorisation(secret)},
    )


def event(kind, row, at="2026-11-24T08:00:00Z", **more):
    """An event as Postmark writes it."""
    return {
        "RecordType": kind,
        "MessageID": "provider-1",
        "Recipient": ADDRESS,
        "Metadata": {"mail": str(row.pk)},
        "DeliveredAt": at,
        "BouncedAt": at,
        **more,
    }


@pytest.fixture
def sent(db, post):
    """A mail that has been handed to the provider."""
    row = queue_mail()
    delivery.deliver(row.pk)
    return row


def state(row):
    row.refresh_from_db()
    return row.state


@pytest.mark.parametrize(
    ("method", "arguments", "status"),
    [
        ("post", {"data": "{}", "content_type": "application/json"}, 400),
        (
            "post",
            {
                "data": "{}",
                "content_type": "application/json",
                "headers": {"Authorization": authorisation("desk:guess")},
            },
            400,
        ),
        ("get", {}, 405),
        (
            "post",
            {
                "data": "x" * 5_242_880,
                "content_type": "application/json",
                "headers": {"Authorization": authorisation()},
            },
            413,
        ),
        (
            "post",
            {
                "data": "{not json",
                "content_type": "application/json",
                "headers": {"Authorization": authorisation()},
            },
            400,
        ),
        (
            "post",
            {
                "data": "[1]",
                "content_type": "application/json",
                "headers": {"Authorization": authorisation()},
            },
            400,
        ),
    ],
)
def test_a_forged_or_broken_call_is_refused(postmark, sent, client, method, arguments, status):
    """SEC-E4."""
    assert getattr(client, method)(PATH, **arguments).status_code == status
    assert TrackingEvent.objects.count() == 0
    assert state(sent) == State.SENT


def test_a_replay_counts_once(postmark, sent, client):
    """SEC-E5: the same call a hundred times is one row."""
    body = event("Delivery", sent)
    assert {send(client, body).status_code for _ in range(100)} == {200}
    assert TrackingEvent.objects.count() == 1
    assert state(sent) == State.DELIVERED


def test_states_never_go_back(sent):
    """SEC-E5: delivered, then sent: it stays delivered; a bounce afterwards is told."""
    from anymail.signals import AnymailTrackingEvent

    from correspondence.domain.tracking import receive

    seen = []
    for number, kind in enumerate(
        ["delivered", "sent", "queued", "deferred", "opened", "bounced", "delivered", "complained"]
    ):
        receive(
            None,
            AnymailTrackingEvent(
                event_type=kind,
                event_id=str(number),
                message_id="m",
                metadata={"mail": str(sent.pk)},
            ),
            "Any",
        )
        seen.append(state(sent))
    assert seen == ["delivered"] * 5 + ["bounced"] * 2 + ["complained"]


def test_a_bounce_flags_the_row_and_cancels_nothing(postmark, sent, client):
    """SB-M4."""
    other = queue_mail(vault=sent.vault)
    send(client, event("Bounce", sent, Type="HardBounce", Email=ADDRESS))
    assert (state(sent), sent.failure) == (State.BOUNCED, "returned_bounced")
    keys = [sent.subject_key, other.subject_key]
    assert health.undelivered(sent.vault, keys) == {sent.subject_key}


def test_word_of_the_provider_spares_the_second_try(postmark, sent, client):
    """SEC-E1: an uncertain mail that was delivered is not sent again."""
    MailMessage.objects.update(state=State.UNCERTAIN, sent_at=None)
    send(client, event("Delivery", sent))
    assert state(sent) == State.DELIVERED
    assert delivery.sweep()["due_again"] == 0
    assert sent.sent_at is not None


def test_an_event_of_an_unknown_message_leaves_nothing(postmark, sent, client):
    body = event("Delivery", sent) | {"Metadata": {}, "MessageID": "somebody-else"}
    assert send(client, body).status_code == 200
    assert TrackingEvent.objects.count() == 0


def test_no_address_is_kept_with_an_event(postmark, sent, client):
    send(client, event("Delivery", sent))
    (values,) = TrackingEvent.objects.values()
    assert not [value for value in values.values() if "canary" in str(value)]


def test_without_a_secret_there_is_no_webhook_and_no_start(settings):
    """SEC-E4: refused at start-up, and not mounted either."""
    settings.EMAIL_BACKEND = "anymail.backends.postmark.EmailBackend"
    settings.ANYMAIL = {"POSTMARK_SERVER_TOKEN": "x"}
    assert [found.id for found in webhook_has_a_secret()] == ["correspondence.E001"]
    assert webhooks.urlpatterns() == []
    settings.ANYMAIL = {"POSTMARK_SERVER_TOKEN": "x", "WEBHOOK_SECRET": "a:b"}
    assert webhook_has_a_secret() == []
    assert len(webhooks.urlpatterns()) == 1


def test_smtp_needs_no_secret(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    assert webhook_has_a_secret() == []
    assert webhooks.urlpatterns() == []


def test_tracking_of_readers_is_refused(settings):
    """SEC-E7."""
    assert no_tracking_of_readers() == []
    settings.ANYMAIL = {"SEND_DEFAULTS": {"track_opens": True}}
    assert [found.id for found in no_tracking_of_readers()] == ["correspondence.E002"]
