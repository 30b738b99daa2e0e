"""A rapporteur in a hall without Wi-Fi, on a phone (issue 9, 3)."""

import pytest
from django.contrib.staticfiles import finders

from publications.domain import notes
from publications.models import SessionNote
from tests.factories.access import secretariat
from tests.factories.events import SessionFactory, WorkshopFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]
TEXT = "Consent came too late.\nThe dam was built."


def says(page, words):
    """Wait until the line beside the buttons begins with these words."""
    page.wait_for_function(
        "words => document.getElementById('said').textContent.startsWith(words)", arg=words
    )


def test_the_text_survives_lost_wifi_and_a_link_that_ended(open_page, server, axe, violations):
    """Typed offline, the window closed, the link ended: a new link puts the text back."""
    assert finders.find("site/notes.js")
    session = SessionFactory(workshop=WorkshopFactory(), title="Panel on consent")
    note = notes.open_note(session.workshop, session.pk)
    staff = secretariat()
    page = open_page(width=360, height=780, bypass_csp=True)
    page.goto(server + notes.link(note, staff))
    assert axe(page) == []
    page.context.set_offline(True)
    page.fill("#id_issues", TEXT)
    page.wait_for_function(
        "document.getElementById('said').textContent.startsWith('No connection')"
    )
    page.context.set_offline(False)
    says(page, "Saved")
    assert notes.words_of(SessionNote.objects.get())["issues"] == TEXT
    assert page.evaluate("localStorage.length") == 0
    # The link ends while somebody types: the text waits on this device for the next one.
    notes.end_links(note, staff)
    page.fill("#id_outcome", "Agreed: ask first.")
    says(page, "This link")
    page.goto(server + notes.link(note, staff))
    assert page.input_value("#id_outcome") == "Agreed: ask first."
    says(page, "Saved")
    page.click("button[name=hand_in]")
    page.wait_for_selector(".note.ok")
    saved = SessionNote.objects.get()
    assert (saved.state, notes.words_of(saved)["outcome"]) == ("handed_in", "Agreed: ask first.")
    assert page.evaluate("localStorage.length") == 0
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert violations(page) == []
