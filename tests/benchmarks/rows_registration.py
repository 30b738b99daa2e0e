"""Registrations: the whole journey over HTTP at 8 clients; list, search and export by size.

The journey is what a person does: form, four steps, check, send, neutral page; the confirmation
follows by its link (three requests more). The database is that of the benchmark's demo.
"""

import http.client
import re
import statistics
import time
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import urlencode, urlsplit

import psutil

from tests.benchmarks.harness import Bench, Row, cpu_seconds, first_visit, row

CLIENTS, EACH = 8, 6
SIZES = (1_000, 10_000)


def rows(bench: Bench) -> Iterator[Row]:
    yield from _journeys(bench)
    yield from _sizes()


def _journeys(bench: Bench) -> Iterator[Row]:
    path = f"{bench.workshop}registration/form/"
    _journey(bench.site.base, path, "warm")  # templates are compiled
    before, started = bench.site.cpu(), time.monotonic()
    with ThreadPoolExecutor(CLIENTS) as pool:
        requests = list(
            pool.map(lambda n: _journey(bench.site.base, path, f"bench-{n}"), range(CLIENTS * EACH))
        )
    number, seconds = CLIENTS * EACH, time.monotonic() - started
    cpu = (bench.site.cpu() - before) / number * 1000
    yield row("registration.per.second", number / seconds, "registrations/s, 8 clients")
    yield row("registration.cpu", cpu, "ms CPU/registration")
    yield row("registration.cpu.ratio", cpu / bench.bare, "x bare view", 260)
    yield row("registration.requests", max(requests) + 3, "requests with confirmation", 12)
    page = _get(bench.site.base, path)
    yield row("registration.first.page", len(page) / 1000, "kB of HTML", 20)
    for name, headers, most in (("visit", {}, 75), ("visit.spared", {"Save-Data": "on"}, 20)):
        weights = first_visit(bench.site.base, path, _get(bench.site.base, path, headers))
        yield row(f"registration.first.{name}", sum(weights.values()), "kB gzip", most)
    yield from _addresses(bench.site.base, path)


