"""A name taken back after publication is in no file, page, tag or cache; an embargo holds."""

import datetime
import io
import zipfile
from pathlib import Path

import pikepdf
import pytest
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from wagtail.search.index import insert_or_update_object

from access.domain import consent
from access.domain.consent import Naming, Output
from access.models import AuditEntry
from events.domain.releases import release
from home.domain import scheduled
from publications.domain import building, corrections, paper_desk
from publications.models import BuildJob, ChapterPage, ProceedingsPage
from tests.factories.access import proceedings_staff, secretariat
from tests.factories.events import (
    AgendaPageFactory,
    PersonFactory,
    SessionFactory,
    SessionRoleFactory,
    WorkshopFactory,
)
from tests.factories.publications import (
    ChapterPageFactory,
    EditionFactory,
    ProceedingsPageFactory,
)
from tests.publications.test_papers import pdf_of

pytestmark = pytest.mark.django_db
NAME = "Zzyxwvut Canaryname"


def texts_in(data: bytes) -> str:
    """Everything a file says: a PDF decompressed with its text, an EPUB unpacked."""
    if data.startswith(b"%PDF"):
        parts = []
        with pikepdf.open(io.BytesIO(data)) as pdf:
            parts += [item.unparse() for item in pdf.objects if item is not None]
            for item in pdf.objects:
                if isinstance(item, pikepdf.Stream):
                    raw = item.read_raw_bytes
                    parts.append(item.read_bytes() if item.get("/Subtype") != "/Image" else raw())
        from pypdf import PdfReader

        read = "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages)
        return read + b"\n".join(parts).decode("latin-1")
    if data.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return "".join(archive.read(name).decode("latin-1") for name in archive.namelist())
    return data.decode("utf-8", "replace")


def names_in(folder: Path) -> set[str]:
    """The files below a folder that hold the name (as text, in a PDF, in an EPUB)."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    return {path.name for path in files if holds(texts_in(path.read_bytes()))}


def holds(text: str) -> bool:
    return "Canaryname" in text or "canaryname" in "".join(text.split()).lower()


def body(client, path: str) -> str:
    answer = client.get(path, follow=True)
    data = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return f"{dict(answer.headers)} {texts_in(data)}"


def _volume():
    """A volume in which the name stands wherever a volume can name somebody."""
    workshop = WorkshopFactory()
    agenda = AgendaPageFactory(parent=workshop)
    volume = ProceedingsPageFactory(parent=workshop, index_terms="dam")
    person = PersonFactory(
        workshop=workshop,
        values={"name": NAME},
        naming={Output.PROCEEDINGS: Naming.NAME},
    )
    session = SessionFactory(workshop=workshop, title="Panel one")
    SessionRoleFactory(session=session, person=person, label="", role="speaker")
    release(workshop, secretariat(), "")
    panel = ChapterPageFactory(
        parent=volume,
        title="Panel one",
        session_key=session.pk,
        html=f"<p>The dam, said {{{{person:{person.pk}}}}}.</p>",
    )
    paper = ChapterPageFactory(parent=volume, title="A paper")
    paper_desk.attach(
        paper,
        secretariat(),
        SimpleUploadedFile("p.pdf", pdf_of(NAME), "application/pdf"),
        title="Dams",
        author=person.pk,
        agreed_on=datetime.date(2027, 8, 1),
    )
    ChapterPageFactory(parent=volume, title="Programme", source=ChapterPage.Source.AGENDA, body=[])
    return volume, agenda, panel, paper, person


def _addresses(volume, panel, paper, person) -> list[str]:
    """Every address that answers with the volume, a part of it, or words about it."""
    base = volume.url.rstrip("/")
    return [
        volume.url,
        panel.url,
        paper.url,
        f"{base}/volume.pdf",
        f"{base}/volume.epub",
        f"{base}/print.pdf",
        f"{base}/edition-1.pdf",
        f"{base}/c{panel.pk}.pdf",
        f"{base}/c{paper.pk}.pdf",
        f"{base}/paper-{paper.pk}.pdf",
        f"{base}/authors/",
        f"{base}/authors/{person.pk}/",
        *(f"{base}/{key}.{form}" for key in (f"c{panel.pk}", "volume") for form in ("bib", "ris")),
        f"{base}/c{panel.pk}.json",
        f"/p/{volume.pk}-1",
    ]


@pytest.mark.processes
def test_a_withdrawal_after_publication_leaves_the_name_nowhere(
    client, tmp_path, settings, private_storage
):
    """Issue 9, 7: volume, chapters, EPUB, print edition, web pages, metadata, cached chapters."""
    settings.VAR = tmp_path / "var"
    volume, agenda, panel, paper, person = _volume()
    first = building.run(building.request_build(volume, None).pk).edition
    base = volume.url.rstrip("/")
    addresses = [agenda.url, *_addresses(volume, panel, paper, person)]
    # The control: the name is found where it was published.
    named = {path for path in addresses if holds(body(client, path))}
    assert named >= {
        panel.url, f"{base}/volume.pdf", f"{base}/volume.epub", f"{base}/print.pdf",
        f"{base}/c{panel.pk}.pdf", f"{base}/paper-{paper.pk}.pdf", f"{base}/authors/",
        f"{base}/c{panel.pk}.bib", f"{base}/c{panel.pk}.json",
    }  # fmt: skip
    assert names_in(tmp_path)
    consent.withdraw(person.pk, consent.purpose_of(Output.PROCEEDINGS))
    at_once = {path for path in addresses if holds(body(client, path))}
    assert at_once == set()
    assert corrections.correct_outdated() == 1
    second = building.run(BuildJob.objects.get(state="queued").pk).edition
    assert (second.number, second.appearing) == (2, {})
    assert {path for path in addresses if holds(body(client, path))} == set()
    old = client.get(f"{base}/edition-1.pdf")
    assert (old.status_code, old["Location"]) == (302, f"{base}/volume.pdf")
    first.refresh_from_db()
    assert (first.file, first.pieces) == ("", {})
    # The author's own file waits, unread by anybody, for them to change their mind.
    kept = {Path(paper.paper.file).name}
    assert names_in(tmp_path) == kept
    assert not holds(str(getattr(cache, "_cache", "")))
    assert storages["private"].exists(second.file)


def test_before_its_volume_no_chapter_is_anywhere(client):
    """Issue 9, 4: the embargo, by Wagtail's schedule on the page of the proceedings."""
    volume = ProceedingsPageFactory(parent=WorkshopFactory(), live=False)
    chapter = ChapterPageFactory(parent=volume, title="Embargoed Zzyxwvut", html="<p>Dam.</p>")
    insert_or_update_object(chapter)
    places = (reverse("search") + "?q=Zzyxwvut", reverse("sitemap"))
    assert client.get(chapter.url).status_code == 404
    assert [chapter.url in client.get(path).content.decode() for path in places] == [False, False]
    volume.go_live_at = timezone.now() + datetime.timedelta(hours=1)
    volume.save_revision(approved_go_live_at=volume.go_live_at)
    scheduled.publish_due()
    assert client.get(chapter.url).status_code == 404
    EditionFactory(proceedings=volume)
    client.force_login(secretariat())
    board = client.get(reverse("publications_build", args=[volume.pk])).content.decode()
    assert "Under embargo: readers get the volume" in board
    client.logout()
    volume.go_live_at = timezone.now() - datetime.timedelta(seconds=1)
    volume.save_revision(approved_go_live_at=volume.go_live_at)
    scheduled.publish_due()
    assert ProceedingsPage.objects.get(pk=volume.pk).live
    cache.clear()
    assert client.get(chapter.url).status_code == 200
    assert [chapter.url in client.get(path).content.decode() for path in places] == [True, True]


