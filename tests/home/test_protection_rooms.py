"""The rooms of protection in the administration: roles, locks, releases, orders."""

import datetime
import re
from typing import Any

import pytest
from django.contrib.auth import authenticate
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from access.domain import exports, locks, releases
from access.models import AuditEntry, Grant, RecordLock, Release, User
from access.role_matrix import Role
from access.roles import has_role
from correspondence.domain import messages
from correspondence.models import MailMessage
from events.models import Person, WorkshopPage
from registrations.domain.states import State
from tests.factories.access import (
    GrantFactory,
    RecordLockFactory,
    UserFactory,
    focal_point,
    secretariat,
    travel_desk,
)
from tests.factories.events import PersonFactory, WorkshopFactory
from tests.factories.registrations import RegistrationFactory

pytestmark = pytest.mark.django_db
PASSWORD = "a new correct horse battery"


@pytest.fixture
def workshop() -> WorkshopPage:
    return WorkshopFactory(
        starts_on=timezone.localdate(), ends_on=timezone.localdate() + datetime.timedelta(days=2)
    )


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def desk() -> Client:
    return signed_in(secretariat())


@pytest.fixture
def focal() -> Client:
    return signed_in(focal_point())


def placed(workshop: WorkshopPage, name: str = "CANARY-NAME", **fields: Any) -> Person:
    """A person with a place."""
    values = {"name": name, "organisation": "CANARY-ORG", **fields.pop("values", {})}
    person = PersonFactory(workshop=workshop, values=values, **fields)
    RegistrationFactory(workshop=workshop, person=person, state=State.ACCEPTED)
    return person


def give(desk: Client, workshop: WorkshopPage, **changes: str) -> Any:
    data = {
        "role": "host_organiser",
        "full_name": "Invented Host",
        "email": "host@example.org",
        "last_day": "",
    }
    return desk.post(f"/admin/grants/{workshop.pk}/", data | changes, follow=True)


def body_of_last_mail() -> str:
    mail = MailMessage.objects.order_by("queued_at").last()
    assert mail is not None
    return str(messages.build(mail).body)


def test_a_host_is_invited_and_sets_a_password(desk: Client, workshop: WorkshopPage) -> None:
    """US-H1: name and address, a mailed link, a role that ends 30 days after the workshop."""
    assert "a mail with the way in is written" in give(desk, workshop).content.decode()
    user = User.objects.get(email="host@example.org")
    grant = Grant.objects.get(user=user)
    assert timezone.localdate(grant.ends_at) >= workshop.last_day + datetime.timedelta(days=30)
    link = re.search(r"/account/set-password/\S+", body_of_last_mail())
    assert link is not None
    visitor = Client()
    form = visitor.get(link[0], follow=True)
    assert form.request["PATH_INFO"].endswith("/set-password/")
    assert form["Referrer-Policy"] == "no-referrer"
    typed = {"new_password1": PASSWORD, "new_password2": PASSWORD}
    assert visitor.post(form.request["PATH_INFO"], typed).status_code == 302
    assert authenticate(username="host@example.org", password=PASSWORD) == user
    # SEC-F3: it works once.
    again = Client().get(link[0], follow=True)
    assert (again.status_code, "no longer works" in again.content.decode()) == (404, True)
    assert AuditEntry.objects.filter(action="account.password_set").count() == 1


def test_a_weak_password_is_named(desk: Client, workshop: WorkshopPage) -> None:
    give(desk, workshop)
    link = re.search(r"/account/set-password/\S+", body_of_last_mail())
    assert link is not None
    visitor = Client()
    path = visitor.get(link[0], follow=True).request["PATH_INFO"]
    response = visitor.post(path, {"new_password1": "short", "new_password2": "short"})
    assert response.status_code == 422
    assert "There is a problem" in response.content.decode()


def test_whether_an_account_exists_is_told_to_nobody(desk: Client, workshop: WorkshopPage) -> None:
    """SEC-F1: the same words on the page; the truth goes by mail."""
    UserFactory(email="there@example.org", full_name="Name of the account")
    known = give(desk, workshop, email="there@example.org")
    unknown = give(desk, workshop, email="new@example.org")
    assert [str(m) for m in known.context["messages"]] == [
        str(m) for m in unknown.context["messages"]
    ]
    assert list(MailMessage.objects.order_by("queued_at").values_list("occasion", flat=True)) == [
        "role_given",
        "account_opened",
    ]


def test_a_role_is_ended_and_its_way_in_written_again(desk: Client, workshop: WorkshopPage) -> None:
    """SEC-A9."""
    give(desk, workshop)
    grant = Grant.objects.get()
    for deed in ("again", "end"):
        url = f"/admin/grants/{workshop.pk}/{grant.pk}/{deed}/"
        assert desk.get(url).status_code == 405
        assert desk.post(url).status_code == 302
    assert MailMessage.objects.count() == 2
    assert not has_role(grant.user, Role.HOST_ORGANISER, workshop.vault_id)
    foreign = GrantFactory()
    assert desk.post(f"/admin/grants/{workshop.pk}/{foreign.pk}/end/").status_code == 404


