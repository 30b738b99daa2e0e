"""Build the proceedings of a workshop: the same code as the button in the administration."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from publications.domain.building import request_build, run
from publications.models import Audience, BuildJob, ProceedingsPage


class Command(BaseCommand):
    help = "Build the proceedings of a workshop, for example: build_proceedings 2027-demo"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("workshop", help="slug of the workshop's page")
        parser.add_argument("--audience", choices=Audience.values, default=Audience.PUBLIC)

    def handle(self, *args: Any, workshop: str, audience: str, **options: Any) -> None:
        pages = ProceedingsPage.objects.filter(slug="proceedings")
        page = next((p for p in pages if p.get_parent().slug == workshop), None)
        if page is None:
            raise CommandError(f"There is no workshop “{workshop}” with proceedings.")
        job = run(request_build(page, None, audience).pk)
        if job.state == BuildJob.State.FAILED:
            raise CommandError(f"The volume was not built. {job.error}")
        edition = job.edition
        if edition is None:
            raise CommandError("Another process is building this volume.")
        for note in job.notes.splitlines():
            self.stdout.write(f"Note: {note}")
        self.stdout.write(
            f"Edition {edition.number}: {edition.pages} pages, {edition.size // 1024} kB, "
            f"SHA-256 {edition.sha256[:16]}…"
        )
