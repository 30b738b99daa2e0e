"""The whole journey in a text browser: labels, buttons and links as words, and nothing else."""

from typing import Any

import lxml.html
import pytest
from django.test import Client

from events.models import WorkshopPage
from registrations.models import Registration
from tests.factories.events import CategoryFactory
from tests.registrations.conftest import last_token

pytestmark = pytest.mark.django_db


class TextBrowser:
    """Knows what a page says and which form belongs to a button; no script, style or picture."""

    def __init__(self, client: Client) -> None:
        self.client = client

    def open(self, path: str) -> None:
        self._take(self.client.get(path, follow=True), path)

    def _take(self, response: Any, path: str) -> None:
        assert response.status_code == 200
        chain = getattr(response, "redirect_chain", [])
        self.path = chain[-1][0] if chain else path
        self.main = lxml.html.fromstring(response.content.decode()).get_element_by_id("main")
        for hidden in self.main.xpath(".//script|.//style|.//*[@hidden]"):
            hidden.drop_tree()
        self.text = " ".join(self.main.text_content().split())

    def follow(self, words: str) -> None:
        link = next(a for a in self.main.iter("a") if words in a.text_content())
        self.open(link.get("href"))

    def control(self, words: str) -> Any:
        """What a label belongs to."""
        label = next(
            each for each in self.main.iter("label") if each.text_content().startswith(words)
        )
        return self.main.get_element_by_id(label.get("for"))

    def write(self, words: str, text: str) -> None:
        self.control(words).value = text

    def tick(self, words: str) -> None:
        self.control(words).checked = True

    def press(self, words: str) -> None:
        button = next(b for b in self.main.iter("button") if words == b.text_content().strip())
        form = next(button.iterancestors("form"))
        values = dict(form.form_values())
        if button.get("name"):
            values[button.get("name")] = button.get("value")
        path = button.get("formaction") or form.get("action") or self.path
        self._take(self.client.post(path, values, follow=True), path)

    def unlabelled(self) -> list[str]:
        """Controls without a label: a text browser cannot say what they are for."""
        labelled = {label.get("for") for label in self.main.iter("label")}
        return [
            control.get("name")
            for control in self.main.xpath(".//input[not(@type='hidden')]|.//select|.//textarea")
            if control.get("id") not in labelled
        ]


def test_the_journey_in_a_text_browser(client: Client, workshop: WorkshopPage) -> None:
    """SB-R1: every control by its label, every step by its button, from the page to the mail."""
    kind = CategoryFactory()
    browser = TextBrowser(client)
    bare: list[str] = []
    browser.open(f"/workshops/{workshop.slug}/registration/")
    browser.follow("Start")
    assert "Part 1 of 5" in browser.text
    bare += browser.unlabelled()
    browser.press("Continue")
    assert "There is a problem" in browser.text
    assert browser.text.count("Enter your full name") == 2
    browser.write("Full name", "Invented Maya")
    browser.write("E-mail address", "maya@example.org")
    browser.press("Continue")
    bare += browser.unlabelled()
    browser.tick(kind.label)
    browser.write("Organisation", "Invented Organisation")
    browser.press("Continue")
    bare += browser.unlabelled()
    assert "Printed: Invented Maya, Invented Organisation" in browser.text
    browser.press("Continue")
    bare += browser.unlabelled()
    browser.tick("I have read who can see")
    browser.press("Check my answers")
    assert "Invented Organisation" in browser.text
    browser.press("Send my registration")
    assert "Now look in your mailbox" in browser.text
    browser.write("The right address", "right@example.org")
    browser.press("Write to this address instead")
    assert "We have written to the corrected address" in browser.text
    registration = Registration.objects.get()
    browser.open(f"/me/confirm/{last_token(registration)}/")
    browser.press("Yes, this is my address")
    browser.open(f"/me/{last_token(registration)}/")
    assert f"Reference {registration.reference}" in browser.text
    assert bare + browser.unlabelled() == []