@pytest.mark.parametrize(
    "changes", [{"role": "secretariat"}, {"email": "no address"}, {"last_day": "2020-01-01"}]
)
def test_what_cannot_be_given(desk: Client, workshop: WorkshopPage, changes: Any) -> None:
    assert give(desk, workshop, **changes).status_code == 422
    assert Grant.objects.count() == 0


def test_a_locked_record_is_hidden_from_the_desk(
    desk: Client, focal: Client, workshop: WorkshopPage
) -> None:
    """US-ST4: list, search by name and reference, detail; the counts stay."""
    person, other = placed(workshop), placed(workshop, "Somebody else")
    reference = person.registration.reference
    found = focal.post(f"/admin/protection/{workshop.pk}/", {"text": "canary-name"})
    assert [record.person for record in found.context["found"]] == [person]
    focal.post(f"/admin/protection/{workshop.pk}/{person.pk}/lock/")
    home = f"/admin/registrations/{workshop.pk}/"
    for query in ("", "?q=CANARY", f"?q={reference}"):
        response = desk.get(home + query)
        assert "CANARY-NAME" not in response.content.decode().replace('value="CANARY"', "")
        assert person.registration not in [row.registration for row in response.context["rows"]]
    assert desk.get(f"{home}{person.registration.pk}/").status_code == 404
    assert desk.get(f"{home}{other.registration.pk}/").status_code == 200
    assert desk.get(home).context["counts"][0].accepted == 2
    focal.post(f"/admin/protection/{workshop.pk}/{person.pk}/lift/")
    assert desk.get(f"{home}{person.registration.pk}/").status_code == 200


def test_only_the_focal_point_locks(desk: Client, workshop: WorkshopPage) -> None:
    person = placed(workshop)
    for path in ("", f"{person.pk}/lock/", f"{person.pk}/lift/"):
        response = desk.post(f"/admin/protection/{workshop.pk}/{path}")
        assert response.status_code in {302, 403}
        assert "CANARY" not in response.content.decode()
    assert RecordLock.objects.count() == 0


def test_opening_a_locked_record_takes_a_reason_and_is_told(
    desk: Client, workshop: WorkshopPage
) -> None:
    """US-ST4: audit and notice; the reason is read by the focal point alone."""
    told = focal_point()
    person = placed(workshop)
    reference = person.registration.reference
    url = f"/admin/protection/open/{workshop.pk}/"
    refused = desk.post(url, {"reference": reference, "reason": "I am curious."})
    assert (refused.status_code, "CANARY" in refused.content.decode()) == (422, False)
    locks.lock(workshop.vault, person.pk, told)
    assert desk.post(url, {"reference": reference, "reason": ""}).status_code == 422
    opened = desk.post(url, {"reference": reference, "reason": "The hospital asks."})
    assert "CANARY-NAME" in opened.content.decode()
    assert list(MailMessage.objects.values_list("subject_key", flat=True)) == [told.pk]
    assert "hospital" not in body_of_last_mail()
    assert (
        "The hospital asks."
        in signed_in(told).get(f"/admin/protection/{workshop.pk}/").content.decode()
    )
    assert "The hospital asks." not in desk.get(url).content.decode()


def prove(client: Client) -> None:
    """As if password and code had been given a moment ago (access.domain.exports)."""
    session = client.session
    session[exports.PROOF] = [session["_auth_user_id"], int(timezone.now().timestamp())]
    session.save()


def record_release(desk: Client, workshop: WorkshopPage, **changes: Any) -> Any:
    data = {
        "recipient": "Protocol desk",
        "purpose": "Courtesies at the airport",
        "fields_": ["name", "passport_number"],
        "people": "",
        "expires_on": "2090-01-01",
    }
    return desk.post(f"/admin/releases/{workshop.pk}/", data | changes)


def test_a_release_is_recorded_printed_and_ended(desk: Client, workshop: WorkshopPage) -> None:
    """US-ST5: recipient, purpose, fields, people, expiry; printable; every step written down."""
    official = placed(
        workshop, "Invented Official", is_nominated=True, values={"passport_number": "CANARY-PASS"}
    )
    placed(workshop)
    assert record_release(desk, workshop).status_code == 302
    release = Release.objects.get()
    sheet = f"/admin/releases/{workshop.pk}/{release.pk}/sheet/"
    assert desk.get(sheet).status_code == 405
    # Password and code first: what stands below them is not shown.
    asked = desk.post(sheet).content.decode()
    assert ("Your password" in asked, "Invented Official" in asked) == (True, False)
    wrong = desk.post(sheet, {"proof": "1", "password": "wrong", "code": "000000"})
    assert (wrong.status_code, "Invented Official" in wrong.content.decode()) == (422, False)
    prove(desk)
    printed = desk.post(sheet).content.decode()
    assert "Invented Official" in printed
    assert "CANARY" not in printed
    (words,) = releases.asked(workshop.vault, official.pk)
    releases.answer(
        workshop.vault,
        official.pk,
        release.pk,
        agrees=True,
        fingerprint=words.fingerprint,
        language="en",
    )
    assert "CANARY-PASS" in desk.post(sheet).content.decode()
    assert "1, of whom 1 agreed" in desk.get(f"/admin/releases/{workshop.pk}/").content.decode()
    desk.post(f"/admin/releases/{workshop.pk}/{release.pk}/end/")
    assert desk.post(sheet).status_code == 404
    other = WorkshopFactory()
    assert desk.post(f"/admin/releases/{other.pk}/{release.pk}/sheet/").status_code == 404


