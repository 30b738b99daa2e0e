"""Invented figures of participation for the two past demo workshops, suppressed as real ones are.

The small cells are there on purpose: the charts show what becomes of them.
"""

from events.models import Category, State, WorkshopPage
from publications.domain.participation import NO_STATE, store

CATEGORIES = {
    "2025-demo": {
        "GOV": 19, "LINE": 7, "PARL": 6, "NHRI": 11, "AB": 8, "NWG": 17, "CSO": 24, "ACAD": 9,
        "IGO": 4, "DIPL": 3, "MEDIA": 2, "STAFF": 12,
    },
    "2026-demo": {
        "GOV": 22, "LINE": 9, "PARL": 4, "NHRI": 8, "AB": 10, "NWG": 15, "CSO": 18, "ACAD": 7,
        "IGO": 5, "DIPL": 2, "MEDIA": 1, "STAFF": 14,
    },
}  # fmt: skip
STATES = {
    "2025-demo": {
        "BN": 3, "KH": 6, "ID": 8, "LA": 4, "MY": 8, "MM": 2, "PH": 9, "SG": 12, "TH": 7, "VN": 5,
    },
    "2026-demo": {
        "BN": 2, "KH": 7, "ID": 6, "LA": 15, "MY": 7, "MM": 3, "PH": 6, "SG": 5, "TH": 8, "TL": 4,
        "VN": 6,
    },
}  # fmt: skip


def load() -> int:
    """Store the figures where they are not there yet; returns how many workshops got theirs."""
    workshops = list(WorkshopPage.objects.filter(slug__in=CATEGORIES, participation=None))
    if not workshops:
        return 0
    labels = dict(Category.objects.values_list("code", "label"))
    names = dict(State.objects.values_list("code", "list_name"))
    made = 0
    for workshop in workshops:
        people = {labels[code]: number for code, number in CATEGORIES[workshop.slug].items()}
        states = {names[code]: number for code, number in STATES[workshop.slug].items()}
        states[NO_STATE] = sum(people.values()) - sum(states.values())
        made += store(workshop, people, states) is not None
    return made
