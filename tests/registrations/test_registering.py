"""The use cases, one by one."""

import datetime
import uuid

import pytest
from django.utils import timezone

from access.domain import audit, disclosure, tokens
from access.domain.consent import Naming, Output
from access.models import AuditChain, PersonalValue, Token
from correspondence.models import MailMessage
from events.models import Person, WorkshopPage
from registrations.domain import holding, queries, registering, waiting
from registrations.domain.places import NoPlace
from registrations.domain.states import TRANSITIONS, State, WrongState
from registrations.models import Registration
from tests.factories.access import secretariat
from tests.factories.registrations import category, registered
from tests.registrations.conftest import last_token, occasions


def test_registering_holds_a_place_and_writes_the_mail(workshop: WorkshopPage) -> None:
    """US-P3: values sealed, consents recorded, mail in the ledger, audit entry: one transaction."""
    registration = registered(workshop)
    registration.refresh_from_db()
    person = registration.person
    assert registration.state == State.AWAITING_EMAIL
    assert disclosure.visible_to(
        disclosure.SECRETARIAT, workshop.vault, {person.pk: person.track}, ["name", "email"]
    ) == {person.pk: {"name": "Invented Maya", "email": "maya@example.org"}}
    assert queries.choices_of(registration) == {
        Output.BADGE: Naming.NONE,
        Output.PROGRAMME: Naming.NONE,
        Output.LIST: Naming.ORGANISATION,
        Output.PROCEEDINGS: Naming.NONE,
        Output.HOST: Naming.NONE,
    }
    assert occasions(registration) == ["confirm_address"]
    assert [entry.action for entry in queries.history(registration)] == [
        "registration.awaiting_email"
    ]
    assert audit.first_broken(AuditChain.objects.get(vault=workshop.vault)) is None


def test_the_same_key_is_the_same_registration(workshop: WorkshopPage) -> None:
    """SEC-D2: double click, reload, two tabs, a retried POST."""
    key = uuid.uuid4()
    first = registered(workshop, submission_key=key)
    second = registered(workshop, submission_key=key)
    assert second.pk == first.pk
    assert Registration.objects.count() == 1
    assert Person.objects.count() == 1
    assert occasions(first) == ["confirm_address"]


@pytest.mark.parametrize(
    "variant", ["maya@example.org", "MAYA@Example.ORG", " maya@example.org", "ｍaya@example.org"]
)
def test_an_address_registers_once(workshop: WorkshopPage, variant: str) -> None:
    """SEC-D3: another spelling is the same address; the mail goes to the stored one."""
    first = registered(workshop)
    registering.confirm(last_token(first))
    second = registered(workshop, email=variant, values={"name": "Somebody Else"})
    assert second.pk == first.pk
    assert Registration.objects.count() == 1
    assert PersonalValue.objects.filter(field="name").count() == 1
    assert occasions(first) == ["confirm_address", "received", "already_registered"]


def test_a_homoglyph_is_another_address(workshop: WorkshopPage) -> None:
    """SEC-D3: a dotless i or a Cyrillic letter never merges two people."""
    registered(workshop, email="maria@example.org")
    registered(workshop, email="mar\u0131a@example.org")
    registered(workshop, email="m\u0430ria@example.org")
    assert Registration.objects.count() == 3


def test_nobody_can_flood_a_mailbox(workshop: WorkshopPage) -> None:
    """The same address again and again: one mail an hour."""
    first = registered(workshop)
    registering.confirm(last_token(first))
    for _again in range(5):
        registered(workshop)
    assert occasions(first) == ["confirm_address", "received", "already_registered"]


def test_full_means_waiting_list_in_order(workshop: WorkshopPage) -> None:
    """US-ST3: the fourth of three waits, and the order is that of registration."""
    everybody = [registered(workshop, email=f"p{n}@example.org") for n in range(6)]
    assert [r.state for r in everybody] == [State.AWAITING_EMAIL] * 3 + [State.WAITLISTED] * 3
    assert sorted(r.position for r in everybody) == [r.position for r in everybody]
    assert [waiting.position(r) for r in everybody[3:]] == [1, 2, 3]


def test_a_category_can_be_full_alone(workshop: WorkshopPage) -> None:
    """SB-R5: the limit of one category binds nobody else."""
    academe, media = category("ACAD"), category("MEDIA")
    waiting.set_limit(workshop, media, 1, "system")
    states = [
        registered(workshop, email=f"p{n}@example.org", category=kind).state
        for n, kind in enumerate([media, media, academe, academe, academe])
    ]
    assert states == [
        "awaiting_email",
        "waitlisted",
        "awaiting_email",
        "awaiting_email",
        "waitlisted",
    ]


def test_confirming(workshop: WorkshopPage) -> None:
    """SEC-F3: the link works once; the second click and another purpose are refused."""
    registration = registered(workshop)
    raw = last_token(registration)
    assert registering.confirm(raw).state == State.SUBMITTED
    with pytest.raises(tokens.BadToken):
        registering.confirm(raw)
    status = last_token(registration)
    with pytest.raises(tokens.BadToken):
        registering.confirm(status)
    assert Token.objects.filter(digest__in=[raw, status]).count() == 0
    assert occasions(registration) == ["confirm_address", "received"]


