"""What the Secretariat sees on the first page of the administration when mail needs a look."""

import datetime
from collections.abc import Mapping
from typing import Any

from django.utils import timezone
from wagtail.admin.ui.components import Component

from access.roles import Role, has_role
from correspondence.domain import health
from correspondence.limits import seconds


class SilentWorkerPanel(Component):
    """Shown to the Secretariat when no worker has given a sign of life for five minutes."""

    name = "silent_worker"
    order = 1
    template_name = "correspondence/staff/silent_worker.html"

    def render_html(self, parent_context: Mapping[str, Any] | None = None) -> str:
        user = (parent_context or {})["request"].user
        if not has_role(user, Role.SECRETARIAT) or not health.is_silent():
            return ""
        return super().render_html(parent_context)

    def get_context_data(self, parent_context: Mapping[str, Any]) -> Mapping[str, Any]:
        return {"last_beat": health.last_beat()}


class BacklogPanel(Component):
    """Mails that were given up, came back or wait too long; held ones that wait for a look."""

    name = "mail_backlog"
    order = 2
    template_name = "correspondence/staff/backlog.html"

    def render_html(self, parent_context: Mapping[str, Any] | None = None) -> str:
        if not has_role((parent_context or {})["request"].user, Role.SECRETARIAT):
            return ""
        return super().render_html(parent_context)

    def get_context_data(self, parent_context: Mapping[str, Any]) -> Mapping[str, Any]:
        backlog = health.backlog()
        return {"backlog": backlog, "is_late": is_late(backlog.oldest)}


def is_late(oldest: datetime.datetime | None) -> bool:
    """Whether a mail has waited longer than a worker in order lets it (SILENT_SECONDS)."""
    return oldest is not None and oldest < timezone.now() - seconds("SILENT_SECONDS")
