"""Say in plain words what is wrong with this installation."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from home.domain import doctor


class Command(BaseCommand):
    help = "Say what is wrong with this installation and how to mend it."
    # The checks are one of the things it examines.
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        findings = doctor.examine()
        for finding in findings:
            mark = self.style.SUCCESS("good  ") if finding.is_good else self.style.ERROR("mend  ")
            self.stdout.write(mark + finding.words)
            if not finding.is_good:
                self.stdout.write(f"      -> {finding.remedy}")
        number = sum(not finding.is_good for finding in findings)
        if number:
            raise CommandError(f"{number} to mend.", returncode=1)
        self.stdout.write("Nothing to mend.")
