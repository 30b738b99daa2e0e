"""The strict policy holds in the Wagtail administration, with every script at work.

Chromium goes where stock Wagtail 8.0 breaks under nonces: rich text, inline panels, date pickers,
choosers, accounts, pictures. Nothing may be stopped by the policy, and the widgets must work.
"""

import gc
import io
from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse
from PIL import Image as Picture

from access.models import User
from tests.factories.access import administrator
from tests.factories.events import CoOrganiserFactory, InstitutionFactory, WorkshopFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
Violations = Callable[[Any], list[str]]


@pytest.fixture
def admin(page: Any, server: str, sign_in: Callable[..., None]) -> Any:
    """A page with an administrator's session."""
    sign_in(page, server, administrator())
    return page


def _settled(page: Any) -> None:
    page.wait_for_load_state("networkidle")


def test_a_page_with_rich_text_inline_panel_and_dates(
    admin: Any, server: str, violations: Violations
) -> None:
    workshop = WorkshopFactory()
    CoOrganiserFactory(workshop=workshop, institution=InstitutionFactory())
    admin.goto(server + reverse("wagtailadmin_pages:edit", args=[workshop.pk]))
    _settled(admin)

    # Rich text: write, make bold, as an editor does.
    editor = admin.locator(".public-DraftEditor-content").first
    editor.scroll_into_view_if_needed()
    editor.click()
    admin.keyboard.type("Bring your passport.")
    admin.keyboard.press("Control+a")
    admin.keyboard.press("Control+b")
    assert editor.locator("[style*='font-weight']").count() == 1

    # Inline panel: its script is one of those that need the nonce.
    forms = admin.locator("#id_co_organisers-FORMS > [data-inline-panel-child]")
    before = forms.count()
    admin.locator("#id_co_organisers-ADD").click()
    assert forms.count() == before + 1

    # Date picker: opens, and fills the field.
    admin.locator("#id_starts_on").scroll_into_view_if_needed()
    admin.locator("#id_starts_on").click()
    calendar = admin.locator(".xdsoft_datetimepicker:visible")
    calendar.wait_for()
    calendar.locator("td.xdsoft_date:not(.xdsoft_other_month)").first.click()

    _settled(admin)
    assert violations(admin) == []
    assert admin.seen.foreign == []
    assert [line for line in admin.seen.console if line.startswith("error")] == []


def test_the_page_chooser_opens_in_a_dialog(
    admin: Any, server: str, violations: Violations
) -> None:
    WorkshopFactory()
    admin.goto(server + reverse("wagtailredirects:add"))
    _settled(admin)
    admin.locator("[data-chooser-action-choose]:visible").first.click()
    admin.locator(".modal-content a.choose-page").first.wait_for()

    assert violations(admin) == []
    assert admin.seen.foreign == []
    assert admin.locator(".modal-content").count() == 1


def test_an_account_is_changed(admin: Any, server: str, violations: Violations) -> None:
    user = User.objects.get()
    admin.goto(server + reverse("wagtailusers_users:edit", args=[user.pk]))
    _settled(admin)
    admin.locator("#id_full_name").fill("Sengdara")
    admin.locator("button:has-text('Save')").click()
    admin.wait_for_url(server + reverse("wagtailusers_users:index"))

    assert violations(admin) == []
    user.refresh_from_db()
    assert user.full_name == "Sengdara"


# Wagtail leaves the temporary file of a rendition to the garbage collector.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_picture_is_uploaded_and_its_focus_set(
    admin: Any, server: str, violations: Violations, settings: Any, tmp_path: Any
) -> None:
    settings.MEDIA_ROOT = tmp_path
    buffer = io.BytesIO()
    Picture.new("RGB", (640, 480), "#5E1D4B").save(buffer, "PNG")
    admin.goto(server + reverse("wagtailimages:add_multiple"))
    _settled(admin)
    with admin.expect_response(lambda response: "multiple/add" in response.url):
        admin.locator("#fileupload").set_input_files(
            [{"name": "hall.png", "mimeType": "image/png", "buffer": buffer.getvalue()}]
        )
    _settled(admin)
    assert violations(admin) == []

    from wagtail.images.models import Image

    picture = Image.objects.get()
    admin.goto(server + reverse("wagtailimages:edit", args=[picture.pk]))
    _settled(admin)
    box = admin.locator(".focal-point-chooser").bounding_box()
    admin.mouse.move(box["x"] + 50, box["y"] + 50)
    admin.mouse.down()
    admin.mouse.move(box["x"] + 150, box["y"] + 120, steps=5)
    admin.mouse.up()
    assert int(admin.locator("#id_focal_point_width").input_value()) > 50
    assert violations(admin) == []
    gc.collect()


@pytest.mark.parametrize(
    "name",
    [
        "wagtailadmin_home",
        "wagtailadmin_explore_root",
        "wagtailadmin_account",
        "wagtailusers_users:index",
        "wagtailusers_users:add",
        "wagtailusers_groups:add",
        "wagtailimages:index",
        "wagtaildocs:index",
        "wagtailredirects:index",
        "wagtailsites:index",
        "wagtailadmin_reports:site_history",
        "wagtailadmin_workflows:index",
    ],
)
def test_pages_of_the_menu(admin: Any, server: str, violations: Violations, name: str) -> None:
    WorkshopFactory()
    response = admin.goto(server + reverse(name))
    _settled(admin)

    assert response.status == 200
    assert violations(admin) == []
    assert admin.seen.foreign == []
    assert [line for line in admin.seen.console if line.startswith("error")] == []


def test_scripts_stay_bound_to_the_nonce(admin: Any, server: str) -> None:
    """SEC: neither unsafe-inline nor unsafe-eval for scripts, in the administration too."""
    response = admin.goto(server + reverse("wagtailadmin_home"))
    policy = dict(
        part.strip().split(" ", 1)
        for part in response.headers["content-security-policy"].split(";")
        if " " in part.strip()
    )

    assert [word for word in policy["script-src"].split() if not word.startswith("'nonce-")] == [
        "'self'"
    ]
    assert policy["default-src"] == "'none'"
    assert "'unsafe-inline'" not in policy["style-src"]
