"""The administration's side doors: pages outside one's branch, choosers, text by direct POST."""

import json
import re
import uuid

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from wagtail.documents.models import Document
from wagtail.images.models import Image
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Page
from wagtail.test.utils.form_data import querydict_from_html

from tests.factories.access import (
    administrator,
    focal_point,
    proceedings_staff,
    secretariat,
    travel_desk,
)
from tests.factories.events import WorkshopFactory, WorkshopIndexPageFactory
from tests.factories.publications import ProceedingsPageFactory
from tests.resolver import addresses

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("library")]
CANARY = "CANARYDRAFT"

# Wagtail's views of one page: those that show something, and those that change something.
OF_A_PAGE = (
    "edit",
    "copy",
    "delete",
    "unpublish",
    "move",
    "usage",
    "history",
    "workflow_history",
    "set_privacy",
    "view_draft",
    "preview_on_edit",
)


@pytest.fixture
def branches():
    """A draft outside the branch of the proceedings staff; their own proceedings elsewhere."""
    own = ProceedingsPageFactory()
    foreign = WorkshopFactory(title=CANARY, draft_title=CANARY, live=False)
    foreign.title = f"{CANARY} changed"
    foreign.save_revision()
    foreign.save_revision()
    return own, foreign


@pytest.fixture
def staff(client, branches):
    client.force_login(proceedings_staff())
    return client


def shut(response):
    """Whether a page is refused without a word about what it is."""
    said = response.content.decode(errors="replace") + str(response.headers)
    return response.status_code in {302, 403, 404} and CANARY not in said


@pytest.mark.parametrize("view", OF_A_PAGE)
def test_a_page_outside_ones_branch_is_shut(staff, branches, view):
    """SEC-A3: by GET and by POST; nothing of the page is said and nothing is changed."""
    _own, foreign = branches
    address = reverse(f"wagtailadmin_pages:{view}", args=[foreign.pk])
    assert shut(staff.get(address))
    assert shut(staff.post(address, {"new_title": "x", "new_slug": "x"}))
    foreign.refresh_from_db()
    assert (foreign.title, foreign.live) == (CANARY, False)


def test_the_revisions_of_a_page_outside_ones_branch_are_shut(staff, branches):
    """SEC-A3: compare, revert, unschedule, view."""
    _own, foreign = branches
    first, last = foreign.revisions.order_by("pk")
    for name, args in (
        ("revisions_compare", [foreign.pk, first.pk, last.pk]),
        ("revisions_compare", [foreign.pk, "earliest", "latest"]),
        ("revisions_revert", [foreign.pk, first.pk]),
        ("revisions_view", [foreign.pk, first.pk]),
        ("revisions_unschedule", [foreign.pk, first.pk]),
    ):
        assert shut(staff.get(reverse(f"wagtailadmin_pages:{name}", args=args))), name


@pytest.mark.parametrize("action", ["delete", "move", "publish", "unpublish"])
def test_bulk_actions_leave_foreign_pages_alone(staff, branches, action):
    """SEC-A3: the row is named to nobody and stays as it was."""
    _own, foreign = branches
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", action])
    staff.post(f"{address}?id={foreign.pk}", {"move_applicable": "on", "chooser": "1"})
    foreign.refresh_from_db()
    assert (foreign.title, foreign.live) == (CANARY, False)


def test_the_own_branch_is_open(staff, branches):
    """The control: the same views do answer for a page of their own."""
    own, _foreign = branches
    for view in ("edit", "history", "usage"):
        assert staff.get(reverse(f"wagtailadmin_pages:{view}", args=[own.pk])).status_code == 200


def test_nothing_personal_has_a_chooser(staff):
    """SEC-A4: people, registrations, private files and exports can be chosen nowhere."""
    choosers = {a.route for a in addresses() if "choose" in a.route and "wagtail" not in a.route}
    personal = ("person", "registration", "file", "export", "grant", "release", "account", "user")
    assert [route for route in choosers if any(word in route for word in personal)] == []
    assert len(choosers) > 5


def test_the_page_before_a_move_names_nothing(staff, branches):
    """SEC-A3: neither a foreign page nor a foreign goal; Wagtail itself asks nobody here."""
    own, foreign = branches
    for pair in ((foreign, own), (own, foreign)):
        address = reverse("wagtailadmin_pages:move_confirm", args=[page.pk for page in pair])
        assert shut(staff.get(address))
        assert shut(staff.post(address))


def test_whoever_may_move_a_page_sees_what_it_is(client, branches):
    """The control: the Secretariat does, and the page moves."""
    _own, foreign = branches
    other = WorkshopIndexPageFactory(slug="elsewhere")
    client.force_login(secretariat())
    address = reverse("wagtailadmin_pages:move_confirm", args=[foreign.pk, other.pk])
    assert CANARY in client.get(address).content.decode()
    assert client.post(address).status_code == 302
    assert type(foreign).objects.get(pk=foreign.pk).get_parent().pk == other.pk


