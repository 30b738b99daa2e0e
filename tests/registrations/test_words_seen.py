"""What a person sees before they decide: printed lines, the letter, closing times, the steps."""

import datetime
from collections.abc import Callable
from html.parser import HTMLParser
from typing import Any

import pytest
from django.test import Client

from access.domain import disclosure
from access.domain.consent import Naming, Output
from access.models import AuditEntry
from events.models import WorkshopPage
from publications.domain import letters_texts
from publications.domain.letters_kinds import KINDS
from registrations.domain import answers, links, printed, registering
from registrations.domain.printed import Known
from registrations.models import RegistrationPage
from tests.factories.access import secretariat
from tests.factories.events import CategoryFactory, PersonFactory
from tests.factories.registrations import RegistrationFactory, registered
from tests.registrations.conftest import last_token
from tests.registrations.test_form import answers as form_answers
from tests.registrations.test_mine import TRAVEL

pytestmark = pytest.mark.django_db

KNOWN = Known("Invented Maya", "Invented Organisation", "Mawar", "Dr.")
OUTPUTS = (Output.BADGE, Output.PROGRAMME, Output.LIST, Output.PROCEEDINGS)


@pytest.mark.parametrize("naming", [Naming.ORGANISATION, Naming.OTHER_NAME, Naming.NAME])
@pytest.mark.parametrize("output", OUTPUTS)
def test_the_preview_says_what_is_printed(
    workshop: WorkshopPage, output: Output, naming: Naming
) -> None:
    """US-P6: the line beside a switch against the door that every output asks."""
    values = {
        "name": KNOWN.name,
        "organisation": KNOWN.organisation,
        "other_name": KNOWN.other_name,
        "form_of_address": KNOWN.form_of_address,
    }
    made = registered(workshop, values=values, choices={output: naming})
    shown = disclosure.appearances(workshop.vault, [made.person_id], output)[made.person_id]
    named = f"{shown.form_of_address} {shown.name}".strip()
    line = ", ".join(part for part in (named, shown.organisation) if part)
    assert printed.line(output, naming, KNOWN) == line
    assert printed.line(output, Naming.NONE, KNOWN) == str(printed.UNNAMED[output])


def previews(html: str) -> list[str]:
    """The texts of the previews of a page, in order, as a text browser prints them."""

    class Reader(HTMLParser):
        found: list[str]
        inside = False

        def handle_starttag(self, tag: str, attrs: Any) -> None:
            if ("class", "preview") in attrs:
                self.inside, self.text = True, ""

        def handle_data(self, data: str) -> None:
            if self.inside:
                self.text += data

        def handle_endtag(self, tag: str) -> None:
            if tag == "p" and self.inside:
                self.inside = False
                self.found.append(" ".join(self.text.split()))

    reader = Reader()
    reader.found = []
    reader.feed(html)
    return reader.found


def test_every_switch_shows_its_line_without_javascript(
    client: Client, workshop: WorkshopPage
) -> None:
    """SB-R10, US-P6: in the form from what was typed, on the private page from what is kept."""
    CategoryFactory()
    address = f"/workshops/{workshop.slug}/registration/form/"
    page = client.post(address, form_answers(step="appear")).content.decode()
    expected = [
        "Printed: No line. You are only counted, together with others",
        "Printed: Invented Organisation",
        "Printed: the other name that you write below",
        "Printed: Invented Maya, Invented Organisation",
    ]
    assert previews(page)[:4] == expected
    made = registered(workshop, values={"other_name": "Mawar", "form_of_address": "Dr."})
    mine = links.status(registering.confirm(last_token(made)))
    kept = previews(client.get(f"{mine}appear/").content.decode())
    assert kept[2:4] == ["Printed: Mawar", "Printed: Dr. Invented Maya, Invented Organisation"]
    assert len(kept) == 16


