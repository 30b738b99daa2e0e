"""Drawings for readers as SVG: made on the server, printable, without a style or a script.

Colours are attributes, so that a downloaded file looks right by itself; on a page the classes
follow the reader's light or dark scheme (site/recommendations.css). Every drawing has a table twin.
"""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

WIDTH = 960
LEFT, RIGHT = 24, 24
NAMES = 210  # the room for the name of a bar
INK, SOFT, RULE, MARK, GROUND = "#211A22", "#675D69", "#DDD3C7", "#5E1D4B", "#FFFFFF"
# Neighbours differ in lightness as well, for print in black and for readers who see no colours.
SHADES = ("#5E1D4B", "#B98FAE", "#0A5663", "#8FB9BF", "#8A6100", "#E3C98F", "#4B424D", "#B8B0BA")
DARK = {"#5E1D4B", "#0A5663", "#8A6100", "#4B424D"}
FONT = "Source Sans 3, Segoe UI, Roboto, Noto Sans, sans-serif"


@dataclass(frozen=True)
class Point:
    """One moment of a line: the day it is drawn at, its date in words, what happened."""

    date: datetime.date
    when: str
    what: str


@dataclass(frozen=True)
class Line:
    """One row of the time line: a recommendation with the moments of its way, the first first."""

    label: str
    points: Sequence[Point]


def time_line(lines: Sequence[Line], *, title: str, name: str = "time-line") -> SafeString:
    """The time line of `lines` as one SVG element.

    Arguments: the rows (each with at least one point); the title for those who do not see it;
    a name for the ids, unique on the page. The first point of a row is filled ground, the others
    are marks; a date is written where there is room for it, everything is in the table twin.
    """
    days = [point.date for line in lines for point in line.points]
    first, last = _years(days)
    row_height, top = 64, 46
    height = top + row_height * len(lines) + 8
    place = _scale(first, last)
    parts = [_axis(first, last, place, height)]
    for number, line in enumerate(lines):
        parts.append(_row(line, top + number * row_height, place))
    return _document(height, title, name, parts)


def _years(days: Sequence[datetime.date]) -> tuple[int, int]:
    """The years of the axis: those of the days, at least five of them."""
    first = min((day.year for day in days), default=datetime.date.today().year)  # noqa: DTZ011
    return first, max(max((day.year for day in days), default=first), first + 4)


def _scale(first: int, last: int):  # type: ignore[no-untyped-def]
    start = datetime.date(first, 1, 1).toordinal()
    span = datetime.date(last, 12, 31).toordinal() - start
    room = WIDTH - LEFT - RIGHT

    def place(day: datetime.date) -> float:
        return round(LEFT + room * (day.toordinal() - start) / span, 1)

    return place


def _axis(first: int, last: int, place, height: int) -> SafeString:  # type: ignore[no-untyped-def]
    every = max(1, round((last - first + 1) / 12))
    years = [(place(datetime.date(year, 1, 1)), year) for year in range(first, last + 1, every)]
    return format_html(
        '<g font-size="14" fill="{}" class="c-soft">{}</g><g stroke="{}" class="c-rule">{}</g>',
        SOFT,
        format_html_join("", '<text x="{}" y="18">{}</text>', years),
        RULE,
        format_html_join(
            "", '<line x1="{0}" x2="{0}" y1="26" y2="{1}"/>', ((x, height) for x, _ in years)
        ),
    )


def _row(line: Line, top: float, place) -> SafeString:  # type: ignore[no-untyped-def]
    middle = top + 34
    xs = [place(point.date) for point in line.points]
    marks = format_html_join(
        "",
        '<path d="M{} {}l8 8l-8 8l-8 -8z" fill="{}" stroke="{}" stroke-width="2.5" class="{}">'
        "<title>{}</title></path>",
        (
            (
                x,
                middle - 8,
                MARK if number else GROUND,
                MARK,
                "c-mark" if number else "c-open",
                f"{point.when}: {point.what}",
            )
            for number, (x, point) in enumerate(zip(xs, line.points, strict=True))
        ),
    )
    return format_html(
        '<text x="{}" y="{}" font-size="15" font-weight="600" fill="{}" class="c-ink">{}</text>'
        '<line x1="{}" x2="{}" y1="{}" y2="{}" stroke="{}" stroke-width="3" class="c-line"/>{}{}',
        LEFT,
        top + 14,
        INK,
        _short(line.label),
        min(xs),
        max(xs),
        middle,
        middle,
        MARK,
        marks,
        _dates(line, xs, middle),
    )


def _dates(line: Line, xs: Sequence[float], middle: float) -> SafeString:
    """The dates beside the marks, each only where the one before it leaves room."""
    written: list[tuple[float, float, str, str]] = []
    free_from = 0.0
    for x, point in zip(xs, line.points, strict=True):
        half = len(point.when) * 3.4
        # A date at the edge is set inwards.
        anchor = "start" if x - half < LEFT else "end" if x + half > WIDTH - RIGHT else "middle"
        start = {"start": x - 8, "end": x + 8 - 2 * half, "middle": x - half}[anchor]
        at = {"start": x - 8, "end": x + 8, "middle": x}[anchor]
        if start >= free_from:
            written.append((at, middle + 24, anchor, point.when))
            free_from = start + 2 * half + 10
    return format_html(
        '<g font-size="13" fill="{}" class="c-soft">{}</g>',
        SOFT,
        format_html_join("", '<text x="{}" y="{}" text-anchor="{}">{}</text>', written),
    )


@dataclass(frozen=True)
class Bar:
    """One row of a bar chart: a label and the numbers of its parts, in the order of the parts."""

    label: str
    numbers: Sequence[int]


