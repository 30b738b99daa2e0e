"""A page is translated in the administration, under the strict policy."""

from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse
from wagtail.models import Locale

from home.domain.roles import ensure_groups
from home.models import StandardPage
from tests.factories.access import secretariat
from tests.factories.events import home_page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_page_is_sent_translated_and_published(
    page: Any,
    open_page: Callable[..., Any],
    violations: Callable[[Any], list[str]],
    server: str,
    sign_in: Callable[..., None],
) -> None:
    """Issue 4, languages: the editor of wagtail-localize works with scripts bound to the nonce."""
    indonesian = Locale.objects.get_or_create(language_code="id")[0]
    about = home_page().add_child(instance=StandardPage(title="About", slug="about", lede="Who."))
    ensure_groups()
    sign_in(page, server, secretariat())
    page.goto(server + reverse("wagtail_localize:submit_page_translation", args=[about.pk]))
    page.locator(f"input[name=locales][value='{indonesian.pk}']").check()
    assert violations(page) == []
    page.get_by_role("button", name="Submit").click()
    page.get_by_text("Who.", exact=True).wait_for()
    page.get_by_role("button", name="Translate").first.click()
    page.locator("textarea").first.fill("Tentang")
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_text("Tentang").first.wait_for()
    assert violations(page) == []
    assert not about.get_translation(indonesian).live
