"""Each part as one HTML document: the fixed pieces of the design around a sanitised fragment."""

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from importlib.resources import files

from publications.engine import fonts
from publications.engine.breaks import by_word
from publications.engine.sanitise import clean
from publications.engine.source import Kind, Part, Volume

STYLE = files(__package__).joinpath("style.css").read_text("utf-8")
LONG_TITLE = 58


@dataclass(frozen=True)
class Sheet:
    """What is typeset at once: a whole HTML document with its faces and its title in reports."""

    key: str
    title: str
    html: str
    css: str
    faces: tuple[fonts.Face, ...]
    is_tagged: bool = True


def sheet(
    volume: Volume,
    part: Part,
    entries: Mapping[str, str] | None = None,
    text: str | None = None,
) -> Sheet:
    """The document of a part.

    Arguments: `entries` gives contents and index the printed page of each place; `text` is that of
    the part, clean, where it is known. Raises Refused where the text cannot be typeset.
    """
    text = clean(part.html).html if text is None else text
    body = {
        Kind.COVER: lambda: _cover(volume),
        Kind.IMPRINT: lambda: _imprint(volume, text),
        Kind.CONTENTS: lambda: _contents(volume, part, entries or {}),
        Kind.CHAPTER: lambda: _chapter(part, text),
        Kind.INDEX: lambda: _index(part, entries or {}),
    }[part.kind]()
    return _sheet(part.key, part.full_title, part.lang, body)


def _sheet(
    key: str, title: str, lang: str, body: str, css: str = "", is_tagged: bool = True
) -> Sheet:
    body = by_word(body)
    faces = fonts.faces_for(body)
    html = (
        f'<!doctype html><html lang="{escape(lang)}"><head><meta charset="utf-8">'
        f"<title>{escape(title)}</title></head><body>{body}</body></html>"
    )
    return Sheet(key, title, html, f"{fonts.css(faces)}\n{STYLE}\n{css}", faces, is_tagged)


def _cover(volume: Volume) -> str:
    subtitle = f'<p class="s">{escape(volume.subtitle)}</p>' if volume.subtitle else ""
    notice = f"<p>{escape(volume.notice)}</p>" if volume.notice else ""
    return (
        '<section class="cover"><div class="cloth"></div><div class="t">'
        f'<p class="k">{escape(volume.say("Proceedings"))}</p><h1>{escape(volume.title)}</h1>'
        f'{subtitle}<p class="d">{escape(volume.place)}</p></div>'
        f'<div class="b"><p>{escape(volume.author)}</p>{notice}</div></section>'
    )


def _imprint(volume: Volume, text: str) -> str:
    """The imprint; `{year}` and `{address}` in its text are those of the edition."""
    edition = volume.edition
    date = edition.date_in_words or edition.date
    line = volume.say("Edition {number}, {date}").format(number=edition.number, date=date)
    text = text.replace("{year}", str(edition.year)).replace(
        "{address}", f'<a href="{escape(volume.identifier)}">{escape(volume.identifier)}</a>'
    )
    return (
        f'<section class="imprint">{text}<p class="record">{escape(line)}. '
        f"{escape(volume.say('Source record'))} {volume.digest()[:16]}.</p></section>"
    )


def _contents(volume: Volume, part: Part, entries: Mapping[str, str]) -> str:
    lines = []
    for chapter in volume.parts:
        if not chapter.kind.is_listed:
            continue
        number = f'<span class="no">{escape(chapter.number)}</span>' if chapter.number else ""
        small = f"<small>{escape(chapter.subtitle)}</small>" if chapter.subtitle else ""
        lines.append(
            f'<li><a href="xref:{chapter.key}">{number}{escape(chapter.title)}'
            f'<span class="pg">{escape(entries[chapter.key])}</span></a>{small}</li>'
        )
    heading = f"<h2>{escape(part.title)}</h2>"
    return f'<section class="contents">{heading}<ol class="toc">{"".join(lines)}</ol></section>'


def _index(part: Part, entries: Mapping[str, str]) -> str:
    """The index: each page of a word once, in order; a word whose places are gone is left out."""
    lines, group = [], ""
    for entry in part.entries:
        pages: dict[str, str] = {}
        for place in entry.places:
            if place in entries:
                pages.setdefault(entries[place], place)
        if not pages:
            continue
        if entry.group != group:
            group = entry.group
            lines.append(f"<h4>{escape(group)}</h4>")
        links = ", ".join(
            f'<a href="xref:{pages[first]}">{first if first == last else f"{first}–{last}"}</a>'
            for first, last in _runs(sorted(pages, key=int))
        )
        lines.append(f"<p>{escape(entry.word)} {links}</p>")
    return _opening(part) + f'<div class="index">{"".join(lines)}</div>'


def _runs(pages: list[str]) -> list[tuple[str, str]]:
    """Pages in a row as their first and last one."""
    runs: list[tuple[str, str]] = []
    for page in pages:
        if runs and int(page) == int(runs[-1][1]) + 1:
            runs[-1] = (runs[-1][0], page)
        else:
            runs.append((page, page))
    return runs


def _chapter(part: Part, text: str) -> str:
    return f'{_opening(part)}<div class="prose">{text}</div>'


def _opening(part: Part) -> str:
    number = f'<p class="n">{escape(part.number)}</p>' if part.number else ""
    lede = f'<p class="lede">{escape(part.lede)}</p>' if part.lede else ""
    size = ' class="long"' if len(part.title) > LONG_TITLE else ""
    return (
        '<div class="open"><div class="bg"></div><div class="cloth"></div>'
        f"{number}<h2{size}>{escape(part.title)}</h2></div>{lede}"
    )


STAMP_STYLE = files(__package__).joinpath("stamps.css").read_text("utf-8")
DIGIT_POINTS = 5.0  # the width of .digit in stamps.css
ROMAN = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii")
HEAD_CHARACTERS = 74


def stamps(volume: Volume) -> tuple[Sheet, dict[str, int]]:
    """The running heads and figures that are stamped on the joined pages, one on a page each.

    Returns the sheet and the page index of each stamp: "0".."9" (one figure at the right margin,
    each as wide as every other), "i".."xii", and `head:KEY` for each chapter.
    """
    marks: dict[str, str] = {str(n): f'<p class="digit">{n}</p>' for n in range(10)}
    marks |= {roman: f'<p class="folio">{roman}</p>' for roman in ROMAN}
    for part in volume.parts:
        if part.kind.is_listed or part.kind is Kind.CONTENTS:
            marks[f"head:{part.key}"] = f'<p class="head">{escape(_short(part.title))}</p>'
    body = "".join(f"<div>{mark}</div>" for mark in marks.values())
    sheet = _sheet("stamps", volume.say("Page numbers"), volume.lang, body, STAMP_STYLE, False)
    return sheet, {mark: index for index, mark in enumerate(marks)}


def _short(title: str) -> str:
    """A title that fits into the running head, cut at a word."""
    if len(title) <= HEAD_CHARACTERS:
        return title
    return title[:HEAD_CHARACTERS].rsplit(" ", 1)[0].rstrip(" ,:;–-") + " …"
