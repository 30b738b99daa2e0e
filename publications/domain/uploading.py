"""A finished or scanned volume becomes an edition: cleaned, described honestly, at one address."""

import datetime
import hashlib
import io
from collections.abc import Iterator

import pikepdf
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _
from pikepdf import Dictionary, Name, Pdf, Stream

from access.domain import audit
from access.models import User
from publications.domain.building import newest_edition
from publications.models import Audience, Edition, ProceedingsPage

MAX_BYTES = 200 * 1024 * 1024
MAX_PAGES = 3_000
# What a published file must not carry: scripts, forms, attachments, names of people and programs.
ROOT_KEYS = ("/OpenAction", "/AA", "/AcroForm", "/AF", "/Metadata", "/JavaScript", "/Names")
PAGE_KEYS = ("/AA", "/AF", "/PieceInfo", "/Metadata")


class NotAVolume(ValueError):
    """A file that cannot be published, in words for the person who uploaded it."""


def cleaned(data: bytes, title: str) -> tuple[bytes, int, bool, bool]:
    """A PDF without scripts, attachments and metadata.

    Returns its bytes, its pages, whether its text can be read, whether it is tagged. Raises
    NotAVolume for what is no PDF, locked, or too large.
    """
    if len(data) > MAX_BYTES:
        raise NotAVolume(_("The file is larger than 200 MB."))
    if not data.lstrip()[:5] == b"%PDF-":
        raise NotAVolume(_("The file is not a PDF."))
    try:
        with Pdf.open(io.BytesIO(data)) as pdf:
            pages = len(pdf.pages)
            if not 0 < pages <= MAX_PAGES:
                raise NotAVolume(_("The file has no page, or more than %(n)d.") % {"n": MAX_PAGES})
            has_text = any(_has_text(page) for page in pdf.pages[: min(pages, 12)])
            is_tagged = "/StructTreeRoot" in pdf.Root
            _strip(pdf)
            pdf.docinfo["/Title"] = title
            pdf.Root.ViewerPreferences = Dictionary(DisplayDocTitle=True)
            out = io.BytesIO()
            pdf.save(out, deterministic_id=True, linearize=True)
            return out.getvalue(), pages, has_text, is_tagged
    except pikepdf.PasswordError:
        raise NotAVolume(_("The file is locked with a password.")) from None
    except (pikepdf.PdfError, ValueError, RecursionError) as error:
        if isinstance(error, NotAVolume):
            raise
        raise NotAVolume(_("The file is damaged and cannot be read.")) from None


def _strip(pdf: Pdf) -> None:
    for key in ROOT_KEYS:
        if key in pdf.Root:
            del pdf.Root[key]
    if "/Info" in pdf.trailer:
        del pdf.trailer["/Info"]
    for item in _dictionaries(pdf):
        for key in PAGE_KEYS:
            if key in item:
                del item[key]
        action = item.get("/A")
        if isinstance(action, Dictionary) and action.get("/S") not in (Name.URI, Name.GoTo):
            del item["/A"]
        if item.get("/Subtype") in (Name.FileAttachment, Name.Screen, Name.Movie, Name.RichMedia):
            item["/Subtype"] = Name.Text
            for key in ("/FS", "/Contents", "/RichMediaContent"):
                if key in item:
                    del item[key]


def _dictionaries(pdf: Pdf) -> Iterator[pikepdf.Object]:
    for item in pdf.objects:
        if isinstance(item, Dictionary | Stream):
            yield item
    for page in pdf.pages:
        for annotation in page.obj.get("/Annots", []):
            if isinstance(annotation, Dictionary):
                yield annotation


def _has_text(page: pikepdf.Page) -> bool:
    fonts = page.obj.get("/Resources", Dictionary()).get("/Font", Dictionary())
    return len(fonts.keys()) > 0


def accessibility_note(has_text: bool, is_tagged: bool) -> str:
    """What a reader with a screen reader must know before the download."""
    if not has_text:
        return _(
            "A scan without text: it cannot be searched or read aloud. Ask for another format."
        )
    if not is_tagged:
        return _("The text can be searched and read aloud, but headings and tables are not marked.")
    return _("The file is tagged; it was not made here and was not validated.")


@transaction.atomic
def upload(
    page: ProceedingsPage, actor: User, file: UploadedFile, published_on: datetime.date
) -> Edition:
    """Make an uploaded file the newest public edition. Raises NotAVolume."""
    data, pages, has_text, is_tagged = cleaned(file.read(), page.volume_title)
    latest = newest_edition(page)
    digest = hashlib.sha256(data).hexdigest()
    number = latest.number + 1 if latest else 1
    name = f"proceedings/{page.pk}/uploaded-{number}-{digest[:16]}.pdf"
    stored = storages["private"].save(name, ContentFile(data))
    edition = Edition.objects.create(
        proceedings=page,
        audience=Audience.PUBLIC,
        number=number,
        file=stored,
        sha256=digest,
        source_sha256=digest,
        pages=pages,
        size=len(data),
        is_uploaded=True,
        accessibility=accessibility_note(has_text, is_tagged),
        published_on=published_on,
    )
    audit.record(
        "proceedings.volume_uploaded", obj=edition, actor=actor, vault=page.workshop.vault,
        number=number, sha256=digest,
    )  # fmt: skip
    return edition
