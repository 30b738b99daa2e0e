"""What every page of the site is."""

from typing import Any, ClassVar, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from wagtail.models import Page, PageViewRestriction
from wagtail_localize.fields import SynchronizedField

from access.middleware import current_request


def in_readers_language(path: str) -> str:
    """The path under the language of now: "/about/" is read at "/id/about/" by an Indonesian.

    What is not translated is shown there in English (home.domain.routing). In the administration
    addresses stay as they are, whatever language an editor prefers.
    """
    language = get_language()
    request = current_request.get()
    if language in {None, settings.LANGUAGE_CODE} or path.startswith(f"/{language}/"):
        return path
    if request is not None and request.path_info.startswith("/admin/"):
        return path
    return f"/{language}{path}"


class BasePage(Page):
    """The abstract base of all page types: one place for what all pages share."""

    # Never offered to editors as a privacy tool: it is not one (see docs/protection.md).
    show_in_menus_default = False
    # Whether it is translated as a page of its own. A workshop and its parts are not: a second page
    # would be a second workshop, with people, places and keys of its own.
    is_translated_as_page: ClassVar[bool] = False
    # The same address in every language, apart from the prefix.
    override_translatable_fields: ClassVar[list[Any]] = [
        SynchronizedField("slug", overridable=False)
    ]
    # What the public page needs in the statement that fetches it.
    public_select_related: ClassVar[tuple[str, ...]] = ()
    # Whether it is known that Wagtail keeps neither this page nor one above for some readers only.
    is_open: bool = False
    # The pages above, the root first, and this one: known where the address led here.
    trail: tuple[Page, ...] = ()
    # The same with each page in the reader's language where there is one.
    shown_trail: tuple[Page, ...] = ()

    def get_parent(self, update: bool = False) -> Any:
        """As treebeard's, without a statement where the way down is known."""
        return self.trail[-2] if len(self.trail) > 1 and not update else super().get_parent(update)

    def get_view_restrictions(self) -> Any:
        """As Wagtail's, without a statement where the way down met no restriction and no alias."""
        if self.is_open and not any(page.alias_of_id for page in self.trail):
            return PageViewRestriction.objects.none()
        return super().get_view_restrictions()

    def get_url_parts(self, request: HttpRequest | None = None) -> Any:
        """As Wagtail's; a page in English, asked for by a reader of Thai, at its Thai address."""
        parts = super().get_url_parts(request)
        if not parts or not parts[2]:
            return parts
        return (*parts[:2], in_readers_language(parts[2]))

    def copy_for_translation(self, *args: Any, **kwargs: Any) -> Any:
        """As Wagtail's. Raises ValidationError for a page that is not translated as a page."""
        if not self.is_translated_as_page:
            raise ValidationError(_("This page is not translated as a page of its own."))
        return super().copy_for_translation(*args, **kwargs)

    @property
    def has_translations(self) -> bool:
        """Whether its own words can be in further languages; those of a form or a list are ours."""
        return self.is_translated_as_page

    def languages(self) -> list[str]:
        """The languages in which this page is published, the language of the site first.

        A copy that shows the English text under another address is not filled. One statement.
        """
        codes = (
            Page.objects.filter(translation_key=self.translation_key, alias_of=None)
            .live()
            .values_list("locale__language_code", flat=True)
        )
        return sorted(codes, key=lambda code: (code != settings.LANGUAGE_CODE, code))

    @classmethod
    def new_part(cls, workshop: Page) -> Self:
        """An unsaved draft of this page as a part of `workshop`: AgendaPage has the slug agenda.

        A type with required fields of its own overrides this and fills them.
        """
        name = cls._meta.model_name.removesuffix("page")
        return cls(title=name.capitalize(), slug=name, live=False)

    class Meta:
        abstract = True
