"""Badges on A4, ten a page: the name that each person chose, in any script; a colour for photos.

Names come from `disclosure.appearances` at this moment and are nowhere kept. Whoever chose no name
has the reference on the badge, and so has whoever's record is locked.
"""

import tempfile
import uuid
from collections.abc import Container, Mapping
from dataclasses import dataclass
from html import escape
from pathlib import Path
from types import MappingProxyType

from django.utils.translation import gettext as _

from access.domain import audit, disclosure, files
from access.domain.consent import Output
from access.domain.disclosure import Appearance, appearances
from access.models import User
from events.models import Person, WorkshopPage
from publications.domain.people import language_of
from publications.engine import fonts
from publications.engine.breaks import by_word
from publications.engine.limits import Child
from registrations.domain import portraits
from registrations.domain.queries import participants

# A badge is 90 x 54 mm; a name has 78 mm of it in at most three lines.
LARGEST, SMALLEST = 26, 9
WIDTH, WIDTH_BESIDE_PICTURE = 78, 54
WIDE = 0.62  # of an em: what a letter takes on average, with room to spare
CORDS = {"none": "yellow", "group": "white", "any": "green"}
STYLE = """
@page { size: A4; margin: 12mm 14mm }
body { margin: 0; font-family: "Text Sans", "Text Thai", "Text Lao", "Text Khmer", "Text Myanmar",
  "Text Tamil", "Text Jawi", "Text Han"; color: #211A22 }
.badge { float: left; width: 78mm; height: 42mm; padding: 6mm; margin: 0 .4mm .4mm 0;
  border: .3pt dashed #CFC4CB; break-inside: avoid; overflow: hidden; position: relative }
.badge p { margin: 0 0 1mm; line-height: 1.25; overflow-wrap: anywhere }
.badge .w { font-size: 8pt; color: #675D69 }
.badge .r { position: absolute; left: 6mm; bottom: 4mm; font-size: 8pt; color: #675D69 }
.badge .c { position: absolute; right: 0; top: 0; width: 5mm; height: 54mm }
.badge img { float: right; width: 20mm; height: 26mm; object-fit: cover; margin: 0 0 0 3mm;
  image-rendering: crisp-edges }
.yellow { background: #F4B83A } .white { background: #fff } .green { background: #2F7D5B }
"""


@dataclass(frozen=True)
class Badge:
    """What is printed on one badge; `cord` is the colour that says who may be photographed.

    `picture` is the key of the portrait among the pictures of `pictures`, or nothing.
    """

    name: str
    own_script: str
    organisation: str
    reference: str
    cord: str
    picture: str = ""


def badges(workshop: WorkshopPage, pictures: Container[str] = ()) -> list[Badge]:
    """The badges of those who come, in the order of what stands on them. Seven statements.

    `pictures` are the keys of the people whose portrait is at hand (`pictures`).
    """
    people = list(participants(workshop).select_related("registration"))
    seen = appearances(workshop.vault, [person.pk for person in people], Output.BADGE)
    tracks = {person.pk: person.track for person in people}
    wishes = disclosure.visible_to(disclosure.SECRETARIAT, workshop.vault, tracks, ["photo_wish"])
    found = [_badge(person, seen, wishes, pictures) for person in people]
    return sorted(found, key=lambda badge: (badge.name or badge.reference).casefold())


def _badge(
    person: Person,
    seen: Mapping[uuid.UUID, Appearance],
    wishes: Mapping[uuid.UUID, Mapping[str, str]],
    pictures: Container[str],
) -> Badge:
    appearance, key = seen[person.pk], key_of(person.pk)
    return Badge(
        appearance.name,
        appearance.own_script,
        appearance.organisation,
        person.registration.reference,
        CORDS.get(wishes[person.pk].get("photo_wish", "none"), "yellow"),
        key if key in pictures else "",
    )


def key_of(person: uuid.UUID) -> str:
    """Under which key a portrait is given to the typesetter."""
    return f"portrait-{person.hex}"


