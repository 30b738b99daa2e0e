"""What the typesetter is given: a volume, its parts in order, its resources."""

import enum
import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace

from publications.engine import VERSION


class Kind(enum.StrEnum):
    """What a part is. The first three are the front matter, counted in roman numerals."""

    COVER = "cover"
    IMPRINT = "imprint"
    CONTENTS = "contents"
    CHAPTER = "chapter"
    INDEX = "index"

    @property
    def is_front(self) -> bool:
        return self not in {Kind.CHAPTER, Kind.INDEX}

    @property
    def is_listed(self) -> bool:
        """Whether it has a line in the contents and a running head."""
        return not self.is_front


@dataclass(frozen=True)
class Entry:
    """A line of an index: a word, and the places where it stands (`key` or `key.anchor`).

    `group` is the heading under which it is listed.
    """

    word: str
    places: tuple[str, ...]
    group: str = ""


@dataclass(frozen=True)
class Part:
    """One part of a volume: what is typeset, cached and reported by name.

    `key` is short, stable and unique in the volume; links from other parts say `xref:key` or
    `xref:key.anchor`. `html` is a fragment and is sanitised whatever its origin; `number` is
    printed above the title ("III", "Annex 1"), `subtitle` below it in the contents.
    """

    key: str
    kind: Kind
    title: str
    html: str = ""
    number: str = ""
    subtitle: str = ""
    lede: str = ""
    lang: str = "en"
    entries: tuple[Entry, ...] = ()  # of an index

    @property
    def full_title(self) -> str:
        return f"{self.number}. {self.title}" if self.number else self.title


@dataclass(frozen=True)
class Attachment:
    """A paper that rides along: `key` names its bytes among the resources, `part` its chapter."""

    key: str
    part: str
    name: str  # of the file, as a reader saves it
    description: str


@dataclass(frozen=True)
class Edition:
    """What is known only when a volume is published: it is no part of the source digest."""

    number: int
    date: str  # ISO 8601, a day
    date_in_words: str = ""
    year: int = 0


@dataclass(frozen=True)
class Volume:
    """A volume, complete: two equal volumes give the same bytes.

    `resources` maps keys to bytes; a part may name `asset:KEY` and nothing else. `wording` holds
    the words that the typesetter itself prints, in the language of the volume.
    """

    title: str
    subtitle: str
    place: str
    year: int
    author: str
    address: str  # the edition's number is added to it
    parts: tuple[Part, ...]
    edition: Edition
    audience: str = "public"
    lang: str = "en"
    notice: str = ""
    cloth_dark: str = ""
    cloth_light: str = ""
    wording: Mapping[str, str] = field(default_factory=dict)
    resources: Mapping[str, bytes] = field(default_factory=dict)
    attachments: tuple[Attachment, ...] = ()

    def digest(self) -> str:
        """SHA-256 of the source without the edition's number and date."""
        return _digest(replace(self, edition=Edition(0, "")))

    @property
    def identifier(self) -> str:
        """The permanent address of this edition."""
        return f"{self.address}{self.edition.number}"

    def say(self, key: str) -> str:
        """A word of the typesetter in the language of the volume (English where none is given)."""
        return self.wording.get(key, key)


def _digest(volume: Volume) -> str:
    data = asdict(replace(volume, resources={}, wording={}))
    data["wording"] = dict(volume.wording)
    data["resources"] = {
        key: hashlib.sha256(value).hexdigest() for key, value in volume.resources.items()
    }
    data["engine"] = VERSION
    text = json.dumps(data, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()
