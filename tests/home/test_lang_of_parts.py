"""Every word of a public page is in the language that its element says (WCAG 2.2, 3.1.1, 3.1.2).

Read in Indonesian and in Thai: what staff typed in English is marked as English, what the interface
says is in the language of the page, and no text of the interface is missing in the catalogue.
"""

import datetime
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

import pytest
from django.test import Client
from django.utils.translation import override, trans_real

from access.domain.consent import Output
from events.domain import names, releases
from events.models import CoOrganiser, SessionRole, WorkshopPage
from events.models.reference import InstitutionKind
from home.models import StandardPage
from registrations.domain import described
from registrations.public import questions
from registrations.public.forms import new_key
from tests.factories import events as made
from tests.factories import outcomes
from tests.factories.access import secretariat
from tests.world import Place, build_place

pytestmark = pytest.mark.django_db

# Put before every translated text, to know it again on the page.
MARK = "¤"
# Words of those who typed the content of the test, and of the reference data.
TYPED = re.compile(
    r"[Ii]nvented|Workshop own|Workshop \d|Civil society|Malaysia|Ministry of|The participants met"
    r"|Theme \d|Hall \d|Adopted by the workshop"
)
# Formats alone, and names that are the same everywhere.
NO_WORDS = re.compile(r"^(%\(\w+\)[sd]|\{\w+\}|[^\w]|PDF|Atom|JSON)*$")
MISSING = re.compile(r"^\[.*\]$")
FEW = 8
SILENT = {"title", "script", "style"}
SPOKEN = ("alt", "aria-label", "placeholder", "title")
VOID = {"meta", "link", "img", "br", "hr", "input"}


