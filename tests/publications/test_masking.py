"""Withheld names in texts that co-organisers read: whole names, their parts, and nothing else."""

import datetime
import html
import re
import unicodedata

import pytest
from django.urls import reverse
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from access.domain.consent import Naming, Output
from publications.domain import round_desk
from publications.domain.masking import Names, masked, parts_of, tokens_of
from publications.domain.withheld import withheld_names
from publications.models import ChapterPage, CommentRound, ProceedingsPage
from tests.factories.access import host_organiser, secretariat
from tests.factories.events import (
    InstitutionNameFactory,
    PersonFactory,
    StateFactory,
    WorkshopFactory,
)
from tests.publications import way

GONE = "[name withheld]"


@pytest.mark.parametrize(
    ("withheld", "text", "expected"),
    [
        ("Ali bin Abu", "Ali  bin\nAbu, and Ali.", f"{GONE}, and {GONE}."),
        ("Ali bin Abu", "Salali bin Abuja", "Salali bin Abuja"),
        ("O’Brien & Sons", "O'Brien &amp; Sons; Mr O’Brien", f"{GONE}; Mr O’{GONE}"),
        ("Rose May", "prices rose in may, said Rose", f"prices rose in may, said {GONE}"),
        ("somchai jaidee", "Somchai's view; SOMCHAI", f"{GONE}'s view; {GONE}"),
        ("Nguyễn Văn Hòa", "Ms Nguyen, NGUYỄN VĂN HÒA, Hoà", f"Ms {GONE}, {GONE}, {GONE}"),
        (
            "Zzyx Canary",
            "Zz\u00adyx, a canary, zzyx.canary@a.org",
            f"{GONE}, a canary, {GONE}@a.org",
        ),
        ("Юлия Иванова", "Сказала Юлия.", f"Сказала {GONE}."),
        ("சுந்தர் குமார்", "சுந்தர் கூறினார்", f"{GONE} கூறினார்"),
        ("محمد يوسف", "قال مُحَمَّد ذلك", f"قال {GONE} ذلك"),
        ("สมชาย ใจดี", "คุณสมชายใจดีกล่าว คุณสมชายกล่าว", f"คุณ{GONE}กล่าว คุณ{GONE}กล่าว"),
        ("ชาติ", "ธรรมชาติ นายชาติ", f"ธรรมชาติ นาย{GONE}"),
        ("សុខា វណ្ណា", "លោក\u200bសុខា\u200bបាន", f"លោក\u200b{GONE}\u200bបាន"),
        ("李娜", "国王明天来李娜说", f"国王明天来{GONE}说"),
        ("王明", "国王明天来", "国王明天来"),
        ("Li Na", "LI NA spoke; li na, Na", f"{GONE} spoke; li na, Na"),
    ],
)
def test_a_name_and_its_parts_are_found_where_they_stand_for_themselves(withheld, text, expected):
    """Issue 9, 4: in every script; never inside another word; no word in small letters."""
    assert masked(f"<p>{text}</p>", Names([withheld])) == f"<p>{expected}</p>"


def test_a_part_stays_in_the_whole_name_of_who_is_disclosed_and_nowhere_else():
    names = Names(
        ["Muhammad Yusof", "Nam Tran", "Muhammad Ali Hassan"], ["Muhammad Ali", "Viet Nam"]
    )
    text = "Muhammad Ali met Muhammad in Viet Nam; Ms Nam; Muhammad Ali Hassan."
    assert names.without(text) == f"Muhammad Ali met {GONE} in Viet Nam; Ms {GONE}; {GONE}."
    shared = Names(["Muhammad Ali"], ["Muhammad Ali"])
    assert (bool(shared), shared.without("Muhammad Ali")) == (False, "Muhammad Ali")


def test_names_in_pieces_in_pictures_and_in_links_go_too():
    names = Names(["Ali bin Abu"])
    assert masked("<p><em>Ali</em> bin <b>Abu</b> came</p>", names) == (
        f"<p><em>{GONE}</em><b></b> came</p>"
    )
    assert masked("<td>Ali</td><td>Abu</td>", names) == f"<td>{GONE}</td><td>{GONE}</td>"
    assert masked('<img alt="Ali &amp; Co" src="a">', names) == (
        f'<img alt="{GONE} &amp; Co" src="a">'
    )
    link = '<a href="https://example.org/Ali%2Dbin%2DAbu" class="x">here</a>'
    assert masked(link, names) == '<a href="#" class="x">here</a>'
    assert masked("Ali first, no tag", names) == f"{GONE} first, no tag"


def test_what_needs_no_mask_is_left_as_it_is_written():
    fragment = '<p title="a">x &amp; y &nbsp;é e\u0301 &#x27;</p>'
    assert masked(fragment, Names(["Ali bin Abu"])) == fragment
    assert masked("<p>Ali bin Abu</p>", Names()) == "<p>Ali bin Abu</p>"


def test_whole_names_alone_are_told_to_the_secretariat():
    names = Names(["Ali bin Abu", "Su"])
    assert [names.stand_in(text) for text in ("by ALI BIN ABU", "by Ali", "Su", "sue")] == [
        True, False, False, False
    ]  # fmt: skip


# --- For any names and any texts --------------------------------------------------------------

LATIN = st.text("abcdefghijklmnopqrstuvwxyzéñâđ", min_size=1, max_size=9).map(str.capitalize)
CYRILLIC = st.text("абвгдежзиклмнопрст", min_size=3, max_size=8).map(str.capitalize)
TAMIL = st.text("கசடதபறயரலவழளஞஙணநமன", min_size=3, max_size=8)
NAME = st.lists(LATIN | CYRILLIC | TAMIL, min_size=1, max_size=4).map(" ".join)
PLAIN = st.text("abcdefghijklmnopqrstuvwxyzéñ", min_size=1, max_size=9)
JOINT = st.sampled_from([" ", ", ", "\n", " – ", "</p><p>", "<em>", "</em>", " &amp; ", "’s "])


