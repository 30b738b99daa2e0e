"""Files for visitors: CSV, JSON, BibTeX, RIS, Atom, SVG (SEC-B4, SB-S6, SB-S7)."""

import csv
import datetime
import io
import json
from xml.etree import ElementTree

import bibtexparser
import pytest
import rispy
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from publications.domain import citation
from publications.domain.charts import (
    Bar,
    Group,
    Line,
    Point,
    grouped_bars,
    stacked_bars,
    time_line,
)
from publications.domain.dates import for_machines, in_words, period_in_words
from publications.domain.recommendations_export import safe_cell
from tests.factories.events import WorkshopFactory
from tests.factories.outcomes import (
    AddresseeFactory,
    DraftFactory,
    RecommendationFactory,
    RecommendationTranslationFactory,
    StepFactory,
)

HOSTILE = 'Fish & "chips" {50%} $5 #1 under_score ~ ^ \\ <b>'


def jakarta():
    return WorkshopFactory(
        slug="ws",
        official_title="A workshop",
        city="Jakarta",
        starts_on=datetime.date(2004, 6, 17),
        ends_on=datetime.date(2004, 6, 18),
    )


def table(client, query=""):
    content = client.get(f"/recommendations/data.csv{query}").content.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(content)))


@pytest.mark.parametrize(
    ("cell", "safe"),
    [
        ("=1+1", "'=1+1"),
        ("+SUM(A1)", "'+SUM(A1)"),
        ("-2+3+cmd|' /C calc'!A0", "'-2+3+cmd|' /C calc'!A0"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "\t'=1"),
        ("\r=1", "\r'=1"),
        (" =1", " '=1"),
        ("harmless;=cmd", "harmless;'=cmd"),
        ("two\n=lines", "two\n'=lines"),
        ("＝1", "'＝1"),
        ("+62", "+62"),
        ("+62 21 555 0100", "+62 21 555 0100"),
        ("+62-21-(555)", "+62-21-(555)"),
        ("-4", "-4"),
        ("-4.5", "-4.5"),
        ("A - B", "A - B"),
        ("x=y", "x=y"),
        (None, ""),
        (17, "17"),
    ],
)
def test_no_cell_is_a_formula_and_numbers_stay(cell, safe):
    """SEC-B4: neutralised, and the plus of a telephone number is not eaten."""
    assert safe_cell(cell) == safe


@given(st.text())
def test_no_part_of_a_cell_begins_a_formula(text):
    cell = safe_cell(text)
    if cell == text and cell[:1] in "+-" and cell[1:2].isdigit():
        return
    for part in cell.replace("\t", ";").replace("\r", ";").replace("\n", ";").split(";"):
        assert part.strip()[:1] not in set("=+-@＝＋－＠") - {""} or safe_cell(part) == part


@pytest.mark.django_db
def test_hostile_text_passes_the_csv_as_text(client):
    row = RecommendationFactory(title="=HYPERLINK(1)", text='He said "no",\nthen; =yes')
    row.addressees.add(AddresseeFactory())
    (line,) = table(client)
    assert line["title"] == "'=HYPERLINK(1)"
    assert line["text"] == 'He said "no",\nthen; \'=yes'
    assert (line["addressed_to"], line["state"]) == ("SOM", "proposed")


@pytest.mark.django_db
def test_files_follow_the_filters(client):
    RecommendationFactory(title="Alpha", workshop=WorkshopFactory(slug="a"))
    RecommendationFactory(title="Beta", workshop=WorkshopFactory(slug="b"))
    assert [line["title"] for line in table(client, "?workshop=b")] == ["Beta"]
    data = json.loads(client.get("/recommendations/data.json?workshop=a").content)
    assert [row["title"] for row in data["recommendations"]] == ["Alpha"]


