"""Every address of the product x every role (SEC-A2, SB-S1): deny by default.

A new address without a row in `tests/matrix.py` fails. A row gives the answer to a GET, one letter
for each column of `tests.world.ROLES`; what the letters mean stands in `tests/matrix.py`.
"""

import uuid
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from access import catalogue
from access.catalogue import Mark
from events.models import Person
from tests import matrix
from tests.resolver import Address, addresses
from tests.world import ROLES, Place, build_accounts, build_common_rows, build_place

pytestmark = pytest.mark.django_db
# Refused, not there, not with this method, or sent to the same address with a slash at its end.
NOT_TAKEN = {301, 403, 404, 405}


@pytest.fixture
def own() -> Place:
    return build_place("own")


@pytest.fixture
def other() -> Place:
    return build_place("other")


@pytest.fixture
def accounts(own: Place, other: Place) -> Any:
    return build_accounts(own, other)


@pytest.fixture
def fill(own: Place, accounts: Any) -> Any:
    """A function that turns an address into a path, with the rows of the own workshop."""
    known = matrix.arguments(own, build_common_rows(), accounts["proceedings"])

    def path(address: Address) -> str:
        return matrix.fill(address, known)

    return path


def letter(response: Any) -> str:
    """The answer as one letter."""
    status = response.status_code
    if status in {301, 302, 307, 308}:
        location = response["Location"]
        asks = location.startswith((settings.LOGIN_URL, settings.WAGTAILADMIN_LOGIN_URL))
        return "s" if asks else "r"
    return matrix.LETTER_OF_STATUS.get(status, str(status))


def text_of(response: Any) -> str:
    """Everything an answer says: headers, and the body as text."""
    body = b"".join(response.streaming_content) if response.streaming else response.content
    return f"{dict(response.headers)} {body.decode(errors='replace')}"


def may_read(role: str, person: Person, code: str, own: Place, address: Address) -> bool:
    """Whether the catalogue lets `role` read one field of one person, who agreed to nothing.

    A private link speaks for the person who holds it, whoever opens it.
    """
    if address.route.startswith("me/"):
        return person == own.rows["registration"].person
    if person.workshop_id != own.workshop.pk and role == "host":
        return False
    if person.workshop_id == own.workshop.pk and role == "stranger":
        return False
    return catalogue.get(code).mark(matrix.READER[role], person.track) is Mark.READS


def release_file(response: Any) -> None:
    """Close the file of an answer; `response.close()` would end the test's connection too."""
    for close in response._resource_closers:
        close()


def test_every_address_has_a_row_and_every_row_an_address():
    assert {address.route for address in addresses()} == set(matrix.ROWS)


def test_every_row_has_a_letter_for_each_role():
    assert {len(row) for row in matrix.ROWS.values()} == {len(ROLES)}


def test_nothing_of_ours_may_fail():
    """A view that breaks is no proof that nothing leaks: only Wagtail's own test page fails."""
    assert {route for route, row in matrix.ROWS.items() if "5" in row} == {"admin/failwhale/"}


@pytest.mark.parametrize("role", ROLES)
def test_answers(
    role: str, accounts: Any, fill: Any, own: Place, other: Place, caplog: pytest.LogCaptureFixture
) -> None:
    """Each role gets what its column says, and no personal value but those of the catalogue.

    Every field of people of two workshops holds a canary (SEC-A1, A2, A4; SB-P2). The columns of
    the Secretariat are the control: they do find theirs.
    """
    client = Client(raise_request_exception=False)
    column = ROLES.index(role)
    canaries = own.canaries() | other.canaries()
    answers, leaks, seen = {}, set(), set()
    for address in addresses():
        if accounts[role] is not None:
            client.force_login(accounts[role])
        response = client.get(fill(address))
        answers[address.route] = letter(response)
        text = text_of(response)
        for found in {found for found in canaries if found in text}:
            if not address.route.startswith("me/"):
                seen.add(canaries[found][1])
            if not may_read(role, *canaries[found], own, address):
                leaks.add((address.route, canaries[found][1]))
        release_file(response)
    expected = {route: row[column] for route, row in matrix.ROWS.items()}
    assert differences(answers, expected) == {}
    assert leaks == set()
    assert seen == matrix.SEEN[role]
    assert [line for line in caplog.messages if "canary-" in line] == []


def differences(answers: dict[str, str], expected: dict[str, str]) -> dict[str, str]:
    """What is not as expected, as `expected -> answer` by route."""
    return {
        route: f"{expected.get(route)} -> {answer}"
        for route, answer in answers.items()
        if answer != expected.get(route)
    }


def test_no_address_takes_a_post_without_a_token(accounts: Any, fill: Any) -> None:
    """SEC-A7: a forged form is refused everywhere, before anything looks at it."""
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    client.force_login(accounts["administrator"])
    taken = {
        address.route
        for address in addresses()
        if client.post(fill(address)).status_code not in NOT_TAKEN
    }
    assert taken == matrix.WITHOUT_TOKEN


def test_host_of_another_workshop_learns_nothing_from_the_answer(accounts: Any, own: Place) -> None:
    """SEC-A2: a foreign workshop and one that does not exist give the same page."""
    client = Client()
    client.force_login(accounts["stranger"])
    foreign = client.get(f"/organise/{own.workshop.slug}/")
    missing = client.get(f"/organise/{uuid.uuid4().hex}/")
    assert (foreign.status_code, missing.status_code) == (404, 404)
    assert foreign.content == missing.content
