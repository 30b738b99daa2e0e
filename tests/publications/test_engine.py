"""The typesetter alone: the volume opened again, hostile input, limits, reproducibility."""

import dataclasses
import os
import re
import signal
from pathlib import Path

import pikepdf
import pytest
from pypdf import PdfReader

from publications.engine import fonts
from publications.engine.build import Built, build
from publications.engine.cache import write_whole
from publications.engine.errors import BuildError, Refused
from publications.engine.limits import Child, Limits
from publications.engine.pages import sheet
from publications.engine.sanitise import clean
from publications.engine.source import Kind, Part, Volume
from tests.factories.publications import small_volume

pytestmark = pytest.mark.processes

NATIVE = (
    '<p><span lang="th">สมชาย ตัวอย่าง</span> <span lang="km">សុខ ឧទាហរណ៍</span> '
    '<span lang="lo">ບຸນມີ ຕົວຢ່າງ</span> <span lang="my">ဒေါ်ခင်ဥပမာ</span> '
    '<span lang="ta">உதாரணம்</span> <span lang="zh-Hans">陈示例</span> Nguyễn Thị Ví Dụ</p>'
)
TABLE = (
    "<table><caption>Places</caption><thead><tr><th>State</th><th>Places</th></tr></thead>"
    "<tbody><tr><th>Malaysia</th><td>3</td></tr></tbody></table>"
)
LONG = "".join(f'<p id="p{n}">{"The participants met and spoke. " * 30}</p>' for n in range(1, 9))
CHAPTERS = (
    Part("c1", Kind.CHAPTER, "Opening", f"<h3>Welcome</h3>{LONG}{TABLE}", "I", lede="First."),
    Part(
        "c2",
        Kind.CHAPTER,
        "People & places",
        f'{NATIVE}<p><a href="xref:c1.p3">Chapter I, para. 3</a> and '
        f'<a href="xref:gone">nothing</a></p>{TABLE}',
        "II",
    ),
    Part("c3", Kind.CHAPTER, "Participants", "<p>Counted.</p>", "Annex 1"),
)


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("volume")


@pytest.fixture(scope="module")
def built(workspace: Path) -> Built:
    volume = small_volume(*CHAPTERS)
    return build(volume, cache_folder=workspace / "cache", out=workspace / "volume.pdf")


@pytest.fixture(scope="module")
def reader(built: Built) -> PdfReader:
    return PdfReader(built.path)


def test_title_language_tags_and_bookmarks_are_in_the_file(reader):
    """US-ST12, SB-B5: what a reader with a screen reader meets first."""
    assert reader.metadata is not None
    assert reader.metadata.title == "An invented workshop. Kuala Lumpur, 15–17 June 2027"
    root = reader.trailer["/Root"]
    assert root["/Lang"] == "en"
    assert root["/MarkInfo"]["/Marked"].value is True
    assert root["/ViewerPreferences"]["/DisplayDocTitle"].value is True
    titles = [item.title for item in reader.outline if not isinstance(item, list)]
    assert titles == [
        "Cover", "Imprint", "Contents",
        "I. Opening", "II. People & places", "Annex 1. Participants",
    ]  # fmt: skip


def test_contents_give_the_printed_page_of_every_chapter(reader, built):
    """SB-B1: contents, page labels and folios agree, and no page number is 0."""
    labels = reader.page_labels
    assert labels[:4] == ["i", "ii", "iii", "1"]
    places = {
        item.title: labels[reader.get_destination_page_number(item)]
        for item in reader.outline
        if not isinstance(item, list)
    }
    text = reader.pages[2].extract_text()
    for part in CHAPTERS:
        page = str(built.first_pages[part.key])
        assert places[part.full_title] == page
        assert re.search(rf"{re.escape(part.title)}\s*{page}\b", text), text
    assert not re.search(r"\b0\b", text)


def test_every_page_carries_its_folio_upright_at_its_foot(reader, built):
    """SEC picture test of KNOWLEDGE: a stamp that stands on its head is caught by its place."""
    for index in range(3, len(reader.pages)):
        found: list[tuple[str, float, float]] = []

        def visit(text, matrix, text_matrix, *_, found=found):
            if text.strip():
                x = matrix[4] + text_matrix[4] * matrix[0]
                y = matrix[5] + text_matrix[5] * matrix[3]
                found.append((text.strip(), x, y))

        reader.pages[index].extract_text(visitor_text=visit)
        feet = [text for text, _x, y in found if 35 < y < 60]
        assert "".join(feet).endswith(str(index - 2)), (index, found)