def test_the_steps_show_what_is_done(client: Client, workshop: WorkshopPage) -> None:
    """SB-R2: a list of the parts, those that are done lead back; no answer is lost."""
    CategoryFactory()
    address = f"/workshops/{workshop.slug}/registration/form/"

    def standing(page: Any) -> list[str]:
        return [each for _code, _label, each in page.context["tasks"]]

    assert standing(client.get(address)) == ["here", "open", "open", "open"]
    third = client.post(address, form_answers(step="appear", privacy=""))
    assert standing(third) == ["done", "done", "here", "open"]
    back = client.post(address, form_answers(step="you"))
    assert standing(back) == ["here", "done", "done", "done"]
    assert back.context["form"]["name"].value() == "Invented Maya"


def test_times_stand_in_the_hosts_zone_and_in_utc(client: Client, workshop: WorkshopPage) -> None:
    """SEC-D6: without JavaScript the host's clock and UTC; with it the visitor's own as well."""
    jakarta = datetime.timezone(datetime.timedelta(hours=7))
    closes = datetime.datetime(2026, 5, 21, 23, 59, tzinfo=jakarta)
    WorkshopPage.objects.update(time_zone="Asia/Jakarta")
    RegistrationPage.objects.update(closes_at=closes)
    for path in ("", "form/"):
        html = client.get(f"/workshops/{workshop.slug}/registration/{path}").content.decode()
        words = " ".join(html.split())
        assert "21 May 2026 at 23:59 (Jakarta time, UTC+7)." in words
        assert "That is 21 May 2026, 16:59 UTC." in words
        assert 'datetime="2026-05-21T16:59:00+00:00" data-zone="Asia/Jakarta"' in words
    assert (
        client.post(f"/workshops/{workshop.slug}/registration/form/", form_answers()).status_code
        == 403
    )


@pytest.fixture
def accepted(workshop: WorkshopPage) -> Callable[[], Any]:
    made = RegistrationFactory(
        workshop=workshop,
        state="accepted",
        person=PersonFactory(workshop=workshop, values={"name": "Invented Maya"}),
    )
    return lambda: answers.own(made, (*answers.SECOND_STEP, answers.LETTER))


def test_the_letter_is_seen_word_for_word_before_anything_is_sent(
    client: Client, workshop: WorkshopPage, accepted: Callable[[], Any]
) -> None:
    """US-P11: the staff's own words with the person's data; nothing is kept before they agree."""
    from registrations.models import Registration

    letters_texts.save(
        workshop.vault,
        KINDS["visa"],
        "en",
        "Please give a visa to {legal_name}, passport {passport_number}, for {workshop}.",
        based_on=0,
        actor=secretariat(),
    )
    mine = links.status(Registration.objects.get())
    form = {**TRAVEL, "visa_letter_choice": "send"}
    seen = client.post(f"{mine}travel/", form)
    title = workshop.official_title or workshop.title
    letter = f"Please give a visa to MAYA INVENTED, passport X1234567, for {title}."
    assert seen.context["letter"] == [letter]
    assert letter in seen.content.decode().replace("<br>", "\n")
    assert accepted() == {}
    back = client.post(f"{mine}travel/", {**form, "edit": "1"})
    assert back.context["form"]["legal_name"].value() == "MAYA INVENTED"
    changed = {**form, "passport_number": "Y7654321", "words": seen.context["fingerprint"]}
    again = client.post(f"{mine}travel/", changed)
    assert "Y7654321" in again.context["letter"][0]
    assert accepted() == {}
    agreed = client.post(f"{mine}travel/", {**form, "words": seen.context["fingerprint"]})
    assert agreed.status_code == 302
    assert accepted()["visa_letter"] == letter
    entry = AuditEntry.objects.get(action="registration.visa_letter")
    assert entry.detail["words"] == seen.context["fingerprint"]
    assert "MAYA" not in str(entry.detail)
    client.post(f"{mine}travel/", {"visa_letter_choice": "none"})
    assert accepted() == {"visa_letter_choice": "none"}
