"""What lies below a page of text: its own list, whatever the types of the pages in it."""

from dataclasses import dataclass

from django.utils.html import format_html_join
from wagtail.models import Page

from events.domain.languages import language_of, marked
from events.models import ConsultationPage, NationalWorkingGroupPage
from home.models import StandardPage


@dataclass(frozen=True)
class Row:
    """A line of the list. `language`: that of the title."""

    title: str
    url: str
    line: str
    kind: str = ""
    language: str = ""


def below(page: StandardPage) -> list[Row]:
    """The published pages below: meetings, the latest first, then groups and texts by order.

    Three statements, whatever their number; none on a preview that is not saved.
    """
    if not page.path:
        return []
    meetings = sorted(
        ConsultationPage.objects.child_of(page).live(),
        key=lambda meeting: meeting.sort_day,
        reverse=True,
    )
    groups = (
        NationalWorkingGroupPage.objects.child_of(page).live().select_related("institution__state")
    )
    texts = StandardPage.objects.child_of(page).live()
    return [
        *(_row(m, m.official_title, _when_and_where(m), m.get_kind_display()) for m in meetings),
        *(_row(g, g.title, marked(g.line)) for g in groups.order_by("path")),
        *(_row(t, t.title, marked(t.lede, language_of(t))) for t in texts.order_by("path")),
    ]


def _row(page: Page, title: str, line: str, kind: str = "") -> Row:
    return Row(title, page.get_url() or "", line, kind, language_of(page))


def _when_and_where(meeting: ConsultationPage) -> str:
    """As its own `line`, the words that were typed in their language."""
    typed = language_of(meeting)
    dates = marked(meeting.dates, typed) if meeting.date_in_words else meeting.dates
    return format_html_join(", ", "{}", [(part,) for part in (dates, meeting.place) if part])
