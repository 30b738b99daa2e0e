"""The invented workshops of the demo: one with everything, one without an NHRI, one with a co-host.

All of it comes from `events/data/demo_workshop.json`. Names of people are sealed like real ones,
and everybody's choices of how to appear are stored as consents.
"""

import datetime
import uuid
from typing import Any

from django.db import transaction
from django.utils.html import escape

from access.domain import consent, values
from access.domain.consent import Naming, Output
from events.domain import times
from events.domain.agenda import add_session
from events.domain.archive import create_workshop
from events.domain.reference import read
from events.domain.workshops import create_parts
from events.models import (
    Category,
    Person,
    Room,
    Session,
    SessionRole,
    State,
    WorkshopIndexPage,
    WorkshopPage,
)

DEMO_SLUG = "2027-demo"
STUBS = {"stub_without_nhri": "Vientiane 2026", "stub_with_think_tank": "Singapore 2025"}
TEXT_VERSION = "demo-1"
INTERPRETATION = (
    "Bahasa Melayu, Khmer, Lao, Burmese, Thai, Vietnamese, Indonesian, Tetum, sign language"
)
# People who appear under another name or not at all have a name too, and it must not leak.
WITHHELD_NAMES = {"S12": "Nang Upama Oo", "S16": "Khamla Tuayang", "S30": "Hnin Upama"}
WITHHELD_ORGANISATIONS = {"Name of organisation withheld", "affiliation withheld"}
ROLES = {
    "host foreign ministry": "host_ministry",
    "supporting foreign ministry": "supporting_ministry",
    "nhri": "nhri",
    "co-host": "co_host",
    "organiser": "organiser",
}
PUBLIC_OUTPUTS = (Output.BADGE, Output.PROGRAMME, Output.LIST, Output.PROCEEDINGS)
CHOICES: dict[str, dict[Output, Naming]] = {
    "full": dict.fromkeys(PUBLIC_OUTPUTS, Naming.NAME),
    "affiliation_only": dict.fromkeys(PUBLIC_OUTPUTS, Naming.ORGANISATION),
    "pseudonym": dict.fromkeys(
        (Output.BADGE, Output.PROGRAMME, Output.PROCEEDINGS), Naming.OTHER_NAME
    ),
    "anonymous": {},
}
BIOGRAPHY = "Works on remedies for an invented institution. The person and these words are made up."
SESSION_KINDS = {"closed": Session.Kind.MEETING}


def load_demo_workshops(index: WorkshopIndexPage) -> list[str]:
    """Make the demo workshops that are not there yet, by slug; returns the slugs of those made.

    Arguments: the list of workshops under which they hang. The large one comes with rooms, people
    and the draft agenda; releasing it is the Secretariat's decision. Needs the reference data.
    """
    demo = read("demo_workshop.json")["demo"]
    existing = set(WorkshopPage.objects.values_list("slug", flat=True))
    made = []
    for key, title in STUBS.items():
        stub = demo[key]
        if stub["slug"] not in existing:
            create_parts(create_workshop(index, title=f"{title} (demo)", **_stub(stub)))
            made.append(stub["slug"])
    if DEMO_SLUG not in existing:
        _load_full_demo(index, demo)
        made.append(DEMO_SLUG)
    return made


@transaction.atomic
def _load_full_demo(index: WorkshopIndexPage, demo: dict[str, Any]) -> None:
    workshop = create_workshop(index, title="Kuala Lumpur 2027 (demo)", **_full(demo))
    create_parts(workshop)
    people = _load_people(workshop, demo["speakers"])
    _load_agenda(workshop, demo["agenda"], people)


def _stub(stub: dict[str, Any]) -> dict[str, Any]:
    return {
        "facts": {
            "slug": stub["slug"],
            "number": stub["number"],
            "official_title": stub["official_title"],
            "starts_on": stub["start"],
            "ends_on": stub["end"],
            "host_state": stub["host_state"],
            "city": stub["city"],
            "time_zone": stub["time_zone"],
            "summary": "An invented workshop: no State, institution or person has agreed to it.",
            "is_demo": True,
        },
        "co_organisers": _co_organisers(stub["co_organisers"]),
    }


def _full(demo: dict[str, Any]) -> dict[str, Any]:
    venue = demo["venue"]
    facts = _stub({**demo, "slug": DEMO_SLUG})["facts"] | {
        "theme": demo["theme"],
        "venue": venue["name"],
        "venue_address": venue["address"],
        "working_languages": "English",
        "interpretation": INTERPRETATION,
        "summary": (
            "Three days on what the declarations of 2025 change for a person who lives beside a "
            "river, works across a border or looks for a remedy. An invented workshop: no State, "
            "institution or person has agreed to anything described here."
        ),
        "concept_note": _concept_note(demo["concept_note"]),
        "practical_information": (
            "<p>The hall and the rooms are reached without steps. There are a hearing loop, a "
            "prayer room on level 2 and a toilet for everybody. Meals are marked by what is in "
            "them. Tell the Secretariat what you need when you register; nobody asks why.</p>"
        ),
        "data_annex_signed_on": "2026-10-01",
    }
    return {"facts": facts, "co_organisers": _co_organisers(demo["co_organisers"])}


