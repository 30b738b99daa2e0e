"""Private files: cleaned, encrypted, opened by the catalogue alone, gone at their time."""

import datetime
import io
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from access import catalogue
from access.catalogue import Reader, Track
from access.domain import crypto, disclosure, erasure, files, locks, rotation
from access.domain.cleaning import Refused
from access.domain.disclosure import Viewer
from access.models import AuditEntry, PrivateFile
from tests.factories.access import UserFactory, VaultFactory, host_organiser, secretariat
from tests.factories.events import WorkshopFactory

pytestmark = pytest.mark.usefixtures("private_storage")
LAST_DAY = datetime.date(2027, 6, 17)
DAY = datetime.timedelta(days=1)


def picture(width=60, height=40):
    stream = io.BytesIO()
    Image.new("RGB", (width, height), "#5E1D4B").save(stream, "JPEG")
    return stream.getvalue()


def keep(vault, *, subject=None, name="Sengdara.jpg", content=None, track=Track.DIRECT):
    upload = SimpleUploadedFile(name, content or picture(), content_type="text/html")
    return files.store(
        vault, subject or uuid.uuid4(), "portrait", upload, track=track, last_day=LAST_DAY
    )


def on_disk(folder):
    return sorted(path for path in folder.rglob("*") if path.is_file())


def content_of(file, viewer=disclosure.SECRETARIAT):
    return b"".join(files.read(viewer, file, "system")[1])


@pytest.mark.django_db
def test_a_file_lies_sealed_and_comes_back_as_it_was(private_storage):
    """SEC-A5, SEC-F8: neither its content nor its name can be read on the disk or in the row."""
    file = keep(VaultFactory())
    assert file.content_type == "image/jpeg"  # told from the bytes, not from what was claimed
    [path] = on_disk(private_storage)
    assert b"JFIF" not in path.read_bytes()
    assert "Sengdara" not in str(PrivateFile.objects.values().get())
    name, chunks = files.read(disclosure.SECRETARIAT, file, "system")
    content = b"".join(chunks)
    assert (name, len(content), content[:3]) == ("Sengdara.jpg", file.size, b"\xff\xd8\xff")


@pytest.mark.django_db
def test_a_large_file_comes_in_chunks_that_cannot_be_moved_or_cut(private_storage, monkeypatch):
    monkeypatch.setattr(files, "CHUNK", 100)
    file = keep(VaultFactory())
    assert len(content_of(file)) == file.size
    [path] = on_disk(private_storage)
    sealed = path.read_bytes()
    whole = 100 + files.NONCE_BYTES + files.TAG_BYTES
    first, second, rest = sealed[:whole], sealed[whole : 2 * whole], sealed[2 * whole :]
    for broken in (second + first + rest, first + second, sealed[:-1], first + b"x" + sealed[1:]):
        path.write_bytes(broken)
        with pytest.raises(crypto.Unreadable):
            content_of(file)


@pytest.mark.django_db
@pytest.mark.parametrize("reader", list(Reader))
@pytest.mark.parametrize("track", list(Track))
def test_the_catalogue_decides_who_opens_a_file(reader, track):
    """SEC-A1: the mark of the file's field, for every reader; a refused reading is no entry."""
    file = keep(VaultFactory(), track=track)
    viewer = Viewer(reader, subject=file.subject)
    reads = catalogue.get("portrait").mark(reader, track) is catalogue.Mark.READS
    assert files.may_read(viewer, file) is reads
    if not reads:
        with pytest.raises(PermissionError):
            files.read(viewer, file, "system")
    assert not files.may_read(Viewer(Reader.PERSON, subject=uuid.uuid4()), file)


@pytest.mark.django_db
def test_a_locked_record_keeps_its_files_shut():
    file = keep(VaultFactory())
    locks.lock(file.vault, file.subject, UserFactory())
    assert not files.may_read(disclosure.SECRETARIAT, file)
    assert files.may_read(disclosure.FOCAL_POINT, file)


@pytest.mark.django_db
def test_a_file_replaces_the_one_before_it(private_storage, django_capture_on_commit_callbacks):
    vault, subject = VaultFactory(), uuid.uuid4()
    with django_capture_on_commit_callbacks(execute=True):
        keep(vault, subject=subject)
        last = keep(vault, subject=subject, name="..\\new:one?.jpg")
    assert [file.pk for file in files.of_person(vault, subject)] == [last.pk]
    assert [path.name for path in on_disk(private_storage)] == [str(last.pk)]
    assert files.read(disclosure.SECRETARIAT, last, "system")[0] == "newone.jpg"


