"""What is wrong with an installation, in plain words, each with its remedy.

Every examination is one function that yields findings; a broken part never hides the others.
"""

import ctypes
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.core.checks import run_checks
from django.core.files.storage import storages
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone
from django.utils.translation import gettext as _

# A worker tells every minute that it lives; after this time nobody works.
SILENCE = timedelta(minutes=5)
SPACE_NEEDED = 1 << 30  # bytes: a volume with photographs is built in a few hundred megabytes

_PANGO = (
    ("libpango-1.0.so.0", "libpango-1.0.dylib"),
    ("libpangoft2-1.0.so.0", "libpangoft2-1.0.dylib"),
    ("libharfbuzz-subset.so.0", "libharfbuzz-subset.0.dylib"),
    ("libfontconfig.so.1", "libfontconfig.1.dylib"),
)


@dataclass(frozen=True)
class Finding:
    """One line of the report; a finding without a remedy is good news."""

    words: str
    remedy: str = ""

    @property
    def is_good(self) -> bool:
        return not self.remedy


def examine() -> list[Finding]:
    """Every finding about this installation, in the order in which to mend them."""
    findings: list[Finding] = []
    for examination in EXAMINATIONS:
        try:
            findings += examination()
        except Exception as error:
            # A database that is down breaks several examinations; say which, go on.
            findings.append(
                Finding(
                    _("%(what)s could not be examined (%(error)s).")
                    % {
                        "what": (examination.__doc__ or "").rstrip("."),
                        "error": type(error).__name__,
                    },
                    _("Mend what is named above, then run this command again."),
                )
            )
    return findings


def needs_doing(findings: list[Finding]) -> bool:
    """Whether anything has to be mended."""
    return any(not finding.is_good for finding in findings)


def _settings() -> Iterator[Finding]:
    """Settings and keys."""
    problems = [found for found in run_checks() if found.is_serious() and not found.is_silenced()]
    for problem in problems:
        yield Finding(str(problem.msg), str(problem.hint or problem.id))
    if not problems:
        yield Finding(_("Settings and keys are in order."))


def _database() -> Iterator[Finding]:
    """The database."""
    try:
        connection.ensure_connection()
    except DatabaseError as error:
        yield Finding(
            _("The database does not answer (%(error)s).") % {"error": type(error).__name__},
            _("Start it, and compare DATABASE_URL with its address, user and password."),
        )
        return
    yield Finding(_("The database answers (%(vendor)s).") % {"vendor": connection.vendor})
    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if waiting:
        yield Finding(
            _("%(number)s changes of the tables are waiting.") % {"number": len(waiting)},
            _("Run: python manage.py migrate"),
        )
    else:
        yield Finding(_("Every table is up to date."))


def _worker() -> Iterator[Finding]:
    """The worker."""
    from correspondence.models import WorkerBeat

    latest = WorkerBeat.objects.order_by("-beat_at").first()
    if latest is None or timezone.now() - latest.beat_at > SILENCE:
        yield Finding(
            _("No worker is running: no mail leaves and no volume is built."),
            _(
                "Start it: python manage.py worker (the demo: make demo; a server: systemctl "
                "start workshops-worker)."
            ),
        )
    else:
        yield Finding(_("A worker is running."))


def _folders() -> Iterator[Finding]:
    """Folders and disk space."""
    for folder in (Path(settings.VAR), Path(settings.MEDIA_ROOT), Path(settings.PRIVATE_ROOT)):
        place = next(path for path in (folder, *folder.parents) if path.exists())
        try:
            with tempfile.TemporaryFile(dir=place):
                pass
        except OSError:
            yield Finding(
                _("Nothing can be written into %(folder)s.") % {"folder": folder},
                _("Give the user that runs the site the right to write there."),
            )
            continue
        free = shutil.disk_usage(place).free
        if free < SPACE_NEEDED:
            yield Finding(
                _("Only %(number)s MB are free under %(folder)s.")
                % {"number": free >> 20, "folder": folder},
                _("Make room: building a volume needs 1 GB."),
            )
    media, private = Path(settings.MEDIA_ROOT), Path(settings.PRIVATE_ROOT)
    if private.resolve().is_relative_to(media.resolve()):
        yield Finding(
            _("Private files lie below the folder of public ones."),
            _("Set VAR_DIR so that %(folder)s is elsewhere.") % {"folder": private},
        )
    keys = Path(settings.VAR) / "keys.env"
    if keys.exists() and os.name == "posix" and keys.stat().st_mode & 0o077:
        yield Finding(
            _("Others on this machine can read %(file)s.") % {"file": keys},
            _("Run: chmod 600 %(file)s") % {"file": keys},
        )
    storages["private"]  # raises when the storage named in the settings is not installed
    yield Finding(_("Folders and disk space were examined."))


def _typesetting() -> Iterator[Finding]:
    """Typesetting."""
    from publications.domain.fonts import missing_scripts

    if not all(any(_opens(name) for name in names) for names in _PANGO):
        yield Finding(
            _("Pango is missing: no proceedings can be typeset."),
            _(
                "Debian, Ubuntu: apt-get install libpango-1.0-0 libpangoft2-1.0-0 "
                "libharfbuzz-subset0 fontconfig. Fedora: dnf install pango harfbuzz. macOS: brew "
                "install pango."
            ),
        )
        return
    yield Finding(_("The typesetting engine is there."))
    if missing := missing_scripts():
        yield Finding(
            _("No font on this machine shows: %(scripts)s.") % {"scripts": ", ".join(missing)},
            _("Install the packages of the lock file again: rm .venv/installed-* && make install"),
        )
    else:
        yield Finding(_("Every script of the region has a font."))


def _opens(name: str) -> bool:
    folders = ("", "/opt/homebrew/lib/", "/usr/local/lib/") if name.endswith(".dylib") else ("",)
    for folder in folders:
        try:
            ctypes.CDLL(folder + name)
        except OSError:
            continue
        return True
    return False


def _mail() -> Iterator[Finding]:
    """Mail."""
    if settings.EMAIL_BACKEND.endswith("OutboxBackend"):
        yield Finding(_("Mails go to the demo's outbox, to nobody else."))
    else:
        yield Finding(_("Mails leave by %(backend)s.") % {"backend": settings.EMAIL_BACKEND})


def _static() -> Iterator[Finding]:
    """Static files."""
    if "Manifest" not in str(settings.STORAGES["staticfiles"]):
        return
    if (Path(settings.STATIC_ROOT) / "staticfiles.json").exists():
        yield Finding(_("The static files are collected."))
    else:
        yield Finding(
            _("The static files are not collected: pages have no style."),
            _("Run: python manage.py collectstatic --no-input"),
        )


EXAMINATIONS: list[Callable[[], Iterator[Finding]]] = [
    _settings,
    _folders,
    _database,
    _worker,
    _static,
    _typesetting,
    _mail,
]
