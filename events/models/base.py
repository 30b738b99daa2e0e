"""What every page of the site is."""

from typing import Any, ClassVar, Self

from wagtail.models import Page, PageViewRestriction


class BasePage(Page):
    """The abstract base of all page types: one place for what all pages share."""

    # Never offered to editors as a privacy tool: it is not one (see docs/protection.md).
    show_in_menus_default = False
    # What the public page needs in the statement that fetches it.
    public_select_related: ClassVar[tuple[str, ...]] = ()
    # The pages above, the root first, and this one: known where the address led here.
    trail: tuple[Page, ...] = ()

    def get_parent(self, update: bool = False) -> Any:
        """As treebeard's, without a statement where the way down is known."""
        return self.trail[-2] if len(self.trail) > 1 and not update else super().get_parent(update)

    def get_view_restrictions(self) -> Any:
        """As Wagtail's, without a statement where the way down met no restriction and no alias."""
        plain = self.trail and not any(
            getattr(page, "is_restricted", True) or page.alias_of_id for page in self.trail
        )
        return PageViewRestriction.objects.none() if plain else super().get_view_restrictions()

    @classmethod
    def new_part(cls, workshop: Page) -> Self:
        """An unsaved draft of this page as a part of `workshop`: AgendaPage has the slug agenda.

        A type with required fields of its own overrides this and fills them.
        """
        name = cls._meta.model_name.removesuffix("page")
        return cls(title=name.capitalize(), slug=name, live=False)

    class Meta:
        abstract = True