@pytest.mark.django_db
def test_erasure_retention_and_destroyed_keys_take_files_along(
    private_storage, django_capture_on_commit_callbacks
):
    """SEC-F9, SB-P4: nothing early; the content goes from the disk with the row."""
    vault = VaultFactory()
    with django_capture_on_commit_callbacks(execute=True):
        one, other, third = keep(vault), keep(vault), keep(VaultFactory())
        assert erasure.erase_person(vault, one.subject) == {"files": 1}
        assert erasure.run_retention(other.erase_after) == []
        PrivateFile.objects.filter(pk=third.pk).update(erase_after=other.erase_after + DAY)
        foreseen = erasure.due(other.erase_after + DAY)
        done = erasure.run_retention(other.erase_after + DAY)
        erasure.destroy_vault(third.vault, "system")
    assert [entry.counts for entry in foreseen] == [{"portrait": 1}]
    assert foreseen == done
    assert PrivateFile.objects.count() == 0
    assert [path for path in on_disk(private_storage) if path.parent.name == "files"] == []


@pytest.mark.django_db
def test_rotation_takes_files_along():
    """SEC-F7: the file's own key is sealed anew, the content stays; the old key can go."""
    file = keep(VaultFactory())
    rotation.rotate_vault(file.vault)
    file.refresh_from_db()
    assert file.vault.data_keys.count() == 1
    assert len(content_of(file)) == file.size


POLYGLOTS = {
    "script as picture": b"<script>alert(1)</script>",
    "svg": b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
    "gif with script": b"GIF89a/*" + b"\0" * 8 + b"*/=1;alert(1)",
    "html after a mark": b"\xef\xbb\xbf<!doctype html>",
    "pdf where a picture is asked": b"%PDF-1.4\n",
    "empty": b"",
}


@pytest.mark.django_db
@pytest.mark.parametrize("content", list(POLYGLOTS.values()), ids=list(POLYGLOTS))
def test_what_is_no_photograph_is_refused(private_storage, content):
    """SEC-B3: the type is told from the bytes; the name and what is claimed do not count."""
    upload = SimpleUploadedFile("a.jpg", content, content_type="image/jpeg")
    with pytest.raises(Refused, match="This kind of file is not taken here"):
        files.store(
            VaultFactory(), uuid.uuid4(), "portrait", upload, track=Track.DIRECT, last_day=LAST_DAY
        )
    assert on_disk(private_storage) == []


@pytest.mark.django_db
def test_a_file_that_is_too_large_is_not_read():
    """SEC-D10."""

    class NeverRead(SimpleUploadedFile):
        read = None  # type: ignore[assignment]

    upload = NeverRead("a.jpg", picture())
    upload.size = 11_000_000
    with pytest.raises(Refused, match="at most 10 MB"):
        files.store(
            VaultFactory(), uuid.uuid4(), "portrait", upload, track=Track.DIRECT, last_day=LAST_DAY
        )


@pytest.mark.django_db
def test_the_address_serves_a_download_to_those_who_may(client):
    """SEC-B3, SEC-F4: attachment, nosniff, an empty policy, no-store; the reading is recorded."""
    workshop = WorkshopFactory()
    file = keep(workshop.vault)
    client.force_login(secretariat())
    answer = client.get(f"/files/{file.pk}/")
    assert answer.status_code == 200
    assert len(b"".join(answer.streaming_content)) == file.size
    assert answer["Content-Disposition"] == 'attachment; filename="Sengdara.jpg"'
    assert answer["Content-Type"] == "image/jpeg"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert "no-store" in answer["Cache-Control"]
    assert AuditEntry.objects.filter(action="file.read", object_id=str(file.pk)).count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["host", "nobody", "ended"])
def test_for_everybody_else_the_file_does_not_exist(client, who):
    """SEC-A1: the host of the own workshop included; the answer is that for a file never kept."""
    workshop = WorkshopFactory()
    file = keep(workshop.vault)
    if who != "nobody":
        user = host_organiser(workshop)
        user.grants.update(
            starts_at=timezone.now() - 2 * DAY,
            ends_at=timezone.now() + (DAY if who == "host" else -DAY),
        )
        client.force_login(user)
    there, missing = client.get(f"/files/{file.pk}/"), client.get(f"/files/{uuid.uuid4()}/")
    if who == "nobody":
        assert [there.status_code, missing.status_code] == [302, 302]
    else:
        assert [there.status_code, missing.status_code] == [404, 404]
        assert there.content == missing.content
    assert AuditEntry.objects.filter(action="file.read").count() == 0


@pytest.mark.django_db
@pytest.mark.second_factor
def test_a_password_alone_opens_no_file(client):
    """SEC-F11: the second factor is asked here too."""
    file = keep(WorkshopFactory().vault)
    client.force_login(secretariat())
    answer = client.get(f"/files/{file.pk}/")
    assert (answer.status_code, answer["Location"].partition("?")[0]) == (
        302,
        "/account/second-factor/",
    )


def test_private_files_lie_outside_the_media(settings):
    """SEC-A5."""
    assert not settings.PRIVATE_ROOT.is_relative_to(settings.MEDIA_ROOT)
    assert not settings.PRIVATE_ROOT.is_relative_to(settings.STATIC_ROOT)
