"""A stolen dump: the raw database file with its log, `pg_dump`, media, private files, log lines.

People with a canary in every field go through the front door of two workshops: mails, links, files,
exports, locks. What is scanned is what a thief holds: bytes. The control is what is public.
"""

import datetime
import io
import os
import shutil
import subprocess
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connection
from django.utils import timezone
from PIL import Image
from wagtail.documents.models import Document
from wagtail.models import Revision

from access import catalogue, sealed
from access.catalogue import Track
from access.domain import erasure, files, locks, values
from access.domain.crypto import Cipher, Unreadable
from access.models import PersonalValue, PrivateFile, Vault
from correspondence.domain import housekeeping
from correspondence.models import MailMessage
from home.domain import remains
from home.management.commands import load_demo
from registrations.domain import registering
from tests import mails, stolen
from tests.factories.access import ExportFactory, secretariat
from tests.factories.events import WorkshopFactory, as_migrated
from tests.factories.registrations import RegistrationPageFactory, registered

pytestmark = pytest.mark.django_db(transaction=True)
# The demo writes what its people and pages make it write.
MAILS = mails.EXPECTED["tests/events/test_content_demo"] | {"confirm_address", "received"}
PUBLIC = "PUBLICCONTROL"
# Letters of the region too: an escape must not hide them.
CANARY = "CANARYไทย"


@pytest.fixture(autouse=True)
def folders(settings, tmp_path, private_storage):
    """Media and private storage of the test's own."""
    settings.MEDIA_ROOT = tmp_path / "media"
    return tmp_path


def fill(workshop):
    """Somebody who gave us everything, through the front door and by every other way in."""
    RegistrationPageFactory(parent=workshop)
    registration = registered(
        workshop,
        f"canarymail-{uuid.uuid4().hex}@example.org",
        values={"name": f"{CANARY} name", "organisation": f"{CANARY} organisation"},
    )
    registering.address_is_confirmed(registration)
    person, vault = registration.person, workshop.vault
    texts = {field.code: f"{CANARY} {field.code}" for field in catalogue.all_fields()}
    texts.pop("email")
    values.store(vault, person.pk, texts, workshop.last_day)
    stream = io.BytesIO()
    Image.new("RGB", (8, 8)).save(stream, "JPEG", comment=CANARY.encode())
    upload = SimpleUploadedFile(f"{CANARY}.jpg", stream.getvalue())
    files.store(
        vault, person.pk, "portrait", upload, track=Track.DIRECT, last_day=workshop.last_day
    )
    staff = secretariat()
    ExportFactory(vault=vault, user=staff)
    locks.lock(vault, person.pk, staff)
    locks.open_record(vault, person.pk, staff, f"{CANARY} asked")
    locks.lift(vault, person.pk, staff)
    return registration


@pytest.fixture
def people():
    """One person in each of two workshops; a title, a revision and a document that are public."""
    places = [WorkshopFactory(title=f"{PUBLIC} {number}") for number in (1, 2)]
    places[0].save_revision()
    Document.objects.create(title=PUBLIC, file=ContentFile(PUBLIC.encode(), "public.txt"))
    return [fill(workshop) for workshop in places]


def database_bytes() -> bytes:
    """What a thief of the database holds: the file and its log as they lie, or `pg_dump`."""
    if connection.vendor == "sqlite":
        name = Path(connection.settings_dict["NAME"])
        found = [path for path in name.parent.glob(f"{name.name}*") if path.is_file()]
        assert any(path.name.endswith("-wal") for path in found), "no write-ahead log to look at"
        return b"".join(path.read_bytes() for path in found)
    return _pg_dump()


def _pg_dump() -> bytes:
    program = shutil.which("pg_dump")
    if program is None:
        pytest.skip("pg_dump is not installed")
    place = connection.settings_dict
    known = {"PGPASSWORD": place["PASSWORD"]} if place["PASSWORD"] else {}
    options = {"--host": place["HOST"], "--port": place["PORT"], "--username": place["USER"]}
    given = [part for option, value in options.items() if value for part in (option, str(value))]
    done = subprocess.run(
        [program, *given, "--dbname", str(place["NAME"])],
        capture_output=True,
        env=os.environ | known,
        check=True,
    )
    return done.stdout


def spellings(text: str) -> list[bytes]:
    """A text as it could stand in bytes: UTF-8, UTF-16, escaped in JSON, in base64's plain part."""
    escaped = text.encode("unicode_escape")
    return [text.encode(), text.encode("utf-16-le"), escaped, text.lower().encode()]


