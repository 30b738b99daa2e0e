"""The recommendations of a workshop as part of a chapter: the same for page, PDF and EPUB."""

from collections.abc import Iterator

from django.conf import settings
from django.utils.html import escape
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from events.models import WorkshopPage
from events.models.reference import Certainty
from publications.domain.recommendations import PUBLIC_STANDINGS, Adopted, adopted
from publications.models import Recommendation


def recommendations_html(workshop: WorkshopPage, has_themes: bool) -> str:
    """The fragment with every adopted or recorded recommendation under its permanent number.

    Arguments: the workshop; whether each theme gets a heading where it changes. Reservations stand
    below their paragraph, and the permanent address for whoever reads on paper.
    """
    return "\n".join(_parts(adopted(workshop), has_themes))


def left_out(workshop: WorkshopPage) -> str:
    """What of the workshop's texts would not be printed, in one sentence; '' where nothing is."""
    number = (
        Recommendation.objects.filter(workshop=workshop)
        .exclude(standing=Recommendation.Standing.NOT_ADOPTED)
        .exclude(standing__in=PUBLIC_STANDINGS, certainty=Certainty.SEEN)
        .count()
    )
    if not number:
        return ""
    return ngettext(
        "%(number)d paragraph is in drafting or to be verified; it would not be printed.",
        "%(number)d paragraphs are in drafting or to be verified; they would not be printed.",
        number,
    ) % {"number": number}


def _parts(rows: list[Adopted], has_themes: bool) -> Iterator[str]:
    theme = ""
    for row in rows:
        first = row.themes[0] if row.themes else ""
        if has_themes and first != theme:
            theme = first
            if theme:
                yield f"<h3>{escape(theme)}</h3>"
        yield _paragraph(row)


def _paragraph(row: Adopted) -> str:
    lang = "" if row.language == get_language() else f' lang="{escape(row.language)}"'
    lines = [escape(line) for line in row.text.split("\n")]
    text = [f'<p{lang}><span class="no">{row.number}.</span> {lines[0]}</p>']
    text += [f"<p{lang}>{line}</p>" for line in lines[1:]]
    url = settings.BASE_URL.rstrip("/") + row.short_address
    link = f'<a href="{escape(url)}">{escape(url.partition("://")[2])}</a>'
    to = ""
    if row.addressees:
        names = " · ".join(row.addressees)
        to = escape(_("Addressed to: %(names)s") % {"names": names}) + " · "
    notes = [f'<p class="to">{to}{link}</p>']
    notes += [f'<p class="to">{escape(sentence)}</p>' for sentence in row.reservations]
    return f'<div class="rec" id="r{row.number}">{"".join([*text, *notes])}</div>'
