"""What the start page says: what is needed, who sees what, until when."""

import datetime
from typing import Any

from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _

from access import catalogue
from access.catalogue import Mark, Reader, Track
from registrations.domain.window import Window, local, offset, zone_name

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


def context(window: Window) -> dict[str, Any]:
    """The context of the start page, of the form, and of 'not open yet' and 'closed'."""
    workshop = window.workshop
    opens_at, closes_at = local(window.opens_at, workshop), local(window.closes_at, workshop)
    return {
        "workshop": workshop,
        "start": reverse("registrations:form", args=[workshop.slug]).removesuffix("form/"),
        "not_open_yet": window.is_not_open_yet(),
        "closed": window.is_closed(),
        "opens_at": opens_at,
        "closes_at": closes_at,
        "opens_utc": window.opens_at and window.opens_at.astimezone(datetime.UTC),
        "closes_utc": window.closes_at and window.closes_at.astimezone(datetime.UTC),
        "offset": offset(closes_at or opens_at),
        "zone": zone_name(workshop),
        "headings": HEADINGS,
        # Only the start page prints it.
        "matrix": SimpleLazyObject(matrix),
    }


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
