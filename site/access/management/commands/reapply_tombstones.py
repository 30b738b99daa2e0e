"""After restoring a backup: forget again what was erased since it was made."""

from typing import Any

from django.core.management.base import BaseCommand

from access.domain import erasure


class Command(BaseCommand):
    help = "Erase again the people and vaults that a restored backup brought back."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{erasure.reapply_tombstones()} tombstones applied.")
