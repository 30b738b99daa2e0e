"""The gate of exports: proved, reasoned, once, bound to a session; sheets that are safe to open."""

import csv
import datetime
import io
import uuid

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.test import RequestFactory
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from access.domain import exports, rotation, second_factor, sheets
from access.domain.sheets import Sheet
from access.models import AuditEntry, Export
from access.public.export_form import ExportForm
from tests.factories.access import PASSWORD, SecondFactorFactory, UserFactory, VaultFactory

COLUMNS = ["name", "phone"]
HOSTILE = [
    "=cmd|' /C calc'!A0",
    "+62 812 3456",
    "-1+1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "a;=1+1",
    "'=1",
    "\uff1d1+1",
    'say "hi"',
    "D'Silva",
]


@pytest.fixture
def user():
    return SecondFactorFactory().user


@pytest.fixture
def session():
    store = SessionStore()
    store.create()
    return store


def proved(user, session):
    assert exports.prove(user, session, PASSWORD, second_factor.current_code(user))


def asked(user, session, vault=None):
    proved(user, session)
    return exports.ask(
        vault or VaultFactory(), user, session, what="registrations", columns=COLUMNS, reason="Fee"
    )


@pytest.mark.django_db
def test_an_export_is_taken_once_by_its_own_session(user, session):
    """SB-P5: bound to account and session, gone after one download; others learn nothing."""
    export = asked(user, session)
    elsewhere = SessionStore()
    elsewhere.create()
    for who, where in [(user, elsewhere), (UserFactory(), session)]:
        with pytest.raises(exports.Gone):
            exports.take(export.pk, who, where)
    assert exports.take(export.pk, user, session).columns == COLUMNS
    for key in (export.pk, uuid.uuid4()):
        with pytest.raises(exports.Gone):
            exports.take(key, user, session)


@pytest.mark.django_db
def test_an_export_is_gone_after_a_quarter_of_an_hour_and_with_the_account(user, session):
    export = asked(user, session)
    user.is_active = False
    with pytest.raises(exports.Gone):
        exports.take(export.pk, user, session)
    user.is_active = True
    Export.objects.update(expires_at=timezone.now())
    with pytest.raises(exports.Gone):
        exports.take(export.pk, user, session)


@pytest.mark.django_db
def test_without_password_and_code_there_is_no_export(user, session):
    """A stolen session exports nothing: both are asked, and again after five minutes."""
    vault = VaultFactory()
    ask = {"what": "registrations", "columns": COLUMNS, "reason": "Fee"}
    with pytest.raises(exports.NotProved):
        exports.ask(vault, user, session, **ask)
    assert not exports.prove(user, session, PASSWORD, "000000")
    assert not exports.prove(user, session, "wrong", second_factor.current_code(user))
    assert not exports.is_proved(user, session)
    session[exports.PROOF] = [str(user.pk), int(timezone.now().timestamp()) - 301]
    with pytest.raises(exports.NotProved):
        exports.ask(vault, user, session, **ask)
    session[exports.PROOF] = [str(UserFactory().pk), int(timezone.now().timestamp())]
    with pytest.raises(exports.NotProved):
        exports.ask(vault, user, session, **ask)
    assert Export.objects.count() == 0


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("columns", "reason"), [([], "Fee"), (["name"], " "), (["name"], "x" * 301)]
)
def test_an_export_has_columns_and_a_reason(user, session, columns, reason):
    proved(user, session)
    with pytest.raises(ValueError, match="columns and a reason"):
        exports.ask(VaultFactory(), user, session, what="x", columns=columns, reason=reason)


@pytest.mark.django_db
def test_the_trail_holds_the_columns_and_the_reason_is_sealed(user, session):
    """SEC-F8: the reason may name somebody; it is readable through its door alone."""
    export = asked(user, session)
    exports.take(export.pk, user, session)
    trail = AuditEntry.objects.filter(object_id=str(export.pk)).order_by("number")
    assert [(entry.action, entry.detail) for entry in trail] == [
        ("registrations.ask_export", {"columns": COLUMNS}),
        ("registrations.export", {"columns": COLUMNS}),
    ]
    assert b"Fee" not in bytes(export.sealed_reason)
    rotation.rotate_vault(export.vault)
    assert [reason for _export, reason in exports.reasons(export.vault)] == ["Fee"]


