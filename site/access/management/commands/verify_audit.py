"""Check every audit chain from its first entry to its head."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from access.domain.audit import first_broken
from access.domain.watch import first_mismatch
from access.models import AuditChain


class Command(BaseCommand):
    help = "Verify the audit chains; name the first entry that does not fit."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--anchor", type=Path, help="A file with heads kept elsewhere.")

    def handle(self, *args: Any, **options: Any) -> None:
        broken = []
        for chain in AuditChain.objects.order_by("pk"):
            number = first_broken(chain)
            of = f"vault {chain.vault_id}" if chain.vault_id else "the installation"
            if number is None:
                self.stdout.write(f"The chain of {of} is whole: {chain.length} entries.")
            else:
                broken.append(f"The chain of {of} is broken at entry {number}.")
        if options["anchor"]:
            mismatch = first_mismatch(options["anchor"].read_text())
            if mismatch:
                broken.append(mismatch)
        if broken:
            raise CommandError("\n".join(broken))