class Reader(HTMLParser):
    """The texts of a page, each with the nearest `lang` above it. Drawings have a list or a table
    that says the same; the title of the window is one text.
    """

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[tuple[str, str]] = []
        self.texts: list[tuple[str, str]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        given = dict(attrs)
        language = given.get("lang") or (self.open[-1][1] if self.open else "")
        self.texts += [(given[name], language) for name in SPOKEN if given.get(name)]
        if tag not in VOID:
            self.open.append((tag, language))

    def handle_startendtag(self, tag: str, attrs: Any) -> None:
        """A drawing closes its elements at once."""

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        tags = {tag for tag, _language in self.open}
        if data.strip() and not tags & SILENT and "svg" not in tags:
            self.texts.append((data.strip(), self.open[-1][1]))


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    """A request leaves its language behind: the next test begins in that of the site."""
    with override("en"):
        yield


@pytest.fixture(params=["id", "th"])
def language(request: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A language in which every text of the interface carries a mark."""
    code: str = request.param
    with override(code):
        catalogue = trans_real.translation(code)
    plain, plural = catalogue.gettext, catalogue.ngettext

    def gettext(message: str) -> str:
        found = plain(message)
        if NO_WORDS.match(message):
            return found
        return MARK + found if found != message else missing(message)

    def ngettext(one: str, many: str, number: int) -> str:
        found = plural(one, many, number)
        return MARK + found if found not in (one, many) else missing(one)

    def missing(message: str) -> str:
        return message if message in catalogue._catalog else f"[{message}]"

    monkeypatch.setattr(catalogue, "gettext", gettext)
    monkeypatch.setattr(catalogue, "ngettext", ngettext)
    return code


@pytest.fixture
def place() -> Place:
    """A workshop with all its parts, typed in English from end to end."""
    place = build_place("own")
    workshop = place.workshop
    WorkshopPage.objects.filter(pk=workshop.pk).update(
        theme="An invented theme",
        summary="An invented summary.",
        venue="Invented hotel",
        venue_address="Invented street",
        sources="An invented source",
    )
    made.CoOrganiserFactory(workshop=workshop)
    nhri = made.InstitutionFactory(kind=InstitutionKind.NHRI)
    made.CoOrganiserFactory(workshop=workshop, role=CoOrganiser.Role.NHRI, institution=nhri)
    session = place.rows["session"]
    session.description, session.room = "Invented words.", made.RoomFactory(workshop=workshop)
    session.save()
    made.SessionRoleFactory(
        session=session, role=SessionRole.Role.CHAIR, person=None, label="Invented chair"
    )
    made.SessionFactory(workshop=workshop, title="Invented panel beside it")
    releases.release(workshop, secretariat(), "An invented note")
    document = made.DocumentFactory(workshop=workshop, audience="public")
    made.SessionDocumentFactory(document=document, session=session.pk)
    made.DocumentFactory(
        workshop=workshop, title="Catatan konsep contoh", language="id", audience="public"
    )
    page = place.rows["registration_page"]
    page.introduction, page.criteria = "An invented opening.", "Invented criteria."
    page.save_revision().publish()
    return place


@pytest.fixture
def outcome(place: Place) -> Any:
    """A recommendation with a step, an instrument, a study and a meeting."""
    row = place.rows["recommendation"]
    row.themes.add(outcomes.ThemeFactory())
    row.addressees.add(outcomes.AddresseeFactory())
    instrument = outcomes.InstrumentFactory(note="An invented note")
    outcomes.StepFactory(recommendation=row, instrument=instrument, what="An invented step")
    study = outcomes.StudyFactory(summary="An invented summary.")
    study.recommendations.add(row)
    outcomes.EngagementFactory(place="Jakarta", partners="An invented partner")
    row.state = "taken_up"
    row.save()
    return instrument


@pytest.fixture
def paths(place: Place, outcome: Any) -> list[str]:
    """An address of every public page type, and of the pages beside the tree, without language."""
    workshop = place.workshop
    meeting = made.ConsultationPageFactory(
        summary="An invented summary.",
        held_with="An invented body",
        host_state=workshop.host_state,
        place="Jakarta",
        date_in_words="Invented July 1996",
        dates_as_stated_by="an invented source",
        sources="An invented source",
    )
    group = made.NationalWorkingGroupPageFactory(
        title="Invented group", ngo="An invented member", focal_point="The invented desk"
    )
    text = StandardPage(title="Invented text", slug="invented", lede="An invented opening.")
    meeting.get_parent().add_child(instance=text)
    session = str(place.rows["session"].pk)[:8]
    return [
        "/",
        "/workshops/",
        "/states/",
        *(page.url for page in (meeting, meeting.get_parent(), group, text)),
        workshop.url,
        *(f"{workshop.url}{part}" for part in ("agenda/", "agenda/changes/", "agenda/v1/")),
        f"{workshop.url}agenda/s/{session}/",
        f"{workshop.url}registration/",
        f"{workshop.url}registration/form/",
        f"{workshop.url}registration/paper/",
        f"{workshop.url}proceedings/",
        place.rows["chapter"].url,
        f"{workshop.url}proceedings/authors/",
        f"{workshop.url}recommendations/",
        f"{workshop.url}recommendations/1/",
        "/recommendations/",
        f"/recommendations/instruments/{outcome.slug}/",
        "/recommendations/instruments/",
        "/recommendations/engagement/",
        "/recommendations/charts/",
        "/publications/",
        "/search/?q=invented",
        "/news/",
        "/me/find/",
        *(f"/me/{place.rows['status_token']}/{page}" for page in ("", "answers/", "travel/")),
        f"/me/agenda/{place.rows['status_token']}/",
        f"/me/speaker/{place.rows['status_token']}/",
        f"/me/{place.rows['status_token']}/appear/",
        f"/me/{place.rows['status_token']}/withdraw/",
        f"/another-format/chapter/{place.rows['chapter'].pk}/",
        "/organise/sign-in/",
        "/privacy-promise/",
        "/certificate/",
        "/no-such-page/",
    ]


def wrong_texts(response: Any, language: str, met: set[tuple[str, str]]) -> list[tuple[str, str]]:
    """The texts of a page whose element does not say their language.

    `met` takes what was there: ("typed", ""), ("ours", ""), and texts without a translation.
    """
    wrong = []
    for text, nearest in Reader(response.content.decode()).texts:
        typed, ours = bool(TYPED.search(text)), MARK in text
        met |= {("typed", "")} if typed else set()
        met |= {("ours", "")} if ours else {("missing", text)} if MISSING.match(text) else set()
        if (typed and nearest != "en") or (ours and nearest != language):
            wrong.append((nearest, text))
    return wrong


def is_complete(met: set[tuple[str, str]]) -> bool:
    """Whether both kinds of text were met, and nearly every one of ours is in the catalogue.

    A change under way may wait for its drafts: `make messages`, then type them into the catalogues.
    """
    missing = {text for kind, text in met if kind == "missing"}
    return {("typed", ""), ("ours", "")} <= met and len(missing) <= FEW


def test_every_text_says_its_language(client: Client, language: str, paths: list[str]) -> None:
    wrong: dict[str, list[tuple[str, str]]] = {}
    met: set[tuple[str, str]] = set()
    for path in paths:
        response = client.get(f"/{language}{path}")
        if response.status_code != (404 if path == "/no-such-page/" else 200):
            wrong[path] = [("status", str(response.status_code))]
            continue
        found = wrong_texts(response, language, met)
        if found:
            wrong[path] = found
    assert wrong == {}
    assert is_complete(met), met


def test_every_step_of_the_form_says_its_language(
    client: Client, language: str, place: Place
) -> None:
    """Categories and States are typed; an answer is in a language that nobody knows."""
    answers = {"submission": new_key(), "name": "Siti", "email": "siti@example.org"}
    appear = {f"appear_{output.value}": "none" for output in Output}
    steps = {
        "capacity": {"category": "CSO", "organisation": "Contoh"},
        "appear": appear,
        "needs": {"privacy": "on"},
        "check": {},
    }
    met: set[tuple[str, str]] = set()
    wrong = {}
    for step, following in steps.items():
        address = f"/{language}/workshops/{place.workshop.slug}/registration/form/"
        response = client.post(address, {**answers, "step": step})
        assert response.status_code == 200
        if found := wrong_texts(response, language, met):
            wrong[step] = found
        answers |= following
    assert wrong == {}
    assert is_complete(met), met


def test_a_document_in_another_language_says_so_on_an_english_page(
    client: Client, place: Place
) -> None:
    """The reverse: Indonesian inside English, as the model knows it."""
    row = outcomes.RecommendationFactory(
        workshop=place.workshop, number=2, title="Satu usulan", text="Agar.", language="id"
    )
    for path, title in (
        (place.workshop.url, "Catatan konsep contoh"),
        ("/recommendations/", row.title),
        (f"{place.workshop.url}recommendations/2/", row.title),
        ("/search/?q=usulan", row.title),
    ):
        texts = Reader(client.get(path).content.decode()).texts
        assert [language for text, language in texts if text == title][:1] == ["id"], path


@pytest.mark.parametrize(
    ("code", "label"),
    [
        ("en", "Which train?"),
        ("id", "Kereta mana?"),
        ("th", '<span lang="en">Which train?</span>'),
    ],
)
def test_an_own_question_is_asked_in_its_language(code: str, label: str) -> None:
    """Its message says the label alone: an error summary is text."""
    question = described.Question("q.1.a", "short", {"en": "Which train?", "id": "Kereta mana?"})
    with override(code):
        field = questions.of_question(question)
        assert field.label == label
        assert "<" not in str(field.error_messages["max_length"])


def test_a_city_is_said_in_the_readers_language() -> None:
    state = made.StateFactory.build(
        time_zones=[
            {"iana": "Asia/Kuala_Lumpur", "label": "Kuala Lumpur time"},
            {"iana": "Asia/Jakarta", "label": "Jakarta time (WIB)"},
        ]
    )
    with override("id"):
        assert [
            names.zone_in_words(zone, datetime.date(2027, 6, 15), state)
            for zone in ("Asia/Kuala_Lumpur", "Asia/Jakarta", "Asia/Dili")
        ] == [
            "Waktu Kuala Lumpur, UTC+8",
            "Waktu Jakarta (WIB), UTC+7",
            "Waktu Dili, UTC+9",
        ]
