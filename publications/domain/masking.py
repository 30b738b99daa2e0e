"""Names of people who have not agreed, made unreadable in a text: whole names and their parts.

A part is a word of a name with at least three letters that begins with a capital, where the script
has capitals; it is looked for as a word of its own and never inside another one. A part stays where
it stands in the whole name of somebody who is disclosed. Too much masked is the safe side, but for
words in lower case: "the price [name withheld]" would tell that somebody is called Rose.

Compared are letters without case, accents (of Latin and Arabic letters) and invisible signs. Thai,
Lao, Khmer, Burmese and Chinese are written without spaces: their words are those of ICU (UAX 29
with its dictionaries), and a name of two words is found wherever it stands.
"""

import bisect
import functools
import html
import itertools
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import unquote

from django.utils.translation import gettext as _
from icu4py.breakers import WordBreaker

SHORTEST_PART = 3  # letters
# Names of so many letters, of several words and of one, are names in small letters too.
SURE, SURE_ALONE = 5, 7
# A name of one word, so long, needs no dictionary to be found in a script without spaces.
LONG = 6
# Between two words of a name: "Ali  bin Abu", "ali.bin.abu", "O'Brien & Sons".
GAP = re.compile(r"\s*(?:[^\w\s]|_){0,2}\s*")
SPACE_WITHOUT_WIDTH = "\u200b"
# Combining signs that may be left out: of Latin, Greek and Cyrillic, and of Arabic.
LOOSE = re.compile("[\u0300-\u036f\u0610-\u061a\u064b-\u065f\u0670]")
WITHOUT_SPACES = re.compile(
    "[\u0e00-\u0e7f\u0e80-\u0eff\u1000-\u109f\u1780-\u17ff\ua9e0-\ua9ff\uaa60-\uaa7f"
    "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
)
TAGS = re.compile(r"""(<(?:"[^"]*"|[^">])*>)""")
# A word goes on over these; every other tag ends it, with a space that joins no two names.
WITHIN_WORDS = re.compile(r"</?(?:b|bdi|em|i|strong|u)[ >]")
SEAM = "\x1f"
SPOKEN = re.compile(r'(\s(?:alt|title|aria-label)=")([^"]*)"')
TARGET = re.compile(r'(\shref=")([^"]*)"')
Words = tuple[str, ...]
Span = tuple[int, int]


@dataclass(frozen=True)
class Token:
    """One word of a text as it is compared, and where it stands."""

    word: str
    start: int
    end: int


def tokens_of(text: str) -> list[Token]:
    """The words of a text: runs of letters, their signs and digits, as they are compared."""
    found: list[Token] = []
    word, start, end = "", 0, 0
    for place, char in enumerate(text):
        kind = unicodedata.category(char)
        if kind == "Cf" and not _parts_words(char, text, place):
            continue  # a soft hyphen, a joiner: inside a word it is nothing
        if kind[0] in "LMN":
            start = start if word else place
            word += _plain(char)
            end = place + 1
        elif word:
            found.append(Token(word, start, end))
            word = ""
    return [*found, Token(word, start, end)] if word else found


def _parts_words(char: str, text: str, place: int) -> bool:
    """Whether an invisible sign stands between two words of a script without spaces."""
    return char == SPACE_WITHOUT_WIDTH and bool(WITHOUT_SPACES.match(text, max(place - 1, 0)))


@functools.cache
def _plain(char: str) -> str:
    """A letter as it is compared; without spaces every sign counts and is kept as it is."""
    if WITHOUT_SPACES.match(char):
        return char
    return LOOSE.sub("", unicodedata.normalize("NFKD", char)).casefold()


def _is_small(text: str, token: Token) -> bool:
    """Whether a word begins with a small letter, in a script that has them."""
    return text[token.start].islower()


def parts_of(name: str) -> set[str]:
    """The words of a name that may not be read alone either, as they are compared.

    Of a name typed in small letters alone every word counts.
    """
    has_capitals = any(char.isupper() for char in name)
    return {
        token.word
        for token in tokens_of(name)
        if len(token.word) >= SHORTEST_PART
        and any(char.isalpha() for char in token.word)
        and not (has_capitals and _is_small(name, token))
    }


