"""What the machine itself must have: native libraries, fonts and, for the tests, programs.

Each need knows how to look for itself and what each package manager calls it. As root on Debian or
Ubuntu the missing ones are installed; anywhere else the exact command is printed.
"""

import ctypes
import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

# Where Homebrew keeps its libraries; the loader of macOS does not look there by itself.
BREW_LIBRARIES = "/opt/homebrew/lib:/usr/local/lib"

# The names by which WeasyPrint asks for each library (Linux first, then macOS).
PANGO = (
    ("libgobject-2.0.so.0", "libgobject-2.0.0.dylib"),
    ("libpango-1.0.so.0", "libpango-1.0.dylib"),
    ("libpangoft2-1.0.so.0", "libpangoft2-1.0.dylib"),
    ("libharfbuzz.so.0", "libharfbuzz.0.dylib"),
    ("libharfbuzz-subset.so.0", "libharfbuzz-subset.0.dylib"),
    ("libfontconfig.so.1", "libfontconfig.1.dylib"),
)


@dataclass(frozen=True)
class Need:
    """One thing the machine must have, and its name in each package manager."""

    name: str
    present: Callable[[], bool]
    apt: str
    dnf: str
    brew: str


def _loads(names: Iterable[str]) -> bool:
    folders = ["", *(f"{folder}/" for folder in BREW_LIBRARIES.split(":"))]
    for name in names:
        for folder in folders if name.endswith(".dylib") else [""]:
            try:
                ctypes.CDLL(folder + name)
            except OSError:
                continue
            return True
    return False


def has_pango() -> bool:
    """Whether every native library that WeasyPrint opens can be opened."""
    return all(_loads(names) for names in PANGO)


def find_chromium() -> str | None:
    """The path of a Chromium or Chrome, or None."""
    mac = "/Applications/{0}.app/Contents/MacOS/{0}"
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    found = next(filter(None, map(shutil.which, names)), None)
    return found or next(
        (path for name in ("Chromium", "Google Chrome") if Path(path := mac.format(name)).exists()),
        None,
    )


def find_postgres() -> Path | None:
    """The folder that holds `initdb` and `pg_ctl`, newest release first, or None."""
    if found := shutil.which("initdb"):
        return Path(found).resolve().parent
    roots = ("/usr/lib/postgresql", "/opt/homebrew/opt", "/usr/local/opt", "/usr/pgsql")
    folders = [
        folder / "bin"
        for root in roots
        if Path(root).is_dir()
        for folder in Path(root).iterdir()
        if (folder / "bin" / "initdb").exists()
    ]
    digits = {folder: "".join(filter(str.isdigit, folder.parent.name)) for folder in folders}
    return max(folders, key=lambda folder: int(digits[folder] or 0), default=None)


TYPESETTING = [
    Need(
        "Pango, the text engine of the proceedings",
        has_pango,
        "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fontconfig",
        "pango harfbuzz fontconfig",
        "pango",
    ),
]
TESTS = [
    Need("Chromium, for the browser tests", lambda: bool(find_chromium()), "chromium", "chromium",
         "--cask chromium"),
    Need("PostgreSQL, for the second database of the tests", lambda: bool(find_postgres()),
         "postgresql", "postgresql-server", "postgresql"),
    Need("pdftoppm, for the tests that look at the PDF", lambda: bool(shutil.which("pdftoppm")),
         "poppler-utils", "poppler-utils", "poppler"),
    Need("Java, for the checks of PDF/UA and EPUB",
         lambda: bool(shutil.which("javac")) and Path("/usr/share/java/jaxb-runtime.jar").exists(),
         "default-jdk-headless libjaxb-java", "java-17-openjdk-devel jaxb-runtime", "openjdk"),
]  # fmt: skip


def quick_folder() -> str | None:
    """A folder in memory with room for the databases of the tests, or None: the usual one."""
    memory = Path("/dev/shm")
    has_room = memory.is_dir() and os.access(memory, os.W_OK)
    return str(memory) if has_room and shutil.disk_usage(memory).free > 2 * 1024**3 else None


def command_for(needs: list[Need]) -> str:
    """The command that installs `needs` on this machine."""
    if shutil.which("apt-get"):
        return "sudo apt-get update && sudo apt-get install -y --no-install-recommends " + " ".join(
            need.apt for need in needs
        )
    if shutil.which("dnf"):
        return "sudo dnf install -y " + " ".join(need.dnf for need in needs)
    if shutil.which("brew") or platform.system() == "Darwin":
        return " && ".join(f"brew install {need.brew}" for need in needs)
    return "(your package manager) " + ", ".join(need.name for need in needs)


def may_install() -> bool:
    """Root with apt, unless INSTALL=no forbids it."""
    return (
        os.environ.get("INSTALL", "yes") != "no"
        and hasattr(os, "geteuid")
        and os.geteuid() == 0
        and shutil.which("apt-get") is not None
    )


def apt_install(packages: list[str]) -> bool:
    """Install Debian packages; refresh the package lists first where that is needed."""
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    install = ["apt-get", "install", "-y", "-q", "--no-install-recommends", *packages]
    for command in (install, ["apt-get", "update", "-q"], install):
        result = subprocess.run(
            command,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        if command is install and result.returncode == 0:
            return True
    print(result.stdout[-2000:], file=sys.stderr)
    return False


def ensure(needs: list[Need]) -> list[Need]:
    """Install what is missing where that is allowed. Returns what is still missing."""
    missing = [need for need in needs if not need.present()]
    if missing and may_install():
        for need in missing:
            print(f"  installing {need.name}: {need.apt} (about a minute) ...", flush=True)
        apt_install([package for need in missing for package in need.apt.split()])
        missing = [need for need in missing if not need.present()]
    return missing


def environment() -> dict[str, str]:
    """The environment for children: on macOS the loader is told where Homebrew's libraries are."""
    values = dict(os.environ)
    if platform.system() == "Darwin":
        known = values.get("DYLD_FALLBACK_LIBRARY_PATH", "")
        values["DYLD_FALLBACK_LIBRARY_PATH"] = f"{BREW_LIBRARIES}:{known}".rstrip(":")
    return values
