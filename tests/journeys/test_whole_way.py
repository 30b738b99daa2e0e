"""The whole way, as people walk it: register, decide, change the agenda, publish, withdraw.

Real pages in Chromium, the real worker process, real mail messages, the real PDF. Proves the
seeds SB-W10 (participants register online), SB-W11 (hosts manage agendas) and SB-W12 (staff
publish proceedings).
"""

import io
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pypdf
import pytest
from django.conf import settings

from tests.journeys.installation import Installation, running_demo
from tests.stolen import standing_in as stolen_texts

pytestmark = [pytest.mark.browser, pytest.mark.processes]

WORKSHOP = "/workshops/2027-demo"
ADDRESS = "journey@example.org"
NAME = "Ibu Contoh Perjalanan"
PATIENCE = 60


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """One installation for the journey."""
    with running_demo(tmp_path_factory.mktemp("demo")) as installation:
        yield installation


def open_browser(browser: Any, demo: Installation, **context: Any) -> Any:
    """A fresh profile: another person at another desk."""
    page = browser.new_context(base_url=demo.url, locale="en-GB", **context).new_page()
    page.set_default_timeout(30_000)
    return page


def sign_in(page: Any, demo: Installation, address: str, door: str) -> None:
    """Password, then the code of the second factor (the demo shows it on the page)."""
    page.goto(door)
    page.get_by_label("E-mail address").fill(address)
    page.get_by_label("Password", exact=True).fill(demo.password(address))
    page.get_by_role("button", name="Sign in").click()
    code = re.search(r"your code at this moment is (\d{6})", page.locator("main").inner_text())
    assert code is not None
    page.get_by_label("Code").fill(code[1])
    page.get_by_role("button", name="Finish").click()
    page.get_by_role("link", name="I have kept them: go on").click()


def newest_link(page: Any, demo: Installation, seen: set[str]) -> str:
    """The private link of the next mail to the participant, read in the demo's mail page."""
    for _ in range(PATIENCE):
        page.goto("/outbox/")
        mails = page.locator("main li", has_text=f"to {ADDRESS}").locator("a")
        new = [href for href in (a.get_attribute("href") for a in mails.all()) if href not in seen]
        if new:
            seen.add(new[0])
            page.goto(new[0])
            text = page.locator("pre").inner_text()
            assert "Kuala Lumpur" not in text.splitlines()[3]
            link = re.search(rf"{re.escape(demo.url)}(/me/\S+)", text)
            assert link is not None
            return link[1]
        page.wait_for_timeout(1000)
    raise AssertionError("no mail arrived")


def register(page: Any) -> None:
    """From the workshop's page to the neutral page that follows a registration."""
    page.goto(f"{WORKSHOP}/")
    page.get_by_role("link", name="Register to take part").first.click()
    page.get_by_role("link", name="Start").click()
    page.get_by_label("Full name").fill(NAME)
    page.get_by_label("E-mail address").fill(ADDRESS)
    page.get_by_role("button", name="Continue").click()
    page.get_by_label("Civil society and human rights defenders").check()
    page.get_by_label("Organisation", exact=True).fill("Yayasan Contoh")
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("group", name="In the published proceedings").get_by_label(
        "By your name and organisation"
    ).check()
    page.get_by_role("button", name="Continue").click()
    page.locator("input[name=privacy]").check()
    page.get_by_role("button", name="Check my answers").click()
    assert NAME in page.locator("main").inner_text()
    page.get_by_role("button", name="Send my registration").click()
    assert "mailbox" in page.locator("main").inner_text()


def state_of(page: Any) -> str:
    """The state that the participant's own page shows."""
    return page.locator(".panel .tag").first.inner_text()


def accept(page: Any, demo: Installation) -> None:
    """The Secretariat finds the registration by name at its desk and accepts it."""
    page.goto("/admin/registrations/")
    page.get_by_role("link", name=re.compile("Kuala Lumpur 2027")).first.click()
    page.get_by_label("Reference or name").fill(NAME)
    page.get_by_role("button", name="Show").click()
    page.locator("tr", has_text=NAME).get_by_role("link").first.click()
    page.get_by_role("button", name="Accept").click()


def move_opening(page: Any) -> None:
    """The host organiser moves the opening by a quarter of an hour and asks for release."""
    page.goto("/organise/2027-demo/agenda/")
    row = page.locator("tr", has_text="Opening ceremony")
    row.get_by_role("link", name="Move").click()
    form = page.locator("form", has=page.locator("[name=start]"))
    form.locator("[name=start]").fill("09:15")
    form.locator("[name=minutes]").fill("30")
    form.get_by_role("button", name="Move", exact=True).click()
    page.get_by_role("link", name=re.compile("ask for release")).click()
    page.get_by_label("Note to the Secretariat").fill("The hall opens later.")
    page.get_by_role("button", name="Ask for release").click()


