"""Letters of a workshop: ask for many at once, make them in the background, hand them out.

A paper is a sealed private file of the person: erased with them, read through the one door, every
reading written down.
"""

import datetime
import io
import logging
import uuid
import zipfile
from collections.abc import Collection

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from access.catalogue import Reader, Track
from access.domain import audit, files, locks
from access.domain.disclosure import Viewer
from access.models import PrivateFile, User, Vault
from correspondence.domain import recipients
from events.models import WorkshopPage
from publications.domain import letters_kinds, letters_texts
from publications.domain.letters_kinds import Kind
from publications.domain.letters_paper import Press, Sender, Sheet, html_of
from publications.domain.letters_people import Addressee, addressees
from publications.engine.errors import BuildError
from publications.models import Letter, LetterBatch, Letterhead

logger = logging.getLogger(__name__)
State = LetterBatch.State
MOST_LANGUAGES = 3


class NoLetterhead(Exception):
    """Nobody said yet who writes and signs in this workshop."""


class Cancelled(Exception):
    """Somebody pressed the button while letters were being made."""


def letterhead_of(vault: Vault) -> Letterhead | None:
    """The letterhead of a workshop, or None."""
    return Letterhead.objects.filter(vault=vault).first()


def sender_of(head: Letterhead) -> Sender:
    """What stands above and below each letter."""
    lines = tuple(line.strip() for line in head.sender.splitlines() if line.strip())
    return Sender(lines, head.place, head.signed_by, head.signed_as)


@transaction.atomic
def request_letters(
    workshop: WorkshopPage,
    kind: Kind,
    keys: Collection[uuid.UUID],
    *,
    languages: list[str],
    tells: bool,
    actor: User,
) -> LetterBatch:
    """Ask for letters to those of `keys` to whom one can be written now; numbers are taken here.

    Arguments: the workshop; the kind; keys of people, invitations or delegations; codes of one to
    three languages, in the order on paper; whether each person is told by mail; who asks. The task
    commits with the caller. Raises NoLetterhead, ValueError (languages, nobody).
    """
    known = letters_texts.languages(workshop.vault, kind)
    if not 0 < len(languages) <= MOST_LANGUAGES or set(languages) - set(known):
        raise ValueError("languages")
    found = addressees(workshop, kind, keys)
    if not found:
        raise ValueError("nobody")
    # Written before it is read: two who ask at once get different numbers.
    heads = Letterhead.objects.filter(vault=workshop.vault)
    if not heads.update(last_number=F("last_number") + len(found)):
        raise NoLetterhead
    head = heads.get()
    batch = LetterBatch.objects.create(
        vault=workshop.vault,
        kind=kind.code,
        languages=languages,
        tells=tells and bool(kind.occasion),
        requested_by=actor,
    )
    year = timezone.localdate().year
    Letter.objects.bulk_create(
        Letter(
            vault=workshop.vault,
            batch=batch,
            subject_key=key,
            number=number,
            reference=f"{head.prefix}/{year}/{number:03}",
        )
        for number, key in enumerate(found, start=head.last_number - len(found) + 1)
    )
    audit.record(
        "letters.asked",
        obj=batch,
        actor=actor,
        vault=workshop.vault,
        kind=kind.code,
        number=len(found),
        languages=",".join(languages),
    )
    from publications.tasks import make_letters

    make_letters.enqueue(str(batch.pk))
    return batch


def cancel(batch: LetterBatch, actor: User) -> None:
    """Stop a batch; letters already made stay."""
    live = LetterBatch.objects.filter(pk=batch.pk, state__in=(State.QUEUED, State.RUNNING))
    if live.update(state=State.CANCELLED, finished_at=timezone.now()):
        audit.record("letters.cancelled", obj=batch, actor=actor, vault=batch.vault)


def run(batch_id: uuid.UUID | str) -> LetterBatch:
    """Make the letters of a batch that are still missing, then the print file, then tell people.

    A failure is told in words and is not raised. May be called again after a worker was killed.
    """
    batch = LetterBatch.objects.select_related("vault").get(pk=batch_id)
    if not batch.is_open:
        return batch
    LetterBatch.objects.filter(pk=batch.pk, state=State.QUEUED).update(state=State.RUNNING)
    try:
        _make(batch)
    except Cancelled:
        pass
    except BuildError as error:
        _end(batch, State.FAILED, str(error)[:300])
    except Exception as error:
        # What an exception says may quote a value; the log gets its class only.
        logger.error("Letters failed: %s", type(error).__name__)
        words = _("Something unexpected happened (%(kind)s).") % {"kind": type(error).__name__}
        _end(batch, State.FAILED, words)
    else:
        _end(batch, State.DONE)
    batch.refresh_from_db()
    return batch


def _end(batch: LetterBatch, state: str, error: str = "") -> None:
    LetterBatch.objects.filter(pk=batch.pk, state=State.RUNNING).update(
        state=state, error=error, finished_at=timezone.now()
    )