def test_the_errata_of_a_withdrawn_edition_are_not_shown(client):
    """They may hold the very name: ST12, then only "personal data removed"."""
    volume = ProceedingsPageFactory(parent=WorkshopFactory())
    EditionFactory(proceedings=volume, number=1, errata="Zzyxwvut was spelt wrongly.", file="")
    EditionFactory(proceedings=volume, number=2, errata="A year was wrong.")
    text = client.get(volume.url).content.decode()
    assert ("Zzyxwvut" in text, "Personal data removed" in text) == (False, True)
    assert "A year was wrong." in text


def test_staff_withdraw_an_edition_for_what_only_people_can_see(client):
    """Issue 9, 7: a name that was typed into the text; what another edition serves stays."""
    volume = ProceedingsPageFactory(parent=WorkshopFactory())
    kept = {
        name: storages["private"].save(name, ContentFile(b"x")) for name in ("a", "b", "c", "d")
    }
    first = EditionFactory(
        proceedings=volume, file=kept["a"], pieces={"c1": kept["b"], "c2": kept["c"]}
    )
    EditionFactory(proceedings=volume, number=2, file=kept["d"], pieces={"c1": kept["b"]})
    url = reverse("publications_withdraw", args=[volume.pk, first.pk])
    client.force_login(proceedings_staff())
    board = client.get(reverse("publications_build", args=[volume.pk])).content.decode()
    assert (url in board, "deleted here, for good" in client.get(url).content.decode()) == (
        True,
        True,
    )
    assert client.post(url).status_code == 302
    assert {name: storages["private"].exists(path) for name, path in kept.items()} == {
        "a": False, "b": True, "c": False, "d": True
    }  # fmt: skip
    entry = AuditEntry.objects.get(action="proceedings.edition_withdrawn")
    assert entry.actor != "system"
    client.logout()
    slug = volume.workshop.slug
    old = client.get(reverse("publications_edition", args=[slug, 1]))
    assert old["Location"] == reverse("publications_volume", args=[slug])
    assert "Personal data removed" in client.get(volume.url).content.decode()
    client.force_login(proceedings_staff())
    assert client.get(url).status_code == 404
