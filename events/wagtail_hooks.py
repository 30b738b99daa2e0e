"""What the events app adds to the administration."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin import messages
from wagtail.models import Page

from events.domain.workshops import create_parts
from events.models import WorkshopPage
from events.staff.agenda import agenda_menu_item
from events.staff.documents import DocumentViewSet
from events.staff.reference import ReferenceGroup

hooks.register("register_admin_menu_item", agenda_menu_item)


@hooks.register("register_admin_viewset")
def reference_data() -> Any:
    """The menu "Reference data"."""
    return ReferenceGroup()


@hooks.register("register_admin_viewset")
def documents_of_workshops() -> Any:
    """The papers of all workshops."""
    return DocumentViewSet()


@hooks.register("after_create_page")
@hooks.register("after_copy_page")
def hang_parts(request: HttpRequest, page: Page, *copies: Page) -> None:
    """A new workshop gets its agenda, registration and proceedings as drafts."""
    for workshop in (copy.specific for copy in (copies or (page,))):
        if isinstance(workshop, WorkshopPage):
            made = create_parts(workshop)
            if made:
                messages.info(
                    request,
                    _("These pages are waiting as drafts under the workshop: %(titles)s.")
                    % {"titles": ", ".join(part.title for part in made)},
                )
