"""For the last administrator who lost both telephone and recovery codes."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from access.domain import second_factor
from access.models import User


class Command(BaseCommand):
    help = "Remove the second factor of one account, so that it is set up anew. Audited."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")
        parser.add_argument("--reason", required=True, help="Kept in the audit trail; no names.")

    def handle(self, *args: Any, **options: Any) -> None:
        user = User.objects.filter(email__iexact=options["email"]).first()
        if user is None:
            raise CommandError("There is no account with this address.")
        second_factor.reset_by_operator(user, options["reason"])
        self.stdout.write("The second factor is removed; the next sign-in sets up a new one.")
