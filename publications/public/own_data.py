"""A participant's own data as a document to print: the same content as the file for programs."""

from html import escape

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from access.domain import tokens
from publications.domain.badges import typeset
from registrations.domain import answers, links, registering
from registrations.domain.own_data import Row, sections
from registrations.domain.states import State
from registrations.public.doors import by_link

STYLE = """
@page { size: A4; margin: 22mm }
body { font: 10.5pt/1.45 "Text Serif", "Text Thai", "Text Lao", "Text Khmer", "Text Myanmar",
  "Text Tamil", "Text Jawi", "Text Han" }
dt { font-weight: 600; margin-top: 3mm } dd { margin: 0 }
"""


def _words(row: Row) -> list[str]:
    """The values of a row that say something, as text."""
    texts = (
        ", ".join(map(str, value.values() if isinstance(value, dict) else value))
        if isinstance(value, dict | list)
        else str(value)
        for value in row.values()
        if value not in ("", None)
    )
    return [text[:16].replace("T", " ") if _is_moment(text) else text for text in texts]


def _step(action: str) -> str:
    """A step of the registration in words; the code of what is none."""
    return str(dict(State.choices).get(action.partition(".")[2], action))


def _is_moment(text: str) -> bool:
    return len(text) > 19 and text[10:11] == "T" and text[:4].isdecimal()


@by_link
@require_safe
def own_data(request: HttpRequest, token: str) -> HttpResponse:
    """All that is held about the person, typeset (US-P8)."""
    registration = registering.of_token(tokens.find(token, links.STATUS))
    data = answers.everything(registration)
    title = _("What the Secretariat holds about you")
    rows = [(_("Reference"), data["reference"]), *data["answers"].items()]
    rows += [(_("Note of the Secretariat"), note["text"]) for note in data["notes"]]
    rows += [(_("File"), f"{f['what']}: {f['name']} ({f['type']})") for f in data["files"]]
    rows += [
        (section.label, "; ".join(_words(row)))
        for section, found in sections(registration)
        for row in found
    ]
    rows += [
        (entry["at"][:16].replace("T", " "), _step(entry["what"])) for entry in data["history"]
    ]
    body = f"<h1>{escape(title)}</h1><p>{escape(data['workshop'])}</p><dl>" + "".join(
        f"<dt>{escape(str(label))}</dt><dd>{escape(str(text))}</dd>" for label, text in rows
    )
    response = HttpResponse(typeset(title, f"{body}</dl>", STYLE), content_type="application/pdf")
    response["Content-Disposition"] = 'attachment; filename="my-data.pdf"'
    return response