def test_running_heads_and_folios_are_artifacts_before_the_content(built):
    with pikepdf.open(built.path) as pdf:
        assert "/Artifact" not in str(pdf.pages[0].obj.Contents)
        for page in pdf.pages[1:]:
            assert page.obj.Contents[0].read_bytes().startswith(b"/Artifact <</Type /Pagination>>")


def test_the_tag_tree_survives_the_join(built):
    """Every page and annotation finds its tags; header cells have own names and a scope."""
    with pikepdf.open(built.path) as pdf:
        root = pdf.Root.StructTreeRoot
        numbers = root.ParentTree.Nums
        known = [int(numbers[i]) for i in range(0, len(numbers), 2)]
        assert known == sorted(set(known))
        assert {int(page.obj.StructParents) for page in pdf.pages} <= set(known)
        parts = list(root.K[0].K)
        assert [str(part.T) for part in parts][3:] == [part.full_title for part in CHAPTERS]
        cells = [e for e in _elements(root.K[0]) if e.S == "/TH"]
        assert len(cells) == 6
        assert len({str(cell.ID) for cell in cells}) == 6
        assert [str(cell.A.Scope) for cell in cells].count("/Row") == 2
        names = [str(root.IDTree.Names[i]) for i in range(0, len(root.IDTree.Names), 2)]
        assert names == sorted(str(cell.ID) for cell in cells)


def test_passages_in_other_languages_are_marked(built):
    """SB-B6: /Lang on inner elements, which the validator does not ask for."""
    with pikepdf.open(built.path) as pdf:
        langs = {str(e.Lang) for e in _elements(pdf.Root.StructTreeRoot.K[0]) if "/Lang" in e}
    assert langs == {"en", "th", "km", "lo", "my", "ta", "zh-Hans"}


def test_every_font_is_embedded_and_comes_from_the_project(built):
    """SB-B6: no typeface of the machine."""
    with pikepdf.open(built.path) as pdf:
        names = {
            str(item.BaseFont).split("+")[1]
            for item in pdf.objects
            if isinstance(item, pikepdf.Dictionary) and item.get("/Type") == "/Font"
        }
    assert all(name.startswith("Text-") for name in names), names


def test_a_reference_into_another_chapter_becomes_a_link(built):
    with pikepdf.open(built.path) as pdf:
        names = pdf.Root.Names.Dests.Names
        targets = {str(names[i]): names[i + 1] for i in range(0, len(names), 2)}
        links = [a for page in pdf.pages for a in page.obj.get("/Annots", [])]
        dests = [str(link.Dest) for link in links if "/Dest" in link]
        assert "c1.p3" in dests
        assert set(dests) <= set(targets)
        assert "I. Opening" in {str(link.Contents) for link in links}
    assert built.notes == ("A link leads to “gone”, which is not in the volume.",)


def test_the_same_input_gives_the_same_bytes(built, workspace):
    """SEC-C6, SB-B9: typeset anew, from nothing."""
    again = build(
        small_volume(*CHAPTERS), cache_folder=workspace / "other", out=workspace / "again.pdf"
    )
    assert again.typeset == built.typeset == 7
    assert again.sha256 == built.sha256


def test_one_chapter_edited_typesets_one_chapter(built, workspace):
    edited = dataclasses.replace(CHAPTERS[2], html="<p>Counted twice.</p>")
    volume = small_volume(*CHAPTERS[:2], edited)
    again = build(volume, cache_folder=workspace / "cache", out=workspace / "edited.pdf")
    # The source record in the imprint changes with the chapter.
    assert again.typeset == 2
    kept = list((workspace / "cache" / "parts").glob("*.pdf"))
    assert len(kept) == 7, "what the volume does not use any more is not kept"


def test_metadata_tell_nothing_about_people_or_machines(built):
    """SEC-C6: an organisation, a title, a date; no path, no host, no user."""
    with pikepdf.open(built.path) as pdf:
        xmp = pdf.Root.Metadata.read_bytes().decode()
        info = {key: str(value) for key, value in pdf.docinfo.items()}
    assert info == {
        "/Title": "An invented workshop. Kuala Lumpur, 15–17 June 2027",
        "/Author": "Working Group",
        "/Subject": "Proceedings",
        "/Producer": "WeasyPrint and pikepdf",
        "/CreationDate": "D:20270901000000Z",
        "/ModDate": "D:20270901000000Z",
    }
    assert "<pdfuaid:part>1</pdfuaid:part>" in xmp
    assert not re.search(r"/(work|home|root|tmp|Users)/", xmp)
    assert os.uname().nodename not in xmp


