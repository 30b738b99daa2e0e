"""Load the reference data of the region."""

from typing import Any

from django.core.management.base import BaseCommand

from events.domain.content import load_reference


class Command(BaseCommand):
    help = (
        "Load States, institutions, ASEAN bodies and categories. Safe to repeat: "
        "what staff changed or removed stays as they have it."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        result = load_reference()
        for word, tally in (
            ("added", result.added),
            ("brought up to date", result.changed),
            ("left as staff have them", result.left_to_staff),
        ):
            if tally:
                rows = ", ".join(f"{count} {name}" for name, count in tally.items())
                self.stdout.write(f"Reference data {word}: {rows}.")
        if not (result.added or result.changed):
            self.stdout.write("Reference data is up to date.")
