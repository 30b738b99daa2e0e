"""The agenda for machines: JSON, feed, calendar files."""

import datetime
import json
from typing import Any

import pytest
import vobject

from access.domain.consent import Naming, Output
from events.domain.agenda import release
from events.models import AgendaPage, Session
from tests.factories.access import secretariat
from tests.factories.events import (
    AgendaPageFactory,
    PersonFactory,
    RoomFactory,
    SessionFactory,
    SessionRoleFactory,
    WorkshopFactory,
)


@pytest.mark.django_db
def test_the_release_as_data_and_as_feed_names_nobody_who_is_withheld(client):
    """SB-P9, SB-S7."""
    page = AgendaPageFactory(parent=WorkshopFactory(slug="kl"))
    workshop = page.get_parent().specific
    row = SessionFactory(workshop=workshop, title="Panel one")
    named = PersonFactory(
        workshop=workshop, values={"name": "Suharti"}, naming={Output.PROGRAMME: Naming.NAME}
    )
    withheld = PersonFactory(workshop=workshop, values={"name": "CANARY", "organisation": "CANARY"})
    SessionFactory(workshop=workshop, title="CANARY", is_public=False)
    SessionRoleFactory(session=row, person=withheld, label="")
    staff = secretariat()
    release(workshop, staff, "First")
    SessionRoleFactory(session=row, person=named, label="")
    release(workshop, staff, "Second")
    data, feed = (client.get(f"/workshops/kl/agenda{end}") for end in (".json", "/changes.atom"))
    values = json.loads(data.content)
    assert (values["version"], values["sessions"][0]["starts_at"]) == (
        2,
        "2027-06-15T09:00:00+08:00",
    )
    roles = [role for s in values["sessions"] for role in s["roles"]]
    assert [(role["is_withheld"], role["organisation"][:8]) for role in roles] == [
        (True, ""),
        (False, "Invented"),
    ]
    text = data.content.decode() + feed.content.decode()
    assert "CANARY" not in text
    assert str(withheld.pk) not in text
    assert "Suharti" in feed.content.decode()


# --- Calendar files, read by a parser that did not write them (vobject) -------------------------


@pytest.fixture
def page(db) -> AgendaPage:
    """A published agenda with a panel that stays and one that goes; released once."""
    page = AgendaPageFactory(parent=WorkshopFactory(slug="kl", venue="Hotel Invented"))
    workshop = page.get_parent().specific
    hall = RoomFactory(workshop=workshop, name="Hall; with, marks\\")
    SessionFactory(workshop=workshop, title="Staying, " + "word " * 40 + "សិទ្ធិ", room=hall)
    SessionFactory(workshop=workshop, title="Going")
    release(workshop, secretariat(), "")
    return page


def calendar(client, end: str = ".ics") -> list[Any]:
    """The events of a file, after what RFC 5545 asks of every file was looked at (3.1, 3.6.1)."""
    content = client.get(f"/workshops/kl/agenda{end}").content
    lines = content.split(b"\r\n")
    assert [line for line in lines if len(line) > 75 or b"\n" in line] == []
    assert lines[-1] == b""
    read = vobject.readOne(content.decode())
    assert read.validate(raiseException=True)
    assert (read.version.value, read.method.value) == ("2.0", "PUBLISH")
    for event in read.vevent_list:
        assert event.dtstamp.value.tzinfo is not None
        assert event.dtend.value > event.dtstart.value
    uids = [event.uid.value for event in read.vevent_list]
    assert len(uids) == len(set(uids))
    return list(read.vevent_list)


def import_into(held: dict[str, Any], events: list[Any]) -> None:
    """What a calendar program does with PUBLISH: the higher SEQUENCE of a UID wins (RFC 5546)."""
    for event in events:
        known = held.get(event.uid.value)
        if known is None or int(event.sequence.value) >= int(known.sequence.value):
            held[event.uid.value] = event


def shown(held: dict[str, Any]) -> list[str]:
    return sorted(e.summary.value for e in held.values() if e.status.value != "CANCELLED")


def test_an_independent_parser_reads_what_was_written(page, client):
    """SB-A6: escaped, folded, in any script."""
    staying = next(e for e in calendar(client) if e.summary.value.startswith("Staying"))
    assert staying.summary.value.endswith("word សិទ្ធិ")
    assert staying.location.value == "Hall; with, marks\\, Hotel Invented, Kuala Lumpur"
    start = datetime.datetime(2027, 6, 15, 1, 0, tzinfo=datetime.UTC)
    assert (staying.dtstart.value, staying.sequence.value) == (start, "1")


def test_two_releases_imported_one_after_the_other_end_in_the_right_state(page, client):
    """SB-A6."""
    workshop = page.get_parent().specific
    held: dict[str, Any] = {}
    import_into(held, calendar(client))
    first = calendar(client)
    Session.objects.filter(title__startswith="Staying").update(title="Stays", minutes=90)
    Session.objects.get(title="Going").delete()
    SessionFactory(workshop=workshop, title="Coming")
    release(workshop, secretariat(), "")
    import_into(held, calendar(client))
    assert shown(held) == ["Coming", "Stays"]
    import_into(held, first)  # an old file that is opened again changes nothing
    assert shown(held) == ["Coming", "Stays"]


def test_a_session_that_is_moved_to_another_day_is_called_off_in_no_file(page, client):
    """The files of two days agree about it, in whatever order they are taken in."""
    workshop = page.get_parent().specific
    later = datetime.datetime(2027, 6, 16, 1, 0, tzinfo=datetime.UTC)
    Session.objects.filter(title="Going").update(starts_at=later)
    release(workshop, secretariat(), "")
    days = [calendar(client, f"/2027-06-{day}.ics") for day in (15, 16)]
    for order in (days, days[::-1]):
        held: dict[str, Any] = {}
        for events in order:
            import_into(held, events)
        moved = next(e for e in held.values() if e.summary.value == "Going")
        assert (moved.status.value, moved.dtstart.value) == ("CONFIRMED", later)
    Session.objects.filter(title="Going").update(is_public=False)
    release(workshop, secretariat(), "")
    closed = [e.status.value for e in calendar(client, "/2027-06-16.ics")]
    assert closed == ["CANCELLED"]


def test_a_day_without_sessions_has_no_file(page, client):
    for day in ("2027-06-17", "never"):
        assert client.get(f"/workshops/kl/agenda/{day}.ics").status_code == 404