def stacked_bars(
    bars: Sequence[Bar], parts: Sequence[str], *, title: str, name: str = "bars"
) -> SafeString:
    """Horizontal bars of one common scale, each divided into parts; the numbers stand in them.

    Arguments: the rows; the names of the parts (at most eight get a shade of their own); the title
    for those who do not see it; a name for the ids.
    """
    legend, top = _legend(parts)
    row_height = 52
    largest = max((sum(bar.numbers) for bar in bars), default=0) or 1
    unit = (WIDTH - LEFT - RIGHT) / largest
    drawn = [legend]
    for row, bar in enumerate(bars):
        y = top + row * row_height
        drawn.append(
            format_html(
                '<text x="{}" y="{}" font-size="15" font-weight="600" fill="{}" class="c-ink">{}'
                "</text>{}",
                LEFT,
                y + 14,
                INK,
                _short(bar.label),
                _segments(bar.numbers, y + 20, unit),
            )
        )
    return _document(top + row_height * len(bars) + 4, title, name, drawn)


def _segments(numbers: Sequence[int], y: float, unit: float) -> SafeString:
    edges = [0.0]
    for number in numbers:
        edges.append(edges[-1] + number * unit)
    shapes = []
    for place, (number, (start, end)) in enumerate(zip(numbers, pairwise(edges), strict=True)):
        if not number:
            continue
        shade = SHADES[place % len(SHADES)]
        shapes.append(
            format_html(
                '<rect x="{}" y="{}" width="{}" height="22" fill="{}" stroke="{}" class="c-part"/>',
                round(LEFT + start, 1),
                y,
                round(end - start, 1),
                shade,
                GROUND,
            )
        )
        if end - start >= 9 * len(str(number)) + 6:
            shapes.append(
                format_html(
                    '<text x="{}" y="{}" font-size="14" text-anchor="middle" fill="{}">{}</text>',
                    round(LEFT + (start + end) / 2, 1),
                    y + 16,
                    GROUND if shade in DARK else INK,
                    number,
                )
            )
    return _joined(shapes)


@dataclass(frozen=True)
class Group:
    """Bars below one label: (what, the number or None, what stands there without a number)."""

    label: str
    bars: Sequence[tuple[str, int | None, str]]


def grouped_bars(groups: Sequence[Group], *, title: str, name: str = "groups") -> SafeString:
    """Bars of one common scale in groups, each with its own name and number beside it.

    Arguments: the groups; the title for those who do not see it; a name for the ids. No colour
    carries a meaning.
    """
    largest = max((bar[1] or 0 for group in groups for bar in group.bars), default=0) or 1
    unit = (WIDTH - LEFT - RIGHT - NAMES - 40) / largest
    y, drawn = 0, []
    for group in groups:
        drawn.append(
            format_html(
                '<text x="{}" y="{}" font-size="15" font-weight="600" fill="{}" class="c-ink">{}'
                "</text>",
                LEFT,
                y + 18,
                INK,
                _short(group.label),
            )
        )
        y += 28
        for bar in group.bars:
            drawn.append(_named_bar(bar, y, unit))
            y += 24
        y += 10
    return _document(y + 4, title, name, drawn)


def _named_bar(bar: tuple[str, int | None, str], y: int, unit: float) -> SafeString:
    what, number, otherwise = bar
    length = round((number or 0) * unit, 1)
    start = LEFT + NAMES
    shape = (
        format_html(
            '<rect x="{}" y="{}" width="{}" height="16" fill="{}" class="c-bar"/>',
            start,
            y,
            length,
            MARK,
        )
        if length
        else ""
    )
    return format_html(
        '<text x="{}" y="{}" font-size="14" fill="{}" class="c-soft">{}</text>{}'
        '<text x="{}" y="{}" font-size="14" fill="{}" class="c-ink">{}</text>',
        LEFT,
        y + 13,
        SOFT,
        _short(what, 30),
        shape,
        round(start + length + (8 if length else 0), 1),
        y + 13,
        INK,
        otherwise if number is None else number,
    )


def _legend(parts: Sequence[str]) -> tuple[SafeString, int]:
    """The shades with their names, as many to a line as fit; and the height they take."""
    x, y, drawn = float(LEFT), 4, []
    for place, part in enumerate(parts):
        width = 34 + len(part) * 7.2
        if x + width > WIDTH - RIGHT and x > LEFT:
            x, y = float(LEFT), y + 24
        drawn.append(
            format_html(
                '<rect x="{}" y="{}" width="16" height="16" fill="{}"/>'
                '<text x="{}" y="{}" font-size="14" fill="{}" class="c-ink">{}</text>',
                round(x, 1),
                y,
                SHADES[place % len(SHADES)],
                round(x + 22, 1),
                y + 13,
                INK,
                part,
            )
        )
        x += width
    return _joined(drawn), y + 36


def _document(height: float, title: str, name: str, parts: Sequence[SafeString]) -> SafeString:
    return format_html(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {0} {1}" width="{0}" height="{1}" '
        'role="img" aria-labelledby="{2}-title" font-family="{3}">'
        '<title id="{2}-title">{4}</title>'
        '<rect width="{0}" height="{1}" fill="{5}" class="c-ground"/>{6}</svg>',
        WIDTH,
        int(height),
        name,
        FONT,
        title,
        GROUND,
        _joined(parts),
    )


def _joined(parts: Sequence[SafeString]) -> SafeString:
    return mark_safe("".join(parts))  # every part was made by format_html


def _short(text: str, longest: int = 110) -> str:
    return text if len(text) <= longest else text[: longest - 1].rstrip() + "…"
