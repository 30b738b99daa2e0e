"""Suppression of small counts, proven over every small table (US-H6, domain rule 4)."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from access.domain.suppression import THRESHOLD, suppress

TABLES = st.dictionaries(st.sampled_from("ABCDEFGHIJKL"), st.integers(0, 60), max_size=12)


def test_large_cells_are_shown_and_small_ones_merged():
    table = suppress({"NGOs": 12, "Media": 2, "Academe": 9, "Parliament": 4})
    assert table.shown == {"NGOs": 12, "Academe": 9}
    assert (table.merged, table.merged_count) == (["Media", "Parliament"], 6)
    assert table.total == 27


def test_a_single_small_cell_takes_the_next_one_with_it():
    table = suppress({"NGOs": 12, "Media": 4, "Academe": 9})
    assert (table.shown, table.merged, table.merged_count) == (
        {"NGOs": 12},
        ["Media", "Academe"],
        13,
    )


def test_an_empty_cell_is_merged_like_a_small_one():
    assert suppress({"NGOs": 9, "Media": 0, "Academe": 5}).merged == ["Media", "Academe"]


@pytest.mark.parametrize("counts", [{"A": 4}, {"A": 1, "B": 2}, {"A": 0}, {"A": 4, "B": 4, "C": 4}])
def test_a_table_that_cannot_be_made_safe_is_withheld(counts):
    table = suppress(counts)
    assert (table.shown, table.is_withheld, table.total) == ({}, True, None)


def test_nothing_small_is_nothing_merged():
    assert suppress({"A": 5, "B": 6}).merged == []
    assert suppress({}).total == 0


def test_a_negative_count_is_refused():
    with pytest.raises(ValueError, match="not negative"):
        suppress({"A": -1})


@given(TABLES)
def test_no_shown_number_is_small(counts):
    table = suppress(counts)
    assert all(count >= THRESHOLD for count in table.shown.values())
    assert set(table.shown) | set(table.merged) == set(counts)
    assert set(table.shown) & set(table.merged) == set()
    if table.merged and table.merged_count is not None:
        assert table.merged_count >= THRESHOLD
        assert len(table.merged) > 1
        assert table.total == sum(counts.values())


@pytest.mark.parametrize(("cells", "largest"), [(1, 12), (2, 12), (3, 9), (4, 7)])
def test_nobody_who_knows_the_rule_can_compute_a_small_cell(cells, largest):
    """Complementary suppression: over all tables that look alike, a small cell is never certain."""
    alike = {}
    for counts in itertools.product(range(largest + 1), repeat=cells):
        table = suppress(dict(zip("ABCD"[:cells], counts, strict=True)))
        look = (tuple(table.shown.items()), tuple(table.merged), table.merged_count)
        alike.setdefault(look, []).append(counts)
    certain = [
        (look, label)
        for look, tables in alike.items()
        for label in look[1]
        if len({counts["ABCD".index(label)] for counts in tables}) == 1
        and tables[0]["ABCD".index(label)] < THRESHOLD
    ]
    assert certain == []
