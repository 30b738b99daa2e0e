"""Erase personal values whose day has come; the worker does it every day."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from access.domain import erasure


class Command(BaseCommand):
    help = "Erase what is due. With --dry-run: only say how much it would be."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        today = timezone.now().date()
        step = erasure.due if options["dry_run"] else erasure.run_retention
        entries = step(today)
        verb = "would be erased" if options["dry_run"] else "erased"
        for entry in entries:
            parts = ", ".join(f"{count} {code}" for code, count in entry.counts.items())
            self.stdout.write(f"Vault {entry.vault.pk}: {parts} {verb}.")
        if not entries:
            self.stdout.write("Nothing is due.")