@pytest.mark.django_db
def test_json_says_exactly_the_public_facts(client):
    row = RecommendationFactory(
        workshop=WorkshopFactory(slug="ws", official_title="A workshop"), number=3, title="A title"
    )
    StepFactory(
        recommendation=row, what="Programme", precision="by_month", date=datetime.date(2010, 9, 1)
    )
    data = json.loads(client.get("/recommendations/data.json").content)
    (record,) = data["recommendations"]
    assert data["schema"] == 1
    assert record["steps"] == [
        {
            "kind": "followed_by",
            "date": "2010-09",
            "date_is_latest": True,
            "what": "Programme",
            "answer": None,
            "instrument": None,
            "recommendation": None,
            "source": "Invented source",
            "source_url": "",
        }
    ]
    assert set(record) == {
        "id",
        "workshop",
        "year",
        "number",
        "title",
        "text",
        "language",
        "translations",
        "addressed_to",
        "themes",
        "state",
        "adopted_on",
        "sha256",
        "source",
        "source_url",
        "steps",
        "address",
    }


@pytest.mark.django_db
@pytest.mark.parametrize("title", ["A commission", HOSTILE, "ສິດ ສິດທິ សិទ្ធិ"])
def test_bibtex_is_read_back(client, title):
    workshop = jakarta()
    row = RecommendationFactory(workshop=workshop, number=3, title=title)
    response = client.get("/workshops/ws/recommendations/3/citation.bib")
    library = bibtexparser.parse_string(response.content.decode())
    assert library.failed_blocks == []
    (entry,) = library.entries
    fields = {field.key: field.value for field in entry.fields}
    assert (entry.entry_type, entry.key) == ("misc", "wg-ws-3")
    assert (fields["year"], fields["address"]) == ("2004", "Jakarta")
    assert fields["url"] == citation.permanent_url(row)
    assert fields["howpublished"] == "A workshop, recommendation 3"
    if title != HOSTILE:
        assert fields["title"] == f"{{{title}}}"


@pytest.mark.django_db
@pytest.mark.parametrize("title", ["A commission", HOSTILE, "Line\nbreak  - TY"])
def test_ris_is_read_back(client, title):
    workshop = jakarta()
    RecommendationFactory(workshop=workshop, number=3, title=title, text="That it be done.")
    response = client.get("/workshops/ws/recommendations/3/citation.ris")
    (record,) = rispy.loads(response.content.decode())
    assert record["type_of_reference"] == "RPRT"
    assert record["title"] == " ".join(title.split())
    assert (record["year"], record["abstract"]) == ("2004", "That it be done.")


@pytest.mark.django_db
def test_the_sentence_to_cite(settings):
    settings.BASE_URL = "https://example.org"
    workshop = WorkshopFactory(
        official_title="Fourth Workshop",
        city="Jakarta",
        starts_on=datetime.date(2004, 6, 17),
        ends_on=datetime.date(2004, 6, 18),
    )
    row = RecommendationFactory(workshop=workshop, number=1, title="A commission")
    assert citation.sentence(row) == (
        "Working Group for an ASEAN Human Rights Mechanism, “A commission”, Fourth Workshop "
        f"(Jakarta, 17 June 2004), recommendation 1, https://example.org/r/{row.pk}"
    )


@pytest.mark.django_db
@pytest.mark.parametrize("form", ["bib", "ris", "exe"])
def test_only_public_recommendations_are_cited(client, form):
    DraftFactory(workshop=WorkshopFactory(slug="ws"), number=3)
    assert client.get(f"/workshops/ws/recommendations/3/citation.{form}").status_code == 404


@pytest.mark.django_db
def test_the_feed_tells_each_adoption_and_each_step_with_its_source(client):
    row = RecommendationFactory(workshop=WorkshopFactory(slug="ws"), number=1, title="A title")
    RecommendationTranslationFactory(recommendation=row)
    StepFactory(recommendation=row, what="Programme <b>")
    DraftFactory()
    assert entries(client, "/recommendations/feed.xml") == [
        ("A title", row.text),
        ("A title: Followed by Programme <b>", "7 April 2010. Source: Invented source"),
    ]
    with translation.override("en"):
        translated = entries(client, "/id/recommendations/feed.xml")
    assert translated[0] == ("Rekomendasi contoh", "Agar sesuatu dilakukan.")


