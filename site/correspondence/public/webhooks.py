"""The one webhook of the configured mail provider; mounted only with a secret."""

import logging
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import URLPattern, path
from django.views.decorators.csrf import csrf_exempt

# A batch of events is a few kilobytes for each.
LARGEST_BODY = 1_048_576

logger = logging.getLogger(__name__)


def provider() -> str:
    """The name of the configured anymail provider with tracking webhooks, or ''."""
    module = settings.EMAIL_BACKEND.split(".")
    if module[:2] != ["anymail", "backends"]:
        return ""
    return module[2] if _tracking_view(module[2]) else ""


def secret() -> str:
    """The shared secret of the webhook (user:password), or ''."""
    return getattr(settings, "ANYMAIL", {}).get("WEBHOOK_SECRET", "")


def urlpatterns() -> list[URLPattern]:
    """The provider's tracking address, or nothing: an address that nobody guards is not there."""
    name = provider()
    view = _tracking_view(name) if name and secret() else None
    if view is None:
        return []
    return [path(f"anymail/{name}/tracking/", _bounded(view), name="mail_webhook")]


def _tracking_view(name: str) -> Callable[..., HttpResponseBase] | None:
    from anymail import urls

    for pattern in urls.urlpatterns:
        if pattern.name == f"{name}_tracking_webhook":
            return pattern.callback
    return None


def _bounded(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """A body that is too long is 413, one that is no event 400; neither is a server error."""

    @csrf_exempt
    def bounded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            if int(request.META.get("CONTENT_LENGTH") or 0) > LARGEST_BODY:
                return HttpResponse(status=413)
            return view(request, *args, **kwargs)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            logger.warning("webhook: not an event (%s)", type(error).__name__)
            return HttpResponse(status=400)

    return bounded
