"""System checks of correspondence: no open webhook, no provider nobody can hear from."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register

from correspondence.public import webhooks


@register(Tags.security)
def webhook_has_a_secret(**kwargs: Any) -> list[CheckMessage]:
    """Refuse a provider with webhooks and no secret: anymail would take anybody's word (SEC-E4)."""
    if webhooks.provider() and not webhooks.secret():
        return [
            Error(
                "The mail provider reports by webhook, but ANYMAIL has no WEBHOOK_SECRET.",
                hint="Put WEBHOOK_SECRET=user:password (long and random) into ANYMAIL, and into "
                "the webhook address at the provider.",
                id="correspondence.E001",
            )
        ]
    return []


@register(Tags.security)
def no_tracking_of_readers(**kwargs: Any) -> list[CheckMessage]:
    """Refuse tracking switched on in the settings: it would tell a provider who reads what."""
    defaults = getattr(settings, "ANYMAIL", {}).get("SEND_DEFAULTS", {})
    if defaults.get("track_opens") or defaults.get("track_clicks"):
        return [
            Error(
                "ANYMAIL switches on tracking of opened mails or of links.",
                hint="Remove track_opens and track_clicks from SEND_DEFAULTS.",
                id="correspondence.E002",
            )
        ]
    return []
