"""What the pre-flight tells, and where in a chapter it stands."""

from collections.abc import Callable
from dataclasses import dataclass
from html import unescape

from django.utils.html import strip_tags
from wagtail.blocks.stream_block import StreamValue

from publications.models import ChapterPage


@dataclass(frozen=True)
class Finding:
    """One thing to look at. `stops` says whether a build would fail because of it."""

    where: str
    words: str
    url: str
    stops: bool = False


def typed(block: StreamValue.StreamChild) -> str:
    """What was typed into a block, as it is kept: its texts, one after the other."""
    if block.block_type == "text":
        return str(block.value.source)
    return "\n".join(value for value in block.value.values() if isinstance(value, str))


def plain(block: StreamValue.StreamChild) -> str:
    """The same as a reader sees it: without what it is set in."""
    return unescape(strip_tags(typed(block)))


def anchor_of(block: StreamValue.StreamChild) -> str:
    """The place of a block in the editor."""
    return f"block-{block.id}-section"


def place_of(
    chapter: ChapterPage,
    holds: Callable[[str], object],
    read: Callable[[StreamValue.StreamChild], str] = plain,
) -> str:
    """The place of the first block whose text `holds` is true of, or "" where none is."""
    return next((anchor_of(block) for block in chapter.body if holds(read(block))), "")
