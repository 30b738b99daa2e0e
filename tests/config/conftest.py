"""A production environment that is safe, its secrets made here and now."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tools"))

from check import safe_production  # noqa: E402

Environment = dict[str, str]


@pytest.fixture
def production(tmp_path: Path) -> Environment:
    """The environment of a safe installation; a test spoils one value."""
    inherited = {k: v for k, v in os.environ.items() if k in ("PATH", "HOME", "LANG")}
    return {
        **inherited,
        **safe_production(),
        "PYTHONPATH": f"{ROOT}:{ROOT / 'site'}",
        "VAR_DIR": str(tmp_path),
    }


@pytest.fixture
def python() -> Callable[..., "subprocess.CompletedProcess[str]"]:
    """Run this Python with an environment of its own and return what it said."""

    def run(environment: Environment, *arguments: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [sys.executable, *arguments],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    return run