class Names:
    """What a text may not tell, and the whole names and titles that may stand in it all the same.

    Arguments: the names of people who are withheld; those of people and bodies that are disclosed.
    """

    def __init__(self, withheld: Iterable[str] = (), disclosed: Iterable[str] = ()) -> None:
        may = {words: name for name in disclosed if (words := _words(name))}
        not_these = {words: name for name in withheld if (words := _words(name))}
        self._withheld = {words for words in not_these if words not in may}
        self._parts = {part for words in self._withheld for part in parts_of(not_these[words])}
        self._first_withheld = _by_first(self._withheld)
        self._first_disclosed = _by_first(may)
        self._unspaced = [
            (re.compile(r"[\s\u200b]*".join(map(re.escape, words))), len(words))
            for words in self._withheld
            if WITHOUT_SPACES.match(words[0])
        ]
        self._unspaced_parts = {part for part in self._parts if WITHOUT_SPACES.match(part)}

    def __bool__(self) -> bool:
        return bool(self._withheld)

    def stand_in(self, text: str) -> bool:
        """Whether a plain text names somebody by their whole name."""
        return bool(self) and bool(self._whole(text, tokens_of(text)))

    def without(self, text: str) -> str:
        """A plain text in which none of the names, and no part of one, can be read."""
        if not self or not text:
            return text
        instead, result, done = _("[name withheld]"), [], 0
        for start, end in self.spans(text):
            result += [text[done:start], instead]
            done = end
        return "".join([*result, text[done:]])

    def spans(self, text: str) -> list[Span]:
        """Where something has to go, in order; what stands side by side is one."""
        tokens = tokens_of(text)
        whole = self._whole(text, tokens)
        disclosed = list(_sequences(text, tokens, self._first_disclosed))
        parts = [
            (token.start, token.end)
            for token in tokens
            if token.word in self._parts and not _is_small(text, token)
        ]
        parts += self._inside_runs(text, tokens, self._unspaced_parts)
        # A disclosed name that is itself a part of a longer withheld one does not save that.
        found = [
            span for span in [*whole, *parts] if not any(_lies_in(span, one) for one in disclosed)
        ]
        return _joined(text, found)

    def _whole(self, text: str, tokens: list[Token]) -> list[Span]:
        """Where whole withheld names stand."""
        found = [
            (start, end)
            for start, end, words in _matches(text, tokens, self._first_withheld)
            if _is_sure(words, text[start])
        ]
        if WITHOUT_SPACES.search(text):
            for pattern, number in self._unspaced:
                found += self._unspaced_whole(text, tokens, pattern, number)
        return found

    def _unspaced_whole(
        self, text: str, tokens: list[Token], pattern: "re.Pattern[str]", number: int
    ) -> Iterator[Span]:
        for match in pattern.finditer(text):
            start, end = match.span()
            if _breaks_a_letter(text, end):
                continue
            is_sure = number > 1 or end - start >= LONG
            if is_sure or {start, end} <= _boundaries(text, tokens, start):
                yield start, end

    def _inside_runs(self, text: str, tokens: list[Token], parts: Iterable[str]) -> Iterator[Span]:
        """Parts that stand as words within a run of letters without spaces."""
        if not WITHOUT_SPACES.search(text):
            return
        for part in parts:
            for match in re.finditer(re.escape(part), text):
                start, end = match.span()
                if {start, end} <= _boundaries(text, tokens, start):
                    yield start, end


def _words(name: str) -> Words:
    return tuple(token.word for token in tokens_of(name))


def _by_first(names: Iterable[Words]) -> dict[str, list[Words]]:
    """Names by their first word, the longest first."""
    found: dict[str, list[Words]] = {}
    for words in sorted(names, key=len, reverse=True):
        found.setdefault(words[0], []).append(words)
    return found


def _matches(
    text: str, tokens: list[Token], names: dict[str, list[Words]]
) -> Iterator[tuple[int, int, Words]]:
    """Where names stand whole, their words one after the other; the longest at each place."""
    for place, token in enumerate(tokens):
        for words in names.get(token.word, ()):
            here = tokens[place : place + len(words)]
            if tuple(one.word for one in here) == words and _hang_together(text, here):
                yield token.start, here[-1].end, words
                break


def _sequences(text: str, tokens: list[Token], names: dict[str, list[Words]]) -> Iterator[Span]:
    return ((start, end) for start, end, _words in _matches(text, tokens, names))


