"""Building a volume: asked for once, run once, published whole or not at all."""

import hashlib
import logging
import tempfile
import traceback
import uuid
from collections.abc import Container
from pathlib import Path

from django.conf import settings
from django.core.files import File
from django.core.files.storage import storages
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from access.domain import audit
from access.models import User
from publications.domain.assemble import Assembled, assemble
from publications.domain.comparing import TEXT, text_of
from publications.domain.epub import epub
from publications.engine.build import Built, Step, build
from publications.engine.cache import write_whole
from publications.engine.errors import BuildError
from publications.engine.limits import Limits
from publications.models import Audience, BuildJob, Edition, ProceedingsPage

logger = logging.getLogger(__name__)
State = BuildJob.State
LONGEST_STEP = 300
EPUB = "epub"  # among the pieces of an edition
LIMITS = Limits()


def request_build(
    proceedings: ProceedingsPage, actor: User | None, audience: str = Audience.PUBLIC
) -> BuildJob:
    """Ask for a build; the task is enqueued when the caller commits.

    Arguments: the page; who asks (None: the system itself); the audience. Two clicks, or two
    members of staff, get the same waiting job.
    """
    from publications.tasks import run_build

    try:
        with transaction.atomic():
            job = BuildJob.objects.create(
                proceedings=proceedings, audience=audience, requested_by=actor
            )
            audit.record(
                "proceedings.build_requested",
                obj=proceedings,
                actor=actor or "system",
                vault=proceedings.workshop.vault,
                audience=str(audience),
            )
    except IntegrityError:
        return BuildJob.objects.get(proceedings=proceedings, audience=audience, state=State.QUEUED)
    transaction.on_commit(lambda: run_build.enqueue(str(job.pk)))
    return job


class Cancelled(Exception):
    """Somebody pressed the button while the build was running."""


def cancel(job: BuildJob, actor: User) -> None:
    """Ask a build to stop: one that waits is over at once, one that runs within a second or two."""
    BuildJob.objects.filter(pk=job.pk).update(is_unwanted=True)
    BuildJob.objects.filter(pk=job.pk, state=State.QUEUED).update(
        state=State.CANCELLED, finished_at=timezone.now()
    )
    audit.record(
        "proceedings.build_cancelled",
        obj=job.proceedings,
        actor=actor,
        vault=job.proceedings.workshop.vault,
    )


def run(job_id: uuid.UUID | str, limits: Limits = LIMITS) -> BuildJob:
    """Run a build to its end and return it; a failure is told in words and is not raised.

    May be called again after a worker was killed: a job that is done or failed stays so.
    """
    job = BuildJob.objects.select_related("proceedings").get(pk=job_id)
    if job.state in {State.DONE, State.FAILED, State.CANCELLED}:
        return job
    now = timezone.now()
    _tell(job, state=State.RUNNING, started_at=now, told_at=now, error="", step=_("Gathering"))
    try:
        edition, notes = _build(job, limits)
    except Cancelled:
        _tell(job, state=State.CANCELLED, step="", finished_at=timezone.now())
    except BuildError as error:
        _tell(job, state=State.FAILED, error=str(error), finished_at=timezone.now())
    except Exception as error:
        # What an exception says may quote a text; the log gets its class and place only.
        logger.error("A build failed: %s at %s", type(error).__name__, _place(error))
        words = _("Something unexpected happened (%(kind)s).") % {"kind": type(error).__name__}
        _tell(job, state=State.FAILED, error=words, finished_at=timezone.now())
    else:
        _tell(
            job,
            state=State.DONE,
            edition=edition,
            notes="\n".join(notes),
            step="",
            done_parts=job.all_parts,
            finished_at=timezone.now(),
        )
    return job


def _build(job: BuildJob, limits: Limits) -> tuple[Edition, tuple[str, ...]]:
    """Typeset and publish, unless nothing changed since the newest edition."""
    latest = newest_edition(job.proceedings, job.audience)
    number = latest.number + 1 if latest else 1
    made = assemble(job.proceedings, job.audience, number)
    if latest is not None and latest.file and latest.source_sha256 == made.volume.digest():
        return latest, ()

    last: list[Step] = []

    def tell(step: Step) -> None:
        # Called every second: look whether it is still wanted, write only what is new.
        if BuildJob.objects.filter(pk=job.pk, is_unwanted=True).exists():
            raise Cancelled
        if last == [step]:
            return
        last[:] = [step]
        _tell(
            job,
            step=step.words[:LONGEST_STEP],
            done_parts=step.done,
            all_parts=step.all,
            seconds_left=step.seconds_left,
            told_at=timezone.now(),
        )

    folder = build_folder(job.proceedings, job.audience)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with tempfile.TemporaryDirectory(dir=folder, prefix="out-") as out:
        built = build(
            made.volume,
            cache_folder=folder,
            out=Path(out) / "volume.pdf",
            tell=tell,
            limits=limits,
            with_pieces=True,
        )
        return _publish(job, made, built), built.notes