def entries(client, path):
    """Title and summary of each entry of an Atom feed."""
    feed = ElementTree.fromstring(client.get(path).content)
    name = {"a": "http://www.w3.org/2005/Atom"}
    return [
        (entry.findtext("a:title", namespaces=name), entry.findtext("a:summary", namespaces=name))
        for entry in feed.findall("a:entry", name)
    ]


def svg(drawing):
    return ElementTree.fromstring(str(drawing))


def test_the_time_line_is_a_drawing_without_style_and_script():
    """SEC group B: a downloaded SVG runs nothing and asks for nothing."""
    day = datetime.date(2004, 6, 18)
    lines = [
        Line(HOSTILE, [Point(day, "June 2004", "<script>"), Point(day, "2004", "x")]),
        Line("Another", [Point(datetime.date(2017, 11, 14), "14 November 2017", "y")]),
    ]
    drawing = svg(time_line(lines, title=HOSTILE))
    tags = {element.tag.split("}")[1] for element in drawing.iter()}
    assert tags == {"svg", "title", "rect", "g", "text", "line", "path"}
    attributes = {name for element in drawing.iter() for name in element.attrib}
    assert not {"style", "href", "onload"} & attributes
    assert drawing[0].text == HOSTILE
    xs = [float(path.attrib["d"][1:].split()[0]) for path in drawing.iter() if "d" in path.attrib]
    assert all(0 <= x <= 960 for x in xs)


@given(
    st.lists(
        st.lists(
            st.dates(datetime.date(1993, 1, 1), datetime.date(2090, 1, 1)), min_size=1, max_size=6
        ),
        max_size=5,
    )
)
def test_every_time_line_is_well_formed_and_within_its_frame(rows):
    lines = [Line("x", [Point(day, str(day.year), "y") for day in sorted(days)]) for days in rows]
    drawing = svg(time_line(lines, title="t"))
    marks = [path for path in drawing.iter() if "d" in path.attrib]
    assert len(marks) == sum(map(len, rows))
    for text in drawing.iter("{http://www.w3.org/2000/svg}text"):
        assert 0 <= float(text.attrib["x"]) <= 960


@given(st.lists(st.lists(st.integers(0, 50), min_size=3, max_size=3), max_size=4))
def test_bars_are_as_long_as_their_numbers(rows):
    drawing = svg(stacked_bars([Bar("b", numbers) for numbers in rows], ["A", "B", "C"], title="t"))
    parts = [r for r in drawing.iter() if r.attrib.get("class") == "c-part"]
    assert len(parts) == sum(number > 0 for numbers in rows for number in numbers)
    assert all(float(part.attrib["width"]) >= 0 for part in parts)


def test_a_bar_without_a_number_says_why_instead():
    groups = [Group("Media", [("2025", 12, ""), ("2026", None, "merged with others")])]
    drawing = svg(grouped_bars(groups, title="t"))
    space = "{http://www.w3.org/2000/svg}"
    assert [text.text for text in drawing.iter(f"{space}text")] == [
        "Media",
        "2025",
        "12",
        "2026",
        "merged with others",
    ]
    # The ground and one bar.
    assert len(list(drawing.iter(f"{space}rect"))) == 2


@pytest.mark.parametrize(
    ("precision", "words", "machine"),
    [
        ("day", "7 April 2010", "2010-04-07"),
        ("month", "April 2010", "2010-04"),
        ("year", "2010", "2010"),
        ("by_month", "by April 2010", "2010-04"),
    ],
)
def test_no_date_is_more_exact_than_it_is_known(precision, words, machine):
    day = datetime.date(2010, 4, 7)
    assert (in_words(day, precision), for_machines(day, precision)) == (words, machine)


def test_periods():
    def at(*day):
        return datetime.date(*day)

    assert period_in_words(at(2005, 12, 19), at(2005, 12, 20)) == "19–20 December 2005"
    assert period_in_words(at(2010, 11, 30), at(2010, 12, 1)) == "30 November – 1 December 2010"
    assert period_in_words(at(2010, 12, 30), at(2011, 1, 2)) == "30 December 2010 – 2 January 2011"
    assert period_in_words(at(2014, 1, 1), None, "year") == "2014"
