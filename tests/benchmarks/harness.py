"""What every benchmark needs: a served demo site, a bare view to compare with, a table.

A row is a figure with an id. CPU per request is the CPU time of gunicorn's processes before and
after, divided by the number of requests and by the same figure of a bare Django view behind the
same server in the same run: such a multiple travels from machine to machine.
"""

import gzip
import http.client
import json
import os
import re
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import psutil

ROOT = Path(__file__).resolve().parents[2]
REQUESTS = int(os.environ.get("BENCH_REQUESTS", "200"))


@dataclass(frozen=True)
class Row:
    """One figure. `limit` is the largest value that is good; None where there is no limit."""

    id: str
    value: float
    unit: str
    limit: float | None = None
    holds: bool | None = None


def row(id: str, value: float, unit: str, limit: float | None = None) -> Row:
    """A row whose `holds` follows from value and limit."""
    rounded = float(f"{value:.4g}")
    return Row(id, rounded, unit, limit, None if limit is None else value <= limit)


class Server:
    """A running gunicorn, its address and its CPU time."""

    def __init__(self, base: str, process: psutil.Process) -> None:
        self.base = base
        self.process = process

    def cpu(self) -> float:
        """Seconds of CPU that its worker processes have used so far."""
        return sum(sum(child.cpu_times()[:2]) for child in self.process.children())

    def memory(self) -> float:
        """Resident megabytes of the largest worker process."""
        return max(child.memory_info().rss for child in self.process.children()) / (1 << 20)

    def per_request(self, path: str, count: int = REQUESTS) -> float:
        """CPU milliseconds of one anonymous GET of `path`, without cookies, on one connection.

        Raises AssertionError for any answer but 200: a benchmark of an error page says nothing.
        """
        host = urlsplit(self.base).netloc

        def many(number: int) -> None:
            connection = http.client.HTTPConnection(host, timeout=60)
            for _ in range(number):
                connection.request("GET", path)
                answer = connection.getresponse()
                answer.read()
                assert answer.status == 200, f"{path} answered {answer.status}"
            connection.close()

        many(30)  # both processes compile their templates first
        before = self.cpu()
        many(count)
        return (self.cpu() - before) / count * 1000


@contextmanager
def gunicorn(application: str, environment: dict[str, str]) -> Iterator[Server]:
    """Serve a WSGI application with the product's own configuration, two processes."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    settings = {"BIND": f"127.0.0.1:{port}", "ACCESS_LOG": "off", "LOG_LEVEL": "WARNING"}
    process = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", "-c", "python:config.gunicorn", "--max-requests", "0",
         application],
        cwd=ROOT, env={**os.environ, **environment, **settings}, stdin=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        base = f"http://127.0.0.1:{port}"
        _wait_until_it_answers(base, process)
        yield Server(base, psutil.Process(process.pid))
    finally:
        process.terminate()
        process.wait(30)


def _wait_until_it_answers(base: str, process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urllib.request.urlopen(f"{base}/health/live", timeout=5):
                return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError(f"{base} does not answer; what gunicorn said is above")


@dataclass
class Bench:
    """What a module of rows may use.

    `site` is the demo behind gunicorn, `bare` the CPU milliseconds of the bare view, `workshop`
    the path of the demo workshop. Django is set up in this process on the same database.
    """

    site: Server
    bare: float
    workshop: str = "/workshops/2027-demo/"

    def multiple(self, path: str) -> float:
        """CPU of one anonymous GET as a multiple of the bare view."""
        return self.site.per_request(path) / self.bare


def first_visit(base: str, path: str, html: bytes | None = None) -> dict[str, float]:
    """What a first visit loads, in kB over the wire with gzip, by kind: html, assets, fonts.

    Follows what the page itself names: style sheets, scripts, pictures, and the typefaces of the
    style sheets that a Latin text needs. `html` is a page that the caller has fetched already,
    because it needs a sign-in.
    """
    html = html or _fetch(base + path)
    weights = {"html": _zipped(html), "assets": 0.0, "fonts": 0.0}
    text = html.decode()
    names = re.findall(r"<(?:link|script|img|source)\b[^>]*?(?:href|src)=\"([^\"]+)\"", text)
    seen: set[str] = set()
    for name in names:
        address = urljoin(base + path, name)
        if address in seen or "/static/" not in address:
            continue
        seen.add(address)
        body = _fetch(address)
        if address.endswith(".woff2"):
            weights["fonts"] += len(body) / 1000
            continue
        weights["assets"] += _zipped(body)
        if address.endswith(".css"):
            for face in _faces(body.decode(), address):
                if face not in seen:
                    seen.add(face)
                    weights["fonts"] += len(_fetch(face)) / 1000
    return weights


def _faces(css: str, address: str) -> Iterator[str]:
    """The font files of a style sheet that a page in English makes a browser load."""
    for block in re.findall(r"@font-face\s*{(.*?)}", css, flags=re.S):
        ranges = re.search(r"unicode-range:\s*([^;]+)", block)
        if ranges and not re.search(r"U\+0{0,4}(?:0|20)\b", ranges[1], flags=re.I):
            continue
        if source := re.search(r"url\([\"']?([^\"')]+)", block):
            yield urljoin(address, source[1])


def _fetch(address: str) -> bytes:
    with urllib.request.urlopen(address, timeout=60) as answer:
        return bytes(answer.read())


def _zipped(body: bytes) -> float:
    return len(gzip.compress(body, 6)) / 1000


def cpu_seconds(work: Callable[[], object]) -> float:
    """CPU seconds that `work` uses, in this process and in the children it waits for."""
    before = os.times()
    work()
    after = os.times()
    return sum(after[:4]) - sum(before[:4])


def table(rows: list[Row]) -> str:
    """The rows as text, one a line."""
    lines = [f"{'figure':<44}{'value':>10}  {'unit':<22}{'limit':>8}  holds"]
    for r in rows:
        limit = "" if r.limit is None else f"{r.limit:g}"
        holds = {True: "yes", False: "NO", None: ""}[r.holds]
        lines.append(f"{r.id:<44}{r.value:>10g}  {r.unit:<22}{limit:>8}  {holds}")
    return "\n".join(lines)


def write(rows: list[Row], path: Path) -> None:
    """The rows as a JSON list."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps([asdict(r) for r in rows], indent=1) + "\n")
