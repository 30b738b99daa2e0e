"""Headers that protect every response, and the nonce that Wagtail's widgets need."""

from contextvars import ContextVar
from typing import TYPE_CHECKING

from csp.middleware import CSPMiddleware, PolicyParts
from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.csrf import CsrfViewMiddleware
from django.utils.cache import patch_cache_control

if TYPE_CHECKING:
    from collections.abc import Callable

# Pages behind a sign-in or a private link: never stored, never in a Referer.
PRIVATE_PREFIXES = ("/me/", "/organise/", "/admin/")

# Form widgets render without a request; the tag `csp_nonce` finds it here.
current_request: ContextVar[HttpRequest | None] = ContextVar("current_request", default=None)


class ContentSecurityPolicyMiddleware(CSPMiddleware):
    """The strict policy on every page. The administration may set style attributes, nothing more.

    Draft.js writes `style=` attributes and the image editor shows `blob:` previews; scripts stay
    bound to the nonce there too.
    """

    def process_request(self, request: HttpRequest) -> None:
        super().process_request(request)
        current_request.set(request)

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        current_request.set(None)
        return super().process_response(request, response)

    def get_policy_parts(
        self, request: HttpRequest, response: HttpResponseBase, report_only: bool = False
    ) -> PolicyParts:
        parts = super().get_policy_parts(request, response, report_only)
        if request.path_info.startswith("/admin/") and not report_only:
            parts.update = {
                **(parts.update or {}),
                "style-src-attr": ["'unsafe-inline'"],
                "img-src": ["blob:", "data:"],
                # The preview panel shows our own pages in a frame.
                "frame-src": ["'self'"],
            }
        return parts


class PrivacyHeadersMiddleware:
    """No sensor, no shared cache, no Referer where a token or a personal value is."""

    def __init__(self, get_response: "Callable[[HttpRequest], HttpResponseBase]") -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        response.headers.setdefault(
            "Permissions-Policy",
            "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()",
        )
        if is_private(request.path_info) or getattr(response, "is_private", False):
            response["Cache-Control"] = ""
            patch_cache_control(response, no_store=True, private=True)
            response["Referrer-Policy"] = "no-referrer"
            response["X-Robots-Tag"] = "noindex, nofollow"
        return response


def is_private(path: str) -> bool:
    """Whether a path (with or without a language prefix) is behind a sign-in or a private link."""
    first, _, rest = path.removeprefix("/").partition("/")
    if first in dict(settings.LANGUAGES):
        path = f"/{rest}"
    return path.startswith(PRIVATE_PREFIXES)


class CsrfMiddleware(CsrfViewMiddleware):
    """Django's check, on pages that send no Referer.

    `Referrer-Policy: no-referrer` makes browsers send `Origin: null` with a form (Fetch standard,
    'serializing a request origin'). Such a request is accepted only where the browser itself says
    that it is same-origin (or is too old to say so); the token is demanded in every case.
    """

    def _origin_verified(self, request: HttpRequest) -> bool:
        if request.META["HTTP_ORIGIN"] == "null":
            return request.headers.get("Sec-Fetch-Site", "same-origin") == "same-origin"
        return super()._origin_verified(request)  # type: ignore[misc]
