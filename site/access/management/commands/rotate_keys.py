"""Rotate keys: the master key, or the data key of every vault."""

import os
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from access.domain import crypto, rotation
from access.models import Vault


class Command(BaseCommand):
    help = (
        "Re-seal all personal values with new data keys. With --master: wrap the keys with the "
        "present DATA_KEY instead of the one in OLD_DATA_KEY. Both can be stopped and run again."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--master", action="store_true")
        parser.add_argument(
            "--resume", action="store_true", help="Finish a rotation; make no further key."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["master"]:
            if not os.environ.get("OLD_DATA_KEY"):
                raise CommandError("Put the former master key into OLD_DATA_KEY.")
            old = crypto.decode_key(os.environ["OLD_DATA_KEY"], "OLD_DATA_KEY")
            self.stdout.write(f"{rotation.rewrap_master(old)} keys wrapped anew.")
            return
        step = rotation.reseal if options["resume"] else rotation.rotate_vault
        for vault in Vault.objects.filter(destroyed_at=None).order_by("created_at"):
            self.stdout.write(f"Vault {vault.pk}: {step(vault)} values re-sealed.")
