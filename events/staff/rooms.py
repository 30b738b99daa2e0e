"""What the rooms of one workshop in the administration share: who works there, and on which."""

from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.functional import cached_property

from access.models import User
from events.models import WorkshopPage


class OfWorkshop:
    """Who works here, and on which workshop: 404 where there is none, or its key was destroyed."""

    request: HttpRequest
    kwargs: dict[str, Any]

    @property
    def actor(self) -> User:
        user = self.request.user
        assert isinstance(user, User)  # noqa: S101 - whoever let them in has asked
        return user

    @cached_property
    def workshop(self) -> WorkshopPage:
        rows = WorkshopPage.objects.select_related("vault", "host_state")
        return get_object_or_404(rows.filter(vault__destroyed_at=None), pk=self.kwargs["workshop"])
