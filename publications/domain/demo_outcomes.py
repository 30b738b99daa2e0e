"""The twelve invented recommendations of the demo workshop, with their drafting.

They stand as adopted on the last day of that workshop. No step is invented: nothing can have
followed a workshop that never was.
"""

import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction

from events.domain.demo import DEMO_SLUG
from events.domain.reference import read
from events.models import Session, WorkshopPage
from events.models.reference import Certainty
from publications.domain import demo_participation
from publications.domain.drafting import digest
from publications.domain.outcomes import load_outcomes
from publications.domain.recommendations_import import heading
from publications.models import (
    Addressee,
    DraftVersion,
    Recommendation,
    Reservation,
    Step,
    Theme,
)

SOURCE = "Demonstration: invented"
# One participant did not join in it, as the closing chapter of the demo volume tells.
RESERVED = 5
THEMES = {
    "access to information": "information",
    "participation": "participation",
    "defenders": "defenders",
    "health and environment": "environment",
    "migrant workers": "migration",
    "trafficking": "trafficking",
    "business and human rights": "business",
    "women and children": "women-and-children",
    "national institutions": "national-institutions",
    "follow-up": "follow-up",
}
TITLES = {
    1: "One public contact point for environmental information in each State",
    2: "A public page of these contact points",
    3: "Sixty days for consultations with cross-border effects",
    4: "Written contributions of the public to the plan of the AICHR",
    5: "No intimidation of people who take part in regional meetings",
    6: "Air-quality data that neighbours can read automatically",
    7: "A yearly report on the action plan of the 2017 Consensus",
    8: "Victims of trafficking are not held for immigration offences",
    9: "A checklist for public buyers",
    10: "Children are heard on climate harm",
    11: "Plans for national institutions where there is none",
    12: "Transmission within sixty days, and a table of follow-up",
}


@transaction.atomic
def load() -> int:
    """Load the facts of 2004 and, where the demo workshop is there, its recommendations.

    Run it as often as you like; returns the number of recommendations made.
    """
    load_outcomes()
    demo_participation.load()
    workshop = WorkshopPage.objects.filter(slug=DEMO_SLUG).order_by("pk").first()
    if workshop is None or Recommendation.objects.filter(workshop=workshop).exists():
        return 0
    data = read("demo_workshop.json")["demo"]
    titles = {item["id"]: item["title"] for item in data["agenda"]}
    sessions = {session.title: session for session in Session.objects.filter(workshop=workshop)}
    for entry in data["recommendations"]:
        row = _draft(workshop, entry, sessions.get(titles.get(entry["origin_session"], "")))
        _adopt(row, workshop, bracketed=entry["bracketed"])
        _link(row, workshop, entry["builds_on"])
        if row.number == RESERVED:
            Reservation.objects.create(recommendation=row)
    return len(data["recommendations"])


def _draft(
    workshop: WorkshopPage, entry: dict[str, Any], session: Session | None
) -> Recommendation:
    row = Recommendation.objects.create(
        key=entry["id"],
        workshop=workshop,
        number=entry["number"],
        title=TITLES.get(entry["number"], heading(entry["text"])),
        text=entry["text"],
        session=session,
        reading=2,
        certainty=Certainty.SEEN,
        source=SOURCE,
        next_check=datetime.date.fromisoformat(entry["review_date"]),
    )
    row.themes.set(Theme.objects.filter(slug=THEMES[entry["theme"]]))
    row.addressees.set(Addressee.objects.filter(code__in=entry["addressees"]))
    return row


def _adopt(row: Recommendation, workshop: WorkshopPage, *, bracketed: str | None) -> None:
    """Two versions: the first reading with what was not agreed in brackets, then the second."""
    first = row.text.replace(bracketed.strip("[]"), bracketed) if bracketed else row.text
    for number, text in enumerate((first, row.text), start=1):
        DraftVersion.objects.create(
            recommendation=row, number=number, reading=number, text=text, origin="typed"
        )
    zone = ZoneInfo(workshop.time_zone)
    row.standing = Recommendation.Standing.ADOPTED
    row.adopted_at = datetime.datetime.combine(workshop.last_day, datetime.time(12, 30), zone)
    row.sha256 = digest(row.text)
    row.save()


def _link(row: Recommendation, workshop: WorkshopPage, builds_on: str | None) -> None:
    earlier = Recommendation.objects.filter(key=builds_on).first() if builds_on else None
    if earlier is not None:
        Step.objects.create(
            recommendation=earlier,
            kind=Step.Kind.STRENGTHENED,
            date=workshop.last_day,
            what=workshop.official_title,
            related=row,
            certainty=Certainty.SEEN,
            source=SOURCE,
        )
