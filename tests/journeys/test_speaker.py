"""What a speaker and a visitor of the agenda see in a real browser."""

import datetime
import io
from typing import Any

import pikepdf
import pytest

from access.domain import tokens
from access.domain.consent import Naming, Output
from events.domain import agenda, speakers
from events.models import SpeakerPaper, WorkshopPage
from tests.factories.access import secretariat
from tests.factories.events import (
    AgendaPageFactory,
    DocumentFactory,
    PersonFactory,
    RoomFactory,
    SessionDocumentFactory,
    SessionFactory,
    SessionRoleFactory,
    WorkshopFactory,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def workshop(server: str) -> WorkshopPage:
    """A released agenda, twice, with a speaker, a document and a change."""
    page = AgendaPageFactory(parent=WorkshopFactory(slug="kl", title="Kuala Lumpur 2027"))
    workshop = page.get_parent().specific
    hall = RoomFactory(workshop=workshop, name="Main Hall")
    session = SessionFactory(workshop=workshop, title="Remedies in the region", room=hall)
    person = PersonFactory(
        workshop=workshop, values={"name": "Suharti"}, naming={Output.PROGRAMME: Naming.NAME}
    )
    SessionRoleFactory(session=session, person=person, label="")
    SessionRoleFactory(session=session, role="chair", label="The host")
    note = DocumentFactory(workshop=workshop, audience="public", title="Concept note", size=50_000)
    SessionDocumentFactory(document=note, session=session.pk)
    staff = secretariat()
    agenda.release(workshop, staff, "")
    session.starts_at += datetime.timedelta(minutes=90)
    session.save()
    agenda.release(workshop, staff, "The morning begins later.")
    return workshop


@pytest.fixture
def link(workshop: WorkshopPage) -> str:
    person = workshop.people.get()
    return tokens.issue(speakers.LINK, workshop.vault, person.pk, datetime.timedelta(days=1))


def pdf() -> bytes:
    document, stream = pikepdf.new(), io.BytesIO()
    document.add_blank_page()
    document.save(stream)
    return stream.getvalue()


def test_a_speaker_sends_a_paper_and_releases_it(
    open_page: Any, server: str, workshop: WorkshopPage, link: str, axe: Any
) -> None:
    """US-ST11, SB-S9: by one private link, on a telephone, no page with a barrier."""
    page = open_page(width=360, bypass_csp=True)

    def look() -> None:
        assert axe(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= 360

    page.goto(f"{server}/me/speaker/{link}/")
    look()
    page.fill("[name=biography]", "Teaches law in an invented town.")
    page.click("text=Save what I wrote")
    page.click("text=Send your statement or slides")
    look()
    page.set_input_files(
        "[name=file]", {"name": "talk.pdf", "mimeType": "application/pdf", "buffer": pdf()}
    )
    page.click("button:has-text('Send this paper')")
    page.click("a:has-text('not released')")
    look()
    page.check("[name=audience][value=public]")
    page.check("[name=moment][value=now]")
    page.click("text=Release this paper")
    page.wait_for_selector("a:has-text('Everybody')")
    assert SpeakerPaper.objects.get().is_released
    page.click("text=All changes of the agenda")
    look()
    page.click("button:has-text('Tell me of changes')")
    page.wait_for_selector("text=You are told")
    short = str(workshop.sessions.get().pk)[:8]
    page.goto(f"{server}/workshops/kl/agenda/s/{short}/")
    look()
    text = page.inner_text("main")
    assert ("Teaches law" in text, "Statement, Suharti" in text) == (True, True)


@pytest.mark.parametrize(
    ("day", "expected"),
    [(datetime.date(2027, 6, 15), "04:30"), (datetime.date(2027, 1, 12), "03:30")],
)
def test_a_visitor_of_a_zone_with_daylight_saving_reads_their_own_time(
    open_page: Any, server: str, workshop: WorkshopPage, day: datetime.date, expected: str
) -> None:
    """SB-A7: 10:30 in Kuala Lumpur, by the clocks of Zurich in summer and in winter."""
    session = workshop.sessions.get()
    session.starts_at = datetime.datetime.combine(day, datetime.time(2, 30), datetime.UTC)
    session.save()
    workshop.starts_on = workshop.ends_on = day
    workshop.save()
    agenda.release(workshop, secretariat(), "")
    page = open_page()
    page.context.new_cdp_session(page).send(
        "Emulation.setTimezoneOverride", {"timezoneId": "Europe/Zurich"}
    )
    page.goto(f"{server}/workshops/kl/agenda/")
    assert page.locator(".slot time").first.inner_text() == "10:30"
    page.check("[name=tz][value=mine]")
    assert page.locator(".slot time").first.inner_text().endswith(expected)
