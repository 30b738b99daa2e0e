"""What the administration shows of the house itself: the menu and the own account."""

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.account import NameEmailSettingsPanel
from wagtail.admin.viewsets.base import ViewSetGroup

from home.staff import (
    choosers,  # noqa: F401  puts the nonce into choosers
    side_doors,
    translating,
    workshop_hooks,  # noqa: F401  registers the life of workshops
)
from home.staff.grants import GrantsViewSet
from home.staff.incidents import WatchViewSet
from home.staff.orders import OrdersViewSet
from home.staff.privacy import PrivacyViewSet
from home.staff.protection import ProtectionViewSet
from home.staff.releases import ReleasesViewSet
from home.staff.second_factors import SecondFactorsViewSet
from home.staff.travel import TravelViewSet
from home.staff.users import NameEmailForm

# Both lead to pages of other people's sites, and so tell them who works here.
OUTSIDE = ("editor-guide", "whats-new-in-wagtail")

# The panel takes its form from this attribute alone; Wagtail has no hook to exchange it.
NameEmailSettingsPanel.form_class = NameEmailForm
translating.register()
side_doors.close()
hooks.register("construct_page_chooser_queryset", side_doors.shown_to)


@hooks.register("construct_help_menu")
def without_links_to_the_outside(request: HttpRequest, menu_items: list[MenuItem]) -> None:
    """Keep what helps here: the keyboard shortcuts."""
    menu_items[:] = [item for item in menu_items if not item.name.startswith(OUTSIDE)]


class ProtectionGroup(ViewSetGroup):
    """The menu "Protection"; each entry shows to those who may enter."""

    items = (
        TravelViewSet,
        ProtectionViewSet,
        ReleasesViewSet,
        GrantsViewSet,
        SecondFactorsViewSet,
        OrdersViewSet,
        PrivacyViewSet,
        WatchViewSet,
    )
    menu_label = _("Protection")
    menu_name = "protection"
    menu_icon = "lock"
    menu_order = 170


@hooks.register("register_admin_viewset")
def protection() -> ViewSetGroup:
    """Locked records, releases, roles in workshops, orders, what is left."""
    return ProtectionGroup()
