"""The list of participants in three parts: named, by organisation only, counted.

Source: field table, rule 7: as each person chose, and no count below five. Names come from
`disclosure.appearances` and are nowhere stored.
"""

import itertools
import re
import uuid
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.utils.html import escape
from django.utils.translation import gettext as _

from access.domain import consent
from access.domain.consent import Output
from access.domain.disclosure import Appearance, appearances
from access.domain.suppression import THRESHOLD, suppress_beside
from events.domain.placeholders import people_of
from events.domain.releases import latest_release
from events.models import Person, WorkshopPage
from registrations.domain.head_counts import unlisted
from registrations.domain.queries import participants

SCRIPTS = {
    "th": "\u0e00-\u0e7f",
    "lo": "\u0e80-\u0eff",
    "km": "\u1780-\u17ff",
    "my": "\u1000-\u109f",
    "ta": "\u0b80-\u0bff",
    "ms-Arab": "\u0600-\u06ff\u0750-\u077f",
    "zh-Hans": "\u3400-\u9fff",
}


@dataclass(frozen=True)
class Group:
    """The named people of one category, in the order of their names as written."""

    label: str
    people: tuple[Appearance, ...]


@dataclass(frozen=True)
class PrintedList:
    """What is printed; `counts` are (label, number) with no number below five."""

    named: tuple[Group, ...]
    organisations: tuple[str, ...]
    counts: tuple[tuple[str, int], ...]
    has_few_more: bool
    kinds: tuple[str, ...]
    appearing: Mapping[str, str] = field(default_factory=dict)


def printed_list(workshop: WorkshopPage) -> PrintedList:
    """Who took part, as each of them chose to appear in the proceedings, at this moment."""
    people = list(participants(workshop))
    keys = [person.pk for person in people]
    seen = appearances(workshop.vault, keys, Output.PROCEEDINGS)
    named: dict[str, list[Appearance]] = {}
    organisations: set[str] = set()
    withheld: Counter[str] = Counter({person.category.label: 0 for person in people})
    unknown = Counter(withheld)
    others = {person.pk for person in unlisted(workshop, people)}
    for person in people:
        label, appearance = person.category.label, seen[person.pk]
        if appearance.name:
            named.setdefault(label, []).append(appearance)
        elif appearance.organisation:
            organisations.add(appearance.organisation)
        else:
            withheld[label] += 1
            unknown[label] += person.pk in others
    counts, has_few_more = counted(withheld, unknown)
    return PrintedList(
        named=tuple(
            Group(label, tuple(sorted(group, key=lambda person: person.name.casefold())))
            for label, group in named.items()
        ),
        organisations=tuple(sorted(organisations, key=str.casefold)),
        counts=counts,
        has_few_more=has_few_more,
        kinds=_kinds(people, set(named)),
        appearing=choices(keys),
    )


def counted(
    withheld: Mapping[str, int], unknown: Mapping[str, int]
) -> tuple[tuple[tuple[str, int], ...], bool]:
    """Counts that tell nothing about one person; what is too small stands together.

    Arguments: by category the people who are not named, zero where all of them are; those of them
    whom hosts do not know from the protocol list either. Returns the counts to print, and whether
    there are people whom no count may show.
    """
    table = suppress_beside(withheld, unknown)
    result = list(table.shown.items())
    if table.merged_count:
        result.append(
            (_("Other categories") if result else _("All categories"), table.merged_count)
        )
    return tuple(row for row in result if row[1]), table.is_withheld and any(withheld.values())


def _kinds(people: list[Person], named: set[str]) -> tuple[str, ...]:
    """The kinds of participants that may be told: five or more of a kind, or one who is named."""
    number = Counter(person.category.label for person in people)
    return tuple(label for label in number if number[label] >= THRESHOLD or label in named)


def choices(keys: list[uuid.UUID]) -> dict[str, str]:
    """Who appears in the proceedings and how: what a later withdrawal is compared with."""
    found = consent.naming(keys, Output.PROCEEDINGS)
    return {
        str(key): choice.value
        for key, choice in sorted(found.items(), key=lambda pair: str(pair[0]))
        if choice is not consent.Naming.NONE
    }


