"""People in the agenda: whom a host may meet, what is audited, labels that become people."""

import pytest
from django.test import Client
from django.urls import reverse

from access.domain.consent import Naming, Output
from access.models import AuditEntry
from events.domain import agenda_people
from tests.factories.access import host_organiser, secretariat
from tests.factories.events import (
    PersonFactory,
    SessionFactory,
    SessionRoleFactory,
    WorkshopFactory,
)


@pytest.mark.django_db
def test_a_host_is_offered_the_disclosed_and_nobody_else():
    """US-H5: unknown and undisclosed give the same answer."""
    row = SessionFactory(workshop=WorkshopFactory(slug="kl"))
    shown = PersonFactory(
        workshop=row.workshop, values={"name": "Suharti"}, naming={Output.HOST: Naming.NAME}
    )
    hidden = PersonFactory(workshop=row.workshop, values={"name": "CANARY"})
    client = Client()
    client.force_login(host_organiser(row.workshop))
    where = reverse("organise:agenda_edit", args=["kl", row.pk])
    page = client.get(where).content.decode()
    assert ("Suharti" in page, "CANARY" in page, str(hidden.pk) in page) == (True, False, False)
    data = {
        "version": 1,
        "title": "Panel",
        "kind": "panel",
        "minutes": 60,
        "attribution": "on_record",
        "person_role": "chair",
    }
    refused = [
        client.post(where, {**data, "person": key}) for key in (hidden.pk, PersonFactory().pk)
    ]
    assert [answer.status_code for answer in refused] == [422, 422]
    assert client.post(where, {**data, "person": shown.pk}).status_code == 302
    assert list(row.roles.values_list("role", "person")) == [("chair", shown.pk)]


@pytest.mark.django_db
def test_reading_names_is_audited_once_for_the_same_names():
    """SB-P5."""
    row = SessionFactory(workshop=WorkshopFactory(slug="kl"))
    person = PersonFactory(workshop=row.workshop, naming={Output.HOST: Naming.NAME})
    SessionRoleFactory(session=row, person=person, label="")
    host = host_organiser(row.workshop)
    client = Client()
    client.force_login(host)
    for _ in range(3):
        client.get(reverse("organise:agenda", args=["kl"]))
    [entry] = AuditEntry.objects.filter(action="agenda.read_names")
    assert (entry.actor, entry.detail) == (str(host.pk), {"people": [str(person.pk)]})


@pytest.mark.django_db
def test_the_secretariat_links_a_label_to_a_person():
    row = SessionFactory()
    typed = SessionRoleFactory(session=row, label="Ms Suharti")
    person = PersonFactory(workshop=row.workshop)
    agenda_people.link(row.workshop, typed.pk, person.pk, actor=secretariat())
    assert list(row.roles.values_list("label", "person")) == [("", person.pk)]
