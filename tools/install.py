"""Make `.venv` and fill it from the lock file. Only the standard library is needed.

    python3 tools/install.py          what the product needs
    python3 tools/install.py --dev    and what its tests need

Nothing is downloaded while the lock file is unchanged, so a second run needs no network.
"""

import argparse
import hashlib
import os
import subprocess
import sys
import time
from pathlib import Path

import native

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
LOCKS = {"base": ROOT / "requirements" / "base.txt", "dev": ROOT / "requirements" / "dev.txt"}


class Failed(Exception):
    """A step failed; the text says what to do."""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--dev", action="store_true", help="also what the tests need")
    options = parser.parse_args()
    try:
        make_venv()
        install_lock("dev" if options.dev else "base")
        link_project()
        check_native(native.TYPESETTING)
    except Failed as failure:
        print(f"\nStopped: {failure}", file=sys.stderr)
        return 1
    return 0


def make_venv() -> None:
    """`.venv` with pip, made by the Python that runs this script."""
    known = VENV / "location"
    # Scripts in a virtual environment hold its path: after a move it must be made anew.
    moved = known.exists() and known.read_text() != str(ROOT)
    is_filled = any(VENV.glob("installed-*"))
    if not moved and PYTHON.exists() and (is_filled or _runs([PYTHON, "-m", "pip", "--version"])):
        return
    print("Making the virtual environment .venv ...", flush=True)
    command = [sys.executable, "-m", "venv", "--clear", VENV]
    if _runs(command):
        known.write_text(str(ROOT))
        return
    # Debian and Ubuntu ship `venv` apart from Python.
    version = f"python{sys.version_info.major}.{sys.version_info.minor}-venv"
    if native.may_install() and native.apt_install([version]) and _runs(command):
        known.write_text(str(ROOT))
        return
    raise Failed(
        "Python could not make a virtual environment. On Debian and Ubuntu this helps:\n"
        f"    sudo apt-get install {version}\nThen run the same command again."
    )


def install_lock(name: str) -> None:
    """Install every package of one lock file, unless exactly that file was installed before."""
    digest = hashlib.sha256(LOCKS[name].read_bytes()).hexdigest()
    stamp = VENV / f"installed-{name}"
    if stamp.exists() and stamp.read_text() == digest:
        return
    count = sum(1 for line in LOCKS[name].read_text().splitlines() if line[:1].isalnum())
    print(f"Installing {count} packages (once, one to three minutes) ...", flush=True)
    started = time.monotonic()
    command = [
        PYTHON, "-m", "pip", "install", "--require-hashes", "--no-deps", "--no-input",
        "--disable-pip-version-check", "--progress-bar", "off", "-r", LOCKS[name],
    ]  # fmt: skip
    tail = _run_showing_progress(command, count)
    if tail is not None:
        raise Failed(
            "pip could not install the packages. Its last words:\n\n"
            + tail
            + "\n\nWithout network: connect once and run the same command again. Behind a proxy: "
            "set HTTPS_PROXY first. 'Hashes do not match': a download was changed on its way or "
            "came from a mirror that repacks; do not go on, use another network."
        )
    # What the tests need contains what the product needs.
    stamp.write_text(digest)
    if name == "dev":
        base = hashlib.sha256(LOCKS["base"].read_bytes()).hexdigest()
        (VENV / "installed-base").write_text(base)
    print(f"  installed in {time.monotonic() - started:.0f} s", flush=True)


def _run_showing_progress(command: list, count: int) -> str | None:
    """Run pip, print a line for every tenth package. Returns None, or pip's last lines."""
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL,
        text=True, cwd=ROOT,
    )  # fmt: skip
    lines: list[str] = []
    collected = 0
    assert process.stdout is not None
    for line in process.stdout:
        lines.append(line.rstrip())
        if line.startswith(("Collecting", "Requirement already satisfied")):
            collected += 1
            if collected % 20 == 0:
                print(f"  {collected} of {count} packages found", flush=True)
        elif line.startswith("Installing collected"):
            print("  unpacking them ...", flush=True)
    return None if process.wait() == 0 else "\n".join(lines[-12:])


def link_project() -> None:
    """Put the project's two folders on the import path of `.venv`: no build, no network."""
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    packages = next(VENV.glob("lib/python3*/site-packages"), VENV / "lib" / version)
    path = packages / "workshops.pth"
    wanted = f"{ROOT}\n{ROOT / 'site'}\n"
    if not path.exists() or path.read_text() != wanted:
        path.write_text(wanted)


def check_native(needs: list[native.Need]) -> None:
    """Install missing native libraries where allowed, else stop with the exact command."""
    missing = native.ensure(needs)
    if missing:
        raise Failed(
            "this machine lacks "
            + ", ".join(need.name for need in missing)
            + f". Run\n    {native.command_for(missing)}\nand then the same command again."
        )


def _runs(command: list) -> bool:
    result = subprocess.run(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False
    )
    return result.returncode == 0


if __name__ == "__main__":
    os.chdir(ROOT)
    sys.exit(main())