HOSTILE = {
    '<img src="file:///etc/passwd">': "file:///etc/passwd",
    '<link rel="attachment" href="file:///etc/passwd">': "file:///etc/passwd",
    '<link rel="stylesheet" href="http://127.0.0.1:1/a.css">': "http://127.0.0.1:1/a.css",
    '<style>@import "http://169.254.169.254/latest";</style>': "http://169.254.169.254/latest",
    "<style>@font-face{src:url(http://127.0.0.1:1/f.ttf)}</style>": "http://127.0.0.1:1/f.ttf",
    '<svg><image href="file:///etc/passwd"/></svg>': "file:///etc/passwd",
    '<object data="file:///etc/passwd"></object>': "file:///etc/passwd",
    '<iframe src="http://127.0.0.1:1/"></iframe>': "http://127.0.0.1:1/",
    '<a href="file:///etc/passwd">x</a>': "file:///etc/passwd",
    '<p style="background:url(http://127.0.0.1:1/x.png)">x</p>': "http://127.0.0.1:1/x.png",
    '<a rel="attachment" href="file:///etc/passwd">x</a>': "file:///etc/passwd",
    '<img src="data:image/png,x">': "data:image/png,x",
    '<a href="javascript:alert(1)">x</a>': "javascript:alert(1",
}


@pytest.mark.parametrize(("html", "address"), HOSTILE.items())
def test_no_address_outside_the_volume_reaches_the_typesetter(html, address):
    """SEC-C1, SB-S3: dropped, and the editor is told which address it was."""
    cleaned = clean(f"<p>before</p>{html}<p>after</p>")
    assert not re.search(r"file:|127\.0\.0\.1|169\.254|data:|script|style|rel=", cleaned.html)
    assert cleaned.html.startswith("<p>before</p>")
    assert cleaned.left_out == (address,)


def test_a_hostile_chapter_builds_without_attachment_and_says_what_was_left_out(workspace):
    """SEC-C1 end to end."""
    volume = small_volume(Part("c1", Kind.CHAPTER, "Opening", "".join(HOSTILE), "I"))
    made = build(volume, cache_folder=workspace / "hostile", out=workspace / "hostile.pdf")
    assert any("file:///etc/passwd" in note for note in made.notes)
    data = made.path.read_bytes()
    assert b"root:x" not in data
    with pikepdf.open(made.path) as pdf:
        keys = {key for item in pdf.objects if isinstance(item, pikepdf.Dictionary) for key in item}
    assert keys.isdisjoint({"/EmbeddedFiles", "/AF", "/EF", "/JavaScript", "/OpenAction", "/AA"})


def test_the_fetcher_answers_nothing_but_the_resources_of_the_volume(tmp_path):
    """SEC-C1, the second line: had the sanitiser let it through, the part fails by name."""
    (tmp_path / "part.html").write_text('<html lang="en"><img src="file:///etc/passwd" alt="x">')
    (tmp_path / "part.css").write_text("")
    with Child(tmp_path) as child, pytest.raises(BuildError, match="file:///etc/passwd"):
        child.ask(
            do="typeset",
            html=str(tmp_path / "part.html"),
            css=str(tmp_path / "part.css"),
            assets={},
            is_tagged=True,
            out=str(tmp_path / "part.pdf"),
        )
    assert not (tmp_path / "part.pdf").exists()


@pytest.mark.parametrize(
    ("html", "cause"),
    [
        ("<div>" * 800 + "x", "nests more than 60"),
        ("<b>" * 100_000, "nests more than 60"),
        ("x" * 1_000_000, "a word of 1,000,000"),
        ("<table>" + "<tr><td>1<td>2" * 12_000, "more than 20,000 cells"),
        ("x " * 1_000_001, "2,000,002 characters"),
    ],
)
def test_what_would_exhaust_the_typesetter_is_refused_by_name(html, cause):
    """SEC-C2."""
    with pytest.raises(Refused, match=cause):
        clean(html)


