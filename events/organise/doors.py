"""Who may come in at /organise/: asked at every request, so an ended grant ends with it.

A workshop that is not yours answers like one that does not exist (SEC-A2).
"""

import functools
import uuid
from collections.abc import Callable
from dataclasses import dataclass

from django.contrib.auth.views import redirect_to_login
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from access.decorators import private
from access.models import User
from access.roles import Role, current_grants, has_role
from events.domain.agenda import find
from events.models import Session, WorkshopPage


@dataclass(frozen=True)
class Door:
    """A signed-in organiser in one workshop."""

    user: User
    workshop: WorkshopPage
    is_secretariat: bool

    @property
    def has_annex(self) -> bool:
        """Whether the data annex of the host agreement is signed: without it, agenda only."""
        signed = self.workshop.data_annex_signed_on
        return signed is not None and signed <= timezone.localdate()

    def session(self, session_id: uuid.UUID) -> Session:
        """A session that this organiser may change. Raises Http404 for any other."""
        try:
            session = find(session_id)
        except Session.DoesNotExist as error:
            raise Http404 from error
        if session.workshop_id != self.workshop.pk or not self.may_change(session):
            raise Http404
        return session

    def may_change(self, session: Session) -> bool:
        """Closed sessions are the Secretariat's: their room and people are nobody else's matter."""
        is_open = session.is_public and session.attribution != Session.Attribution.CLOSED
        return self.is_secretariat or is_open


def workshops_of(user: User) -> QuerySet[WorkshopPage]:
    """The workshops that an account may organise now, the latest first."""
    workshops = WorkshopPage.objects.select_related("vault", "host_state")
    if not has_role(user, Role.SECRETARIAT):
        vaults = current_grants(user, Role.HOST_ORGANISER).values("vault")
        workshops = workshops.filter(vault__in=vaults)
    return workshops.order_by("-year", "-starts_on", "title")


def signed_in(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """The view needs an account; without one the visitor signs in first and comes back."""

    @functools.wraps(view)
    def wrapped(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path(), reverse("organise:sign_in"))
        return view(request, *args, **kwargs)

    return private(wrapped)  # type: ignore[return-value]


def organiser(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """The view gets a `Door` in place of the slug, or the visitor gets what is not found."""

    @functools.wraps(view)
    def wrapped(request: HttpRequest, slug: str, *args: object, **kwargs: object) -> HttpResponse:
        workshop = workshops_of(request.user).filter(slug=slug).first()  # type: ignore[arg-type]
        if workshop is None:
            raise Http404
        is_secretariat = has_role(request.user, Role.SECRETARIAT)
        door = Door(request.user, workshop, is_secretariat)  # type: ignore[arg-type]
        return view(request, door, *args, **kwargs)

    return signed_in(wrapped)
