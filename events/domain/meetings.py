"""Pages of other events and of national working groups, made from what the sources state."""

import datetime
from typing import Any

from django.utils.text import slugify
from wagtail.models import Page

from events.domain.reference import read
from events.models import ConsultationPage, Institution, NationalWorkingGroupPage, State
from events.models.reference import Certainty, InstitutionKind

Kind = ConsultationPage.Kind
KINDS = {
    "roundtable": Kind.ROUNDTABLE,
    "conference of NHRIs": Kind.CONFERENCE,
    "consultation": Kind.CONSULTATION,
    "thematic workshop": Kind.THEMATIC,
    "submission": Kind.SUBMISSION,
}
# In which Member State a place lies; places elsewhere have none.
STATES = {
    "Jakarta": "ID",
    "Manila": "PH",
    "Bali": "ID",
    "Makati City": "PH",
    "Bangkok": "TH",
    "Singapore": "SG",
    "Luang Prabang": "LA",
    "Nay Pyi Taw": "MM",
}
MONTHS = {7: "July", 11: "November"}
# The parliamentary and government members of the groups were not seen in a source.
GROUP_SUMMARY = (
    "One of the national working groups of which the Working Group is made. A national working "
    "group brings together government institutions, parliamentary human rights committees, the "
    "national human rights institution, academe and non-governmental organisations."
)


def load_meetings(parent: Page) -> int:
    """Make the pages of other events that are not there yet; returns how many were made.

    Arguments: the page of text under which they hang. Pages that exist are not touched.
    """
    there = set(parent.get_children().values_list("slug", flat=True))
    states = {state.code: state for state in State.objects.all()}
    made = 0
    for event in read("asean_reference.json")["other_events"]:
        page = _meeting(event, states)
        if page.slug not in there:
            parent.add_child(instance=page)
            page.save_revision().publish()
            made += 1
    return made


def _meeting(event: dict[str, Any], states: dict[str, State]) -> ConsultationPage:
    first, _, last = event["date"].partition("/")
    place = event["place"] or ""
    state = states.get(STATES.get(place, ""))
    sure = event["provenance"]["status"] == "seen" and not event.get("date_conflict")
    return ConsultationPage(
        title=f"{place} {first[:4]}".strip(),
        slug=_slug(first[:4], event),
        kind=KINDS.get(event["type"], Kind.MEETING),
        official_title=event["title"],
        starts_on=_day(first) if sure else None,
        ends_on=_day(last) if sure else None,
        date_in_words=_month(first) if not sure or _day(first) is None else "",
        year=int(first[:4]),
        dates_as_stated_by="; ".join(event.get("date_conflict", [])),
        certainty=Certainty.SEEN if sure else Certainty.VERIFY,
        place=place,
        host_state=state,
        held_with="; ".join(event.get("co_organisers", [])),
        sources=event["provenance"]["source"].replace("; ", "\n"),
        search_description=f"{event['title']}, {' '.join(filter(None, (place, first[:4])))}.",
    )


def _slug(year: str, event: dict[str, Any]) -> str:
    words = " ".join([event["place"] or "", event["type"]])
    return f"{year}-{slugify(words)}"[:60].strip("-")


def _day(text: str) -> datetime.date | None:
    return datetime.date.fromisoformat(text) if len(text) == 10 else None


def _month(text: str) -> str:
    """ "July 1996" of "1996-07"; the year alone where that is all."""
    year, _, rest = text.partition("-")
    return f"{MONTHS[int(rest[:2])]} {year}" if rest else year


def load_working_groups(parent: Page) -> int:
    """Make the pages of national working groups that are not there yet; returns how many.

    Needs the reference data. A group of which only the existence was seen says so.
    """
    there = set(NationalWorkingGroupPage.objects.values_list("institution_id", flat=True))
    groups = Institution.objects.filter(kind=InstitutionKind.NATIONAL_WORKING_GROUP)
    made = 0
    for group in groups.select_related("state").order_by("state__sort_order"):
        if group.pk not in there and group.state:
            page = NationalWorkingGroupPage(
                title=group.name_on(None).text,
                slug=slugify(group.state.list_name),
                institution=group,
                summary=GROUP_SUMMARY,
                search_description=f"The national working group of {group.state.running_name}.",
            )
            parent.add_child(instance=page)
            page.save_revision().publish()
            made += 1
    return made
