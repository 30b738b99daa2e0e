"""Write the page of roles from the table of roles."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from access.domain.roles_page import render


class Command(BaseCommand):
    help = "Write docs/roles.md from access/role_matrix.py."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        path = Path(settings.ROOT) / "docs" / "roles.md"
        path.write_text(render(), encoding="utf-8")
        self.stdout.write(f"Written: {path.relative_to(settings.ROOT)}")
