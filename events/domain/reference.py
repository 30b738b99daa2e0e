"""The reference data of the region: States, their institutions and names, ASEAN bodies, categories.

Everything comes from `events/data`; what its file calls "general knowledge, verify" is loaded as
`Certainty.VERIFY`, and pages print it marked or not at all.
"""

import datetime
import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from django.db import transaction

from events.domain.loading import Fact, Loaded, load
from events.models import Accreditation, Category, Institution, InstitutionName, State
from events.models.reference import Certainty, InstitutionKind

DATA = Path(__file__).resolve().parents[1] / "data"

# Shown instead of a name that is not disclosed; one label for a whole category, so that it tells
# nothing about the person.
SPEAKER_LABELS = {
    "GOV": "Government speaker",
    "LINE": "Line ministry speaker",
    "PARL": "Parliamentary speaker",
    "NHRI": "National institution speaker",
    "AB": "ASEAN body speaker",
    "NWG": "Working Group speaker",
    "CSO": "Civil society speaker",
    "ACAD": "Academic speaker",
    "IGO": "Intergovernmental speaker",
    "DIPL": "Observer",
    "MEDIA": "Media participant",
    "STAFF": "Member of the Secretariat",
}
OFFICIAL = {"GOV", "LINE"}


@cache
def read(name: str) -> dict[str, Any]:
    """A file of `events/data`, parsed once."""
    return json.loads((DATA / name).read_text(encoding="utf-8"))


@transaction.atomic
def load_reference() -> Loaded:
    """Load the reference data; run it as often as you like.

    Returns what was added, changed and left as staff have it. Never overwrites a value that staff
    changed and never brings back a row they removed.
    """
    data, extra = read("asean_reference.json"), read("archive.json")
    result = Loaded()
    states = load(State, "code", _states(data), result)
    load(Category, "code", _categories(data), result)
    records = list(_institutions(data, extra))
    institutions = load(Institution, "key", _institution_facts(records, states), result)
    load(InstitutionName, "key", _name_facts(records, institutions), result)
    load(Accreditation, "key", _accreditation_facts(records, institutions), result)
    return result


def _certainty(provenance: dict[str, Any]) -> str:
    """How sure a fact is: a note that asks for verification counts more than a source."""
    sure = provenance["status"] == "seen" and "verify" not in (provenance.get("note") or "")
    return Certainty.SEEN if sure else Certainty.VERIFY


def _source(provenance: dict[str, Any]) -> str:
    return "; ".join(part for part in (provenance.get("source"), provenance.get("note")) if part)


def _native(names: list[dict[str, Any]], form: str) -> list[dict[str, str]]:
    return [
        {
            "lang": name["lang"],
            "text": name["text"],
            "form": form,
            "certainty": Certainty.VERIFY
            if "verify" in name.get("provenance", "")
            else Certainty.SEEN,
        }
        for name in names
    ]


def _states(data: dict[str, Any]) -> Iterator[Fact]:
    for state in data["states"]:
        yield (
            state["iso2"],
            {
                "list_name": state["name"]["list"],
                "running_name": state["name"]["running"],
                "formal_name": state["name"]["formal"],
                "native_names": _native(state["native_short"], "short")
                + _native(state["native_formal"], "formal"),
                "languages": [
                    {"code": language["code"], "endonym": language["endonym"]}
                    for language in state["languages"]
                ],
                "time_zones": [
                    {"iana": zone["iana"], "label": zone["label"]} for zone in state["time_zones"]
                ],
                "joined_on": datetime.date.fromisoformat(state["joined_asean"]),
                "sort_order": state["alphabetical_order_en"],
                "source": _source(state["joined_provenance"]),
            },
        )


def _categories(data: dict[str, Any]) -> Iterator[Fact]:
    for order, category in enumerate(data["participant_categories"], start=1):
        code = category["code"]
        yield (
            code,
            {
                "label": category["label"],
                "speaker_label": SPEAKER_LABELS[code],
                # "nominated by the institution", "direct, to the Secretariat only"
                "channel": category["channel"].split()[0].strip(","),
                "is_official": code in OFFICIAL,
                "sort_order": order,
            },
        )


