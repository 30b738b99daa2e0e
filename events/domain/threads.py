"""The threads: one line for each Member State, one knot for each workshop, and no map.

A picture for the eye and the mouse, where there is room for it. Beside it always stands the list
that says the same (templates/events/_threads.html), to which keyboards, screen readers and small
screens go (design README, section 3: disputed borders are not ours to draw).
"""

from collections.abc import Callable, Iterable, Sequence

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from events.domain.languages import lang
from events.domain.workshops import Knot, StateRow

FIRST_YEAR, FEWEST_YEARS, MOST_YEARS, AXIS_STEP = 2001, 20, 40, 5
# In units of the picture, one pixel each on a wide screen: where the lines begin and end, the
# distance of two, the room for the years, from the middle of a knot to its corners.
LABELS, WIDTH, ROW, HEAD, KNOT = 184, 1152, 44, 34, 20
Place = Callable[[int], float]


def svg(rows: Sequence[StateRow]) -> SafeString:
    """The threads as an SVG element, or nothing where no knot is known. No statement.

    After forty years the oldest columns fall away; the list keeps their workshops.
    """
    years = [knot.year for row in rows for knot in row.workshops]
    if not years:
        return mark_safe("")
    last = max(FIRST_YEAR + FEWEST_YEARS - 1, *years)
    first = max(min(FIRST_YEAR, *years), last - MOST_YEARS + 1)
    step = (WIDTH - LABELS - 2 * KNOT) / (last - first)

    def place(year: int) -> float:
        return round(LABELS + KNOT + (year - first) * step, 1)

    lines = (_thread(row, first, HEAD + ROW * n + ROW // 2, place) for n, row in enumerate(rows))
    return format_html(
        '<svg class="weft" viewBox="0 0 {} {}" aria-hidden="true" focusable="false">{}{}</svg>',
        WIDTH,
        HEAD + ROW * len(rows),
        mark_safe("".join(_axis(first, last, place))),
        mark_safe("".join(lines)),
    )


def _axis(first: int, last: int, place: Place) -> Iterable[str]:
    """Every fifth year above the threads."""
    for year in range(first, last + 1, AXIS_STEP):
        yield format_html('<text x="{}" y="16">{}</text>', place(year), year)


def _thread(row: StateRow, first: int, y: int, place: Place) -> str:
    shown = [knot for knot in row.workshops if knot.year >= first]
    knots = mark_safe("".join(_knot(row, knot, y, place) for knot in shown))
    if not row.workshops:
        knots = format_html(
            '<text class="none" x="{}" y="{}">{}</text>', LABELS, y + 5, _("No workshop recorded")
        )
    return format_html(
        '<text class="state"{} y="{}">{}</text><path d="M{} {}H{}"/>{}',
        lang(),
        y + 6,
        row.state.list_name,
        LABELS,
        y,
        WIDTH,
        knots,
    )


def _knot(row: StateRow, knot: Knot, y: int, place: Place) -> str:
    """A square on its corner with the year in two digits; the pointer reads it in full."""
    x = place(knot.year)
    return format_html(
        '<a{} href="{}" tabindex="-1"><title>{} {}</title>'
        '<path d="M{} {}l{s} {s}-{s} {s}-{s}-{s}z"/><text x="{}" y="{}">{}</text></a>',
        mark_safe(' class="next"') if knot.is_next else "",
        knot.url,
        row.state.list_name,
        knot.year,
        x,
        y - KNOT,
        x,
        y + 5,
        f"{knot.year % 100:02d}",
        s=KNOT,
    )
