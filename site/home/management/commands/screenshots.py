"""Pictures of every kind of public page, to look at beside the design."""

import shutil
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.urls import NoReverseMatch, reverse
from wagtail.models import Page

from events.models import WorkshopPage

WIDTHS = (360, 1280)
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
# Addresses beside the page tree that need no private link.
NAMED = ("registrations:find", "organise:sign_in")


class Command(BaseCommand):
    help = (
        "Take a picture of one page of every public type, at 360 and 1280 pixels, from a running "
        "server: screenshots http://127.0.0.1:8000. They are put in var/screenshots/."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("server", help="The address of a running server with the same data.")
        parser.add_argument("--into", type=Path, default=Path(settings.VAR) / "screenshots")
        parser.add_argument("--dark", action="store_true", help="In the dark colours.")
        parser.add_argument("paths", nargs="*", help="Further paths, such as /organise/sign-in/.")

    def handle(self, *args: Any, **options: Any) -> None:
        chromium = shutil.which("chromium") or shutil.which("chromium-browser")
        if chromium is None:
            raise CommandError("Chromium is not installed: apt-get install chromium")
        try:
            from playwright.sync_api import sync_playwright
        except ImportError as error:
            raise CommandError("Playwright is not installed: pip install '.[dev]'") from error
        # Before the browser's event loop runs: Django's ORM refuses to work inside one.
        addresses = {**_pages(), **{_name(path): path for path in options["paths"]}}
        options["into"].mkdir(parents=True, exist_ok=True)
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium, args=CHROMIUM_ARGUMENTS)
            for width in WIDTHS:
                context = browser.new_context(
                    viewport={"width": width, "height": 900},
                    color_scheme="dark" if options["dark"] else "light",
                    reduced_motion="reduce",
                )
                page = context.new_page()
                for name, path in addresses.items():
                    response = page.goto(urljoin(options["server"], path))
                    target = options["into"] / f"{name}-{width}.png"
                    page.screenshot(path=target, full_page=True)
                    status = response.status if response else "?"
                    self.stdout.write(f"{status} {path} -> {target}")
            browser.close()


def _pages() -> dict[str, str]:
    """One published page of every type, the fullest workshop first; and the pages without one."""
    found: dict[str, str] = {}
    newest = WorkshopPage.objects.live().order_by("-numchild", "-year").first()
    first = list(newest.get_descendants(inclusive=True).live().specific()) if newest else []
    rest = Page.objects.live().filter(depth__gt=1).order_by("path").specific()
    for page in [*first, *rest]:
        url = page.get_url()
        name = page.specific_class.__name__.removesuffix("Page").lower()
        if url and name not in found:
            found[name] = page.relative_url(page.get_site()) or url
    archive = WorkshopPage.objects.live().order_by("year").first()
    if archive is not None:
        found["workshop-archive"] = archive.relative_url(archive.get_site())
    for view in NAMED:
        try:
            found[view.replace(":", "-")] = reverse(view)
        except NoReverseMatch:
            continue
    return {**found, "not-found": "/no-such-page/"}


def _name(path: str) -> str:
    return path.strip("/").replace("/", "-") or "root"