def test_a_free_place_goes_to_the_next_who_confirmed(workshop: WorkshopPage) -> None:
    """SB-R6, SEC-D5: in order, one offer for one place, one mail."""
    first, _second, _third, fourth, fifth, sixth = (
        registered(workshop, email=f"p{n}@example.org") for n in range(6)
    )
    for registration in (sixth, fifth):
        registering.confirm(last_token(registration))
    registering.withdraw(first)
    for registration in (first, fourth, fifth, sixth):
        registration.refresh_from_db()
    assert (first.state, fourth.state, fifth.state, sixth.state) == (
        State.WITHDRAWN,
        State.WAITLISTED,
        State.OFFERED,
        State.WAITLISTED,
    )
    assert occasions(fifth) == ["confirm_address", "waitlisted", "offered"]
    assert registering.take_up(fifth).state == State.ACCEPTED
    with pytest.raises(WrongState):
        registering.take_up(fifth)


def test_whoever_confirms_late_gets_a_place_that_became_free(workshop: WorkshopPage) -> None:
    people = [registered(workshop, email=f"p{n}@example.org") for n in range(4)]
    raw = last_token(people[3])
    registering.withdraw(people[0])
    assert registering.confirm(raw).state == State.OFFERED


def test_an_offer_lapses_and_passes_on(workshop: WorkshopPage) -> None:
    """SEC-D5: the next one is offered the place; running twice changes nothing."""
    people = [registered(workshop, email=f"p{n}@example.org") for n in range(5)]
    for registration in people:
        registering.confirm(last_token(registration))
    registering.withdraw(people[0])
    Registration.objects.filter(state=State.OFFERED).update(held_until=timezone.now())
    assert holding.release_expired() == 1
    assert holding.release_expired() == 0
    for registration in people:
        registration.refresh_from_db()
    assert [people[3].state, people[4].state] == [State.WITHDRAWN, State.OFFERED]
    assert occasions(people[3])[-1] == "offer_lapsed"
    with pytest.raises(WrongState):
        registering.take_up(people[3])


def test_an_unconfirmed_address_is_erased_and_its_place_freed(workshop: WorkshopPage) -> None:
    """SB-R11: after 48 hours nothing of the person is left, and the address may come again."""
    registration = registered(workshop)
    person_id = registration.person_id
    assert holding.release_expired() == 0
    Registration.objects.update(held_until=timezone.now() - datetime.timedelta(seconds=1))
    assert holding.release_expired() == 1
    registration.refresh_from_db()
    assert registration.state == State.ERASED
    assert PersonalValue.objects.filter(subject=person_id).count() == 0
    assert Token.objects.filter(subject=person_id).count() == 0
    assert list(
        MailMessage.objects.filter(subject_key=person_id).values_list("state", "sealed_body")
    ) == [("dropped", None)]
    assert registered(workshop).pk != registration.pk


def test_withdrawing_frees_the_place_and_erases_later(workshop: WorkshopPage) -> None:
    """SB-R14."""
    registration = registered(workshop)
    registering.confirm(last_token(registration))
    assert registering.withdraw(registration).state == State.WITHDRAWN
    assert registered(workshop).pk != registration.pk
    Registration.objects.filter(pk=registration.pk).update(held_until=timezone.now())
    holding.release_expired()
    registration.refresh_from_db()
    assert registration.state == State.ERASED
    with pytest.raises(WrongState):
        registering.withdraw(registration)


def test_the_secretariat_decides(workshop: WorkshopPage) -> None:
    """SB-R7: accept, decline, change of mind; the reason is in the mail and nowhere else."""
    desk = secretariat()
    registration = registered(workshop)
    registering.confirm(last_token(registration))
    assert registering.accept(registration, desk).state == State.ACCEPTED
    with pytest.raises(WrongState):
        registering.accept(registration, desk)
    assert registering.decline(registration, desk, "CANARY-REASON").state == State.DECLINED
    assert registering.accept(registration, desk).state == State.ACCEPTED
    assert occasions(registration)[2:] == ["accepted", "declined", "accepted"]
    details = [entry.detail for entry in queries.history(registration)]
    assert details[3] == {"from": "accepted", "reason_given": True}
    assert "CANARY" not in str(details)


def test_accepting_never_oversells(workshop: WorkshopPage) -> None:
    """SEC-D4: nobody from the waiting list is accepted while no place is free."""
    desk = secretariat()
    people = [registered(workshop, email=f"p{n}@example.org") for n in range(4)]
    with pytest.raises(NoPlace):
        registering.accept(people[3], desk)
    waiting.set_limit(workshop, None, 4, desk)
    assert registering.accept(people[3], desk).state == State.ACCEPTED


def test_lowering_a_limit_drops_nobody_raising_offers(workshop: WorkshopPage) -> None:
    """SEC-D4."""
    people = [registered(workshop, email=f"p{n}@example.org") for n in range(5)]
    for registration in people:
        registering.confirm(last_token(registration))
    waiting.set_limit(workshop, None, 1, "system")
    assert Registration.objects.filter(state=State.SUBMITTED).count() == 3
    registering.withdraw(people[0])
    assert Registration.objects.filter(state=State.OFFERED).count() == 0
    waiting.set_limit(workshop, None, 3, "system")
    assert Registration.objects.filter(state=State.OFFERED).count() == 1


def test_without_any_limit_everybody_has_a_place(workshop: WorkshopPage) -> None:
    waiting.set_limit(workshop, None, None, "system")
    assert {registered(workshop, email=f"p{n}@example.org").state for n in range(5)} == {
        State.AWAITING_EMAIL
    }


def test_every_state_has_its_row_and_erased_is_the_end() -> None:
    assert set(TRANSITIONS) == set(State)
    assert TRANSITIONS[State.ERASED] == frozenset()


def test_participants_are_the_accepted(workshop: WorkshopPage) -> None:
    people = [registered(workshop, email=f"p{n}@example.org") for n in range(2)]
    registering.confirm(last_token(people[0]))
    registering.accept(people[0], "system")
    assert list(queries.participants(workshop)) == [people[0].person]