def test_spans_are_capped():
    """SEC-C2: one colspan of 100,000 does not finish."""
    assert clean('<table><tr><td colspan="100000" rowspan="-3">x</table>').html == (
        '<table><tbody><tr><td colspan="50">x</td></tr></tbody></table>'
    )


def test_the_refusal_names_the_chapter(workspace):
    volume = small_volume(Part("c1", Kind.CHAPTER, "Opening", "<div>" * 800, "I"))
    with pytest.raises(BuildError) as caught:
        build(volume, cache_folder=workspace / "deep", out=workspace / "deep.pdf")
    assert caught.value.part == "I. Opening"
    assert not (workspace / "deep.pdf").exists()


def _spin(folder: Path, limits: Limits, html: str) -> None:
    volume = small_volume(Part("c1", Kind.CHAPTER, "Opening", html, "I"))
    build(volume, cache_folder=folder, out=folder / "out" / "volume.pdf", limits=limits)


def test_time_is_limited_and_the_part_is_named(tmp_path):
    """SEC-C2: the child is killed whole; the parent goes on. Parts are typeset side by side, so
    that any of them may be the first to be stopped."""
    with pytest.raises(BuildError, match=r"It was stopped after 0 seconds") as caught:
        _spin(tmp_path, Limits(wall_seconds=0), "<p>x</p>")
    assert caught.value.part in {"Cover", "Imprint", "Contents", "I. Opening"}
    assert not (tmp_path / "out").exists()


def test_a_disk_that_is_full_leaves_the_old_file(tmp_path):
    """SEC-C3: no space for the part; nothing appears under the name of the volume."""
    old = tmp_path / "out" / "volume.pdf"
    old.parent.mkdir()
    old.write_bytes(b"the edition before")
    with pytest.raises(BuildError, match="could not be written"):
        _spin(tmp_path, Limits(file_bytes=2_000), "<p>x</p>")
    assert old.read_bytes() == b"the edition before"
    assert [path.name for path in old.parent.iterdir()] == ["volume.pdf"]


def test_a_killed_child_is_told_in_words(tmp_path):
    """SEC-C3: kill -9 from outside."""
    child = Child(tmp_path)
    with child, pytest.raises(BuildError, match="killed from outside"):
        process = child._start()
        os.kill(process.pid, signal.SIGKILL)
        child.ask(do="typeset")


def test_the_child_knows_no_secret_of_its_parent(tmp_path, monkeypatch):
    """SEC-C1: no key, no database address in its environment."""
    monkeypatch.setenv("DATA_KEY", "canary-key")
    monkeypatch.setenv("DATABASE_URL", "postgres://canary")
    with Child(tmp_path) as child:
        process = child._start()
        environment = Path(f"/proc/{process.pid}/environ")
        if not environment.exists():
            pytest.skip("no /proc on this system")
        assert b"canary" not in environment.read_bytes()


def test_writing_whole_keeps_the_old_file_when_it_fails(tmp_path, monkeypatch):
    """SEC-C3: no half-written file, no .part left behind."""
    target = tmp_path / "volume.pdf"
    write_whole(target, b"first")

    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("publications.engine.cache.os.fsync", full)
    with pytest.raises(OSError, match="No space left"):
        write_whole(target, b"second")
    assert target.read_bytes() == b"first"
    assert list(tmp_path.iterdir()) == [target]


def test_every_script_of_the_region_has_a_face():
    assert fonts.missing() == []
    assert fonts.without_glyph(re.sub("<[^>]+>", "", NATIVE)) == ""
    assert fonts.without_glyph("abc \u16a0") == "\u16a0"


def test_the_audience_is_part_of_every_key(tmp_path):
    """SB-B7: two audiences never share a part."""
    from publications.engine.cache import Cache

    page = sheet(small_volume(), small_volume().parts[0])
    keys = {Cache(tmp_path, audience).key(page, {}) for audience in ("public", "internal")}
    assert len(keys) == 2


def test_number_and_date_of_the_edition_do_not_change_the_source():
    first = small_volume()
    second = dataclasses.replace(
        first, edition=dataclasses.replace(first.edition, number=2, date="2027-10-01")
    )
    assert first.digest() == second.digest()
    other: Volume = dataclasses.replace(first, audience="internal")
    assert first.digest() != other.digest()


def _elements(node):
    yield node
    for kid in node.get("/K", []):
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            yield from _elements(kid)