@pytest.mark.django_db
def test_the_form_asks_who_you_are_only_where_it_is_needed(user, session):
    request = RequestFactory().post("/")
    request.user, request.session = user, session
    answers = {"reason": "Fee", "kind": "csv"}
    assert set(ExportForm(request, answers).errors) == {"password", "code"}
    wrong = {"password": PASSWORD, "code": "000000"}
    assert set(ExportForm(request, answers | wrong).errors) == {"code"}
    right = {"password": PASSWORD, "code": second_factor.current_code(user)}
    assert ExportForm(request, answers | right).is_valid()
    assert list(ExportForm(request, answers).fields) == ["reason", "kind"]


def sheet(rows):
    return Sheet("List [1]", ["Name", "=Phone"], rows, "Taken out by A")


def csv_of(rows):
    return b"".join(sheets.csv_chunks(sheet(rows))).decode()


def test_csv_is_neutral_and_comes_back_as_it_was():
    """SEC-B4, SB-S6: quoted, not shortened; in the labels too; `+62` intact."""
    rows = [[text, "x"] for text in HOSTILE]
    text = csv_of(rows)
    assert sheets.read_csv(text) == (["Name", "=Phone"], rows)
    lines = text.removeprefix("\ufeff").split("\r\n")
    assert lines[0] == '"# Taken out by A"'
    assert lines[1] == '"Name","\'=Phone"'
    assert '"\'+62 812 3456"' in text
    assert '"a;\'=1+1"' in text
    assert '"D\'Silva"' in text
    cells = [cell for row in csv.reader(io.StringIO(text, newline="")) for cell in row]
    assert [cell for cell in cells if cell[:1] in set("=+-@\t\r\uff1d")] == []


@given(st.lists(st.text(alphabet="=+-@\t\r\n;,|'\" aé\uff0b"), min_size=2, max_size=2))
def test_whatever_is_typed_survives_csv(row):
    """SEC-B4: the inverse is exact."""
    assert sheets.read_csv(csv_of([row]))[1] == [row]


def test_xlsx_holds_texts_and_no_formula():
    """SEC-B4, SB-S6: every text is a cell of type text, byte for byte; control characters go."""
    day = datetime.date(2027, 6, 15)
    rows = [[text, day] for text in HOSTILE] + [["a\x00b", 7], ["", None]]
    page = load_workbook(sheets.xlsx(sheet(rows))).active
    assert page.title == "List  1"
    assert page["A1"].value == "Taken out by A"
    assert page.oddFooter.center.text == "Taken out by A"
    assert [c.coordinate for row in page.iter_rows() for c in row if c.data_type == "f"] == []
    found = [page.cell(3 + n, 1).value for n in range(len(HOSTILE))]
    assert found == [text.replace("\r", "\n") for text in HOSTILE]
    assert page.cell(3, 1).quotePrefix
    assert not page.cell(3 + len(HOSTILE), 1).quotePrefix
    assert page.cell(3 + len(HOSTILE), 1).value == "a\ufffdb"
    assert page["B2"].value == "=Phone"


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_answer_is_a_download_that_nobody_keeps(kind):
    """SEC-F4: attachment, nosniff, private."""
    answer = sheets.response(sheet([["a", "b"]]), kind, "registrations")
    assert answer["Content-Disposition"] == f'attachment; filename="registrations.{kind}"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer.is_private
    content = b"".join(answer.streaming_content)
    assert len(content) > 10
    with pytest.raises(ValueError, match="no kind"):
        sheets.response(sheet([]), "pdf", "x")


def test_rows_are_not_kept_in_memory():
    """Constant memory: a row is written before the next one is made."""
    made = []

    def rows():
        for number in range(3):
            made.append(number)
            yield [str(number), ""]

    chunks = sheets.csv_chunks(sheet(rows()))
    next(chunks), next(chunks), next(chunks)
    assert made == [0]


def test_the_stamp_names_the_account():
    """Every sheet and page prints who took it out."""
    export = Export(user=UserFactory.build(full_name="Sengdara"), asked_at=timezone.now())
    assert "Sengdara" in exports.stamp(export)
    assert str(export.pk)[:8] in exports.stamp(export)
    assert isinstance(sheets.xlsx(Sheet("x", [], [], exports.stamp(export))), io.BytesIO)