def _journey(base: str, path: str, name: str) -> int:
    """One registration with cookies kept; returns the number of requests. Raises on any error."""
    connection = http.client.HTTPConnection(urlsplit(base).netloc, timeout=60)
    cookie, answers, count = "", {}, 1
    connection.request("GET", path.removesuffix("form/"))
    connection.getresponse().read()
    given = _person(name, f"{name}-{uuid.uuid4().hex[:8]}@example.org")
    step, body = "", None
    while True:
        headers = {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"}
        connection.request("POST" if body else "GET", path, body, headers)
        answer = connection.getresponse()
        html = answer.read().decode()
        count += 1
        if answer.status == 302:
            break
        assert answer.status == 200, f"{path} answered {answer.status}"
        for part in answer.headers.get_all("Set-Cookie") or []:
            cookie = part.split(";")[0]
        answers.update(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', html))
        buttons = re.findall(r'name="step" value="(\w+)"', html)
        step = "send" if "send" in buttons else buttons[0]
        body = urlencode({**answers, **given, "step": step})
    connection.request("GET", answer.headers["Location"], headers={"Cookie": cookie})
    connection.getresponse().read()
    connection.close()
    return count + 1


def _addresses(base: str, path: str) -> Iterator[Row]:
    """The last POST of 200 tries, turn about with a registered address and with a new one (SEC-F1).

    How often a known address took longer than the unknown one beside it: a coin falls between 43
    and 57 of 100 pairs in nine runs of ten, so one half more or less 0.15 is noise.
    """
    connection = http.client.HTTPConnection(urlsplit(base).netloc, timeout=60)
    connection.request("GET", path)
    answer = connection.getresponse()
    answer.read()
    cookie = (answer.headers["Set-Cookie"] or "").split(";")[0]
    headers = {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"}
    token = cookie.partition("=")[2]

    def send(address: str) -> float:
        from registrations.public.forms import new_key

        given = {**_person("try", address), "submission": new_key(), "step": "send"}
        body = urlencode({**given, "csrfmiddlewaretoken": token})
        started = time.perf_counter()
        connection.request("POST", path, body, headers)
        answer = connection.getresponse()
        answer.read()
        assert answer.status == 302, answer.status
        return time.perf_counter() - started

    known = f"known-{uuid.uuid4().hex[:8]}@example.org"
    send(known)
    pairs = [(send(known), send(f"new-{uuid.uuid4().hex[:8]}@example.org")) for _try in range(100)]
    connection.close()
    longer = sum(1 for one, other in pairs if one > other) / len(pairs)
    gap = statistics.median(one - other for one, other in pairs) * 1000
    yield row("registration.known.gap", gap, "ms, median of 100 pairs")
    yield row("registration.known.longer", abs(longer - 0.5), "from one half, 100 pairs", 0.15)


def _person(name: str, address: str) -> dict[str, str]:
    """What somebody answers who says as little as possible."""
    return {
        "name": f"Invented {name}",
        "email": address,
        "category": "CSO",
        "organisation": "Invented",
        "privacy": "on",
        **{f"appear_{o}": "none" for o in ("list", "badge", "programme", "proceedings", "host")},
        "photo_wish": "none",
    }


def _get(base: str, path: str, headers: dict[str, str] | None = None) -> bytes:
    connection = http.client.HTTPConnection(urlsplit(base).netloc, timeout=60)
    connection.request("GET", path, headers=headers or {})
    body = connection.getresponse().read()
    connection.close()
    return body


def _sizes() -> Iterator[Row]:
    """What the list page, a search by name and an XLSX cost at 1,000 and at 10,000."""
    from access.domain import sheets
    from registrations.domain import desk, exporting

    workshop, clean = _crowd()
    costs: dict[tuple[str, int], float] = {}
    try:
        for size in SIZES:
            _fill(workshop, size)
            found = _found(workshop)
            listed = found.order_by("position", "pk")

            _desk_page(workshop)
            costs["list", size] = cpu_seconds(lambda: [_desk_page(workshop) for _n in range(5)]) / 5
            costs["search", size] = cpu_seconds(
                lambda found=found: desk.search(workshop, found, "Invented 77").count()
            )
            before = psutil.Process().memory_info().rss
            sheet = sheets.Sheet(
                "Registrations", ["Reference", "State", "Category", "Country", "Day", "Name"],
                exporting.rows(workshop, listed, ["name"]), "Benchmark",
            )  # fmt: skip
            costs["export", size] = cpu_seconds(lambda sheet=sheet: sheets.xlsx(sheet).close())
            grown = (psutil.Process().memory_info().rss - before) / (1 << 20)
            for what in ("list", "search", "export"):
                yield row(f"registration.{what}.{size}", costs[what, size] * 1000, "ms CPU")
            yield row(f"registration.export.{size}.memory", max(grown, 0), "MB grown", 150)
        yield row(
            "registration.list.ratio", costs["list", 10_000] / costs["list", 1_000], "x 1,000", 1.3
        )
    finally:
        clean()


def _crowd() -> tuple[Any, Any]:
    """A workshop of its own, and how it goes away again."""
    from events.models import WorkshopIndexPage, WorkshopPage
    from tests.factories.events import WorkshopFactory

    parent = WorkshopIndexPage.objects.first()
    workshop = WorkshopFactory(parent=parent, slug=f"bench-{uuid.uuid4().hex[:6]}", year=2090)

    def clean() -> None:
        WorkshopPage.objects.get(pk=workshop.pk).delete()

    return workshop, clean


def _desk_page(workshop: Any) -> None:
    """The first page of the desk's list, made as for a member of the Secretariat."""
    from django.contrib.sessions.backends.cache import SessionStore
    from django.test import RequestFactory

    from access.models import User
    from registrations.staff.desk import DeskViewSet, ListView

    request = RequestFactory().get(f"/admin/registrations/{workshop.pk}/")
    request.user = User.objects.get(email="secretariat@example.org")
    request.session = SessionStore()
    view = DeskViewSet().construct_view(ListView)
    response = view(request, workshop=workshop.pk)
    response.render()
    assert response.status_code == 200


def _found(workshop: Any) -> Any:
    from registrations.models import Registration

    return Registration.objects.select_related("category", "person__state").filter(
        workshop=workshop
    )


def _fill(workshop: Any, size: int) -> None:
    """Rows written straight into the tables, sealed as the product seals them."""
    import datetime

    from access.domain.crypto import Cipher
    from access.models import PersonalValue
    from events.models import Category, Person
    from registrations.models import Registration

    category = Category.objects.first()
    there = Registration.objects.filter(workshop=workshop).count()
    cipher, people, values, entries = Cipher(workshop.vault.pk), [], [], []
    for number in range(there, size):
        person = Person(workshop=workshop, category=category)
        people.append(person)
        for code, text in (("name", f"Invented {number}"), ("organisation", "Example")):
            key_id, sealed = cipher.seal(text, (person.pk, code))
            values.append(
                PersonalValue(
                    vault=workshop.vault, subject=person.pk, field=code, key_id=key_id,
                    ciphertext=sealed, erase_after=datetime.date(2099, 1, 1),
                )
            )  # fmt: skip
        entries.append(
            Registration(
                workshop=workshop, person=person, category=category, state="accepted",
                reference=f"B{number:06}", submission_key=uuid.uuid4(), position=number,
            )
        )  # fmt: skip
    Person.objects.bulk_create(people, 500)
    PersonalValue.objects.bulk_create(values, 500)
    Registration.objects.bulk_create(entries, 500)
