"""Sections of a participant's private page that other rooms and upper floors add.

An app registers in `ready()` a function that looks at one registration and answers with a `Part`,
or with None where it has nothing to show; most people see few parts, so a part that is not needed
should cost no statement or one. Its template is a `<section>`; it reads its values from `part`, and
`token`, `registration` and `workshop` of the page. Addresses of a part lie under `/me/<token>/…`,
behind `registrations.public.doors.by_link`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest

from registrations.models import Registration


@dataclass(frozen=True)
class Part:
    """One section: the template, and what it reads as `part`."""

    template: str
    values: Mapping[str, Any] = field(default_factory=dict)


Make = Callable[[HttpRequest, Registration, str], Part | None]
_makers: dict[str, tuple[int, Make]] = {}


def register_part(code: str, make: Make, *, order: int = 50) -> None:
    """Add a section to the private page.

    Arguments: a name of the section (registering it again replaces it); the function, called with
    the request, the registration (its workshop, person and category are loaded) and the token of
    the page; its place among the sections, smaller comes first.
    """
    _makers[code] = (order, make)


def parts(request: HttpRequest, registration: Registration, token: str) -> list[Part]:
    """The sections that have something to show to this person, in order."""
    made = (
        make(request, registration, token)
        for _order, make in sorted(_makers.values(), key=lambda entry: entry[0])
    )
    return [part for part in made if part is not None]
