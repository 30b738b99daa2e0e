"""Build a volume from the administration: one button, the progress, what came of it."""

from django.contrib import messages
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from access.models import User
from access.roles import Role, has_role
from publications.domain.building import latest_job, newest_edition, request_build
from publications.domain.corrections import is_outdated
from publications.models import ProceedingsPage

REFRESH_SECONDS = 3


def may_build(user: "User | AnonymousUser") -> bool:
    """The Secretariat and the proceedings staff; nobody else meets the button."""
    return has_role(user, Role.SECRETARIAT) or has_role(user, Role.PROCEEDINGS)


@require_http_methods(["GET", "HEAD", "POST"])
def build(request: HttpRequest, page_id: int) -> HttpResponse:
    """GET shows how the volume stands, POST asks for a build."""
    user = request.user
    if not user.is_authenticated or not may_build(user):
        raise PermissionDenied
    page = get_object_or_404(ProceedingsPage, pk=page_id)
    if request.method == "POST":
        request_build(page, user)
        messages.success(request, _("The volume will be built. This page shows how far it is."))
        return redirect("publications_build", page.pk)
    job = latest_job(page)
    edition = newest_edition(page)
    response = render(
        request,
        "publications/staff/build.html",
        {
            "proceedings": page,
            "workshop": page.workshop,
            "job": job,
            "edition": edition,
            "is_outdated": edition is not None and is_outdated(edition),
            "editions": page.editions.all(),
        },
    )
    if job is not None and job.is_open:
        response["Refresh"] = str(REFRESH_SECONDS)
    return response
