"""Several limited child processes that typeset side by side, and one thread that watches them."""

import hashlib
import os
import queue
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from pathlib import Path
from types import TracebackType
from typing import Any

from publications.engine import fonts
from publications.engine.errors import BuildError
from publications.engine.limits import MEGABYTE, Child, Limits
from publications.engine.pages import Sheet

# A child that would grow beyond this is replaced before its next part: memory goes back to the
# machine. A part takes about so many bytes for each character of its document.
FULL_BYTES = 170 * MEGABYTE
BYTES_OF_A_CHARACTER = 1_000
TICK = 0.5  # seconds between two looks at whether somebody cancelled


def workers() -> int:
    """How many parts are typeset at once: a core each, at most four."""
    return max(1, min(4, len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 2))


class Crew:
    """Children in folders of their own below `folder`; `watch` yields what is finished."""

    def __init__(self, folder: Path, limits: Limits, number: int) -> None:
        self._limits = limits
        self._pool = ThreadPoolExecutor(number)
        self._idle: queue.Queue[Child] = queue.Queue()
        self._all: list[Child] = []
        self._folders: dict[Child, Path] = {}
        self._is_closed = False
        for index in range(number):
            own = folder / f"child-{index}"
            own.mkdir(parents=True, mode=0o700)
            child = Child(own, limits)
            self._folders[child] = own
            self._all.append(child)
            self._idle.put(child)

    def __enter__(self) -> "Crew":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._is_closed = True
        self._pool.shutdown(wait=False, cancel_futures=True)
        for child in self._all:
            child.close()
        self._pool.shutdown(wait=True)
        for child in self._all:  # one that was just being started
            child.close()

    @property
    def peak_bytes(self) -> int:
        return max(child.peak_bytes for child in self._all)

    @property
    def cpu_seconds(self) -> float:
        return sum(child.all_cpu_seconds for child in self._all)

    def typeset(self, page: Sheet, resources: Mapping[str, bytes]) -> "Future[dict[str, Any]]":
        """Begin to typeset a sheet; the answer has `pages`, `anchors` and `pdf`, its file."""
        wanted = BYTES_OF_A_CHARACTER * len(page.html)
        return self._pool.submit(
            self._with_child, lambda c, own: _typeset(c, own, page, resources), wanted
        )

    def ask(self, **request: Any) -> "Future[dict[str, Any]]":
        """Begin any other request."""
        return self._pool.submit(self._with_child, lambda child, own: child.ask(**request))

    def _with_child(
        self, work: Callable[[Child, Path], dict[str, Any]], wanted: int = 0
    ) -> dict[str, Any]:
        child = self._idle.get()
        try:
            if self._is_closed:
                raise BuildError("It was stopped.")
            if child.last_peak_bytes + wanted > FULL_BYTES:
                child.close()
            return work(child, self._folders[child])
        except (OSError, ValueError) as error:
            if self._is_closed:
                raise BuildError("It was stopped.") from None
            words = getattr(error, "strerror", "") or type(error).__name__
            raise BuildError(f"A file could not be written or read ({words}).") from None
        finally:
            self._idle.put(child)

    def watch(
        self, waiting: Mapping["Future[dict[str, Any]]", Any], tick: Callable[[], None]
    ) -> Iterator[tuple[Any, "Future[dict[str, Any]]"]]:
        """Yield the finished ones as they come; `tick` is called in between and may raise."""
        pending = set(waiting)
        while pending:
            done, pending = wait(pending, timeout=TICK, return_when=FIRST_COMPLETED)
            tick()
            for future in done:
                yield waiting[future], future


def _typeset(
    child: Child, own: Path, page: Sheet, resources: Mapping[str, bytes]
) -> dict[str, Any]:
    assets = {f"font-{face.key}": _font(face) for face in page.faces}
    for key, data in resources.items():
        path = own / f"resource-{hashlib.sha256(data).hexdigest()[:20]}"
        if not path.exists():
            path.write_bytes(data)
        assets[key] = str(path)
    (own / "part.html").write_text(page.html, "utf-8")
    (own / "part.css").write_text(page.css, "utf-8")
    made = own / f"{hashlib.sha256(page.html.encode()).hexdigest()[:20]}.pdf"
    answer = child.ask(
        do="typeset",
        html=str(own / "part.html"),
        css=str(own / "part.css"),
        assets=assets,
        key=page.key,
        is_tagged=page.is_tagged,
        out=str(made),
    )
    return {**answer, "pdf": made}


def _font(face: fonts.Face) -> str:
    if face.path is None:
        raise BuildError(f"The typeface for {face.script} is not installed.")
    return str(face.path)