@st.composite
def told(draw):
    """Names that are withheld and disclosed, and a fragment made of them and of other words."""
    withheld = draw(st.lists(NAME, min_size=1, max_size=4))
    disclosed = draw(st.lists(NAME, max_size=2))
    words = [word for name in withheld for word in name.split()]
    pieces = st.sampled_from([*withheld, *disclosed, *words, *map(str.upper, words)]) | PLAIN
    text = "".join(draw(pieces) + draw(JOINT) for _ in range(draw(st.integers(0, 12))))
    return withheld, disclosed, f"<p>{text}</p>"


@given(told())
@settings(max_examples=150, deadline=None)
def test_no_part_of_a_withheld_name_stays_as_a_word(case):
    """Whatever the names: what is left stands in small letters or in a disclosed whole name."""
    withheld, disclosed, fragment = case
    names = Names(withheld, disclosed)
    left = re.sub(r"<[^>]*>", " ", re.sub(r"</?em>", "", masked(fragment, names)))
    left = html.unescape(left).replace(GONE, "|")
    shown = {tuple(one.word for one in tokens_of(name)) for name in disclosed}
    hidden = [n for n in withheld if tuple(one.word for one in tokens_of(n)) not in shown]
    parts = {part for name in hidden for part in parts_of(name)}
    tokens = tokens_of(left)
    free = set(range(len(tokens)))
    for words in shown:
        for place in range(len(tokens)):
            if tuple(one.word for one in tokens[place : place + len(words)]) == words:
                free -= set(range(place, place + len(words)))
    stayed = [tokens[p].word for p in sorted(free) if not left[tokens[p].start].islower()]
    assert [word for word in stayed if word in parts] == []


@given(st.lists(NAME, max_size=4), st.lists(PLAIN | st.sampled_from("(.;,"), max_size=20))
@settings(max_examples=80, deadline=None)
def test_a_text_without_names_is_unchanged(withheld, words):
    """Small letters, whatever is withheld, as long as it is no long name typed small."""
    known = {token.word for name in withheld for token in tokens_of(name)}
    text = " ".join(word for word in words if not known & {t.word for t in tokens_of(word)})
    fragment = f'<p class="a">{html.escape(text)}<br></p>'
    assert masked(fragment, Names(withheld)) == fragment
    assert unicodedata.is_normalized("NFC", text) or fragment


# --- Whose names ------------------------------------------------------------------------------


@pytest.mark.django_db
def test_names_are_withheld_as_each_person_chose():
    """The name of who agreed stays; their other name does not, and the other way round."""
    workshop = WorkshopFactory(title="Workshop on Aung and others")
    StateFactory(code="VN", running_name="Viet Nam")
    InstitutionNameFactory(text="Aung Foundation")
    PersonFactory(workshop=workshop, values={"name": "Aung Nam", "name_own_script": "အောင်နမ်"})
    PersonFactory(
        workshop=workshop,
        values={"name": "Siti Rahma", "other_name": "Melati"},
        naming={Output.PROCEEDINGS: Naming.OTHER_NAME},
    )
    PersonFactory(
        workshop=workshop,
        values={"name": "Budi Santoso", "other_name": "Elang Biru"},
        naming={Output.PROCEEDINGS: Naming.NAME},
    )
    names = withheld_names(workshop)
    text = "Aung, အောင်နမ်, Viet Nam, Aung Foundation, Siti, Melati, Budi, Budi Santoso, Elang"
    assert names.without(text) == (
        f"{GONE}, {GONE}, Viet Nam, Aung Foundation, {GONE}, Melati, Budi, Budi Santoso, {GONE}"
    )


@pytest.mark.django_db
@pytest.mark.parametrize("number", [1, 3])
def test_the_names_cost_the_same_for_one_and_for_many(number, django_assert_num_queries):
    workshop = WorkshopFactory()
    for _ in range(number):
        PersonFactory(workshop=workshop)
    with django_assert_num_queries(6):
        assert bool(withheld_names(workshop))


# --- Where co-organisers read -----------------------------------------------------------------


@pytest.mark.django_db
def test_co_organisers_read_no_part_of_a_withheld_name(client):
    """Issue 9, 4: in a chapter, its title, the list of chapters and what changed since a round."""
    volume = way.volume()
    workshop = volume.workshop
    PersonFactory(workshop=workshop, values={"name": way.NAME})
    chapter = way.edited(volume, "<p>As Zzyxwvut said, no.</p><p>Ms <em>Canaryname</em> too.</p>")
    ChapterPage.objects.filter(pk=chapter.pk).update(title="Panel of Canaryname")
    past, to_come = (timezone.now() + datetime.timedelta(days=days) for days in (-1, 3))
    round_desk.set_day(volume, to_come, secretariat())
    CommentRound.objects.update(until=past)
    ProceedingsPage.objects.update(comments_until=past)
    volume.refresh_from_db()
    way.edit_again(chapter, "<p>As Zzyxwvut says, no.</p><p>He too.</p>")
    round_desk.set_day(volume, to_come, secretariat())
    client.force_login(host_organiser(workshop))
    slug = workshop.slug
    for url in (
        reverse("comments:chapters", args=[slug]),
        reverse("comments:chapter", args=[slug, chapter.pk]),
    ):
        text = client.get(url).content.decode()
        assert (GONE in text, "Zzyxwvut" in text, "Canaryname" in text) == (True, False, False), url
    assert "paragraphs changed since round 1" in text