def stands_in(content: bytes, text: str) -> bool:
    return any(spelling in content for spelling in spellings(text))


def files_below(folder: Path) -> Iterator[bytes]:
    for path in folder.rglob("*"):
        if path.is_file():
            yield path.name.encode() + path.read_bytes()


def test_a_stolen_dump_tells_no_name_and_no_address(people, folders, caplog):
    """SEC-F8: raw bytes of the database with its log, media, private files and log lines."""
    dump = database_bytes()
    elsewhere = b"".join(files_below(folders))
    logged = caplog.text.encode()
    assert stands_in(dump, PUBLIC), "the scan finds what is there"
    assert stands_in(elsewhere, PUBLIC)
    for text in ("CANARY", "ไทย", "canarymail", "To print badges"):
        assert not stands_in(dump, text), text
        assert not stands_in(elsewhere, text), text
        assert not stands_in(logged, text), text
    assert PersonalValue.objects.count() > 60
    assert PrivateFile.objects.count() == 2


@pytest.mark.skipif(connection.vendor != "postgresql", reason="the journey does it on SQLite")
def test_a_dump_of_the_demo_names_nobody(settings, tmp_path, folders, monkeypatch):
    """SEC-F8: `pg_dump` and the media of the whole demo; tests/journeys has the SQLite file."""
    as_migrated()
    settings.DEMO, settings.VAR = True, tmp_path / "var"
    monkeypatch.setattr(load_demo, "run", lambda job_id: load_demo.BuildJob.objects.get(pk=job_id))
    call_command("load_demo")
    hidden, public = stolen.secrets()
    dump = database_bytes() + b"".join(files_below(folders / "media"))
    dump += b"".join(files_below(folders / "private"))
    assert len(hidden) > 20
    assert stolen.standing_in(dump, public) == public
    assert stolen.standing_in(dump, hidden) == []


def opened() -> set[str]:
    """Everything that any sealed column of any table still opens to, with the keys there are."""
    texts = set()
    for table in sealed.all_tables():
        for vault in Vault.objects.filter(destroyed_at=None):
            cipher = Cipher(vault.pk)
            for row in table.rows(vault.pk):
                for column, place in table.columns.items():
                    held = getattr(row, column)
                    if held is None:
                        continue
                    try:
                        texts.add(cipher.open(getattr(row, f"{table.key}_id"), held, place(row)))
                    except Unreadable as error:
                        raise AssertionError(f"{row} does not open") from error
    return texts


def canaries() -> list[str]:
    return sorted(text for text in opened() if CANARY in text or "canarymail" in text)


def test_after_erasure_nobody_is_left_even_with_the_keys(people, folders, caplog):
    """SEC-F8, SB-P4: no table, no sealed column, no revision, no file, no log line."""
    assert len(canaries()) > 40  # the control: with the keys they are all there
    for registration in people:
        erasure.erase_person(registration.workshop.vault, registration.person_id)
    assert canaries() == []
    assert remains.find("canary") == []
    assert PrivateFile.objects.count() == 0
    assert list((folders / "private" / "files").glob("*")) == []
    assert not any(CANARY in str(content) for content in Revision.objects.values_list("content"))
    subjects = {str(registration.person_id) for registration in people}
    assert [key for key in subjects if key in caplog.text] == []


def test_after_retention_nobody_is_left_either(people, folders):
    """SEC-F9: without anybody asking: values, files and mails go at their day."""
    last = max(registration.workshop.last_day for registration in people)
    erasure.run_retention(last + datetime.timedelta(days=366))
    MailMessage.objects.update(
        queued_at=timezone.now() - datetime.timedelta(days=60),
        sent_at=timezone.now() - datetime.timedelta(days=60),
        state=MailMessage.State.SENT,
        next_attempt_at=None,
    )
    housekeeping.purge_mail()
    left = canaries()
    # The reason why a record was opened is the focal point's, and goes with the person.
    assert [text for text in left if not text.endswith(" asked")] == []
    assert PersonalValue.objects.count() == 0
    assert list((folders / "private" / "files").glob("*")) == []


def test_destroyed_keys_end_what_a_thief_already_has(people):
    """SEC-F8: the same rows, copied before, open no more."""
    vault = people[0].workshop.vault
    copied = list(PersonalValue.objects.filter(vault=vault))
    erasure.destroy_vault(vault, "system")
    cipher = Cipher(vault.pk)
    for row in copied:
        with pytest.raises(Unreadable):
            cipher.open(row.key_id, row.ciphertext, (row.subject, row.field))
