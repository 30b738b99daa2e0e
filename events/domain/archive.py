"""Workshop pages made from data: the archive since 2001, as far as it is known."""

import datetime
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction

from events.domain.reference import read
from events.models import CoOrganiser, Institution, State, WorkshopIndexPage, WorkshopPage
from events.models.reference import Certainty


def load_archive(index: WorkshopIndexPage) -> int:
    """Make the pages of the past workshops that are not there yet, by slug.

    Arguments: the list of workshops under which they hang. Returns how many were made; pages that
    exist are not touched. Needs the reference data.
    """
    existing = set(WorkshopPage.objects.values_list("slug", flat=True))
    missing = [body for body in read("archive.json")["workshops"] if body["slug"] not in existing]
    for body in missing:
        facts = {key: value for key, value in body.items() if key not in {"sources", "title"}}
        create_workshop(
            index,
            title=body["title"],
            facts=facts | {"sources": "\n".join(body["sources"])},
            co_organisers=body["co_organisers"],
        )
    return len(missing)


@transaction.atomic
def create_workshop(
    index: WorkshopIndexPage,
    *,
    title: str,
    facts: Mapping[str, Any],
    co_organisers: Iterable[Mapping[str, str]],
) -> WorkshopPage:
    """Make and publish the page of one workshop.

    Arguments: the list it hangs under; its working title; its fields, with dates as ISO texts and
    the host State as its code; its co-organisers in order of protocol, each with the key of an
    institution, a role, and where it is unsure "certainty" and "as_stated".
    """
    fields = {key: value for key, value in facts.items() if key != "co_organisers"}
    for name in ("starts_on", "ends_on", "data_annex_signed_on"):
        if fields.get(name):
            fields[name] = datetime.date.fromisoformat(fields[name])
    code = fields.pop("host_state", None)
    page = WorkshopPage(
        title=title,
        host_state=State.objects.get(code=code) if code else None,
        search_description=fields.get("summary", "").split(". ")[0].rstrip(".") + ".",
        **fields,
    )
    page.co_organisers = [
        CoOrganiser(
            institution=Institution.objects.get(key=row["institution"]),
            role=row["role"],
            certainty=row.get("certainty", Certainty.SEEN),
            as_stated=row.get("as_stated", ""),
            sort_order=order,
        )
        for order, row in enumerate(co_organisers)
    ]
    index.add_child(instance=page)
    page.save_revision().publish()
    return page
