"""Reading registrations: for the form, the status page, and the floors above."""

import datetime
from collections.abc import Iterable
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from access.domain.consent import Naming, Output, purpose_of
from access.models import AuditEntry, Consent
from events.models import Category, Person, WorkshopPage
from registrations.domain import described
from registrations.domain.window import Window
from registrations.models import WHOLE, FormVersion, Quota, Registration, RegistrationPage

State = Registration.State
PRESENT = (State.ACCEPTED, State.ATTENDED)
# As long as values are kept after the last day.
FINDABLE_DAYS = 183


def participants(workshop: WorkshopPage) -> QuerySet[Person]:
    """The people who take part: accepted or attended. Keys only; names come from disclosure."""
    return (
        Person.objects.select_related("category", "state")
        .filter(workshop=workshop, registration__state__in=PRESENT)
        .order_by("category__sort_order", "pk")
    )


def not_taking_part(workshop: WorkshopPage) -> "QuerySet[Registration, Any]":
    """The keys of those who registered and do not take part (yet, or any more), as a subquery."""
    rows = Registration.objects.filter(workshop=workshop, person__isnull=False)
    return rows.exclude(state__in=PRESENT).values_list("person", flat=True)


def open_categories() -> list[Category]:
    """The categories that a person may choose on the public form, in order."""
    return list(Category.objects.exclude(channel=Category.Channel.INTERNAL))


def window(slug: str) -> Window | None:
    """When the live workshop at `slug` takes registrations; None where no live page does.

    One statement, with the newest version of the form. A translated workshop shares the
    registration of its original: the slug decides.
    """
    inside = RegistrationPage.objects.live().filter(
        path__startswith=OuterRef("path"), depth=OuterRef("depth") + 1
    )
    newest = FormVersion.objects.filter(workshop=OuterRef("pk")).order_by("-number")
    workshop = (
        WorkshopPage.objects.live()
        .select_related("vault")
        .filter(slug=slug)
        .annotate(
            has_registration=Exists(inside),
            opens_at=Subquery(inside.values("opens_at")[:1]),
            closes_at=Subquery(inside.values("closes_at")[:1]),
            form=Subquery(newest.values("description")[:1]),
            form_id=Subquery(newest.values("pk")[:1]),
        )
        .order_by("pk")
        .first()
    )
    if workshop is None or not workshop.has_registration:
        return None
    description = (
        described.read(workshop.form, workshop.form_id)
        if workshop.form
        else described.first(workshop)
    )
    described.prime(description)
    return Window(workshop, workshop.opens_at, workshop.closes_at, description)


def findable() -> list[WorkshopPage]:
    """The workshops whose registrations still exist, with their vaults: the private link works."""
    oldest = timezone.localdate() - datetime.timedelta(days=FINDABLE_DAYS)
    return list(
        WorkshopPage.objects.select_related("vault")
        .filter(Q(ends_on=None) | Q(ends_on__gte=oldest), vault__destroyed_at=None)
        .filter(Exists(Quota.objects.filter(workshop=OuterRef("pk"), **WHOLE)))
        .order_by("pk")
    )


def at_addresses(indexes: dict[int, str]) -> list[Registration]:
    """The registrations at the address whose index is given for each workshop, by its key."""
    if not indexes:
        return []
    wanted = Q()
    for workshop_id, index in indexes.items():
        wanted |= Q(workshop=workshop_id, email_index=index)
    return list(Registration.objects.select_related("workshop__vault", "person").filter(wanted))


def choices_of(registration: Registration) -> dict[Output, Naming]:
    """How the person appears in each output, in one statement."""
    if registration.person_id is None:
        return dict.fromkeys(Output, Naming.NONE)
    rows = dict(
        Consent.objects.filter(
            subject=registration.person_id,
            purpose__in=[purpose_of(output) for output in Output],
            withdrawn_at=None,
        ).values_list("purpose", "choice")
    )
    return {output: Naming(rows.get(purpose_of(output), Naming.NONE)) for output in Output}


def history(registration: Registration) -> Iterable[AuditEntry]:
    """What happened to a registration, oldest first; readings are left out."""
    return (
        AuditEntry.objects.filter(
            object_type=Registration._meta.label_lower, object_id=str(registration.pk)
        )
        .exclude(action__in=("registration.viewed",))
        .order_by("at", "pk")
    )
