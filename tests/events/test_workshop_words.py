"""Dates, zones and lists in words."""

import datetime

import pytest

from events.domain.names import (
    dates_in_words,
    moment_in_words,
    natural_list,
    offset_in_words,
    zone_in_words,
)
from events.models import State

D = datetime.date


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        (D(2027, 6, 15), D(2027, 6, 17), "15–17 June 2027"),
        (D(2027, 6, 29), D(2027, 7, 1), "29 June – 1 July 2027"),
        (D(2026, 12, 30), D(2027, 1, 2), "30 December 2026 – 2 January 2027"),
        (D(2027, 6, 15), D(2027, 6, 15), "15 June 2027"),
        (D(2027, 6, 15), None, "15 June 2027"),
        (None, D(2006, 6, 30), "to 30 June 2006"),
        (None, None, ""),
    ],
)
def test_dates_in_words(first, last, words):
    assert dates_in_words(first, last) == words


@pytest.mark.parametrize(
    ("items", "words"),
    [([], ""), (["A"], "A"), (["A", "B"], "A and B"), (["A", "B", "C"], "A, B and C")],
)
def test_natural_list(items, words):
    """US-ST9: correct for one to five bodies."""
    assert natural_list(items) == words


@pytest.mark.parametrize(
    ("zone", "offset"),
    [
        ("Asia/Yangon", "UTC+6:30"),
        ("Asia/Jakarta", "UTC+7"),
        ("Asia/Makassar", "UTC+8"),
        ("Asia/Dili", "UTC+9"),
        ("America/St_Johns", "UTC−2:30"),
        ("UTC", "UTC+0"),
    ],
)
def test_offsets(zone, offset):
    assert offset_in_words(zone, D(2027, 6, 15)) == offset


def test_a_zone_is_named_by_the_table_of_its_state_or_by_its_city():
    state = State(time_zones=[{"iana": "Asia/Makassar", "label": "Bali, Sulawesi (WITA)"}])
    day = D(2027, 6, 15)
    assert zone_in_words("Asia/Makassar", day, state) == "Bali, Sulawesi (WITA), UTC+8"
    assert zone_in_words("Asia/Kuala_Lumpur", day) == "Kuala Lumpur time, UTC+8"


def test_a_moment_is_told_by_the_clocks_of_the_venue():
    moment = datetime.datetime(2027, 5, 21, 15, 59, tzinfo=datetime.UTC)
    assert moment_in_words(moment, "Asia/Kuala_Lumpur") == "Friday 21 May 2027, 23:59"
