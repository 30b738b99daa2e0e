"""Who is affected by a release, and telling them: never twice, and no host learns how many.

The mail says that something changed; what changed stands on the private page of the person.
"""

import datetime
import uuid

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from access.domain.consent import Output
from correspondence.domain import recipients
from events.domain import placeholders
from events.domain.agenda_difference import Change, What, difference
from events.domain.agenda_document import Document
from events.models import AgendaFollower, AgendaRelease

OCCASION = "agenda_changed"
# The private page that shows what changed, below /me/.
PAGE = "agenda"
# What people must know to be in the right place; other words can be read when they come.
TOLD = {
    What.ADDED,
    What.CANCELLED,
    What.MOVED,
    What.LENGTHENED,
    What.ROOM,
    What.ROLES,
    What.RENAMED,
}


class Tell:
    """When those affected are told: codes of the form and of `releases.release`."""

    NOW = "now"
    LATER = "later"
    NOBODY = "nobody"
    CHOICES = (
        (NOW, _("Now")),
        (LATER, _("Together with other changes, at")),
        (NOBODY, _("Tell no one")),
    )


def affected(a: Document, b: Document) -> dict[uuid.UUID, tuple[Change, ...]]:
    """What changed for each person with a part, from `a` to `b`. Pure.

    A person is affected by what happens to a session in which they have a part before or after
    (cancelled sessions included); a change of roles concerns those who gained, lost or changed a
    part, not the others of the session.
    """
    before, after = _parts(a), _parts(b)
    found: dict[uuid.UUID, list[Change]] = {}
    for change in difference(a, b):
        if change.what not in TOLD:
            continue
        old, new = before.get(change.session, {}), after.get(change.session, {})
        people = old.keys() | new.keys()
        if change.what is What.ROLES:
            people = {person for person in people if old.get(person) != new.get(person)}
        for person in people:
            found.setdefault(uuid.UUID(person), []).append(change)
    return {person: tuple(changes) for person, changes in found.items()}


def _parts(document: Document) -> dict[str, dict[str, set[str]]]:
    """By session: the roles of each person."""
    parts: dict[str, dict[str, set[str]]] = {}
    for session in document["sessions"]:
        own = parts.setdefault(session["id"], {})
        for role in session["roles"]:
            if role["person"]:
                own.setdefault(role["person"], set()).add(role["role"])
    return parts


def tell(release: AgendaRelease, before: Document) -> int:
    """Write to everybody affected from `before` to a release, in the caller's transaction.

    Those are the people whose part changed and, where the public sees a change, those who asked to
    be told. Returns how many mails were written: for tests and the ledger, shown to no host. A
    person is written to once for a release, whatever calls this again.
    """
    keys = affected(before, release.document).keys() | followers(release, before)
    AgendaRelease.objects.filter(pk=release.pk).update(told_at=timezone.now())
    if not keys:
        return 0
    return recipients.write(
        release.workshop.vault,
        sorted(keys),
        OCCASION,
        once=f"release {release.number}",
        page=PAGE,
    )


def followers(release: AgendaRelease, before: Document) -> set[uuid.UUID]:
    """Those who asked to be told, where a release changes what they see. At most one statement."""
    known = (placeholders.redact(d, Output.PROGRAMME) for d in (before, release.document))
    if not any(change.what in TOLD for change in difference(*known)):
        return set()
    rows = AgendaFollower.objects.filter(person__workshop=release.workshop_id)
    return set(rows.values_list("person", flat=True))


def tell_due() -> int:
    """Write the bundles whose hour has come: one mail a person for all releases of a bundle."""
    waiting = AgendaRelease.objects.filter(
        told_at=None, tell_at__isnull=False, tell_at__lte=timezone.now()
    )
    workshops = sorted(set(waiting.values_list("workshop", flat=True)))
    return sum(_tell_bundle(workshop) for workshop in workshops)


@transaction.atomic
def _tell_bundle(workshop: int) -> int:
    """The releases of a workshop that wait, told as one difference. Bears being run again."""
    waiting = AgendaRelease.objects.filter(
        workshop=workshop, told_at=None, tell_at__lte=timezone.now()
    )
    waiting.update(number=F("number"))  # the write comes first: one worker at a time
    rows = list(waiting.select_related("workshop__vault").order_by("number"))
    if not rows:
        return 0
    first, last = rows[0], rows[-1]
    earlier = AgendaRelease.objects.filter(workshop=workshop, number__lt=first.number)
    base = earlier.order_by("-number").first()
    waiting.update(told_at=timezone.now())
    return tell(last, base.document if base else {**last.document, "sessions": []})


def hour_of(text: str, zone: datetime.tzinfo) -> datetime.datetime | None:
    """The next moment at which the clocks of `zone` show `text` ("17:00"); None for other text."""
    try:
        hour = datetime.time.fromisoformat(text)
    except ValueError:
        return None
    now = timezone.now().astimezone(zone)
    at = datetime.datetime.combine(now.date(), hour.replace(tzinfo=None), tzinfo=zone)
    return at if at > now else at + datetime.timedelta(days=1)
