"""A person who appears in a published volume may withdraw: then the volume is not served as it is.

The view asks `is_outdated` at every request, so a withdrawal acts at once; the
timetable builds the corrected edition soon after, and the older files are deleted with it.
"""

from collections.abc import Mapping

from access.domain.consent import Naming
from access.models import User
from publications.domain.building import newest_edition, request_build, withdraw
from publications.domain.people import choices, present
from publications.models import Audience, BuildJob, Edition, ProceedingsPage


def is_outdated(edition: Edition) -> bool:
    """Whether an edition shows somebody in a way to which they do not agree any more.

    Also where a person does not take part any more. Four statements, none where nobody appears.
    """
    if not edition.appearing:
        return False
    keys = present(edition.proceedings.workshop)
    return shows_more_than(edition.appearing, choices(list(keys)))


def shows_more_than(printed: Mapping[str, str], allowed: Mapping[str, str]) -> bool:
    """Whether one record of appearances shows somebody in a way that another does not allow."""
    return any(
        allowed.get(key) != choice
        and not (allowed.get(key) == Naming.NAME and choice == Naming.ORGANISATION)
        for key, choice in printed.items()
    )


def take_back(edition: Edition, actor: User) -> None:
    """Withdraw an edition by hand: its text holds something personal that only people can see.

    What another edition serves too stays with it. The old address leads to the newest edition; of
    the newest one readers get nothing until a corrected one is built.
    """
    others = edition.proceedings.editions.exclude(pk=edition.pk).exclude(file="")
    withdraw(edition, {name for one in others for name in (one.file, *one.pieces.values())}, actor)


def correct_outdated() -> int:
    """Ask for a build of every volume that shows too much; returns their number (timetable)."""
    asked = 0
    for proceedings in ProceedingsPage.objects.filter(editions__isnull=False).distinct():
        for audience in Audience.values:
            edition = newest_edition(proceedings, audience)
            if edition is None or not edition.file or not is_outdated(edition):
                continue
            open_states = [BuildJob.State.QUEUED, BuildJob.State.RUNNING]
            running = proceedings.build_jobs.filter(state__in=open_states, audience=audience)
            if not any(job.is_open for job in running):
                request_build(proceedings, None, audience)
                asked += 1
    return asked
