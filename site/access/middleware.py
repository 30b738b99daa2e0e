"""Headers that protect every response, and the nonce that Wagtail's widgets need."""

from contextvars import ContextVar
from typing import TYPE_CHECKING

from csp.middleware import CSPMiddleware, PolicyParts
from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.csrf import CsrfViewMiddleware
from django.shortcuts import redirect
from django.utils.cache import patch_cache_control
from django.utils.http import urlencode

if TYPE_CHECKING:
    from collections.abc import Callable

# Pages behind a sign-in or a private link: never stored, never in a Referer.
PRIVATE_PREFIXES = ("/me/", "/organise/", "/admin/", "/account/", "/files/")
# The key in the session under which the account that passed the second factor is kept.
SECOND_FACTOR = "second_factor"

# Signing out needs no code.
LEAVING = {"/organise/sign-out/", "/admin/logout/"}

# The hash of `return;`: Jcrop sets it to learn whether the browser knows an event.
RETURN_HANDLER = "'sha256-i+qr4lq34KgNHiW62lWi9aInEBwiEOrfCzaNPCvkqD8='"

# Form widgets render without a request; the tag `csp_nonce` finds it here.
current_request: ContextVar[HttpRequest | None] = ContextVar("current_request", default=None)


class ContentSecurityPolicyMiddleware(CSPMiddleware):
    """The strict policy on every page. The administration may style a little more, nothing else.

    Draft.js writes `style=` attributes and, where a page is edited, a style element with a random
    key in it (no hash can fit); the image editor shows `blob:` previews and sets one event handler
    that reads `return;`. Scripts stay bound to the nonce there too.
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
                **_extras(request.path_info),
            }
        return parts


def _extras(path: str) -> dict[str, list[str]]:
    """What single rooms of the administration need, measured with Chromium (test_admin_csp.py)."""
    if path.startswith("/admin/pages/"):
        return {"style-src-elem": ["'self'", "'unsafe-inline'"]}
    if path.startswith("/admin/images/"):
        return {"script-src-attr": ["'unsafe-hashes'", RETURN_HANDLER]}
    return {}


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


def bare(path: str) -> str:
    """A path without its language prefix."""
    first, _, rest = path.removeprefix("/").partition("/")
    return f"/{rest}" if first in dict(settings.LANGUAGES) else path


def is_private(path: str) -> bool:
    """Whether a path (with or without a language prefix) is behind a sign-in or a private link."""
    return bare(path).startswith(PRIVATE_PREFIXES)


class SecondFactorMiddleware:
    """Nobody enters with a password alone: an account that has not passed is asked first.

    Leaving is always possible. Everything else waits, whatever the address (SEC-F11): a page that
    is public anyway may be read in between.
    """

    def __init__(self, get_response: "Callable[[HttpRequest], HttpResponseBase]") -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if self._must_ask(request):
            return redirect(
                f"{settings.SECOND_FACTOR_URL}?{urlencode({'next': request.get_full_path()})}"
            )
        return self.get_response(request)

    def _must_ask(self, request: HttpRequest) -> bool:
        path = bare(request.path_info)
        if not is_private(path) or path.startswith("/account/") or path in LEAVING:
            return False
        user = request.user
        return user.is_authenticated and request.session.get(SECOND_FACTOR) != str(user.pk)


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
