"""Destroy the keys of one workshop."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from access.domain import erasure
from access.models import Vault


class Command(BaseCommand):
    help = "Make every personal value of one vault unreadable for ever, in every backup."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("vault", help="The id of the vault.")
        parser.add_argument("--yes", action="store_true", help="I know that it cannot be undone.")

    def handle(self, *args: Any, **options: Any) -> None:
        vault = Vault.objects.filter(pk=options["vault"], destroyed_at=None).first()
        if vault is None:
            raise CommandError("There is no such vault, or its keys are destroyed already.")
        if not options["yes"]:
            raise CommandError("It cannot be undone. Say --yes if you mean it.")
        erasure.destroy_vault(vault, "operator")
        self.stdout.write("The keys are destroyed.")
