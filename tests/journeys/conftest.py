"""A real browser against a real server.

Chromium is the system's, started without any of its own errands to the network. Where it is
missing the tests are skipped with the reason; on the build machine (`CI=true`) that is a failure.

Fixtures: `browser` (one per run), `open_page` (a factory of fresh contexts: `open_page(width=360,
dark=True)`), `page` (1280 wide), `server` (the address of the live server), `axe` (a function that
returns the violations of a page), `violations` (what broke the policy in a page).
"""

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from pytest_django.live_server_helper import LiveServer

# Playwright's synchronous interface runs an event loop in this thread; Django's guard against
# database work inside a loop would stop every fixture that asks the database.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

CHROMIUM_ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-quic",
]
AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# The rules that held, as a number, and those that did not. Of rules that held axe would otherwise
# describe every element, which takes longer than finding them.
AXE = """async ([within, tags]) => {
  const found = await axe.run(within || document, {
    runOnly: {type: 'tag', values: tags}, resultTypes: ['violations'],
  });
  return [found.passes.length, found.violations];
}"""
# Listens before any script of the page runs.
LISTEN = """
window.__violations = [];
document.addEventListener('securitypolicyviolation', event => window.__violations.push(
  `${event.violatedDirective} ${event.blockedURI} ${event.sourceFile || ''}:${event.lineNumber}`
));
"""


def _chromium() -> str:
    path = shutil.which("chromium") or shutil.which("chromium-browser") or ""
    if not path:
        reason = "Chromium is not installed: apt-get install chromium"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    return path


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """One Chromium for the whole run; every test gets a fresh profile from `open_page`."""
    path = _chromium()
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=CHROMIUM_ARGUMENTS)
        yield chromium
        chromium.close()


@pytest.fixture
def server(live_server: LiveServer) -> str:
    """The address of the live server, without a slash at the end. The database is committed to."""
    return live_server.url


@dataclass
class Seen:
    """What a page said while it was used."""

    console: list[str] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    bytes_by_type: dict[str, int] = field(default_factory=dict)


@pytest.fixture
def open_page(browser: Any, server: str) -> Iterator[Callable[..., Any]]:
    """A factory of pages, each in a profile of its own. `page.seen` holds what it said.

    Arguments: width and height in CSS pixels, `dark`, `javascript`, `bypass_csp` (for axe alone),
    `headers` (a dict sent with each request).
    """
    contexts = []

    def open_one(
        *,
        width: int = 1280,
        height: int = 900,
        dark: bool = False,
        javascript: bool = True,
        bypass_csp: bool = False,
        headers: dict[str, str] | None = None,
    ) -> Any:
        context = browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme="dark" if dark else "light",
            java_script_enabled=javascript,
            bypass_csp=bypass_csp,
            extra_http_headers=headers or {},
            reduced_motion="reduce",
            locale="en-GB",
        )
        context.set_default_timeout(15_000)
        contexts.append(context)
        page = context.new_page()
        page.seen = seen = Seen()
        page.add_init_script(LISTEN)
        page.on("console", lambda message: seen.console.append(f"{message.type}: {message.text}"))
        page.on("pageerror", lambda error: seen.console.append(f"error: {error}"))
        page.on(
            "request",
            lambda request: (
                None
                if request.url.startswith((server, "data:", "blob:"))
                else seen.foreign.append(request.url)
            ),
        )
        page.on(
            "response",
            lambda response: (
                seen.failed.append(f"{response.status} {response.url}")
                if response.status >= 400
                else None
            ),
        )
        return page

    yield open_one
    for context in contexts:
        context.close()


@pytest.fixture
def page(open_page: Callable[..., Any]) -> Any:
    """A page of 1280 pixels."""
    return open_page()


@pytest.fixture
def violations() -> Callable[[Any], list[str]]:
    """A function: what the policy stopped in a page, by its own event and by the console."""

    def found(page: Any) -> list[str]:
        by_event = page.evaluate("window.__violations || []")
        by_console = [line for line in page.seen.console if "Content Security Policy" in line]
        return [*by_event, *by_console]

    return found


@pytest.fixture
def axe() -> Callable[..., list[str]]:
    """A function: the violations that axe-core finds in a page opened with `bypass_csp=True`.

    Arguments: the page; the part to look at, as a selector (the whole document).
    """
    import axe_playwright_python

    source = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text("utf-8")

    def run(page: Any, within: str = "") -> list[str]:
        if not page.evaluate("'axe' in window"):
            page.evaluate(source)
        passed, violations = page.evaluate(AXE, [within, AXE_TAGS])
        assert passed, "axe found nothing to look at"
        return [
            f"{violation['id']}: {node['target']} {node.get('failureSummary', '')}"
            for violation in violations
            for node in violation["nodes"]
        ]

    return run


@pytest.fixture
def sign_in() -> Callable[[Any, str, Any], None]:
    """A function: gives a page the session of an account, as if it had just signed in."""

    def enter(page: Any, server: str, user: Any) -> None:
        from django.test import Client

        client = Client()
        client.force_login(user)
        cookie = client.cookies[settings.SESSION_COOKIE_NAME]
        page.context.add_cookies(
            [{"name": settings.SESSION_COOKIE_NAME, "value": cookie.value, "url": server}]
        )

    return enter
