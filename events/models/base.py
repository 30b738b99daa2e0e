"""What every page of the site is."""

from typing import Self

from wagtail.models import Page


class BasePage(Page):
    """The abstract base of all page types: one place for what all pages share."""

    # Never offered to editors as a privacy tool: it is not one (see docs/protection.md).
    show_in_menus_default = False

    @classmethod
    def new_part(cls, workshop: Page) -> Self:
        """An unsaved draft of this page as a part of `workshop`: AgendaPage has the slug agenda.

        A type with required fields of its own overrides this and fills them.
        """
        name = cls._meta.model_name.removesuffix("page")
        return cls(title=name.capitalize(), slug=name, live=False)

    class Meta:
        abstract = True
