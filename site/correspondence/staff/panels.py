"""The red banner on the first page of the administration."""

from collections.abc import Mapping
from typing import Any

from wagtail.admin.ui.components import Component

from access.roles import Role, has_role
from correspondence.domain import health


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
