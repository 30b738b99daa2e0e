"""Two editions side by side: which words went, which came, in which chapter."""

import json

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.urls import reverse

from publications.domain import building
from publications.domain.assemble import assemble
from publications.domain.comparing import TEXT, compare, text_of
from tests.factories.access import secretariat
from tests.factories.events import WorkshopFactory
from tests.factories.publications import (
    ChapterPageFactory,
    EditionFactory,
    ProceedingsPageFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def volume():
    page = ProceedingsPageFactory(
        parent=WorkshopFactory(), publisher="Manila: Secretariat", isbn="978-3-16-148410-0"
    )
    ChapterPageFactory(parent=page, title="Opening", html="<p>It began.^[A note.]</p><p>On.</p>")
    ChapterPageFactory(parent=page, title="Closing", html="<p>See {{opening#p2}}.</p>")
    return page


def kept_text(volume, number: int, parts: dict) -> object:
    name = storages["private"].save(f"t-{volume.pk}-{number}.json", ContentFile(json.dumps(parts)))
    return EditionFactory(proceedings=volume, number=number, pieces={TEXT: name})


def chapters_of(*rows):
    return {key: {"title": title, "text": list(text)} for key, title, *text in rows}


def test_two_editions_are_compared_by_chapter(volume, client):
    """Issue 9, 10: by paragraph; a new title, a chapter that came, went, or stands elsewhere."""
    older = kept_text(
        volume,
        1,
        chapters_of(
            ("c1", "I. Opening", "It began on time.", "It went on."),
            ("c2", "II. Gone", "y"),
            ("c4", "III. Old name", "same"),
            ("c5", "IV. Last", "same"),
            ("c6", "V. Lasting", "same"),
        ),
    )
    newer = kept_text(
        volume,
        2,
        chapters_of(
            ("c5", "I. Last", "same"),
            ("c1", "II. Opening", "It began late.", "A line more here.", "It went on."),
            ("c3", "III. Come", "z"),
            ("c4", "IV. New name", "same"),
            ("c6", "V. Lasting", "same"),
        ),
    )
    found = compare(older, newer)
    assert [(row.title, row.kind, row.was, row.is_moved) for row in found] == [
        ("I. Last", "moved", "", True),
        ("II. Opening", "changed", "", False),
        ("III. Come", "added", "", False),
        ("IV. New name", "changed", "III. Old name", False),
        ("II. Gone", "removed", "", False),
    ]
    assert [row.kind for row in found[1].changes] == ["changed", "new"]
    client.force_login(secretariat())
    url = reverse("publications_compare", args=[volume.pk])
    page = client.get(url).content.decode()
    assert ("<del>on time.</del>" in page, "Its title was:" in page) == (True, True)
    assert "not yet two editions" in client.get(f"{url}?audience=internal").content.decode()
    assert client.get(f"{url}?audience=all").status_code == 404


def test_an_edition_whose_words_were_kept_as_one_line_is_still_compared(volume):
    """Its paragraphs are told by their sentences; their numbers only counted."""
    older = kept_text(volume, 1, {"c1": ["I. Opening", "1. It began. 2. It went on."]})
    newer = kept_text(volume, 2, chapters_of(("c1", "I. Opening", "It began.", "It went away.")))
    [change] = compare(older, newer)
    assert [(p.kind, p.text) for p in change.changes[0].pieces] == [
        ("same", "It went "),
        ("gone", "on."),
        ("new", "away."),
    ]


def test_the_words_of_an_edition_are_kept_in_their_order(volume):
    kept = json.loads(text_of(assemble(volume).volume))
    assert [row["title"] for row in kept.values()] == ["I. Opening", "II. Closing"]
    assert next(row["text"] for row in kept.values()) == ["It began. A note.", "On."]


def test_a_withdrawn_edition_loses_every_file(volume):
    """SB-B9: volume, chapters, EPUB, text: what the newest does not share is gone."""
    edition = kept_text(volume, 1, {})
    name = edition.pieces[TEXT]
    building.withdraw(edition)
    edition.refresh_from_db()
    assert (edition.file, edition.pieces, edition.appearing) == ("", {}, {})
    assert not storages["private"].exists(name)
