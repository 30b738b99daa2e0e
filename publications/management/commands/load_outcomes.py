"""Load the proposals of 2004, what followed them, and the instruments and meetings around them."""

from typing import Any

from django.core.management.base import BaseCommand

from publications.domain.outcomes import load_outcomes


class Command(BaseCommand):
    help = "Load the sourced facts of outcomes; repeat it as often as you like."

    def handle(self, *args: Any, **options: Any) -> None:
        result = load_outcomes()
        for label, tally in (
            ("Added", result.added),
            ("Changed", result.changed),
            ("Left as staff have it", result.left_to_staff),
        ):
            for name, number in sorted(tally.items()):
                self.stdout.write(f"{label}: {number} {name}")
        if not (result.added or result.changed):
            self.stdout.write("Nothing is new.")
