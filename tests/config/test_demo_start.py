"""What `make demo` does while it waits for the site."""

import json
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tools"))

import demo  # noqa: E402


class Running:
    """A supervisor whose children run on."""

    ending = False

    def watch(self, seconds: float) -> None:
        """Nothing to see."""


OLD = {"ready": False, "database": True, "migrations": True, "erased": False}
WHOLE = {"ready": True, "database": True, "migrations": True, "erased": True}


def test_what_an_older_database_brought_back_is_erased_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Once, in words, and then the site is ready."""
    answers, done = [{}, OLD, OLD, WHOLE], []
    monkeypatch.setattr(demo, "health", lambda port: answers.pop(0))
    monkeypatch.setattr(demo, "step", lambda title, arguments, environment: done.append(arguments))
    demo.wait_until_ready(Running(), 8000, {})  # type: ignore[arg-type]
    assert (done, answers) == ([["reapply_tombstones"]], [])


def test_a_database_without_tables_is_only_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    answers = [{**OLD, "migrations": False}, WHOLE]
    monkeypatch.setattr(demo, "health", lambda port: answers.pop(0))
    monkeypatch.setattr(demo, "step", lambda *args: pytest.fail("nothing is to be erased"))
    demo.wait_until_ready(Running(), 8000, {})  # type: ignore[arg-type]
    assert answers == []


def test_a_refusal_is_read_too(monkeypatch: pytest.MonkeyPatch, live_server: Any) -> None:
    """The answer of a site that is not ready says why; a site that is not there says nothing."""
    from home.public import health

    monkeypatch.setattr(health.tombstones, "unapplied", lambda: {("a", "b")})
    port = int(live_server.url.rsplit(":", 1)[1])
    monkeypatch.setattr(demo, "HOST", live_server.thread.host)
    assert demo.health(port) == OLD
    assert json.dumps(demo.health(1)) == "{}"
