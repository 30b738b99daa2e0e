"""The look of the volume: cover, contents, an opening with notes and a table, folios.

Kept as small grey pictures; `KEEP_PICTURES=1 pytest tests/publications/test_pictures.py` makes them
anew after somebody looked at the pages. Text tests and the validator pass a stamp that stands on
its head: only a picture shows it.
"""

import io
import os
import shutil
import subprocess
from pathlib import Path

import pytest
from PIL import Image, ImageChops, ImageStat

from publications.domain.pictures import BadPicture, rebuilt
from publications.engine.build import Built, build
from publications.engine.cache import Cache
from publications.engine.source import Kind, Part
from tests.factories.publications import small_volume
from tests.publications.test_quality import EVERYTHING, PICTURE
from tests.publications.validator import lacking

KEPT = Path(__file__).parent / "pictures"
PAGES = {"cover": 1, "contents": 3, "opening": 4, "second": 5}
TOLERANCE = 6.0  # of 255, on average over the page: other versions of Pango move a hair


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    folder = tmp_path_factory.mktemp("pictures")
    (folder / "cache" / "build-left").mkdir(parents=True)  # by a builder that was killed
    volume = small_volume(
        Part("c1", Kind.CHAPTER, "Everything", EVERYTHING, "I", lede="An opening line."),
        resources={"picture": PICTURE.read_bytes()},
    )
    return build(volume, cache_folder=folder / "cache", out=folder / "volume.pdf")


@pytest.mark.processes
@pytest.mark.parametrize("name", PAGES)
def test_the_page_looks_as_it_did(built, name):
    """SB-B1: the picture of the page, upright, with its folio and running head."""
    if not shutil.which("pdftoppm"):
        lacking("pdftoppm")
    number = str(PAGES[name])
    done = subprocess.run(
        ["pdftoppm", "-r", "36", "-gray", "-f", number, "-l", number, str(built.path)],
        capture_output=True,
        check=True,
    )
    with Image.open(io.BytesIO(done.stdout)) as page:
        page.load()
    kept = KEPT / f"{name}.png"
    if os.environ.get("KEEP_PICTURES"):
        KEPT.mkdir(exist_ok=True)
        page.save(kept, optimize=True)
    with Image.open(kept) as before:
        assert before.size == page.size
        difference = ImageStat.Stat(ImageChops.difference(before, page)).mean[0]
        upside_down = ImageStat.Stat(ImageChops.difference(before.rotate(180), page)).mean[0]
    assert difference < TOLERANCE
    assert difference < upside_down


@pytest.mark.processes
def test_what_a_killed_builder_left_is_cleared(built):
    """SEC-C3: nothing of it is served or kept."""
    folder = built.path.parent / "cache"
    assert sorted(path.name for path in folder.iterdir()) == ["lock", "parts"]


@pytest.mark.filterwarnings("ignore::PIL.Image.DecompressionBombWarning")
def test_a_decompression_bomb_is_refused_before_it_is_unpacked():
    """SEC-C2: 169 million pixels in a few hundred kilobytes."""
    data = io.BytesIO()
    Image.new("1", (13_000, 13_000)).save(data, "PNG")
    with pytest.raises(BadPicture):
        rebuilt(data.getvalue())


def test_a_part_half_written_is_not_taken_for_one(tmp_path):
    """SEC-C3: the record of a part is written after its file."""
    cache = Cache(tmp_path, "public")
    (tmp_path / "k.pdf").write_bytes(b"%PDF-half")
    assert cache.get("k") is None
    (tmp_path / "k.json").write_text("{")
    assert cache.get("k") is None