def _institutions(data: dict[str, Any], extra: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Every institution as one record: key, kind, state, names, accreditations, provenance."""
    renamed = extra["former_names"]
    for state in data["states"]:
        code = state["iso2"]
        ministry = _record(
            f"{code.lower()}-ministry", InstitutionKind.MINISTRY, code, state["foreign_ministry"]
        )
        ministry["names"] += renamed.get(ministry["key"], [])
        yield ministry
        if state["nhri"]:
            yield _nhri(code, state["nhri"])
    for group in data["national_working_groups"]:
        yield _record(
            f"{group['state'].lower()}-nwg",
            InstitutionKind.NATIONAL_WORKING_GROUP,
            group["state"],
            group,
        )
    for body in data["bodies"]:
        record = _record(body["abbr"].lower(), InstitutionKind.ASEAN_BODY, None, body)
        record["note"] = ". ".join(filter(None, (body["since"], body["since_note"])))
        yield record
    secretariat = data["secretariat"]
    yield _record("ahrc", InstitutionKind.SECRETARIAT, "PH", secretariat)
    for body in extra["institutions"]:
        yield _record(body["key"], InstitutionKind(body["kind"]), body["state"], body)


def _record(
    key: str, kind: InstitutionKind, state: str | None, body: dict[str, Any]
) -> dict[str, Any]:
    short = (body.get("abbr") or "").split(" (")[0]
    return {
        "key": key,
        "kind": kind,
        "state": state,
        "may_co_organise": body.get("co_organiser_eligible_default", True),
        "note": "",
        "provenance": body["provenance"],
        "names": [
            {
                "text": body.get("name_en") or body["name"],
                "short": short,
                "native_names": _native(body.get("name_native", []), "formal"),
                "certainty": _certainty(body["provenance"]),
                "source": _source(body["provenance"]),
            }
        ],
        "accreditations": [],
    }


def _nhri(state: str, body: dict[str, Any]) -> dict[str, Any]:
    record = _record(f"{state.lower()}-nhri", InstitutionKind.NHRI, state, body)
    status, _, remark = body["ganhri_status"].partition(" (")
    as_of = body["ganhri_as_of"]
    later_unknown = "not seen" in as_of or "verify" in (body["provenance"]["note"] or "")
    record["accreditations"] = [
        {
            "status": status,
            "as_of": f"{as_of}: {remark.rstrip(')')}" if remark else as_of,
            "certainty": Certainty.VERIFY if later_unknown else Certainty.SEEN,
            "source": _source(body["provenance"]),
        }
    ]
    return record


def _institution_facts(records: list[dict[str, Any]], states: dict[str, State]) -> Iterator[Fact]:
    for record in records:
        state = states.get(record["state"]) if record["state"] else None
        yield (
            record["key"],
            {
                "kind": record["kind"].value,
                "state_id": state.pk if state else None,
                "may_co_organise": record["may_co_organise"],
                "note": record["note"],
                "certainty": _certainty(record["provenance"]),
                "source": _source(record["provenance"]),
            },
        )


def _name_facts(
    records: list[dict[str, Any]], institutions: dict[str, Institution]
) -> Iterator[Fact]:
    for record, institution in _kept(records, institutions):
        for number, name in enumerate(record["names"], start=1):
            yield (
                f"{record['key']}/{number}",
                {
                    "institution_id": institution.pk,
                    "text": name["text"],
                    "short": name.get("short", ""),
                    "native_names": name.get("native_names", []),
                    "valid_from": _day(name.get("valid_from")),
                    "valid_to": _day(name.get("valid_to")),
                    "certainty": name["certainty"],
                    "as_stated": name.get("as_stated", ""),
                    "source": name.get("source", ""),
                },
            )


def _accreditation_facts(
    records: list[dict[str, Any]], institutions: dict[str, Institution]
) -> Iterator[Fact]:
    for record, institution in _kept(records, institutions):
        for number, accreditation in enumerate(record["accreditations"], start=1):
            yield f"{record['key']}/{number}", {"institution_id": institution.pk, **accreditation}


def _kept(
    records: list[dict[str, Any]], institutions: dict[str, Institution]
) -> Iterator[tuple[dict[str, Any], Institution]]:
    """The records whose institution staff have not removed."""
    for record in records:
        if record["key"] in institutions:
            yield record, institutions[record["key"]]


def _day(text: str | None) -> datetime.date | None:
    return datetime.date.fromisoformat(text) if text else None
