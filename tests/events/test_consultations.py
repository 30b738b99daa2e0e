"""Other events, national working groups and the blocks of texts."""

import datetime
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from wagtail.rich_text import RichText

from events.domain.meetings import load_meetings, load_working_groups
from events.domain.reference import load_reference
from events.models import ConsultationPage, NationalWorkingGroupPage
from events.models.blocks import BodyBlock, LinkBlock, PictureBlock
from home.models import StandardPage
from tests.factories.events import InstitutionFactory, StateFactory, WorkshopFactory, home_page

pytestmark = pytest.mark.django_db


def text_page(slug: str) -> StandardPage:
    return home_page().add_child(instance=StandardPage(title=slug.title(), slug=slug))


def meeting(parent: StandardPage, **fields: Any) -> ConsultationPage:
    values: dict[str, Any] = {
        "title": "Bali 2005",
        "slug": "2005-bali",
        "kind": "roundtable",
        "official_title": "Roundtable on a programme",
        "year": 2005,
        **fields,
    }
    return parent.add_child(instance=ConsultationPage(**values))


def body(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200
    return response.content.decode()


def test_the_meetings_of_the_archive_are_real_pages(client: Client) -> None:
    """W8, W9: every meeting that a source states, once; conflicts marked, never decided."""
    load_reference()
    parent = text_page("meetings")
    assert (load_meetings(parent), load_meetings(parent)) == (15, 0)

    sure = ConsultationPage.objects.get(slug="2005-bali-roundtable")
    assert (sure.dates, sure.certainty) == ("19–20 December 2005", "seen")
    assert "Department of Foreign Affairs of the Republic of Indonesia" in body(client, sure.url)

    disputed = ConsultationPage.objects.get(slug="2010-manila-thematic-workshop")
    html = body(client, disputed.url)
    assert "Details are being checked" in html
    assert "as stated by 12-13 Nov 2010 (aseanhrmech.org news page); 11-12 Nov 2010" in html
    assert "<dd>November 2010" in html

    listed = body(client, "/meetings/")
    assert listed.count('<div class="what"><a href="/meetings/') == 15
    assert listed.index("2022-bangkok") < listed.index("1996-jakarta")


def test_the_working_groups_are_real_pages(client: Client) -> None:
    """W2: the groups that were seen; an office, never a person."""
    load_reference()
    parent = text_page("working-groups")
    assert (load_working_groups(parent), load_working_groups(parent)) == (7, 0)
    unsure = NationalWorkingGroupPage.objects.get(slug="cambodia")
    assert "Details are being checked" in body(client, unsure.url)
    assert "Details are being checked" not in body(client, "/working-groups/malaysia/")


def test_constituencies_without_members_have_no_row(client: Client) -> None:
    page = text_page("groups").add_child(
        instance=NationalWorkingGroupPage(
            title="Example Working Group",
            slug="example",
            institution=InstitutionFactory(),
            academe="Example University\nExample College",
            focal_point="The desk at Example University",
        )
    )
    html = body(client, page.url)
    assert "<dt>Academe</dt><dd>Example University</dd><dd>Example College</dd>" in html
    assert "Government institutions</dt>" not in html
    assert "The desk at Example University" in html


def test_a_group_names_the_workshops_of_its_state(client: Client) -> None:
    state = StateFactory()
    WorkshopFactory(host_state=state, official_title="Workshop of this State")
    page = text_page("groups").add_child(
        instance=NationalWorkingGroupPage(
            title="Group", slug="group", institution=InstitutionFactory(state=state)
        )
    )
    assert "Workshop of this State" in body(client, page.url)


@pytest.mark.parametrize("number", [1, 3])
def test_a_list_costs_the_same_with_three(
    client: Client, number: int, django_assert_num_queries: Any
) -> None:
    parent = text_page("meetings")
    for index in range(number):
        meeting(parent, slug=f"m{index}", title=f"M{index}")
    client.get("/meetings/")
    with django_assert_num_queries(6):
        client.get("/meetings/")


def test_the_year_follows_the_first_day() -> None:
    page = ConsultationPage(starts_on=datetime.date(2010, 11, 30), year=None)
    page.title, page.slug = "x", "x"
    page.clean()
    assert page.year == 2010
    page.ends_on = datetime.date(2010, 11, 1)
    with pytest.raises(ValidationError):
        page.clean()


def test_a_picture_needs_words_or_is_decoration() -> None:
    """Alternative text is required where an image means something."""
    block = PictureBlock()
    block.child_blocks["image"].field.required = False
    value = {"image": None, "caption": ""}
    for alternative, decoration in (("", False), ("A hall", True)):
        with pytest.raises(ValidationError):
            block.clean(
                block.to_python({**value, "alternative": alternative, "is_decoration": decoration})
            )
    block.clean(block.to_python({**value, "alternative": "A hall", "is_decoration": False}))


def test_a_link_leads_to_one_place() -> None:
    block = LinkBlock()
    for url, wrong in (("", True), ("https://example.org/", False)):
        value = block.to_python({"page": None, "url": url, "text": "Words", "small": ""})
        if wrong:
            with pytest.raises(ValidationError):
                block.clean(value)
        else:
            assert block.clean(value)["url"] == url


def test_every_block_has_a_preview_and_a_description() -> None:
    for name, block in BodyBlock().child_blocks.items():
        assert block.get_description(), name
        assert block.is_previewable, name


def test_blocks_are_printed(client: Client) -> None:
    page = text_page("about")
    page.body = [
        ("text", RichText("<h2>A heading</h2><p>A paragraph.</p>")),
        ("quotation", {"text": "Words said.", "source": "A summary"}),
        ("note", {"heading": "Mind this", "text": RichText("<p>Now.</p>")}),
        ("link", {"page": None, "url": "https://example.org/", "text": "Elsewhere", "small": ""}),
    ]
    page.save()
    html = body(client, "/about/")
    for part in ("<h2>A heading</h2>", "<p>Words said.</p>", ">Mind this</h2>", ">Elsewhere<"):
        assert part in html
    assert "style=" not in html