def release(page: Any) -> None:
    """The Secretariat looks at the changes and releases them."""
    page.goto("/organise/2027-demo/agenda/review/")
    assert "The hall opens later." in page.locator("main").inner_text()
    page.get_by_label("Note on the public page").fill("The opening begins at 09:15.")
    page.get_by_role("button", name=re.compile("Release version")).click()


def build(page: Any) -> None:
    """Proceedings staff press the button and wait for the next edition."""
    page.goto(f"{WORKSHOP}/proceedings/")
    before = page.locator("main").inner_text()
    assert "Edition 1" in before
    page.goto("/admin/")
    page.goto(f"/admin/proceedings/{page_id(page)}/build/")
    page.get_by_role("button", name="Build proceedings").click()
    for _ in range(PATIENCE * 4):
        words = page.locator("#main, main").first.inner_text()
        if "edition 2 is the one that readers get" in words:
            return
        assert "was not built" not in words
        page.wait_for_timeout(1000)
        page.reload()
    raise AssertionError(words)


def page_id(page: Any) -> str:
    """The number of the proceedings page, from the explorer's search."""
    page.goto("/admin/pages/search/?q=proceedings&content_type=publications.proceedingspage")
    href = page.locator("a[href*='/edit/']").first.get_attribute("href")
    found = re.search(r"/pages/(\d+)/edit/", href)
    assert found is not None
    return found[1]


def published_volume(page: Any) -> pypdf.PdfReader:
    """The file that readers get, opened again."""
    answer = page.request.get(f"{WORKSHOP}/proceedings/volume.pdf")
    assert answer.headers["content-type"] == "application/pdf"
    return pypdf.PdfReader(io.BytesIO(answer.body()))


def outline_titles(reader: pypdf.PdfReader) -> list[str]:
    return [str(entry.title) for entry in reader.outline if not isinstance(entry, list)]


def test_the_whole_way(browser: Any, demo: Installation) -> None:
    participant = open_browser(browser, demo, viewport={"width": 360, "height": 740})
    desk = open_browser(browser, demo)
    # Without JavaScript the board is a list with plain forms.
    host = open_browser(browser, demo, java_script_enabled=False)
    staff = open_browser(browser, demo)
    seen: set[str] = set()

    register(participant)
    participant.goto(newest_link(participant, demo, seen))
    participant.get_by_role("button", name="Yes, this is my address").click()
    status = newest_link(participant, demo, seen)
    participant.goto(status)
    assert state_of(participant) == "Submitted"

    sign_in(desk, demo, "secretariat@example.org", "/admin/")
    accept(desk, demo)
    participant.goto(status)
    assert state_of(participant) == "Accepted"

    sign_in(host, demo, "host-2027@example.org", "/organise/")
    assert "Vientiane" not in host.locator("main").inner_text()
    move_opening(host)
    participant.goto(f"{WORKSHOP}/agenda/")
    assert "09:15" not in participant.locator("main").inner_text()
    release(desk)
    participant.goto(f"{WORKSHOP}/agenda/")
    assert "09:15–09:45" in participant.locator("main").inner_text()

    sign_in(staff, demo, "proceedings@example.org", "/admin/")
    build(staff)
    reader = published_volume(participant)
    text = "\n".join(page.extract_text() for page in reader.pages)
    assert "Ninety-ninth Workshop" in reader.metadata.title
    assert reader.trailer["/Root"]["/Lang"] == "en"
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"].value is True
    assert any("Recommendations" in title for title in outline_titles(reader))
    assert re.search(r"09:15.{0,40}Opening ceremony", text, re.DOTALL)
    assert NAME in text

    participant.goto(status)
    participant.get_by_role("link", name="Withdraw my registration").click()
    participant.get_by_role("button", name="Withdraw my registration").click()
    participant.goto(status)
    assert state_of(participant) == "Withdrawn"


def test_a_stolen_copy_of_the_demo_names_nobody(demo: Installation) -> None:
    """SEC-F8, SB-P3: database with its log, media, private files, caches, logs, as they lie.

    Left out: the keys, the passwords, and the outbox, which stands for people's own mailboxes.
    """
    asked = subprocess.run(
        [sys.executable, "-c", "from tests.stolen import show; show()"],
        cwd=settings.ROOT,
        env=demo.environment,
        capture_output=True,
        text=True,
        check=True,
        timeout=300,
    )
    hidden, public = json.loads(asked.stdout.splitlines()[-1])
    left_out = {"keys.env", "demo-accounts.txt"}
    parts = [
        path.name.encode() + b"\0" + path.read_bytes()
        for path in demo.folder.rglob("*")
        if path.is_file()
        and path.name not in left_out
        and not {"static", "outbox"} & set(path.relative_to(demo.folder).parts)
    ]
    stolen = b"".join(parts)
    assert len(hidden) > 20
    assert any(part.startswith(b"processes.log") for part in parts)
    assert stolen_texts(stolen, public) == public, "the scan finds what is there"
    assert stolen_texts(stolen, hidden) == []