def test_a_release_names_people_with_a_place_only(desk: Client, workshop: WorkshopPage) -> None:
    locked, elsewhere = placed(workshop), placed(WorkshopFactory())
    RecordLockFactory(vault=workshop.vault, subject=locked.pk)
    for person in (locked, elsewhere):
        response = record_release(desk, workshop, people=person.registration.reference)
        assert response.status_code == 422
    assert record_release(desk, workshop).status_code == 422
    assert Release.objects.count() == 0


def test_officials_only_fields_are_refused_of_others(desk: Client, workshop: WorkshopPage) -> None:
    person = placed(workshop)
    reference = person.registration.reference
    assert record_release(desk, workshop, people=reference).status_code == 422
    accepted = record_release(desk, workshop, people=reference, fields_=["passport_number"])
    assert accepted.status_code == 302


def test_the_order_of_protocol_is_set_by_numbers(desk: Client, workshop: WorkshopPage) -> None:
    """US-H7."""
    first = placed(workshop, "Z Official", is_nominated=True)
    second = placed(workshop, "A Official", is_nominated=True)
    url = f"/admin/releases/{workshop.pk}/order/"
    desk.post(url, {f"n-{first.pk}": "1", f"n-{second.pk}": "x"})
    assert [line.person for line in desk.get(url).context["lines"]] == [first, second]
    desk.post(url, {f"n-{first.pk}": ""})
    assert [line.person for line in desk.get(url).context["lines"]] == [second, first]


def test_orders_hold_numbers_and_nobody(desk: Client, workshop: WorkshopPage) -> None:
    placed(workshop)
    response = desk.get(f"/admin/orders/{workshop.pk}/")
    assert response.context["total"] == 1
    assert "CANARY" not in response.content.decode()


def test_the_travel_desk_reads_its_own_column_and_nothing_else(workshop: WorkshopPage) -> None:
    """US-P10, US-P11: journeys and passports for the travel desk, hidden from the Secretariat."""
    values = {
        "passport_number": "X0000001",
        "sponsorship_need": "all",
        "food": "CANARY-FOOD",
        "message": "CANARY-MESSAGE",
    }
    person, locked = placed(workshop, "Invented Traveller", values=values), placed(workshop)
    RecordLockFactory(vault=workshop.vault, subject=locked.pk)
    travel = signed_in(travel_desk())
    home = f"/admin/travel/{workshop.pk}/"
    pages = [travel.get(url).content.decode() for url in (home, f"{home}{person.pk}/")]
    assert ["Invented Traveller" in page for page in pages] == [True, True]
    assert ["X0000001" in page for page in pages] == [False, True]
    assert not any("CANARY" in page for page in pages)
    assert travel.get(f"{home}{locked.pk}/").status_code == 404
    for client in (signed_in(secretariat()), signed_in(focal_point())):
        for url in (home, f"{home}{person.pk}/"):
            assert "Invented Traveller" not in client.get(url).content.decode()
    assert AuditEntry.objects.filter(action="travel.opened").count() == 1


@pytest.mark.parametrize("room", ["grants", "protection", "releases", "orders"])
def test_every_reading_is_written_down_and_nothing_stored(
    room: str, workshop: WorkshopPage
) -> None:
    user = focal_point() if room == "protection" else secretariat()
    response = signed_in(user).get(f"/admin/{room}/{workshop.pk}/")
    assert response["Cache-Control"] == "no-store, private"
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.object_id, entry.actor) == (
        f"{room}.viewed",
        str(workshop.pk),
        str(user.pk),
    )
    assert signed_in(user).get(f"/admin/{room}/0/").status_code == 404


@pytest.mark.parametrize("room", ["grants", "protection", "releases", "orders", "travel"])
def test_statements_with_one_and_with_three(room: str, workshop: WorkshopPage) -> None:
    account = {"protection": focal_point, "travel": travel_desk}.get(room, secretariat)
    client = signed_in(account())
    by = UserFactory()
    counted = []
    for number in (1, 2):
        for _ in range(number):
            person = placed(workshop, is_nominated=True)
            GrantFactory(vault=workshop.vault)
            locks.lock(workshop.vault, person.pk, by)
            locks.open_record(workshop.vault, person.pk, by, "A reason.")
            releases.make(
                workshop.vault,
                by,
                recipient="Desk",
                purpose="Airport",
                fields=["name"],
                people={person.pk: person.track},
                expires_on=datetime.date(2090, 1, 1),
            )
        client.get(f"/admin/{room}/{workshop.pk}/")
        with CaptureQueriesContext(connection) as captured:
            client.get(f"/admin/{room}/{workshop.pk}/")
        counted.append(len(captured))
    assert counted[0] == counted[1]
