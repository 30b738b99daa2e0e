"""What lies below a page of text: its own list, whatever the types of the pages in it."""

from dataclasses import dataclass

from events.models import ConsultationPage, NationalWorkingGroupPage
from home.models import StandardPage


@dataclass(frozen=True)
class Row:
    """A line of the list."""

    title: str
    url: str
    line: str
    kind: str = ""


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
        *(Row(m.official_title, m.get_url() or "", m.line, m.get_kind_display()) for m in meetings),
        *(Row(g.title, g.get_url() or "", g.line) for g in groups.order_by("path")),
        *(Row(t.title, t.get_url() or "", t.lede) for t in texts.order_by("path")),
    ]
