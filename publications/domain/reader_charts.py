"""The charts of the charts page, each with the rows of its table twin."""

from dataclasses import dataclass

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from access.domain.suppression import Suppressed
from events.domain.languages import marked
from publications.domain import participation
from publications.domain.charts import Bar, Group, grouped_bars, stacked_bars
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
    rows: list[tuple[str, list[str]]]
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
    title = _("Recommendations by theme and state of progress")
    return Chart(
        "themes",
        title,
        stacked_bars(
            [Bar(theme, numbers) for theme, numbers in rows],
            parts,
            title=title,
            name="chart-themes",
        ),
        _("Theme"),
        parts,
        [(marked(theme), [str(number) for number in numbers]) for theme, numbers in rows],
        _("A recommendation under two themes is counted under each."),
    )


def _participation(name: str, title: str, tables: list[tuple[str, Suppressed]]) -> Chart:
    """A group of bars for each label, one bar for each workshop; merged cells have none."""
    labels = list(
        dict.fromkeys(label for _when, table in tables for label in (*table.shown, *table.merged))
    )
    # What is merged everywhere would be a group of words alone.
    shown = [label for label in labels if any(label in table.shown for _when, table in tables)]
    groups = [Group(label, [_bar(when, table, label) for when, table in tables]) for label in shown]
    others = _("All others together")
    groups.append(
        Group(others, [(when, table.merged_count, "") for when, table in tables if table.merged])
    )
    rows: list[tuple[str, list[str]]] = [
        (marked(label), [_cell(table, label) for _when, table in tables]) for label in labels
    ]
    rows.append((others, [str(table.merged_count or 0) for _when, table in tables]))
    rows.append((_("Total"), [str(table.total) for _when, table in tables]))
    return Chart(
        name,
        title,
        grouped_bars(groups if tables else [], title=title, name=f"chart-{name}"),
        _("Group"),
        [marked(when) for when, _table in tables],
        rows if tables else [],
        _(
            "Numbers below five are merged with others, so that nobody can be found by counting. "
            "A number that would give them away by subtraction is merged with them."
        ),
    )


def _bar(when: str, table: Suppressed, label: str) -> tuple[str, int | None, str]:
    if label in table.shown:
        return (when, table.shown[label], "")
    return (when, None, _("merged with others") if label in table.merged else "–")


def _cell(table: Suppressed, label: str) -> str:
    if label in table.shown:
        return str(table.shown[label])
    return _("merged") if label in table.merged else "–"