def test_choosers_offer_no_foreign_draft(staff, branches):
    """SEC-A4: not in the list, not by search, not as the place where one looks, not as chosen."""
    own, foreign = branches
    index = foreign.get_parent()
    listed = reverse("wagtailadmin_choose_page_child", args=[index.pk])
    looked = [listed, reverse("wagtailadmin_choose_page_search") + f"?q={CANARY}"]
    for address in looked:
        response = staff.get(address)
        assert response.status_code == 200
        assert CANARY not in response.content.decode().replace(f"q={CANARY}", "")
    below = reverse("wagtailadmin_choose_page_child", args=[foreign.pk])
    chosen = reverse("wagtailadmin_choose_page_chosen_multiple")
    for address in (below, f"{chosen}?id={foreign.pk}", f"{chosen}?id={own.pk}&id={foreign.pk}"):
        assert (shut(staff.get(address)), address) == (True, address)
    assert own.title in staff.get(f"{chosen}?id={own.pk}").content.decode()


def test_choosers_show_drafts_to_the_secretariat(client, branches):
    """The control."""
    _own, foreign = branches
    client.force_login(secretariat())
    listed = reverse("wagtailadmin_choose_page_child", args=[foreign.get_parent().pk])
    assert CANARY in client.get(listed).content.decode()


def test_the_report_of_page_types_names_no_foreign_draft(staff, client):
    """SEC-A3: which page of a type was edited last; the number of pages stays."""
    address = reverse("wagtailadmin_reports:page_types_usage")
    assert CANARY not in staff.get(address).content.decode()
    client.force_login(secretariat())
    assert CANARY in client.get(address).content.decode()


@pytest.mark.parametrize("make", [proceedings_staff, focal_point, travel_desk])
def test_lists_for_scripts_are_for_those_who_work_with_the_library(client, make):
    """SEC-A4: titles and names of files tell what is prepared, and sometimes for whom."""
    Image.objects.create(title=CANARY, file=get_test_image_file(filename=f"{CANARY}.png"))
    Document.objects.create(title=CANARY, file=ContentFile(b"x", name=f"{CANARY}.txt"))
    addresses_of = {
        kind: reverse(f"wagtailadmin_api:{kind}:listing") for kind in ("images", "documents")
    }
    client.force_login(make())
    for kind, address in addresses_of.items():
        assert client.get(address).json()["meta"]["total_count"] == 0
        row = (Image if kind == "images" else Document).objects.get()
        assert client.get(f"{address}{row.pk}/").status_code == 404
    client.force_login(secretariat())
    for address in addresses_of.values():
        assert CANARY in client.get(address).content.decode()


def test_the_root_is_chosen_by_nobody(client):
    """SEC-A4: it is no page, and no failure either."""
    client.force_login(administrator())
    root = Page.objects.get(depth=1)
    address = reverse("wagtailadmin_choose_page_chosen_multiple")
    assert client.get(f"{address}?id={root.pk}").status_code == 404


def test_a_key_that_is_none_is_not_found(client):
    """SEC-A4: every view of what was chosen, with keys of every wrong kind."""
    client.force_login(administrator())
    routes = {a.route for a in addresses() if "/chosen" in a.route}
    assert len(routes) > 4
    for route in sorted(routes):
        for key in ("x", "0", str(uuid.uuid4()), "9" * 30, "1%00"):
            single = re.sub(r"<[a-z]+:\w+>", key, route)
            address = f"/{single}" if single != route else f"/{route}?id={key}"
            status = client.get(address).status_code
            assert status in {200, 404}, address
            if key != "0" and "?" not in address:
                assert status == 404, address


HOSTILE = {
    "script address": "javascript:alert(1)",
    "script address in disguise": " JaVaScRiPt:alert(1)",
    "page in an address": "data:text/html,<script>alert(1)</script>",
    "old scheme": "vbscript:msgbox(1)",
}


def state(text, url=None):
    """What the editor sends: one paragraph, perhaps a link over all of it."""
    link = {"0": {"type": "LINK", "mutability": "MUTABLE", "data": {"url": url}}} if url else {}
    place = [{"offset": 0, "length": len(text), "key": 0}] if url else []
    block = {
        "key": "abcde",
        "text": text,
        "type": "unstyled",
        "depth": 0,
        "inlineStyleRanges": [],
        "entityRanges": place,
    }
    return json.dumps({"blocks": [block], "entityMap": link})


def publish(client, page, value):
    """Send the form of a page as a browser would, with `value` as its rich text."""
    address = reverse("wagtailadmin_pages:edit", args=[page.pk])
    data = querydict_from_html(client.get(address).content.decode(), form_id="page-edit-form")
    data = data.copy()
    data["practical_information"] = value
    data["action-publish"] = "action-publish"
    answer = client.post(address, data)
    assert answer.status_code == 302, answer.context["form"].errors
    page.refresh_from_db()
    return page.practical_information


@pytest.mark.parametrize("url", list(HOSTILE.values()), ids=list(HOSTILE))
def test_a_hostile_link_is_stripped_on_the_server(client, url):
    """SEC-B2: sent past the editor, straight to the form."""
    workshop = WorkshopFactory()
    client.force_login(secretariat())
    stored = publish(client, workshop, state("Click", url))
    assert "Click" in stored
    assert "href" not in stored
    assert publish(client, workshop, state("Click", "https://example.org/")).count("href") == 1


def test_mark_up_is_text_and_not_mark_up(client):
    """SEC-B2: `<svg onload>` and the like are shown as they were typed."""
    workshop = WorkshopFactory()
    client.force_login(secretariat())
    stored = publish(client, workshop, state('<svg onload="alert(1)"><script>x</script>'))
    assert "<svg" not in stored
    assert "<script" not in stored
    page = client.get(workshop.url).content.decode()
    assert "<svg onload" not in page
    assert "&lt;svg onload" in page
