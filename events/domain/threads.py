"""The threads: one line for each Member State, one knot for each workshop, and no map.

A picture for the eye and the mouse. Beside it always stands the list that says the same, to which
keyboards and screen readers go (design README, section 3: disputed borders are not ours to draw).
"""

from collections.abc import Callable, Iterable, Sequence

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from events.domain.workshops import Knot, StateRow

FIRST_YEAR, FEWEST_YEARS, AXIS_STEP = 2001, 20, 5
# In units of the picture: where the lines begin and end, the distance of two, the room for years.
LABELS, WIDTH, ROW, HEAD, KNOT = 190, 960, 30, 34, 6
Place = Callable[[int], float]


def svg(rows: Sequence[StateRow]) -> SafeString:
    """The threads as an SVG element, or nothing where no knot is known. No statement."""
    years = [knot.year for row in rows for knot in row.workshops]
    if not years:
        return mark_safe("")
    first = min(FIRST_YEAR, *years)
    last = max(first + FEWEST_YEARS - 1, *years)
    step = (WIDTH - LABELS - 2 * KNOT) / (last - first)

    def place(year: int) -> float:
        return round(LABELS + KNOT + (year - first) * step, 1)

    height = HEAD + ROW * len(rows)
    return format_html(
        '<svg class="weft" viewBox="0 0 {} {}" aria-hidden="true" focusable="false">{}{}</svg>',
        WIDTH,
        height,
        mark_safe("".join(_axis(first, last, height, place))),
        mark_safe(
            "".join(_thread(row, HEAD + ROW * n + ROW // 2, place) for n, row in enumerate(rows))
        ),
    )


def _axis(first: int, last: int, height: int, place: Place) -> Iterable[str]:
    """Every fifth year, with a fine line down through all threads."""
    for year in range(first, last + 1, AXIS_STEP):
        x = place(year)
        yield format_html('<path class="year" d="M{} {}V{}"/>', x, HEAD - 6, height)
        yield format_html('<text x="{}" y="{}" text-anchor="middle">{}</text>', x, HEAD - 14, year)


def _thread(row: StateRow, y: int, place: Place) -> str:
    knots = mark_safe("".join(_knot(row, knot, y, place) for knot in row.workshops))
    return format_html(
        '<text class="state" x="0" y="{}">{}</text><path d="M{} {}H{}"/>{}',
        y + 5,
        row.state.list_name,
        LABELS,
        y,
        WIDTH,
        knots,
    )


def _knot(row: StateRow, knot: Knot, y: int, place: Place) -> str:
    return format_html(
        '<a href="{}" tabindex="-1"><title>{} {}</title><circle{} cx="{}" cy="{}" r="{}"/></a>',
        knot.url,
        row.state.list_name,
        knot.year,
        mark_safe(' class="next"') if knot.is_next else "",
        place(knot.year),
        y,
        KNOT,
    )
