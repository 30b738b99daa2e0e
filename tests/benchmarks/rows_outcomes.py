"""The tracker with 500 recommendations of 5 steps each: a filtered page against the plain one."""

import datetime
from collections.abc import Iterator
from contextlib import contextmanager

from tests.benchmarks.harness import Bench, Row, row

RECOMMENDATIONS = 500
STEPS = 5
# Anything after the question mark, so that the page is made anew for each request.
PLAIN = "/recommendations/?new"
FILTERED = "/recommendations/?theme=migration&state=taken_up&year=2026&q=invented"


def rows(bench: Bench) -> Iterator[Row]:
    with many_recommendations():
        plain = bench.multiple(PLAIN)
        filtered = bench.multiple(FILTERED)
        # A megabyte each: twenty are enough.
        data = bench.site.per_request("/recommendations/data.json?new", 20) / bench.bare
    yield row("tracker.plain.cpu", plain, "bare views")
    yield row("tracker.filtered.cpu", filtered, "bare views")
    yield row("tracker.filtered.to.plain", filtered / plain, "times", 2)
    yield row("tracker.json.cpu", data, "bare views")


@contextmanager
def many_recommendations() -> Iterator[None]:
    """500 more recommendations in an invented workshop of the demo, gone afterwards."""
    from django.db import transaction

    from events.models import WorkshopPage
    from publications.domain.drafting import digest
    from publications.models import Addressee, Recommendation, Step, Theme

    workshop = WorkshopPage.objects.get(slug="2026-demo")
    theme, body = Theme.objects.get(slug="migration"), Addressee.objects.get(code="SOM")
    with transaction.atomic():
        made = Recommendation.objects.bulk_create(
            Recommendation(
                workshop=workshop,
                number=number,
                title=f"Invented recommendation {number}",
                text=f"That something invented be done, number {number}.",
                standing="adopted",
                adopted_at=datetime.datetime(2026, 6, 17, tzinfo=datetime.UTC),
                sha256=digest(f"{number}"),
                certainty="seen",
                source="Invented",
                state="taken_up",
            )
            for number in range(1, RECOMMENDATIONS + 1)
        )
        Step.objects.bulk_create(
            Step(
                recommendation=recommendation,
                kind="followed_by",
                date=datetime.date(2010 + step, 1, 1),
                what=f"Invented step {step}",
                certainty="seen",
                source="Invented",
            )
            for recommendation in made
            for step in range(STEPS)
        )
        for through, name, target in (
            (Recommendation.themes.through, "theme_id", theme.pk),
            (Recommendation.addressees.through, "addressee_id", body.pk),
        ):
            through.objects.bulk_create(
                through(recommendation_id=recommendation.pk, **{name: target})
                for recommendation in made
            )
    try:
        yield
    finally:
        keys = [recommendation.pk for recommendation in made]
        Step.objects.filter(recommendation__in=keys).delete()
        Recommendation.objects.filter(pk__in=keys).delete()
