"""The gate: the real veraPDF on a volume with everything, on every language, on a broken file."""

from pathlib import Path

import pikepdf
import pytest
from pypdf import PdfReader

from publications.engine import fonts
from publications.engine.breaks import BREAK, by_word
from publications.engine.build import Built, build
from publications.engine.source import Entry, Kind, Part
from tests.factories.publications import small_volume
from tests.publications.languages import LANGUAGES, WITHOUT_SPACES, page
from tests.publications.validator import validate

pytestmark = pytest.mark.processes

EVERYTHING = (
    "<h3>Findings</h3><h4>In short</h4>"
    '<p class="para" id="p1"><span class="no">1.</span> Text with a note'
    '<span class="fn">The note, with <em>emphasis</em> and <a href="https://example.org/">a link'
    '</a>.</span> and a <a href="https://example.org/x"><em>link in italics</em> and more</a>.</p>'
    '<p class="para" id="p2"><span class="no">2.</span> More'
    '<span class="fn">A second note.</span>, and <a href="xref:c2.p1">chapter II</a>.</p>'
    "<ul><li>One<ul><li>Inner</li></ul></li><li>Two</li></ul><ol><li>First</li></ol>"
    "<blockquote><p>Said.</p><footer>Somebody</footer></blockquote>"
    '<figure id="f1"><img src="asset:picture" alt="Three bars"><figcaption><b>Figure 1.</b> Bars'
    "</figcaption></figure>"
    "<table><caption><b>Table 1.</b> Places</caption><thead><tr><th>State</th><th>Places</th></tr>"
    '</thead><tbody><tr><th scope="row">Malaysia</th><td>3</td></tr></tbody></table>'
    '<dl class="terms"><dt>AICHR</dt><dd>A commission</dd></dl>'
    '<ul class="references"><li>Author. <em>Title</em>. 2027.</li></ul>'
    '<div class="box"><h4>Box</h4><p>Words.</p></div>'
)
PICTURE = Path(__file__).parent / "tools" / "bars.png"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("quality")


@pytest.fixture(scope="module")
def built(folder: Path) -> Built:
    volume = small_volume(
        Part("c1", Kind.CHAPTER, "Everything", EVERYTHING, "I"),
        Part("c2", Kind.CHAPTER, "Languages", page(), "II"),
        Part(
            "index",
            Kind.INDEX,
            "Index",
            entries=(Entry("findings", ("c1.p1", "c1.p2"), "Subjects"), Entry("gone", ("c9",))),
        ),
        resources={"picture": PICTURE.read_bytes()},
    )
    return build(volume, cache_folder=folder / "cache", out=folder / "volume.pdf", with_pieces=True)


def test_the_volume_and_every_piece_pass_both_profiles(built, folder):
    """SB-B5: PDF/A-3a and PDF/UA-1 at once, no failed rule; and the broken file does fail."""
    broken = folder / "broken.pdf"
    with pikepdf.open(built.path) as pdf:
        del pdf.Root.StructTreeRoot
        del pdf.Root.MarkInfo
        pdf.save(broken)
    paths = [built.path, *built.pieces.values()]
    verdicts = validate(*paths, broken)
    assert [v.failed for v in verdicts[:-2]] == [()] * (2 * len(paths))
    assert all(v.checks > 300 for v in verdicts[:-2])
    assert len(verdicts[-1].failed) > 3
    assert len(verdicts[-2].failed) > 0


def test_every_language_has_letters_and_its_tag(built):
    """SB-B6: 13 languages and a line of Jawi, each marked, each with a face of ours."""
    assert fonts.without_glyph("".join(LANGUAGES.values())) == ""
    with pikepdf.open(built.path) as pdf:
        langs = {str(e.Lang) for e in elements(pdf.Root.StructTreeRoot.K[0]) if "/Lang" in e}
    assert langs == set(LANGUAGES)


