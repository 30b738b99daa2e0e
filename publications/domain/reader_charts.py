"""The charts of the charts page, each with the rows of its table twin."""

from dataclasses import dataclass

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from access.domain.suppression import Suppressed
from publications.domain import participation
from publications.domain.charts import Bar, stacked_bars
from publications.domain.tracker import counts_by_theme
from publications.models import Recommendation


@dataclass(frozen=True)
class Chart:
    """A drawing with its twin: the same numbers as a table."""

    name: str
    title: str
    drawing: SafeString
    first_column: str
    columns: list[str]
    rows: list[tuple[str, list[int]]]
    note: str = ""


def reader_charts() -> list[Chart]:
    """Every chart that has something to show; three statements."""
    charts = [_by_theme()]
    tables = participation.tables()
    charts.append(
        _participation(
            "constituency",
            _("Participation by constituency"),
            [(f"{workshop.title}", table) for workshop, table, _states in tables],
        )
    )
    charts.append(
        _participation(
            "state",
            _("Participation by State represented"),
            [(f"{workshop.title}", table) for workshop, _categories, table in tables],
        )
    )
    return [chart for chart in charts if chart.rows]


def chart(name: str) -> Chart | None:
    """One chart by its name, or None where there is nothing to show."""
    return next((chart for chart in reader_charts() if chart.name == name), None)


def _by_theme() -> Chart:
    counts = counts_by_theme()
    parts = [str(label) for label in Recommendation.State.labels]
    rows = [(theme, list(states.values())) for theme, states in counts.items()]
    return _chart(
        "themes",
        _("Recommendations by theme and state of progress"),
        _("Theme"),
        parts,
        rows,
        _("A recommendation under two themes is counted under each."),
    )


def _participation(name: str, title: str, tables: list[tuple[str, Suppressed]]) -> Chart:
    """The shown cells of all years as parts, and what is merged as the last one."""
    labels = list(dict.fromkeys(label for _year, table in tables for label in table.shown))
    others = _("Others, merged")
    rows = [
        (
            year,
            [*(table.shown.get(label, 0) for label in labels), table.merged_count or 0],
        )
        for year, table in tables
    ]
    return _chart(
        name,
        title,
        _("Workshop"),
        [*labels, others],
        rows,
        _(
            "Numbers below five are merged with others, so that nobody can be found by counting. "
            "A 0 in a column means that the number is among the others, or that there was nobody."
        ),
    )


def _chart(
    name: str,
    title: str,
    first_column: str,
    parts: list[str],
    rows: list[tuple[str, list[int]]],
    note: str,
) -> Chart:
    bars = [Bar(label, numbers) for label, numbers in rows]
    drawing = stacked_bars(bars, parts, title=title, name=f"chart-{name}")
    return Chart(name, title, drawing, first_column, parts, rows, note)
