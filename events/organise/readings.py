"""Who read which names at /organise/: one entry of the audit for each new set of names.

A board that is looked at again shows nothing new; the session remembers a fingerprint of the keys
of those whose names were shown, so that the audit tells what was read and not how often.
"""

import hashlib
from collections.abc import Collection
from typing import Any

from django.http import HttpRequest

from access.domain import audit
from events.organise.doors import Door

REMEMBERED = "names_read"


def note(request: HttpRequest, door: Door, people: Collection[str]) -> None:
    """Record that the names of these people (keys) were shown, unless they just were."""
    if not people:
        return
    keys = sorted(people)
    mark = hashlib.sha256("|".join([door.workshop.slug, *keys]).encode()).hexdigest()[:16]
    seen: list[str] = request.session.get(REMEMBERED, [])
    if mark in seen:
        return
    request.session[REMEMBERED] = [*seen[-20:], mark]
    audit.record(
        "agenda.read_names",
        obj=door.workshop,
        actor=door.user,
        vault=door.workshop.vault,
        people=keys,
    )


def note_offered(request: HttpRequest, door: Door, form: Any) -> None:
    """Record the names that a form offers for a role."""
    if "person" in form.fields:
        note(request, door, [key for key, _name in form.fields["person"].choices if key])