def pictures(workshop: WorkshopPage, actor: User) -> dict[str, bytes]:
    """The portraits that people want on their badges, by key; every one read is written down.

    Whoever is on the badge by reference or organisation alone has no face there either.
    """
    people = list(participants(workshop).values_list("pk", flat=True))
    kept = portraits.of_people(workshop.vault, people)
    seen = appearances(workshop.vault, [file.subject for file in kept], Output.BADGE)
    return {
        key_of(file.subject): b"".join(files.read(disclosure.SECRETARIAT, file, actor)[1])
        for file in kept
        if seen[file.subject].name
    }


def size_of(text: str, lines: int = 2, millimetres: int = WIDTH) -> int:
    """The size in points at which a text fits into so many lines of a badge, so wide."""
    width = millimetres / 25.4 * 72
    longest = max((len(word) for word in text.split()), default=1)
    for size in range(LARGEST, SMALLEST, -1):
        letters = width / (size * WIDE)
        if longest <= letters and len(text) <= letters * lines:
            return size
    return SMALLEST


def html_of(workshop: WorkshopPage, rows: list[Badge]) -> str:
    """The document of the badges."""
    return "".join(_one(workshop, badge) for badge in rows) or f"<p>{escape(_('Nobody yet.'))}</p>"


def _one(workshop: WorkshopPage, badge: Badge) -> str:
    name = badge.name or badge.reference
    width = WIDTH_BESIDE_PICTURE if badge.picture else WIDTH
    parts = [f'<p class="w">{escape(workshop.title[:90])}</p>']
    if badge.picture:
        parts.insert(0, f'<img src="asset:{badge.picture}" alt="{escape(name)}">')
    parts.append(_line("b", name, size_of(name, 2, width)))
    if badge.own_script:
        parts.append(_line("p", badge.own_script, min(18, size_of(badge.own_script, 1, width))))
    if badge.organisation:
        parts.append(_line("p", badge.organisation, min(11, size_of(badge.organisation, 2, width))))
    return (
        f'<div class="badge"><div class="c {badge.cord}"></div>{"".join(parts)}'
        f'<p class="r">{escape(badge.reference)}</p></div>'
    )


def _line(tag: str, text: str, size: int) -> str:
    lang = language_of(text)
    lang = f' lang="{lang}"' if lang else ""
    inner = f"<b>{escape(text)}</b>" if tag == "b" else escape(text)
    return f'<p class="s{size}"{lang}>{inner}</p>'


def typeset(
    title: str, body: str, style: str, given: Mapping[str, bytes] = MappingProxyType({})
) -> bytes:
    """One small document as a PDF, in a limited process of its own. Raises BuildError.

    `given` are the pictures that the body names as `asset:<key>`.
    """
    faces = fonts.faces_for(body)
    fonts.make_ready(sorted(faces, key=lambda face: face.key))
    sizes = "".join(f".s{n}{{font-size:{n}pt}}" for n in range(SMALLEST, LARGEST + 1))
    html = (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        f"<title>{escape(title)}</title></head><body>{by_word(body)}</body></html>"
    )
    with tempfile.TemporaryDirectory(prefix="paper-") as name:
        folder = Path(name)
        (folder / "in.html").write_text(html, "utf-8")
        (folder / "in.css").write_text(f"{fonts.css(faces)}\n{style}\n{sizes}", "utf-8")
        for key, content in given.items():
            (folder / key).write_bytes(content)
        with Child(folder) as child:
            child.ask(
                do="typeset",
                html=str(folder / "in.html"),
                css=str(folder / "in.css"),
                assets={
                    **{f"font-{face.key}": str(face.path) for face in faces if face.path},
                    **{key: str(folder / key) for key in given},
                },
                out=str(folder / "out.pdf"),
                is_tagged=True,
            )
        return (folder / "out.pdf").read_bytes()


def badges_pdf(workshop: WorkshopPage, actor: User) -> bytes:
    """The badges of a workshop as a PDF; written down. Raises BuildError."""
    found = pictures(workshop, actor)
    rows = badges(workshop, found)
    audit.record(
        "registration.badges", obj=workshop, actor=actor, vault=workshop.vault, number=len(rows)
    )
    return typeset(str(_("Badges")), html_of(workshop, rows), STYLE, found)
