"""People in the agenda: whom a host may meet, what is audited, labels that become people."""

import pytest
from django.test import Client
from django.urls import reverse

from access.domain.consent import Naming, Output
from access.models import AuditEntry
from events.domain import agenda, agenda_log, agenda_people
from events.domain.agenda import draft_document, latest_release
from events.models import AgendaChange, ChangeStep, Session
from tests.factories.access import host_organiser, secretariat
from tests.factories.events import (
    AgendaPageFactory,
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


@pytest.mark.django_db
def test_words_that_become_a_person_are_gone_from_the_releases_too(client):
    """SB-P2: the release of then would name them for ever, the difference say who is withheld."""
    workshop = WorkshopFactory(slug="kl")
    AgendaPageFactory(parent=workshop)
    row = SessionFactory(workshop=workshop)
    typed = SessionRoleFactory(session=row, label="CANARY Suharti")
    SessionRoleFactory(session=row, label="CANARY Suharti", role="chair")
    agenda.release(workshop, secretariat(), "")
    first = client.get("/workshops/kl/agenda/v1/").content.decode()
    assert first.count("CANARY Suharti") == 2
    person = PersonFactory(workshop=workshop, values={"name": "Suharti"})
    agenda_people.link(workshop, typed.pk, person.pk, actor=secretariat())
    # Another part with the same words is another part until it is linked too.
    assert client.get("/workshops/kl/agenda/v1/").content.decode().count("CANARY Suharti") == 1
    chair = row.roles.get(role="chair")
    agenda_people.link(workshop, chair.pk, person.pk, actor=secretariat())
    agenda_page = client.get("/workshops/kl/agenda/").content.decode()
    assert "Civil society speaker 1" in agenda_page
    Session.objects.filter(pk=row.pk).update(minutes=90)
    agenda.release(workshop, secretariat(), "")
    for path in ("v1/", "", "changes/", "changes.atom"):
        text = client.get(f"/workshops/kl/agenda/{path}").content.decode()
        assert "CANARY" not in text, path
    assert latest_release(workshop).document == draft_document(workshop)


@pytest.mark.django_db
def test_a_host_is_not_told_that_words_became_a_person():
    """SB-P2: when somebody registered, and as whom, is not in the history of a host."""
    workshop = WorkshopFactory(slug="kl")
    row = SessionFactory(workshop=workshop)
    typed = SessionRoleFactory(session=row, label="Ms Suharti")
    person = PersonFactory(workshop=workshop)
    staff = secretariat()
    change = agenda_people.link(workshop, typed.pk, person.pk, actor=staff)
    seen = {}
    for name, user in (("host", host_organiser(workshop)), ("desk", staff)):
        client = Client()
        client.force_login(user)
        where = reverse("organise:agenda_history", args=["kl"])
        seen[name] = [line["change"] for line in client.get(where).context["rows"]]
        if name == "host":
            undo = reverse("organise:agenda_undo", args=["kl"])
            assert client.post(undo, {"change": change.pk}).status_code == 404
    assert seen == {"host": [], "desk": [change]}


@pytest.mark.django_db
def test_the_secretariat_is_told_whom_the_hosts_do_not_know():
    workshop = WorkshopFactory(slug="kl")
    SessionRoleFactory(session=SessionFactory(workshop=workshop), label="Ms Suharti")
    PersonFactory(workshop=workshop, values={"name": "Open"}, naming={Output.HOST: Naming.NAME})
    PersonFactory(workshop=workshop, values={"name": "Hidden", "organisation": "Body"})
    client = Client()
    client.force_login(secretariat())
    page = client.get(reverse("organise:agenda_labels", args=["kl"])).content.decode()
    assert page.count("(not known to the hosts)") == 1
    assert "Hidden, Body (not known to the hosts)" in page


@pytest.mark.django_db
def test_the_history_keeps_neither_the_words_nor_a_way_back_to_them():
    """SEC-F8: a stolen copy would tell whose key it is; what came before can still be undone."""
    workshop = WorkshopFactory(slug="kl")
    host, staff = host_organiser(workshop), secretariat()
    labels = [("speaker", "CANARY Suharti"), ("chair", "Chair of the day")]
    session = agenda.add_session(workshop, actor=host, title="Panel", kind="panel", labels=labels)
    agenda.move_session(
        session.pk, based_on=1, actor=host, starts_at=None, minutes=90, room_id=None
    )
    person = PersonFactory(workshop=workshop)
    typed = session.roles.get(role="speaker")
    change = agenda_people.link(workshop, typed.pk, person.pk, actor=staff)
    kept = str(list(ChangeStep.objects.values_list("before", "after")))
    assert ("CANARY" in kept, "Chair of the day" in kept) == (False, True)
    assert agenda_log.last_of(workshop, staff) is None
    with pytest.raises(agenda_log.CannotUndo):
        agenda_log.undo(change, actor=staff)
    agenda_log.undo(AgendaChange.objects.get(workshop=workshop, code="move"), actor=host)
    session.refresh_from_db()
    assert session.minutes == 60
    assert session.roles.get(role="speaker").person == person