def _make(batch: LetterBatch) -> None:
    """Every letter by itself, then all in one. Whoever was erased meanwhile is left out."""
    workshop = WorkshopPage.objects.select_related("vault", "host_state").get(vault=batch.vault)
    kind = letters_kinds.get(batch.kind)
    head = letterhead_of(batch.vault)
    if head is None:
        raise BuildError(_("The letterhead is missing."))
    words = {c: letters_texts.in_force(batch.vault, kind, c) for c in batch.languages}
    rows = list(batch.letters.all())
    found = addressees(workshop, kind, [row.subject_key for row in rows])
    bodies = []
    with Press() as press:
        for row in rows:
            if not LetterBatch.objects.filter(pk=batch.pk, state=State.RUNNING).exists():
                raise Cancelled
            one = found.get(row.subject_key)
            if one is None:
                continue
            body = _body(kind, words, one, sender_of(head), row)
            bodies.append(body)
            if row.file_id is None:
                pdf = press.pdf(f"{kind.label} {row.reference}", batch.languages[0], body)
                _keep(row, kind, one.track, pdf, workshop.last_day)
        if len(bodies) > 1:
            pdf = press.pdf(str(kind.label), batch.languages[0], "".join(bodies))
            _keep_print_file(batch, kind, pdf, workshop.last_day)
    if batch.tells:
        with transaction.atomic():
            told = [row.subject_key for row in rows if row.file_id is not None]
            recipients.write(batch.vault, told, kind.occasion, once=batch.pk.hex[:12])


def _body(kind: Kind, words: dict[str, str], one: Addressee, sender: Sender, letter: Letter) -> str:
    def heading() -> str:
        return str(kind.heading)

    if one.agreed:
        sheets = [Sheet(one.language, heading, one.agreed, dict)]
    else:
        sheets = [Sheet(code, heading, text, one.values) for code, text in words.items()]
    return html_of(sheets, sender, letter.reference, timezone.localdate())


@transaction.atomic
def _keep(letter: Letter, kind: Kind, track: Track, pdf: bytes, last_day: datetime.date) -> None:
    """The newest letter of a purpose replaces the one before; the row of that one stays."""
    letter.file = files.keep_made(
        letter.vault,
        letter.subject_key,
        kind.purpose,
        pdf,
        name_of(letter),
        track=track,
        last_day=last_day,
    )
    letter.made_at = timezone.now()
    letter.save(update_fields=["file", "made_at"])


@transaction.atomic
def _keep_print_file(batch: LetterBatch, kind: Kind, pdf: bytes, last_day: datetime.date) -> None:
    batch.print_file = files.keep_made(
        batch.vault,
        batch.pk,
        kind.purpose,
        pdf,
        "letters.pdf",
        track=Track.DIRECT,
        last_day=last_day,
    )
    batch.save(update_fields=["print_file"])


def name_of(letter: Letter) -> str:
    """The name of the file: its number and nothing else."""
    return letter.reference.replace("/", "-") + ".pdf"


def archive(batch: LetterBatch, actor: User) -> bytes:
    """Every letter of a batch that may be read now, as one ZIP; each reading is written down."""
    viewer = letters_kinds.get(batch.kind).viewer
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_STORED) as folder:
        for letter in batch.letters.select_related("file__vault").exclude(file=None):
            if letter.file is not None and files.may_read(viewer, letter.file):
                folder.writestr(name_of(letter), read(letter.file, viewer, actor))
    audit.record("letters.taken", obj=batch, actor=actor, vault=batch.vault)
    return held.getvalue()


def printable(batch: LetterBatch) -> PrivateFile | None:
    """The file for the printer, or None: also while a record of one of the people is locked."""
    keys = batch.letters.values_list("subject_key", flat=True)
    if batch.print_file is None or locks.locked(batch.vault, keys):
        return None
    return batch.print_file


def read(file: PrivateFile, viewer: Viewer, actor: User | str) -> bytes:
    """The content of a paper; written down. Raises PermissionError."""
    _name, content = files.read(viewer, file, actor)
    return b"".join(content)


def own(vault: Vault, subject: uuid.UUID) -> list[Letter]:
    """The letters that lie on a person's page, newest first. One statement."""
    rows = Letter.objects.select_related("batch", "file__vault")
    return list(
        rows.filter(vault=vault, subject_key=subject).exclude(file=None).order_by("-number")
    )


def read_own(letter: Letter) -> bytes:
    """A letter for the person it is about. Raises PermissionError where it is not theirs."""
    if letter.file is None:
        raise PermissionError
    viewer = Viewer(Reader.PERSON, subject=letter.subject_key)
    return read(letter.file, viewer, "participant")


def sweep(vault: Vault, subject: uuid.UUID) -> int:
    """When a person is erased: print files in which they stand go; the letters go as files do."""
    batches = LetterBatch.objects.filter(vault=vault, letters__subject_key=subject)
    held = set(batches.exclude(print_file=None).values_list("pk", flat=True))
    return sum(files.sweep(vault, batch) for batch in held)
