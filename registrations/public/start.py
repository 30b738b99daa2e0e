"""What the start page says: what is needed, who sees what, until when."""

import zoneinfo
from typing import Any

from django.utils.translation import gettext_lazy as _

from access import catalogue
from access.catalogue import Mark, Reader, Track
from events.models import WorkshopPage
from registrations.models import RegistrationPage

# The readers that people ask about, and the questions that the form puts.
COLUMNS = (Reader.SECRETARIAT, Reader.HOST, Reader.PARTICIPANTS, Reader.PUBLIC)
HEADINGS = (_("Secretariat"), _("Host organisers"), _("Other participants"), _("Public"))
QUESTIONS = ("email", "name", "other_name", "organisation", "message")
WORDS = {
    Mark.READS: _("Yes"),
    Mark.BY_CHOICE: _("Only if you allow it"),
    Mark.COUNTS: _("As a number only"),
    Mark.RELEASE: _("Only for one purpose, and you see the words first"),
    Mark.NEVER: _("No"),
}


def context(page: RegistrationPage, workshop: WorkshopPage) -> dict[str, Any]:
    """The context of the start page and of the pages 'not open yet' and 'closed'."""
    return {
        "workshop": workshop,
        "registration_page": page,
        "not_open_yet": page.is_not_open_yet(),
        "closed": page.is_closed(),
        "opens_at": local(page.opens_at, workshop),
        "closes_at": local(page.closes_at, workshop),
        "zone": zone_name(workshop),
        "headings": HEADINGS,
        "matrix": matrix(),
    }


def local(moment: Any, workshop: WorkshopPage) -> Any:
    """A moment in the zone of the workshop, whatever the server's or the visitor's clock says."""
    return moment and moment.astimezone(zoneinfo.ZoneInfo(workshop.time_zone))


def zone_name(workshop: WorkshopPage) -> str:
    """The zone as people say it: Kuala Lumpur."""
    return workshop.time_zone.rpartition("/")[2].replace("_", " ")


def matrix() -> list[dict[str, Any]]:
    """A row for each question, from the catalogue rows that decide who reads the answer."""
    rows = []
    for code in QUESTIONS:
        field = catalogue.get(code)
        marks = [WORDS[field.mark(reader, Track.DIRECT)] for reader in COLUMNS]
        rows.append(
            {
                "label": field.label,
                "cells": list(zip(HEADINGS, marks, strict=True)),
                "days": field.keep_days,
            }
        )
    return rows
