"""What changed between two versions of a chapter, paragraph by paragraph.

The versions are Wagtail's own revisions of the page; steps and rounds say which of them counted.
Both are read with the names of this moment, so a name that was withdrawn since is in neither.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from django.utils.html import escape
from django.utils.translation import gettext as _
from icu4py.breakers import WordBreaker
from wagtail.models import Revision

from publications.domain.assemble import ChapterSource
from publications.domain.chapters import Picture
from publications.domain.drafting import Piece
from publications.domain.masking import WITHOUT_SPACES
from publications.domain.screen import words
from publications.engine.errors import Refused
from publications.engine.sanitise import clean
from publications.models import ChapterPage

END = re.compile(r"</(?:p|h[1-6]|li|tr|dt|dd|caption|figcaption|blockquote|footer)>")
NUMBER = re.compile(r'<span class="no">[^<]*</span>')
ANCHOR = re.compile(r'<p class="para" id="(p\d+)">')
NOTE = '<span class="fn">'
PICTURE = re.compile(r'<img\b[^>]*\balt="([^"]*)"[^>]*>')
SIGNS = ".,;:!?()[]{}\"'“”‘’…–—-"
LONGEST_WORD = 24
WORD = re.compile(r"\S+\s*")
MOST_PAIRS = 250_000  # of words that are compared within a paragraph: 500 by 500
AHEAD = 40  # paragraphs among which the changed one is looked for
WITHIN = 0.8
ALIKE = 0.4  # share of common words from which two paragraphs are one that was changed


@dataclass(frozen=True)
class Paragraph:
    """The words of one paragraph, heading, item or row; `anchor` is "p4", or "" without number."""

    anchor: str
    text: str


@dataclass(frozen=True)
class Changed:
    """One paragraph that is not as it was: kind "changed", "new" or "gone".

    `anchor` is its place in the newer version; a paragraph that is gone has none.
    """

    anchor: str
    kind: str
    pieces: tuple[Piece, ...]

    @property
    def number(self) -> str:
        return self.anchor[1:]


def text_of(revision: Revision | None) -> ChapterPage | None:
    """The chapter as it stood; None where that version is not kept any more."""
    page: ChapterPage | None = revision.as_object() if revision is not None else None
    return page


def fragment(source: ChapterSource, text: ChapterPage, picture: Picture | None = None) -> str:
    """The text of a version with its title and opening, for comparing; see `body`."""
    opening = [f"<h2>{escape(text.title)}</h2>"]
    opening += [f"<p>{escape(part)}</p>" for part in (text.subtitle, text.lede) if part]
    return "\n".join([*opening, body(source, text, picture)])


def body(source: ChapterSource, text: ChapterPage, picture: Picture | None = None) -> str:
    """The sanitised text of a version below its title and opening.

    Without `picture` (from an image to its address) figures are left out. What the sanitiser
    refuses is said, not shown.
    """
    try:
        return clean(source.html(text, picture)).html
    except Refused:
        return f"<p>{escape(_('This chapter is being prepared.'))}</p>"


def paragraphs(html: str) -> list[Paragraph]:
    """The paragraphs of a fragment in their order, without their numbers, which only count."""
    html = PICTURE.sub(r"[\1] ", html).replace(NOTE, f" {NOTE}")
    found = []
    for piece in END.split(html):
        text = words(NUMBER.sub("", piece))
        if text:
            anchor = ANCHOR.search(piece)
            found.append(Paragraph(anchor[1] if anchor else "", text))
    return found


Pair = tuple[Paragraph | None, Paragraph | None]


def paired(before: Sequence[Paragraph], after: Sequence[Paragraph]) -> Iterator[Pair]:
    """The paragraphs of two versions side by side: (was, None) is gone, (None, is) is new."""
    old, new = [row.text for row in before], [row.text for row in after]
    for tag, a, b, c, d in SequenceMatcher(None, old, new, False).get_opcodes():
        if tag == "equal":
            yield from zip(before[a:b], after[c:d], strict=True)
        else:
            yield from _alike(before[a:b], after[c:d])


def _alike(before: Sequence[Paragraph], after: Sequence[Paragraph]) -> Iterator[Pair]:
    """Where the texts differ: the first that is like it enough is the same paragraph, changed."""
    bags = [_bag(row.text) for row in before]
    place = 0
    for row in after:
        bag = _bag(row.text)
        ahead = range(place, min(place + AHEAD, len(before)))
        match = next((i for i in ahead if _are_alike(bags[i], bag)), None)
        if match is None:
            yield None, row
            continue
        yield from ((gone, None) for gone in before[place:match])
        yield before[match], row
        place = match + 1
    yield from ((gone, None) for gone in before[place:])


def _bag(text: str) -> Counter[str]:
    """The words of a text; of a run without spaces (Thai, Khmer, Chinese) its letters by threes."""
    found: Counter[str] = Counter()
    for run in text.casefold().split():
        word = run.strip(SIGNS)
        if len(word) <= LONGEST_WORD:
            found[word] += 1
        else:
            found.update(word[i : i + 3] for i in range(len(word) - 2))
    return found


def _are_alike(one: Counter[str], other: Counter[str]) -> bool:
    """Whether two texts share words enough, or the shorter one nearly stands in the other."""
    common = (one & other).total()
    shorter = min(one.total(), other.total())
    is_within = shorter > 1 and common >= WITHIN * shorter
    return is_within or 2 * common >= ALIKE * (one.total() + other.total())


def differences(before: str, after: str) -> list[Changed]:
    """What changed between two fragments, in the order of the newer one."""
    return changed(paragraphs(before), paragraphs(after))


def changed(before: Sequence[Paragraph], after: Sequence[Paragraph]) -> list[Changed]:
    """What changed between two lists of paragraphs, in the order of the newer one."""
    found = []
    for was, now in paired(before, after):
        if was is None or now is None:
            row = now or was
            kind, piece = ("new", "new") if was is None else ("gone", "gone")
            anchor = now.anchor if now is not None else ""
            found.append(Changed(anchor, kind, (Piece(piece, row.text if row else ""),)))
        elif was.text != now.text:
            found.append(Changed(now.anchor, "changed", word_by_word(was.text, now.text)))
    return found


def word_by_word(was: str, now: str) -> tuple[Piece, ...]:
    """What changed between two paragraphs; very long ones stand one after the other."""
    old, new = _words_of(was), _words_of(now)
    if len(old) * len(new) > MOST_PAIRS:
        return Piece("gone", was), Piece("new", now)
    matcher = SequenceMatcher(None, [w.strip() for w in old], [w.strip() for w in new], False)
    found = []
    for tag, a, b, c, d in matcher.get_opcodes():
        if tag == "equal":
            found.append(Piece("same", "".join(new[c:d])))
            continue
        if a < b:
            found.append(Piece("gone", "".join(old[a:b])))
        if c < d:
            found.append(Piece("new", "".join(new[c:d])))
    return tuple(found)


def _words_of(text: str) -> list[str]:
    """The words of a text with the space that follows each; of scripts without spaces by ICU."""
    return [
        word
        for run in WORD.findall(text)
        for word in (WordBreaker(run, "en") if WITHOUT_SPACES.search(run) else (run,))
    ]


def moved(before: str, after: str) -> dict[str, str]:
    """Where each numbered paragraph of a version stands in a later one; those gone are left out."""
    pairs = paired(paragraphs(before), paragraphs(after))
    return {was.anchor: now.anchor for was, now in pairs if was and now and was.anchor}
