"""Every adversarial check has a test that names it, or stands openly in OPEN with the reason.

`python -m tests.test_security_checks` writes docs/security-checks.md, the table of both.
A test names a check in its docstring: `SEC-F5`, or a list that begins so: `SEC-A1, A2`.
"""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

TESTS = Path(__file__).parent
PAGE = TESTS.parent / "docs" / "security-checks.md"

# Every check of the list, in few words.
CHECKS = {
    "A1": "iterate /registrations/<id>/",
    "A2": "HO(A) opens every event-B URL (list, agenda, export, PDF job)",
    "A3": "ED calls copy/revisions compare/history/preview/bulk-action URLs for ...",
    "A4": "GET page/document/image choosers and chosen endpoints with foreign ids",
    "A5": "anon opens proceedings draft by guessed file URL under MEDIA",
    "A6": "unpublish event/edition",
    "A7": "HTTP verb tampering (HEAD/OPTIONS/PUT/POST-override) on each mutation",
    "A8": "mass assignment: post status=confirmed, is_staff=1, quota=…",
    "A9": "disabled/removed organiser uses an old session",
    "B1": "XSS polyglot in every field, look at every page/mail/PDF showing it",
    "B2": "rich text javascript:, data:text/html, <svg onload> by direct POST",
    "B3": "SVG/HTML/polyglot GIF-JS upload, open its URL",
    "B4": "CSV/XLSX export with = + - @ TAB CR and ",
    "B5": "header injection: name/subject with CRLF, Unicode newlines",
    "B6": "{event.__init__…} / {{ settings.SECRET_KEY }} / {% debug %} in mail ...",
    "B7": "name = [Pay](https://evil) or <a> or https://evil",
    "B8": "next=//evil, https:evil, \\\\evil, javascript:",
    "B9": "Host/X-Forwarded-Host/-For spoof on password reset, confirmation, ...",
    "B10": "sort/filter/columns parameter with quotes, __, control characters",
    "C1": "file://, http://127.0.0.1, metadata IP, redirect, rel=attachment, ...",
    "C2": "colspan 1e5, 800-deep nesting, 1e6-char word, 5 000 rows",
    "C3": "disk full / kill -9 in the build",
    "C4": 'two staff press "build" together',
    "C5": "draft session / withdrawn speaker / non-consenting participant",
    "C6": "PDF metadata",
    "D1": "200 attempts at capacity 50, 8 processes",
    "D2": "double click, reload, back + resubmit, two tabs, retry after a cut ...",
    "D3": "same person with case/dot-less i/NFKC/fullwidth e-mail variants",
    "D4": "cancel + register + staff raise/lower capacity, concurrently",
    "D5": "wait-list promotion by two workers",
    "D6": "deadline at the second, from other zones and in DST week",
    "D7": "DB restart in load",
    "D8": "SQLite settings without IMMEDIATE",
    "D9": "POST straight to step 3, skip consent",
    "D10": "10 MiB field, 5 000 fields, 1 000 files, slow body",
    "E1": "kill -9 storm (15 kills/300 mails, 10 % refuse, 5 % timeout after ...",
    "E2": "provider down 1 h",
    "E3": "hard 5xx for one address",
    "E4": "webhook with no/incorrect secret, GET, 5 MiB, bad JSON",
    "E5": "same webhook x 100, and out of order (delivered, then sent)",
    "E6": "rollback after enqueue",
    "E7": "mail contains no personal data beyond the need",
    "F1": "known vs unknown address at registration/login/reset: body, status, ...",
    "F2": "scanner: HEAD, GET x 5, then the human",
    "F3": "token reuse, after expiry, after e-mail change, other purpose, other ...",
    "F4": "Referer, logs, error mails, cache headers on token pages",
    "F5": "photo with GPS/XMP/IPTC/thumbnail/MakerNote/trailer",
    "F6": "author PDF with author, XMP, JS, /AF attachment, incremental older ...",
    "F7": "rotate keys while writing",
    "F8": "dump of DB read with no key",
    "F9": "retention job twice, with clock jump",
    "F10": "edit/delete/reorder/cut the audit table by SQL",
    "F11": "session fixation, logout everywhere, cookie flags, 2FA bypass by ...",
    "F12": "CSP/HSTS/headers on 200, 301, 403, 404, 500, static, media",
    "F13": "third-party requests by a crawl of all public pages",
    "F14": "image bomb (65k x 65k PNG, MPO multi-frame, FITS renamed jpg), PDF ...",
}