def _publish(job: BuildJob, made: Assembled, built: Built) -> Edition:
    """Store the file under a name of its own, then make it the newest edition."""
    number = made.volume.edition.number
    name = f"proceedings/{job.proceedings_id}/{job.audience}-{number}-{built.sha256[:16]}.pdf"
    store(name, built.path)
    pieces = {}
    for key, path in built.pieces.items():
        pieces[key] = f"proceedings/{job.proceedings_id}/pieces/{job.audience}-{path.stem[:32]}.pdf"
        store(pieces[key], path)
    base = f"proceedings/{job.proceedings_id}/{job.audience}-{number}"
    for key, ending, data in (
        (TEXT, "json", text_of(made.volume)),
        (EPUB, "epub", epub(made.volume)),
    ):
        pieces[key] = f"{base}-{hashlib.sha256(data).hexdigest()[:16]}.{ending}"
        with tempfile.NamedTemporaryFile() as file:
            file.write(data)
            file.flush()
            store(pieces[key], Path(file.name))
    values = {
        "file": name,
        "sha256": built.sha256,
        "source_sha256": made.volume.digest(),
        "pages": built.pages,
        "size": built.size,
        "first_pages": dict(built.first_pages),
        "pieces": pieces,
        "appearing": made.appearing,
        "published_on": made.volume.edition.date,
    }
    try:
        with transaction.atomic():
            edition = Edition.objects.create(
                proceedings=job.proceedings, audience=job.audience, number=number, **values
            )
            audit.record(
                "proceedings.edition_published",
                obj=edition,
                actor="system",
                vault=job.proceedings.workshop.vault,
                number=number,
                sha256=built.sha256,
            )
    except IntegrityError:
        # Another build was quicker with this number.
        edition = Edition.objects.get(
            proceedings=job.proceedings, audience=job.audience, number=number
        )
        if edition.source_sha256 != values["source_sha256"]:
            raise BuildError(
                _("Another build published an edition meanwhile. Please build again.")
            ) from None
        return edition
    withdraw_files(job.proceedings, edition)
    return edition


def store(name: str, path: Path) -> None:
    """Put a finished file into the private storage: whole, or not at all."""
    storage = storages["private"]
    try:
        target = Path(storage.path(name))
    except NotImplementedError:  # an object store writes whole objects by itself
        if not storage.exists(name):
            with path.open("rb") as file:
                storage.save(name, File(file))
    else:
        write_whole(target, path.read_bytes())


def withdraw_files(proceedings: ProceedingsPage, newest: Edition) -> None:
    """Delete the files of earlier editions that show somebody the newest does not show so."""
    from publications.domain.corrections import shows_more_than

    same = proceedings.editions.filter(audience=newest.audience).exclude(pk=newest.pk)
    for edition in same.exclude(file="").filter(is_uploaded=False):
        if shows_more_than(edition.appearing, newest.appearing):
            withdraw(edition, keep=set(newest.pieces.values()))


def withdraw(
    edition: Edition, keep: Container[str] = frozenset(), actor: User | str = "system"
) -> None:
    """Delete the file of an edition and those of its chapters, except what another one `keep`s."""
    files = [edition.file, *edition.pieces.values()]
    Edition.objects.filter(pk=edition.pk).update(file="", pieces={}, appearing={})
    for name in files:
        if name and name not in keep:
            storages["private"].delete(name)
    audit.record(
        "proceedings.edition_withdrawn",
        obj=edition,
        actor=actor,
        vault=edition.proceedings.workshop.vault,
        number=edition.number,
    )


def newest_edition(proceedings: ProceedingsPage, audience: str = Audience.PUBLIC) -> Edition | None:
    """The edition that is the volume, or None. One statement."""
    editions = Edition.objects.filter(proceedings=proceedings, audience=audience)
    return editions.order_by("-number").first()


def latest_job(proceedings: ProceedingsPage, audience: str = Audience.PUBLIC) -> BuildJob | None:
    """The build that was asked for last, or None."""
    jobs = BuildJob.objects.filter(proceedings=proceedings, audience=audience)
    return jobs.select_related("edition", "requested_by").first()


def build_folder(proceedings: ProceedingsPage, audience: str) -> Path:
    """Where the typeset parts of a volume are kept on this machine."""
    return Path(settings.VAR) / "typesetting" / f"{proceedings.pk}-{audience}"


def _tell(job: BuildJob, **values: object) -> None:
    """Write the progress of a job at once, outside any transaction of the build."""
    for name, value in values.items():
        setattr(job, name, value)
    job.save(update_fields=list(values))


def _place(error: Exception) -> str:
    frames = traceback.extract_tb(error.__traceback__)
    return f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else "?"
