"""What the administration shows of the house itself: the menu and the own account."""

from django.http import HttpRequest
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.account import NameEmailSettingsPanel

from home.staff import choosers  # noqa: F401  puts the nonce into choosers
from home.staff.users import NameEmailForm

# Both lead to pages of other people's sites, and so tell them who works here.
OUTSIDE = ("editor-guide", "whats-new-in-wagtail")

# The panel takes its form from this attribute alone; Wagtail has no hook to exchange it.
NameEmailSettingsPanel.form_class = NameEmailForm


@hooks.register("construct_help_menu")
def without_links_to_the_outside(request: HttpRequest, menu_items: list[MenuItem]) -> None:
    """Keep what helps here: the keyboard shortcuts."""
    menu_items[:] = [item for item in menu_items if not item.name.startswith(OUTSIDE)]