GROUPS = {
    "A": "Who may do what",
    "B": "Injected text and content",
    "C": "PDF",
    "D": "Registration",
    "E": "Mail and messages from the provider",
    "F": "Privacy, links, sessions",
}

# What no test proves yet, each with the reason. A check that has a test may not stand here.
OPEN: dict[str, str] = {}

_NAMED = re.compile(r"SEC-([A-F]\d+)((?:,?\s+(?:and\s+)?[A-F]\d+\b)*)")
_ID = re.compile(r"[A-F]\d+")


def named_in(docstring: str) -> set[str]:
    """The checks that a docstring names."""
    found: set[str] = set()
    for first, others in _NAMED.findall(docstring):
        found |= {first, *_ID.findall(others)}
    return found


@cache
def proofs() -> dict[str, list[str]]:
    """The tests that name each check, as `file::name`, in alphabetical order."""
    found: dict[str, list[str]] = {check: [] for check in CHECKS}
    for path in sorted(TESTS.rglob("test_*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            is_test = isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
            if not is_test:
                continue
            for check in named_in(ast.get_docstring(node) or ""):
                name = f"{path.relative_to(TESTS.parent)}::{node.name}"
                found.setdefault(check, []).append(name)
    return found


def page() -> str:
    """docs/security-checks.md as it would be written now."""
    lines = [
        "# Adversarial checks and the tests that prove them",
        "",
        "Written by `python -m tests.test_security_checks`; a test keeps every row true.",
    ]
    for group, title in GROUPS.items():
        lines += ["", f"## {group}. {title}", "", "| check | attack | tests |", "|---|---|---|"]
        for check, attack in CHECKS.items():
            if check.startswith(group):
                tests = [f"`{name}`" for name in proofs()[check]]
                shown = "<br>".join(tests) or f"open: {OPEN[check]}"
                lines.append(f"| {check} | {attack.replace('|', '&#124;')} | {shown} |")
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize("check", CHECKS)
def test_a_test_names_it_or_it_is_open(check):
    """Neither forgotten nor listed as open although it is proven."""
    assert bool(proofs()[check]) != (check in OPEN)


def test_no_test_names_a_check_that_does_not_exist():
    assert sorted(set(proofs()) - set(CHECKS)) == []
    assert sorted(set(OPEN) - set(CHECKS)) == []


def test_the_list_is_whole():
    """The checks of each group are numbered without a gap."""
    numbers = {group: [int(c[1:]) for c in CHECKS if c[0] == group] for group in GROUPS}
    assert numbers == {
        group: list(range(1, last + 1))
        for group, last in {"A": 9, "B": 10, "C": 6, "D": 10, "E": 7, "F": 14}.items()
    }


def test_the_page_names_tests_that_exist_and_no_other():
    """docs/security-checks.md: each check has its row; each test of a row names the check."""
    rows = re.findall(r"^\| ([A-F]\d+) \| .* \| (.*) \|$", PAGE.read_text("utf-8"), re.MULTILINE)
    assert [check for check, _tests in rows] == list(CHECKS)
    gone = {
        (check, name)
        for check, tests in rows
        for name in re.findall(r"`([^`]+::[^`]+)`", tests)
        if name not in proofs()[check]
    }
    assert gone == set()


def test_how_checks_are_read_from_a_docstring():
    assert named_in("SEC-A1, A2 and B3; SB-C4, SEC-F14.") == {"A1", "A2", "B3", "F14"}
    assert named_in("US-P3, SB-A1, A2") == set()


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
