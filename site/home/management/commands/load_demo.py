"""Load the content of the demo: from an empty database to a site one can walk through."""

import datetime
import logging
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from wagtail.models import Page

from access.models import User
from events.domain.agenda import latest_release, release
from events.domain.content import load_archive, load_demo_workshops, load_reference
from events.domain.demo import DEMO_SLUG
from events.domain.meetings import load_meetings, load_working_groups
from events.domain.reference import read
from events.models import AgendaPage, Category, WorkshopPage
from home.domain import demo_documents, demo_languages
from home.domain.accounts import SECRETARIAT_ACCOUNT, ensure_accounts
from home.domain.first_pages import ensure_pages
from home.domain.roles import ensure_groups
from publications.domain import demo as publications_demo
from publications.domain import demo_outcomes
from publications.domain.building import newest_edition, request_build, run
from publications.engine.errors import BuildError
from publications.models import BuildJob
from registrations.domain import demo as registrations_demo
from registrations.models import Quota, RegistrationPage

CLOSES_AT = datetime.datetime(2027, 5, 21, 23, 59, tzinfo=ZoneInfo("Asia/Kuala_Lumpur"))


class Command(BaseCommand):
    help = "Load the demo: pages, reference data, invented workshops, people and sign-ins."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError(
                "This is not a demo installation; invented people must not mix with real ones. "
                "Set DJANGO_SETTINGS_MODULE=config.settings.demo, or use load_reference alone."
            )
        # A line for each page that is made would bury the steps.
        logging.getLogger("wagtail").setLevel(logging.WARNING)
        ensure_groups()
        self._say("Reference data")
        load_reference()
        self._say("Pages and the archive since 2001")
        address = urlsplit(settings.BASE_URL)
        index = ensure_pages(address.hostname or "localhost", address.port or 80)
        load_archive(index)
        load_meetings(Page.objects.child_of(index.get_parent()).get(slug="meetings"))
        load_working_groups(Page.objects.child_of(index.get_parent()).get(slug="working-groups"))
        self._say("Invented workshops")
        load_demo_workshops(index)
        path = settings.VAR / "demo-accounts.txt"
        if ensure_accounts(path):
            self._say(f"Sign-ins, written to {path}")
        workshop = WorkshopPage.objects.get(slug=DEMO_SLUG)
        self._say("Agenda")
        release_agenda(workshop)
        self._say("Registration, with sixty invented people")
        open_registration(workshop)
        registrations_demo.load(workshop)
        self._say("Papers")
        try:
            demo_documents.load(workshop)
        except BuildError as error:
            # The site is whole without them.
            self.stderr.write(f"  The papers were not typeset. {error}")
        self._say("Some pages in Indonesian and Thai")
        demo_languages.load(workshop)
        self._say("Recommendations and chapters of the proceedings")
        proceedings = publications_demo.load(workshop)
        demo_outcomes.load()
        if newest_edition(proceedings) is None:
            self._say("Typesetting the proceedings (a minute or less)")
            job = run(request_build(proceedings, None).pk)
            if job.state == BuildJob.State.FAILED:
                # The site is whole without the volume; the button in the admin tries again.
                self.stderr.write(f"  The proceedings were not built. {job.error}")
        self._say("Done")

    def _say(self, step: str) -> None:
        self.stdout.write(f"  {step}")


def release_agenda(workshop: WorkshopPage) -> None:
    """Release the draft once, as the Secretariat, and publish the agenda page."""
    if latest_release(workshop) is None:
        secretariat = User.objects.get(email=SECRETARIAT_ACCOUNT)
        release(workshop, secretariat, "First release")
    page = AgendaPage.objects.child_of(workshop).get()
    if page.first_published_at is None:
        page.save_revision().publish()


def open_registration(workshop: WorkshopPage) -> None:
    """Set the limits of places and open registration, where nobody has done so."""
    demo = read("demo_workshop.json")["demo"]
    categories = {category.code: category for category in Category.objects.all()}
    if not Quota.objects.filter(workshop=workshop).exists():
        Quota.objects.create(workshop=workshop, places=demo["places"])
        for row in demo["quotas"]:
            Quota.objects.create(
                workshop=workshop, category=categories[row["category"]], places=row["places"]
            )
    page = RegistrationPage.objects.child_of(workshop).get()
    if page.first_published_at is None:
        page.opens_at = timezone.now() - datetime.timedelta(days=1)
        page.closes_at = CLOSES_AT
        page.save_revision().publish()
