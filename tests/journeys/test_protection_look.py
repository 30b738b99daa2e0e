"""The pages of hosts about people, and the rooms of protection, in a browser."""

import datetime
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone

from access.domain import locks, releases
from events.models import WorkshopPage
from home.domain.roles import ensure_groups
from registrations.domain import head_counts
from registrations.domain.states import State
from tests.factories.access import UserFactory, focal_point, host_organiser, secretariat
from tests.factories.events import PersonFactory, RoomFactory, StateFactory, WorkshopFactory
from tests.factories.registrations import RegistrationFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PAGES = ("numbers/", "protocol/", "list-of-participants/")


@pytest.fixture
def workshop(server: str) -> WorkshopPage:
    """A signed annex, numbers with merged cells, officials with long names, a lock, a release."""
    ensure_groups()
    workshop = WorkshopFactory(data_annex_signed_on=datetime.date(2026, 1, 1), slug="2027-next")
    RoomFactory(workshop=workshop, seats=120)
    state = StateFactory(code="LA", list_name="Lao People’s Democratic Republic")
    for number in range(9):
        person = PersonFactory(
            workshop=workshop,
            state=state if number < 3 else None,
            is_nominated=number < 3,
            values={
                "name": f"Invented Official with a long name {number}",
                "position": "Director-General for regional cooperation",
                "form_of_address": "H.E.",
                "food": "vegan" if number < 5 else "",
            },
        )
        RegistrationFactory(workshop=workshop, person=person, state=State.ACCEPTED)
    head_counts.take(workshop, timezone.localdate())
    by = UserFactory()
    locks.lock(workshop.vault, person.pk, by)
    locks.open_record(workshop.vault, person.pk, by, "The hospital asks.")
    releases.make(
        workshop.vault,
        by,
        recipient="Protocol desk",
        purpose="Courtesies at the airport",
        fields=["name"],
        people={person.pk: person.track for person in workshop.people.filter(is_nominated=True)},
        expires_on=datetime.date(2090, 1, 1),
    )
    return workshop


@pytest.mark.parametrize("width", [360, 1280])
def test_hosts_read_their_pages_on_every_width(
    open_page: Callable[..., Any],
    axe: Callable[[Any], list[str]],
    sign_in: Callable[..., None],
    server: str,
    workshop: WorkshopPage,
    width: int,
) -> None:
    """SB-S9: axe finds nothing, nothing overflows, nobody else is asked."""
    page = open_page(width=width, bypass_csp=True)
    sign_in(page, server, host_organiser(workshop))
    found = {}
    for path in PAGES:
        page.goto(f"{server}/organise/{workshop.slug}/{path}")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        found[path] = axe(page)
    assert found == {path: [] for path in PAGES}
    assert page.seen.foreign == []


def test_the_rooms_of_protection_keep_the_policy(
    page: Any,
    violations: Callable[[Any], list[str]],
    sign_in: Callable[..., None],
    server: str,
    workshop: WorkshopPage,
) -> None:
    """SEC-F12: no inline script or style in the rooms; each opens from the menu's own pages."""
    sign_in(page, server, secretariat())
    for room in ("grants", "releases", "orders", "protection/open"):
        page.goto(f"{server}/admin/{room}/{workshop.pk}/", wait_until="networkidle")
        assert violations(page) == []
    page.goto(f"{server}/admin/releases/{workshop.pk}/")
    page.get_by_role("button", name="Sheet to print").click()
    page.get_by_label("Your password").wait_for()
    assert violations(page) == []


def test_the_focal_point_locks_a_record(
    page: Any,
    violations: Callable[[Any], list[str]],
    sign_in: Callable[..., None],
    server: str,
    workshop: WorkshopPage,
) -> None:
    """US-ST4, by hand: find, lock, see it among the locked."""
    sign_in(page, server, focal_point())
    page.goto(f"{server}/admin/protection/{workshop.pk}/")
    page.get_by_label("Reference or name").fill("long name 1")
    page.get_by_role("button", name="Find", exact=True).click()
    page.get_by_role("button", name=re.compile("^Lock [0-9A-Z]")).first.click()
    page.get_by_text("Nobody but the focal points reads this record now").wait_for()
    assert violations(page) == []
    assert page.get_by_role("button", name="Unlock").count() == 2
