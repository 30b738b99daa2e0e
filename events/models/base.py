"""What every page of the site is."""

from wagtail.models import Page


class BasePage(Page):
    """The abstract base of all page types: one place for what all pages share."""

    # Never offered to editors as a privacy tool: it is not one (see docs/protection.md).
    show_in_menus_default = False

    class Meta:
        abstract = True
