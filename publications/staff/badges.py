"""The badges of a workshop, for the Secretariat's desk."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from access.decorators import private
from access.models import User
from access.roles import Role, has_role
from events.models import WorkshopPage
from publications.domain.badges import badges_pdf
from publications.engine.errors import BuildError


@private
@require_safe
def badges(request: HttpRequest, workshop: int) -> HttpResponse:
    """The PDF; where it cannot be made the desk says why."""
    user = request.user
    if not isinstance(user, User) or not has_role(user, Role.SECRETARIAT):
        raise PermissionDenied
    page = get_object_or_404(WorkshopPage.objects.select_related("vault"), pk=workshop)
    try:
        pdf = badges_pdf(page, user)
    except BuildError as error:
        messages.error(request, _("The badges could not be made: %s") % error)
        return redirect("registrations_desk:arrivals", workshop=workshop)
    response = HttpResponse(pdf, content_type="application/pdf")
    response["Content-Disposition"] = 'inline; filename="badges.pdf"'
    return response