def _hang_together(text: str, tokens: list[Token]) -> bool:
    pairs = itertools.pairwise(tokens)
    return all(GAP.fullmatch(text, one.end, other.start) for one, other in pairs)


def _is_sure(words: Words, first: str) -> bool:
    """Whether a sequence of words is a name: a short one in small letters may be anything."""
    letters = sum(map(len, words))
    if len(words) > 1:
        return letters >= SURE or not first.islower()
    if letters < SHORTEST_PART:
        return bool(WITHOUT_SPACES.match(words[0])) and letters > 1
    return letters >= SURE_ALONE or not first.islower()


def _lies_in(inner: Span, outer: Span) -> bool:
    return outer[0] <= inner[0] and inner[1] <= outer[1]


def _breaks_a_letter(text: str, place: int) -> bool:
    """Whether a combining sign follows: the letter before it would be torn."""
    return place < len(text) and unicodedata.category(text[place])[0] == "M"


def _boundaries(text: str, tokens: list[Token], place: int) -> set[int]:
    """Where words begin and end in the run of letters around a place."""
    run = next((one for one in tokens if one.start <= place < one.end), None)
    return _boundaries_of(text[run.start : run.end], run.start) if run is not None else set()


@functools.lru_cache(maxsize=512)
def _boundaries_of(run: str, start: int) -> set[int]:
    found = {start}
    for word in WordBreaker(run, "en"):
        start += len(word)
        found.add(start)
    return found


def _joined(text: str, spans: Iterable[Span]) -> list[Span]:
    """Spans in their order; what overlaps or stands side by side becomes one."""
    result: list[Span] = []
    for start, end in sorted(spans):
        if result and (start <= result[-1][1] or not text[result[-1][1] : start].strip(" \n\t-‐")):
            result[-1] = (result[-1][0], max(end, result[-1][1]))
        else:
            result.append((start, end))
    return result


def masked(fragment: str, names: Names) -> str:
    """A fragment of HTML in which none of the names can be read, nor in what is read aloud.

    Also one in pieces, "<em>Ali</em> bin Abu": it is looked for in the words without their tags.
    """
    if not names:
        return fragment
    pieces = TAGS.split(fragment)  # texts at the even places, tags at the odd ones
    pieces[1::2] = [_tag(tag, names) for tag in pieces[1::2]]
    texts = [html.unescape(piece) for piece in pieces[::2]]
    seams = ["" if WITHIN_WORDS.match(tag) else SEAM for tag in pieces[1::2]]
    whole = "".join(text + seam for text, seam in zip(texts, [*seams, ""], strict=True))
    starts = [0]
    for text, seam in zip(texts, seams, strict=False):
        starts.append(starts[-1] + len(text) + len(seam))
    changed: dict[int, str] = {}
    for start, end in reversed(names.spans(whole)):
        _take_out(texts, starts, start, end, changed)
    for place, text in changed.items():
        pieces[2 * place] = html.escape(text, quote=False)
    return "".join(pieces)


def _take_out(
    texts: list[str], starts: list[int], start: int, end: int, changed: dict[int, str]
) -> None:
    """Put the words "[name withheld]" in place of a stretch that may lie in several texts.

    From the last stretch to the first, so that places before it stay what they are.
    """
    place = bisect.bisect_right(starts, start) - 1
    instead = _("[name withheld]")
    while place < len(texts) and starts[place] < end:
        text, at = changed.get(place, texts[place]), starts[place]
        first, last = max(start - at, 0), min(end - at, len(texts[place]))
        if first < last:
            changed[place] = text[:first] + instead + text[last:]
            instead = ""
        place += 1


def _tag(tag: str, names: Names) -> str:
    """A tag: its words as a text, and a link that tells a name leads nowhere."""

    def said(match: "re.Match[str]") -> str:
        plain = html.unescape(match[2])
        without = names.without(plain)
        return match[0] if without == plain else f'{match[1]}{html.escape(without)}"'

    def led(match: "re.Match[str]") -> str:
        plain = unquote(html.unescape(match[2]))
        return match[0] if names.without(plain) == plain else f'{match[1]}#"'

    return TARGET.sub(led, SPOKEN.sub(said, tag))