PERSON = re.compile(r"\{\{\s*person:([0-9a-f-]{36})\s*\}\}")


def with_names(workshop: WorkshopPage, html: str) -> tuple[str, dict[str, str]]:
    """A fragment with {{person:key}} read as a name, and who appears in it and how.

    As each of them chose for the proceedings, "a participant" for everybody else: a text keeps the
    key, so that a name taken back is gone from the next edition without any search.
    """
    keys = {uuid.UUID(key) for key in PERSON.findall(html)}
    if not keys:
        return html, {}
    known = keys & present(workshop)
    seen = appearances(workshop.vault, known, Output.PROCEEDINGS)

    def name(match: "re.Match[str]") -> str:
        found = seen.get(uuid.UUID(match[1]))
        if found is None or found.is_withheld:
            return escape(_("a participant"))
        if not found.name:
            words = _("a representative of %(organisation)s")
            return escape(words % {"organisation": found.organisation})
        return name_html(found.name, found.own_script)

    return PERSON.sub(name, html), choices(list(known))


def present(workshop: WorkshopPage) -> set[uuid.UUID]:
    """The people who may be named at all: who took part, or stands in the released agenda."""
    keys = set(participants(workshop).values_list("pk", flat=True))
    release = latest_release(workshop)
    return keys | people_of(release.document).keys() if release is not None else keys


def language_of(text: str) -> str:
    """The language tag by the script of a name, empty for Latin."""
    for tag, letters in SCRIPTS.items():
        if re.search(f"[{letters}]", text):
            return tag
    return ""


def name_html(name: str, own_script: str = "") -> str:
    """A name, and beside it the same in its own script, marked with its language."""
    tag = language_of(name)
    html = f'<span lang="{tag}">{escape(name)}</span>' if tag else escape(name)
    if own_script and own_script != name:
        html += f' <span lang="{language_of(own_script) or "und"}">{escape(own_script)}</span>'
    return html


def list_html(printed: PrintedList) -> str:
    """The printed list as a fragment."""
    parts = []
    numbers = itertools.count(1)
    if printed.named:
        parts.append(f"<h3>{escape(_('Participants who agreed to be named'))}</h3>")
        parts.append('<div class="people">')
        for group in printed.named:
            parts.append(f"<h4>{escape(group.label)}</h4>")
            parts += [_person(person, next(numbers)) for person in group.people]
        parts.append("</div>")
    if printed.organisations:
        parts.append(f"<h3>{escape(_('Organisations whose representatives took part'))}</h3>")
        items = "".join(f"<li>{escape(name)}</li>" for name in printed.organisations)
        parts.append(f'<ul class="organisations">{items}</ul>')
    if printed.counts or printed.has_few_more:
        parts.append(f"<h3>{escape(_('Participants who are not named'))}</h3>")
        parts.append(_counts(printed))
    return "\n".join(parts) or f"<p>{escape(_('Nobody agreed to be named.'))}</p>"


def _person(person: Appearance, number: int) -> str:
    name = " ".join(text for text in (person.form_of_address, person.name) if text)
    organisation = person.organisation
    line = f'<span class="org">{name_html(organisation)}</span>' if organisation else ""
    return f'<p class="person" id="n{number}"><b>{name_html(name, person.own_script)}</b>{line}</p>'


def _counts(printed: PrintedList) -> str:
    rule = _("They chose to be counted only. No number below five is given.")
    parts = [f'<p class="note">{escape(rule)}</p>']
    if printed.counts:
        rows = "".join(
            f'<tr><th scope="row">{escape(label)}</th><td class="num">{number}</td></tr>'
            for label, number in printed.counts
        )
        parts.append(
            f"<table><caption>{escape(_('Participants by category'))}</caption><thead><tr>"
            f'<th scope="col">{escape(_("Category"))}</th>'
            f'<th scope="col" class="num">{escape(_("Number"))}</th></tr></thead>'
            f"<tbody>{rows}</tbody></table>"
        )
    if printed.has_few_more:
        parts.append(f'<p class="note">{escape(_("A few more took part."))}</p>')
    return "".join(parts)