def test_no_line_is_wider_than_its_column(built):
    """SB-B6: Lao, Khmer and Burmese break by word; nothing sticks out of the page."""
    reader = PdfReader(built.path)
    right = 0.0

    def visit(text, matrix, text_matrix, font, size):
        nonlocal right
        if text.strip():
            right = max(right, matrix[4] + text_matrix[4] * matrix[0])

    for sheet in reader.pages:
        sheet.extract_text(visitor_text=visit)
    assert right < float(reader.pages[0].mediabox.width)
    for tag in ("lo", "km", "my"):
        run = "".join(LANGUAGES[tag].split())
        assert by_word(run).count(BREAK) >= 4
        assert by_word(run).replace(BREAK, "") == run
        assert by_word(by_word(run)) == by_word(run), "an editor's own breaks stay"
    assert by_word(LANGUAGES["th"]) == LANGUAGES["th"], "Pango knows Thai"
    assert "th" in WITHOUT_SPACES


def test_roles_that_the_validator_does_not_ask_for(built):
    """Notes, contents, scopes, links with their words."""
    with pikepdf.open(built.path) as pdf:
        found = list(elements(pdf.Root.StructTreeRoot.K[0]))
        roles = [str(e.S) for e in found]
        assert roles.count("/Note") == 2
        assert roles.count("/TOC") == 1
        assert roles.count("/TOCI") == 3
        notes = [str(e.ID) for e in found if str(e.S) == "/Note"]
        assert notes == ["c1.note-1", "c1.note-2"]
        assert {str(e.A.Scope) for e in found if str(e.S) == "/TH"} == {"/Column", "/Row"}
        assert [str(e.Alt) for e in found if str(e.S) == "/Figure"] == ["Three bars"]
        links = [a for p in pdf.pages for a in p.obj.get("/Annots", [])]
        words = {str(link.Contents) for link in links if "/A" in link}
        # A link that turns over the end of a line is several: each says all of it.
        texts = {"https://example.org/p/1-1", "link in italics and more", "a link"}
        assert words == texts
        assert all(str(link.get("/Contents", "")) for link in links)


def test_text_hangs_where_the_tree_of_parents_says(built):
    """SB-B5: lines have no Span of their own, and each piece of text is found from both sides."""
    with pikepdf.open(built.path) as pdf:
        tree = pdf.Root.StructTreeRoot
        found = list(elements(tree.K[0]))
        bare = [
            node for node in found if node.S == "/Span" and not {"/Lang", "/ID", "/A"} & node.keys()
        ]
        assert [node.P.S for node in bare if node.P.S == "/P"] == []
        numbers = tree.ParentTree.Nums
        holders = {int(numbers[i]): numbers[i + 1] for i in range(0, len(numbers), 2)}
        for page in pdf.pages:
            for mark, node in enumerate(holders[int(page.obj.StructParents)]):
                kids = node.K if isinstance(node.K, pikepdf.Array) else [node.K]
                assert mark in [kid for kid in kids if isinstance(kid, int)]
                assert node.Pg.objgen == page.obj.objgen
        texts = sum(
            isinstance(kid, int)
            for node in found
            for kid in (node.K if isinstance(node.K, pikepdf.Array) else [node.K])
        )
        assert texts == sum(len(holders[int(page.obj.StructParents)]) for page in pdf.pages)


def test_each_piece_has_the_pages_it_has_in_the_volume(built):
    """One PDF per chapter and the front matter alone, with the printed numbers of the volume."""
    assert set(built.pieces) == {"front", "c1", "c2", "index"}
    reader = PdfReader(built.pieces["c2"])
    assert reader.page_labels[0] == str(built.first_pages["c2"])
    assert reader.metadata.title.startswith("II. Languages. ")
    assert PdfReader(built.pieces["front"]).page_labels == ["i", "ii", "iii"]


def test_the_index_lists_each_page_once(built):
    text = PdfReader(built.pieces["index"]).pages[0].extract_text()
    assert "findings 1" in " ".join(text.split())
    assert "gone" not in text


def elements(node):
    yield node
    for kid in node.get("/K", []):
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            yield from elements(kid)