def _co_organisers(rows: list[dict[str, Any]]) -> list[dict[str, str]]:
    """The file refers to "states/MY/nhri", to "secretariat" or to an invented name."""
    result = []
    for row in rows:
        reference = row.get("reference", "")
        if reference.startswith("states/"):
            _, state, body = reference.split("/")
            key = f"{state.lower()}-{'nhri' if body == 'nhri' else 'ministry'}"
        else:
            key = "working-group" if reference else "example-institute"
        result.append({"institution": key, "role": ROLES[row["role"]]})
    return result


def _concept_note(note: dict[str, Any]) -> str:
    parts = []
    for section in note["sections"]:
        parts.append(f"<h3>{escape(section['heading'])}</h3>")
        parts += [f"<p>{escape(text)}</p>" for text in section.get("paragraphs", [])]
        if "list" in section:
            items = "".join(f"<li>{escape(text)}</li>" for text in section["list"])
            parts.append(f"<ul>{items}</ul>")
    return "".join(parts)


def _load_people(workshop: WorkshopPage, speakers: list[dict[str, Any]]) -> dict[str, Person]:
    """The speakers as people of the workshop, by the id of the file."""
    categories = {category.code: category for category in Category.objects.all()}
    states = {state.code: state for state in State.objects.all()}
    people = {}
    for speaker in speakers:
        category = categories[speaker["category"]]
        person = Person.objects.create(
            id=uuid.uuid5(workshop.vault_id, speaker["id"]),
            workshop=workshop,
            category=category,
            state=states.get(speaker["state"]),
            is_nominated=category.is_official,
        )
        values.store(workshop.vault, person.pk, _values(speaker), workshop.last_day)
        for output, naming in _choices(speaker).items():
            consent.give(
                workshop.vault,
                person.pk,
                consent.purpose_of(output),
                naming,
                text_version=TEXT_VERSION,
                language="en",
            )
        people[speaker["id"]] = person
    return people


def _values(speaker: dict[str, Any]) -> dict[str, str]:
    withheld = WITHHELD_NAMES.get(speaker["id"])
    organisation = speaker["organisation"]
    return {
        "name": withheld or speaker["display_name"],
        "other_name": speaker["display_name"] if speaker["publication_mode"] == "pseudonym" else "",
        "name_own_script": (speaker["name_native"] or {}).get("text", ""),
        "form_of_address": speaker["honorific"] or "",
        "organisation": "" if organisation in WITHHELD_ORGANISATIONS else organisation,
        "position": speaker["role"],
        "biography": BIOGRAPHY if speaker["publication_mode"] == "full" else "",
        "email": speaker["email"],
    }


def _choices(speaker: dict[str, Any]) -> dict[Output, Naming]:
    """How a speaker appears; those with a label before consent stay unknown to the host."""
    choices = dict(CHOICES[speaker["publication_mode"]])
    if speaker["publication_mode"] == "full" and not speaker["label_before_consent"]:
        choices[Output.HOST] = Naming.NAME
    return choices


def _load_agenda(
    workshop: WorkshopPage, items: list[dict[str, Any]], people: dict[str, Person]
) -> None:
    rooms = _load_rooms(workshop, items)
    roles = []
    for item in items:
        start, end = (_moment(workshop, item, key) for key in ("start", "end"))
        session = add_session(
            workshop,
            actor=None,
            title=item["title"],
            kind=_kind(item),
            starts_at=start,
            minutes=int((end - start).total_seconds()) // 60,
            room_id=rooms.get(item["room"]),
            description=item["description"] or "",
            languages=item["interpretation"],
            attribution=item["attribution_rule"],
            is_public=item["visibility"] != "closed_named",
        )
        cast = [(SessionRole.Role.CHAIR, item["chair"])]
        cast += [(SessionRole.Role.SPEAKER, speaker) for speaker in item["speakers"]]
        cast += [(SessionRole.Role.RAPPORTEUR, item["rapporteur"])]
        roles += [
            SessionRole(session=session, role=role, person=people[key], sort_order=order)
            for order, (role, key) in enumerate(cast)
            if key
        ]
    SessionRole.objects.bulk_create(roles)


def _load_rooms(workshop: WorkshopPage, items: list[dict[str, Any]]) -> dict[str, int]:
    """The rooms by name, in the order of the agenda; a room that is not published is not one."""
    names = list(dict.fromkeys(item["room"] for item in items if item["room"] != "not published"))
    seats = {item["room"]: item["capacity"] for item in items if item["capacity"]}
    booths = {
        item["room"]: len([code for code in item["interpretation"] if code not in {"en", "sign"}])
        for item in items
    }
    rooms = {}
    for order, name in enumerate(names):
        room = Room.objects.create(
            workshop=workshop,
            name=name,
            seats=seats.get(name),
            booths=booths[name],
            sort_order=order,
        )
        rooms[name] = room.pk
    return rooms


def _moment(workshop: WorkshopPage, item: dict[str, Any], key: str) -> datetime.datetime:
    day = datetime.date.fromisoformat(item["date"])
    return times.moment(workshop, day, datetime.time.fromisoformat(item[key]))


def _kind(item: dict[str, Any]) -> str:
    if item["title"].startswith("Panel "):
        return Session.Kind.PANEL
    return SESSION_KINDS.get(item["type"], item["type"])
