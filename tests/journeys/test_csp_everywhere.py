"""A browser walks every public page and our rooms of the administration under the strict policy.

Nothing may be stopped by the policy, nothing may be asked of another host, no console error.
What the widgets of the administration do is in test_admin_csp.py.
"""

from collections.abc import Callable
from typing import Any
from urllib.parse import urldefrag, urlsplit

import pytest
from django.contrib.auth.models import Group
from django.urls import Resolver404, resolve, reverse

from access.roles import FOCAL_POINT_GROUP
from events.domain import releases
from publications.models import ChapterPage
from tests.factories.access import secretariat
from tests.factories.events import AgendaPageFactory, SessionFactory, WorkshopFactory, home_page
from tests.factories.outcomes import RecommendationFactory
from tests.factories.publications import ChapterPageFactory, ProceedingsPageFactory
from tests.factories.registrations import RegistrationPageFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
Violations = Callable[[Any], list[str]]
# Of pages that differ only in their content one is enough.
PAGES_AT_MOST = 60
# What a first visitor must be able to reach; the walk itself is proven by it.
REACHED = ("/", "/privacy-promise/", "/me/find/", "/news/", "/organise/sign-in/")


@pytest.fixture
def place() -> Any:
    """A workshop with a page of every kind, all published."""
    home_page()
    workshop = WorkshopFactory()
    AgendaPageFactory(parent=workshop)
    SessionFactory(workshop=workshop)
    releases.release(workshop, secretariat(), "")
    RegistrationPageFactory(parent=workshop)
    proceedings = ProceedingsPageFactory(parent=workshop)
    ChapterPageFactory(parent=proceedings)
    RecommendationFactory(workshop=workshop, number=1)
    return workshop


def kind(path: str) -> str:
    """What makes two pages alike: the route, and for pages of the tree the last part's depth."""
    try:
        route = resolve(path).route
    except Resolver404:
        return path
    return path if route.startswith("^") or "_serve" in route else route


# Also of links inside a drawing, whose `href` is no text.
WHERE = "all => all.map(one => new URL(one.getAttribute('href'), document.baseURI).href)"


def walk(page: Any, server: str, starts: list[str]) -> tuple[set[str], dict[str, str]]:
    """Follow every link of our own from `starts`; the pages seen, and what was wrong with any."""
    waiting, kinds, seen, wrong = list(starts), set(), set(), {}
    while waiting and len(seen) < PAGES_AT_MOST:
        path = waiting.pop(0)
        if kind(path) in kinds:
            continue
        kinds.add(kind(path))
        answer = page.goto(server + path)
        seen.add(path)
        if answer.status != 200:
            wrong[path] = str(answer.status)
        blocked = page.evaluate("window.__violations || []")
        if blocked:
            wrong[path] = str(blocked)
        links = page.eval_on_selector_all("a[href]", WHERE)
        for link in links:
            plain = urldefrag(link).url
            if plain.startswith(server + "/") and is_page(plain):
                waiting.append(urlsplit(plain).path)
    return seen, wrong


def is_page(link: str) -> bool:
    """Whether a link leads to a page, as against a download or a room behind a sign-in."""
    path = urlsplit(link).path
    is_file = "." in path.rsplit("/", 1)[-1]
    return not is_file and not path.startswith(("/admin/", "/media/", "/documents/"))


def test_public_pages_ask_nobody_else(
    page: Any, server: str, place: Any, violations: Violations
) -> None:
    """SEC-F13, SEC-B1: no third-party request and no violation on any public page."""
    starts = [*REACHED, place.url, f"{place.url}agenda/", f"{place.url}registration/"]
    seen, wrong = walk(page, server, starts)

    assert wrong == {}
    assert set(starts) <= seen
    assert page.seen.foreign == []
    assert violations(page) == []
    assert [line for line in page.seen.console if line.startswith("error")] == []


def test_our_rooms_of_the_administration(
    page: Any, server: str, place: Any, violations: Violations, sign_in: Callable[..., None]
) -> None:
    """SEC-F13: the rooms of protection, the desk, the mail, for whoever may enter them all."""
    user = secretariat()
    user.groups.add(Group.objects.get(name=FOCAL_POINT_GROUP))
    sign_in(page, server, user)
    rooms = [
        reverse("privacy:index"),
        reverse("privacy:find"),
        reverse("privacy:workshop", args=[place.pk]),
        reverse("protection:index"),
        reverse("protection:workshop", args=[place.pk]),
        reverse("grants:workshop", args=[place.pk]),
        reverse("releases:workshop", args=[place.pk]),
        reverse("orders:workshop", args=[place.pk]),
        reverse("registrations_desk:list", args=[place.pk]),
        "/admin/mail/",
    ]
    wrong = {}
    for path in rooms:
        answer = page.goto(server + path)
        page.wait_for_load_state("networkidle")
        if answer.status != 200 or violations(page):
            wrong[path] = (answer.status, violations(page))
    assert wrong == {}
    assert page.seen.foreign == []

    # A search by POST, as staff do it; the words stay out of the address.
    page.goto(server + reverse("privacy:find"))
    page.locator("#id_text").fill("Sengdara")
    page.get_by_role("button", name="Find", exact=True).click()
    page.wait_for_load_state("networkidle")
    assert "Sengdara" not in page.url
    assert violations(page) == []


def test_a_block_is_put_into_a_chapter(
    page: Any, server: str, place: Any, violations: Violations, sign_in: Callable[..., None]
) -> None:
    """The body of a chapter in the administration: a block is inserted by script, under nonces."""
    sign_in(page, server, secretariat())
    chapter = ChapterPage.objects.get()
    page.goto(server + reverse("wagtailadmin_pages:edit", args=[chapter.pk]))
    page.wait_for_load_state("networkidle")
    blocks = page.locator("[data-streamfield-child]")
    before = blocks.count()
    page.locator("button.c-sf-add-button").first.click()
    page.locator("[role=option]:visible").first.click()
    page.wait_for_load_state("networkidle")

    assert blocks.count() == before + 1
    assert violations(page) == []
    assert page.seen.foreign == []
