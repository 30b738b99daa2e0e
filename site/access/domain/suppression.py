"""Counts that tell nothing about one person: cells below five are merged, and one that would give
a merged cell away by subtraction is merged with it (domain rule 4: k = 5, complementary).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

THRESHOLD = 5


@dataclass(frozen=True)
class Suppressed:
    """A table of counts that may be shown to anybody.

    `shown`: the cells that are large enough, in the order they were given. `merged`: the labels of
    the others (also of empty ones, so that their absence tells nothing). `merged_count`: their sum,
    or None where even the sum would give a cell away; then nothing is shown at all.
    """

    shown: dict[str, int] = field(default_factory=dict)
    merged: list[str] = field(default_factory=list)
    merged_count: int | None = 0

    @property
    def is_withheld(self) -> bool:
        """Whether no number of the table may be shown."""
        return self.merged_count is None

    @property
    def total(self) -> int | None:
        """The sum of all cells, or None where it is withheld."""
        if self.merged_count is None:
            return None
        return sum(self.shown.values()) + self.merged_count


def suppress(counts: Mapping[str, int], threshold: int = THRESHOLD) -> Suppressed:
    """Merge the small cells of a table whose total is known.

    Arguments: counts of people by label, none negative; the smallest count that may be shown.
    Returns the table to show. What is merged has at least two cells, sums to the threshold or
    more, and does not follow from its own sum: four cells of four each are told apart from no
    other four small cells, so a larger one joins them. Raises ValueError for a negative count.
    """
    if any(count < 0 for count in counts.values()):
        raise ValueError("A count of people is not negative.")
    small = [label for label, count in counts.items() if count < threshold]
    if not small:
        return Suppressed(dict(counts))
    rising = sorted(counts.values())
    taken = len(small)
    while not _is_safe(rising[:taken], threshold):
        if taken == len(rising):
            return Suppressed(merged=list(counts), merged_count=None)
        # Equal cells go together: choosing one of them would tell that it is not another.
        taken = sum(count <= rising[taken] for count in rising)
    merged = {label for label, count in counts.items() if count <= rising[taken - 1]}
    return Suppressed(
        shown={label: count for label, count in counts.items() if label not in merged},
        merged=[label for label in counts if label in merged],
        merged_count=sum(rising[:taken]),
    )


def suppress_beside(
    counts: Mapping[str, int], others: Mapping[str, int], threshold: int = THRESHOLD
) -> Suppressed:
    """Merge the cells of a table whose readers know some of the people by name.

    Whoever takes those off a number has the others. So the others alone decide what is merged;
    the numbers are those of everybody.

    Arguments: counts of all the people by label; those of the people whom no reader knows, by the
    same labels. Raises ValueError for a negative count, KeyError for a label of one table alone.
    """
    table = suppress({label: others[label] for label in counts}, threshold)
    merged = None if table.is_withheld else sum(counts[label] for label in table.merged)
    return Suppressed({label: counts[label] for label in table.shown}, table.merged, merged)


def _is_safe(cells: list[int], threshold: int) -> bool:
    """Whether the sum of merged cells leaves each of the small ones open.

    Two cells or more, the threshold or more together; and not the largest sum that small cells
    can have, because then each of them would be known.
    """
    total = sum(cells)
    return len(cells) > 1 and total >= threshold and total != len(cells) * (threshold - 1)
