"""Every block that an editor may choose shows what it is before it is chosen."""

import pytest
from django.test import Client
from wagtail.blocks import Block

from events.models.blocks import BodyBlock
from publications.models.blocks import ChapterBlocks
from tests.factories.access import secretariat

pytestmark = pytest.mark.django_db
BLOCKS = [
    (stream.__name__, name)
    for stream in (BodyBlock, ChapterBlocks)
    for name in stream().child_blocks
]


def block_of(stream: str, name: str) -> Block:
    streams = {"BodyBlock": BodyBlock, "ChapterBlocks": ChapterBlocks}
    return streams[stream]().child_blocks[name]


@pytest.mark.parametrize(("stream", "name"), BLOCKS)
def test_every_block_has_a_preview_and_says_what_it_is(stream: str, name: str) -> None:
    block = block_of(stream, name)
    assert (block.is_previewable, bool(block.meta.description)) == (True, True)


@pytest.mark.parametrize("name", ChapterBlocks().child_blocks)
def test_a_block_of_a_chapter_is_shown_as_readers_will_see_it(client: Client, name: str) -> None:
    """By the code that sets chapters, in the look of the site."""
    shown = {
        "heading": "<h3>What the workshop heard</h3>",
        "text": 'id="p1"',
        "quotation": "<footer>Civil society speaker</footer>",
        "recital": "<em>Recalling</em>",
        "recommendations": 'id="r1"',
        "table": '<th scope="row">Governments</th>',
        "figure": "weave/2004",
        "box": '<div class="box"><h4>An example</h4>',
        "references": "<em>A book on remedies</em>",
        "terms": "<dt>SOM</dt>",
    }
    client.force_login(secretariat())
    from publications.models import ChapterPage

    block = ChapterPage._meta.get_field("body").stream_block.child_blocks[name]
    page = client.get("/admin/block-preview/", {"id": block.definition_prefix})
    assert page.status_code == 200
    assert page.content.decode().count(shown[name]) == 1
