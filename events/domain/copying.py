"""Next year's workshop from this one: its structure, never its people, deadlines moved along.

Copied: format, languages, interpretation, practical information, the sessions of the agenda without
who takes part in them. Not copied: title, theme, venue, host, co-organisers, documents, notes.
"""

import datetime
from collections.abc import Callable
from typing import Any

from django.db import models, transaction
from wagtail.models import Page

from access.domain import audit
from access.models import User
from events.domain.workshops import create_parts
from events.models import Session, WorkshopIndexPage, WorkshopPage

COPIED = ("format", "working_languages", "interpretation", "practical_information")
OnCopy = Callable[[WorkshopPage, WorkshopPage, datetime.timedelta], None]
_followers: list[OnCopy] = []


def also(follower: OnCopy) -> None:
    """Let an upper app copy its own structure; call it in `AppConfig.ready`."""
    if follower not in _followers:
        _followers.append(follower)


@transaction.atomic
def next_workshop_from(
    source: WorkshopPage,
    *,
    title: str,
    slug: str,
    starts_on: datetime.date,
    ends_on: datetime.date,
    time_zone: str,
    actor: User,
) -> WorkshopPage:
    """Make the draft of a new workshop from an earlier one.

    Arguments: the earlier workshop, which has a first day; working title, slug, days and zone
    (IANA) of the new one; who asks. Every moment moves by the distance of the first days. Returns
    the draft. Raises ValidationError for a slug that is in use.
    """
    if source.starts_on is None:
        raise ValueError("a workshop without a first day")
    new = WorkshopPage(
        title=title,
        draft_title=title,
        slug=slug,
        starts_on=starts_on,
        ends_on=ends_on,
        time_zone=time_zone,
        standing=WorkshopPage.Standing.PLANNED,
        live=False,
        is_demo=source.is_demo,
        **{name: getattr(source, name) for name in COPIED},
    )
    new.clean()
    index = WorkshopIndexPage.objects.get(pk=source.get_parent().pk)
    index.add_child(instance=new)
    delta = starts_on - source.starts_on
    _copy_parts(source, new, delta)
    _copy_sessions(source, new, delta, actor)
    for follower in _followers:
        follower(source, new, delta)
    new.save_revision(user=actor)
    audit.record("workshop.copied", obj=new, actor=actor, vault=new.vault, source=source.slug)
    return new


def _copy_parts(source: WorkshopPage, new: WorkshopPage, delta: datetime.timedelta) -> None:
    """The parts as drafts; those with moments of their own get them moved along."""
    earlier = {page.specific_class: page.specific for page in source.get_children()}
    for part in create_parts(new):
        before: Page | None = earlier.get(type(part))
        moments = _moments(before) if before is not None else {}
        if moments:
            for name, moment in moments.items():
                setattr(part, name, moment + delta)
            part.save()


def _moments(page: Page) -> dict[str, datetime.datetime]:
    """The moments that a page type adds to those of every page."""
    fields: list[Any] = [
        field for field in page._meta.local_fields if isinstance(field, models.DateTimeField)
    ]
    return {f.name: value for f in fields if (value := getattr(page, f.name)) is not None}


def _copy_sessions(
    source: WorkshopPage, new: WorkshopPage, delta: datetime.timedelta, actor: User
) -> None:
    Session.objects.bulk_create(
        Session(
            workshop=new,
            kind=row.kind,
            title=row.title,
            starts_at=row.starts_at + delta if row.starts_at else None,
            minutes=row.minutes,
            languages=row.languages,
            attribution=row.attribution,
            is_public=row.is_public,
            changed_by=actor,
        )
        for row in Session.objects.filter(workshop=source)
    )
