"""Pages in further languages: what is filled is offered, what is not is English and says so."""

import re
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from wagtail.models import Locale, Page
from wagtail.rich_text import RichText
from wagtail_localize.models import StringTranslation, Translation
from wagtail_localize.operations import translate_object

from events.domain.agenda_document import draft_document
from events.models import WorkshopPage
from home.domain import demo_languages, first_pages
from home.models import StandardPage
from home.staff.translating import may_be_translated
from tests.factories.access import secretariat
from tests.factories.events import (
    AgendaPageFactory,
    AgendaReleaseFactory,
    WorkshopFactory,
    WorkshopTextFactory,
    as_migrated,
    home_page,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def indonesian() -> Locale:
    return Locale.objects.get_or_create(language_code="id")[0]


@pytest.fixture
def about() -> StandardPage:
    body = [("text", RichText("<p>Who meets.</p>"))]
    page = StandardPage(title="About", slug="about", lede="Opening.", body=body, show_in_menus=True)
    return home_page().add_child(instance=page)


def translate(page: Page, locale: Locale, texts: dict[str, str]) -> Page:
    """As an editor does: send it, type the texts, publish."""
    translate_object(page, [locale])
    translation = Translation.objects.get(source__object_id=page.translation_key)
    for segment in translation.source.stringsegment_set.select_related("string", "context"):
        if segment.string.data in texts:
            StringTranslation.objects.create(
                translation_of=segment.string,
                locale=locale,
                context=segment.context,
                data=texts[segment.string.data],
            )
    translation.save_target(publish=True)
    return page.get_translation(locale).specific


def menu(html: str) -> list[tuple[str, str]]:
    """The entries of the language menu: address and language."""
    found = re.search(r'<details class="lang">.*?</details>', html)
    return re.findall(r'<a href="(.*?)" hreflang="(.*?)"', found.group()) if found else []


@pytest.fixture
def translated(
    about: StandardPage, indonesian: Locale, django_capture_on_commit_callbacks: Any
) -> Page:
    with django_capture_on_commit_callbacks(execute=True):
        texts = {"About": "Tentang", "Opening.": "Pembuka.", "Who meets.": "Siapa bertemu."}
        return translate(about, indonesian, texts)


def test_a_translated_page_is_offered_in_both(client: Client, translated: Page) -> None:
    assert translated.url == "/id/about/"
    english = client.get("/about/").content.decode()
    assert menu(english) == [("/about/", "en"), ("/id/about/", "id")]
    html = client.get("/id/about/").content.decode()
    assert '<html lang="id">' in html
    assert "<h1>Tentang</h1>" in html
    assert "Siapa bertemu." in html
    assert menu(html) == [("/about/", "en"), ("/id/about/", "id")]
    assert re.findall(r'hreflang="(\w+)" href="(\S+)">', html) == [
        ("en", "http://127.0.0.1:8000/about/"),
        ("id", "http://127.0.0.1:8000/id/about/"),
    ]


def test_a_page_sent_to_be_translated_is_no_page_yet(
    client: Client, about: StandardPage, indonesian: Locale
) -> None:
    """A language appears only where it is filled: neither the draft nor the stand-in above it."""
    translate_object(about, [indonesian])
    assert not about.get_translation(indonesian).live
    assert menu(client.get("/about/").content.decode()) == []
    assert menu(client.get("/").content.decode()) == []


def test_what_is_not_translated_is_english_and_says_so(client: Client, translated: Page) -> None:
    translated.get_parent()
    home_page().add_child(instance=StandardPage(title="Contact", slug="contact", lede="How."))
    html = client.get("/id/contact/").content.decode()
    assert '<html lang="id">' in html
    assert '<h1 lang="en">Contact</h1>' in html
    assert '<p class="lede" lang="en">How.</p>' in html
    assert '<link rel="canonical" href="http://127.0.0.1:8000/contact/">' in html
    # The page that is translated stands in the menu in Indonesian, the other one in English.
    assert '<a href="/id/about/">Tentang</a>' in html
    assert '<a href="/id/contact/" lang="en">Contact</a>' in html
    assert menu(html) == [("/contact/", "en"), ("/id/contact/", "id")]
    assert menu(client.get("/contact/").content.decode()) == []


def test_a_page_that_is_nowhere_is_not_found(client: Client, translated: Page) -> None:
    assert client.get("/id/none/").status_code == 404
    draft = home_page().add_child(instance=StandardPage(title="Draft", slug="draft", live=False))
    assert client.get(f"/id/{draft.slug}/").status_code == 404


def test_a_workshop_says_its_texts_in_further_languages(client: Client) -> None:
    workshop = WorkshopFactory(slug="2027-demo", theme="From words to practice", summary="Days.")
    assert menu(client.get("/workshops/2027-demo/").content.decode()) == []
    workshop.texts.add(WorkshopTextFactory.build(workshop=workshop, summary=""))
    workshop.save()
    english = client.get("/workshops/2027-demo/").content.decode()
    assert menu(english) == [
        ("/workshops/2027-demo/", "en"),
        ("/id/workshops/2027-demo/", "id"),
    ]
    html = client.get("/id/workshops/2027-demo/").content.decode()
    assert "<h1>Dari deklarasi ke pelaksanaan</h1>" in html
    # What is left empty is shown in English.
    assert '<p class="lede" lang="en">Days.</p>' in html
    assert '<link rel="canonical" href="http://127.0.0.1:8000/id/workshops/2027-demo/">' in html
    thai = client.get("/th/workshops/2027-demo/").content.decode()
    assert '<h1 lang="en">From words to practice</h1>' in thai
    assert '<link rel="canonical" href="http://127.0.0.1:8000/workshops/2027-demo/">' in thai


def test_a_workshop_has_one_page_in_every_language(client: Client, indonesian: Locale) -> None:
    """A second page would be a second set of people and keys."""
    workshop = WorkshopFactory()
    agenda = AgendaPageFactory(parent=workshop)
    assert [may_be_translated(page) for page in (workshop, agenda, home_page())] == [
        False,
        False,
        True,
    ]
    with pytest.raises(ValidationError):
        workshop.copy_for_translation(indonesian)
    client.force_login(secretariat())
    address = "wagtail_localize:submit_page_translation"
    assert client.get(reverse(address, args=[workshop.pk])).status_code == 404
    listing = client.get(reverse("wagtailadmin_explore", args=[workshop.pk])).content.decode()
    assert reverse(address, args=[workshop.pk]) not in listing
    assert reverse(address, args=[agenda.pk]) not in listing


def test_the_secretariat_sends_a_page_alone(
    client: Client, about: StandardPage, indonesian: Locale
) -> None:
    about.add_child(instance=StandardPage(title="Below", slug="below"))
    client.force_login(secretariat())
    address = reverse("wagtail_localize:submit_page_translation", args=[about.pk])
    listing = client.get(reverse("wagtailadmin_explore", args=[about.pk])).content.decode()
    assert address in listing
    client.post(address, {"locales": [indonesian.pk], "include_subtree": "on"})
    assert not about.get_translation(indonesian).live
    assert Page.objects.filter(locale=indonesian, slug="below").count() == 0


@pytest.mark.parametrize("number", [1, 3])
def test_a_fallback_costs_the_same_with_three(
    client: Client, translated: Page, number: int, django_assert_max_num_queries: Any
) -> None:
    """At most 12 statements, whatever lies beside the page."""
    for index in range(number):
        home_page().add_child(instance=StandardPage(title=f"P{index}", slug=f"p{index}"))
    client.get("/id/p0/")
    with django_assert_max_num_queries(9):
        client.get("/id/p0/")


def test_search_finds_the_words_of_every_language() -> None:
    from wagtail.search.index import insert_or_update_object

    from home.domain.search import Question, answer

    workshop = WorkshopFactory(official_title="One")
    workshop.texts.add(WorkshopTextFactory.build(workshop=workshop))
    workshop.save()
    insert_or_update_object(WorkshopPage.objects.get(pk=workshop.pk))
    assert [row.title for row in answer(Question(words="pelaksanaan")).found] == ["One"]


def test_the_demo_speaks_three_languages(
    client: Client, django_capture_on_commit_callbacks: Any
) -> None:
    """The interface too, and it says that nobody has reviewed it yet."""
    as_migrated()
    index = first_pages.ensure_pages("localhost", 80)
    workshop = WorkshopFactory(slug="2027-demo", parent=index)
    with django_capture_on_commit_callbacks(execute=True):
        demo_languages.load(workshop)
        demo_languages.load(workshop)
    about = client.get("/id/about/").content.decode()
    assert "<h1>Tentang kami</h1>" in about
    assert "Lokakarya Keempat" in about
    assert "masih draf" in about
    assert "Langsung ke isi utama" in about
    assert "is a draft" not in client.get("/about/").content.decode()
    home = client.get("/id/").content.decode()
    assert '<a href="/id/workshops/">Lokakarya</a>' in home
    assert "Lokakarya berikutnya" in home
    thai = client.get("/th/workshops/2027-demo/").content.decode()
    assert "<h1>จากปฏิญญาสู่การปฏิบัติ" in thai
    assert "รัฐเจ้าภาพ" in thai
    # Neither a stand-in nor an untranslated page is offered in Thai.
    assert menu(client.get("/about/").content.decode()) == [("/about/", "en"), ("/id/about/", "id")]


def test_the_way_up_is_translated_on_views_that_are_no_page(
    client: Client, indonesian: Locale, django_capture_on_commit_callbacks: Any
) -> None:
    """The crumbs of the changes of an agenda are those of the agenda: translated where they are."""
    workshop = WorkshopFactory(slug="2027-demo")
    agenda = AgendaPageFactory(parent=workshop)
    AgendaReleaseFactory(workshop=workshop, document=draft_document(workshop))
    index = workshop.get_parent().specific
    with django_capture_on_commit_callbacks(execute=True):
        translate(index, indonesian, {index.title: "Lokakarya"})
    for path in (f"/id{agenda.url}", f"/id{agenda.url}changes/"):
        crumbs = client.get(path).content.decode().partition('class="wrap crumbs"')[2]
        assert '<a href="/id/workshops/">Lokakarya</a>' in crumbs.partition("</nav>")[0], path
