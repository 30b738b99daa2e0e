"""Which mails the tests of a part of the product may write; `tests/conftest.py` fails all others.

The longest beginning of a module's path that stands here decides; without one, no mail is expected.
A module says it more narrowly, or more widely, with `MAILS = {"accepted", ...}`. In the tests of
correspondence each test asks for the fixture `post`, and asserts what it wrote.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core import mail
from django.db.models.signals import post_save

# To the installation's own addresses, without anybody's data: not through the ledger.
ALARMS = ("Heads ", "Unusual reading", "Reading of the week")
REGISTERING = {
    "accepted",
    "already_registered",
    "confirm_address",
    "declined",
    "delegation",
    "invited",
    "new_link",
    "nominated",
    "offer_lapsed",
    "offered",
    "page_news",
    "received",
    "resume_draft",
    "waitlisted",
    "withdrawn",
}
SPEAKING = {"agenda_changed", "speaker_confirmation"}
ACCOUNTS = {
    "account_opened",
    "password_forgotten",
    "protection_notice",
    "role_given",
    "second_factor_reset",
}
COMMENTING = {"comments_late", "comments_open", "comments_reminder"}
PROOFS = {"author_proof", "proof_late", "proof_reminder"}
ASKING = {"format_answered", "format_asked"}
PUBLISHING = {"follow_up_due", "page_news", "rapporteur_notes"} | PROOFS | COMMENTING | ASKING

EXPECTED: dict[str, set[str]] = {
    "tests/access/": ACCOUNTS | {"confirm_address", "received"},
    "tests/access/test_privacy": set(),
    "tests/access/test_tokens": set(),
    "tests/events/": SPEAKING,
    "tests/events/test_agenda_import": set(),
    "tests/events/test_agenda_public": set(),
    "tests/events/test_content_demo": REGISTERING | SPEAKING | PUBLISHING,
    "tests/events/test_programme": set(),
    "tests/events/test_reference": set(),
    "tests/events/test_workshop": set(),
    "tests/home/": ACCOUNTS | REGISTERING,
    "tests/journeys/": REGISTERING | SPEAKING | ACCOUNTS | PUBLISHING,
    "tests/publications/": PUBLISHING | REGISTERING,
    "tests/publications/test_engine": set(),
    "tests/publications/test_quality": set(),
    "tests/publications/test_tracker": set(),
    "tests/registrations/": REGISTERING | SPEAKING | {"protection_notice"},
    "tests/registrations/test_host": {"protection_notice"},
    "tests/test_matrix": {"confirm_address"},
}


def expected(module: Any, path: str) -> set[str]:
    """The occasions on which the tests of a module may write a mail.

    Arguments: the module; its path from the root, with slashes.
    """
    if hasattr(module, "MAILS"):
        return set(module.MAILS)
    beginnings = [begin for begin in EXPECTED if path.startswith(begin)]
    return EXPECTED[max(beginnings, key=len)] if beginnings else set()


@contextmanager
def only(allowed: set[str]) -> Iterator[None]:
    """Fail where a mail is written on another occasion than `allowed`, or sent past the ledger.

    It hears of every row of the ledger, also of one that is rolled back.
    """
    from correspondence.models import MailMessage

    written: set[str] = set()

    def hear(instance: Any, created: bool, **kwargs: Any) -> None:
        if created:
            written.add(instance.occasion)

    post_save.connect(hear, sender=MailMessage)
    try:
        yield
    finally:
        post_save.disconnect(hear, sender=MailMessage)
    assert written - allowed == set(), "Mails that nobody expects here; see tests/mails.py"
    passed = [
        m.subject
        for m in getattr(mail, "outbox", [])
        if not getattr(m, "metadata", None) and not m.subject.startswith(ALARMS)
    ]
    assert passed == [], "Mails past the ledger"
