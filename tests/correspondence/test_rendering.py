"""What a mail says, and what it can never say."""

import os
import re
import uuid
from pathlib import Path

import pytest
from django.core import mail as outbox
from django.test import override_settings
from django.utils.html import escape

from access.domain.crypto import create_vault
from correspondence.domain import compartments, delivery, messages, occasions, rendering
from correspondence.domain.rendering import BadContext
from correspondence.models import MailMessage
from tests.correspondence import people
from tests.factories.correspondence import ADDRESS, LINK, REFERENCE, queue_mail

SNAPSHOTS = Path(__file__).parent / "snapshots"
CONTEXT = {"reference": REFERENCE, "link": LINK, "answer_by": "3 May 2027, 17:00 (Jakarta)"}
TEMPLATES = Path(__file__).parents[2] / "templates" / "correspondence" / "mail"
CODES = [occasion.code for occasion in occasions.all_occasions()]


def needed(code):
    """What the occasion must have, with the values of its invented person."""
    one = occasions.get(code)
    return {name: one.samples[name] for name in one.needs}


@override_settings(BASE_URL="https://workshops.example")
@pytest.mark.parametrize("code", CODES)
def test_snapshot(code):
    """SB-M1, SB-M6: the words of every mail, text and HTML, as people receive them.

    After a change of words: UPDATE_SNAPSHOTS=1 pytest tests/correspondence, then read the diff.
    """
    rendered = rendering.render(code, "en", needed(code) | CONTEXT)
    if os.environ.get("UPDATE_SNAPSHOTS"):
        (SNAPSHOTS / f"{code}.txt").write_text(rendered.text)
        (SNAPSHOTS / f"{code}.html").write_text(rendered.html)
    assert rendered.subject == "Your reference K7M-4QX"
    assert rendered.text == (SNAPSHOTS / f"{code}.txt").read_text()
    assert rendered.html == (SNAPSHOTS / f"{code}.html").read_text()


def test_every_occasion_has_a_template_and_a_snapshot():
    assert sorted({path.stem for path in TEMPLATES.glob("*.txt")} - {"base"}) == CODES
    assert sorted(path.stem for path in SNAPSHOTS.glob("*.txt")) == CODES
    assert sorted(path.stem for path in SNAPSHOTS.glob("*.html")) == CODES


@pytest.mark.parametrize("code", CODES)
def test_text_and_html_say_the_same(code):
    context = needed(code) | CONTEXT | {"reason": "Full <b>house</b> & more"}
    rendered = rendering.render(code, "en", context)
    words = re.sub(r"<[^>]+>", " ", rendered.html.split("<body", 1)[1].split(">", 1)[1])
    assert words.split() == escape(rendered.text).split()


@pytest.mark.parametrize(
    "typed",
    [
        "[Pay](https://evil.example)",
        "<a href='https://evil.example'>pay</a>",
        "https://evil.example/x",
        "www.evil.example",
        "evil.example/x",
        "mailto:evil@evil.example",
        "{{ settings.SECRET_KEY }}",
        "{event.__init__.__globals__}",
        "{% debug %}",
        "%(reference)s",
        "ณัฐวุฒิ ดาว",
        "مريم",
    ],
)
def test_what_a_person_typed_stays_text(typed):
    """SEC-B1, SEC-B6, SEC-B7: no markup, no template, nothing a mail program makes a link of."""
    rendered = rendering.render("declined", "en", CONTEXT | {"reason": typed})

    # People read what was typed; only joiners without width were put between.
    assert typed in rendered.text.replace("\u2060", "")
    assert escape(typed) in rendered.html.replace("\u2060", "")
    assert re.findall(r'href="([^"]+)"', rendered.html) == [rendering.absolute(LINK)]
    without_ours = rendered.text.replace(rendering.absolute(LINK), "")
    assert not re.search(r"https?:/|www\.|\w@\w|\w\.example", without_ours)


@pytest.mark.parametrize(
    "newline", ["\r\n", "\n", "\r", "\x0b", "\x0c", "\x1c", "\x85", "\u2028", "\u2029"]
)
def test_no_line_of_ones_own(newline):
    """SEC-B5: a typed line break, Unicode's included, is a space."""
    reason = f"Full{newline}{newline}Bcc: evil"
    rendered = rendering.render("declined", "en", CONTEXT | {"reason": reason})
    assert "Full Bcc: evil" in rendered.text.replace("\u2060", "")


def test_bidirectional_overrides_are_dropped():
    assert rendering.plain("a\u202egpj.exe\u2066b\u200cc") == "agpj\u2060.\u2060exeb\u200cc"


@pytest.mark.parametrize(
    "reference", ["K7M-4QX\nBcc: x@y.example", "K7M\u20284QX", "Fourth Workshop Jakarta", "k7m", ""]
)
def test_only_a_reference_comes_into_the_subject(reference):
    """SEC-B5, SB-M6: neither a second header nor the name of a workshop."""
    with pytest.raises(BadContext):
        rendering.render("received", "en", CONTEXT | {"reference": reference})


@pytest.mark.parametrize(
    "link",
    [
        "https://evil.example/me/x/",
        "//evil.example/",
        "http://127.0.0.1:8000.evil.example/",
        "javascript:alert(1)",
        "/me/x\n/",
        "me/x/",
        '/me/"onmouseover=x/',
    ],
)
def test_only_our_own_address_becomes_the_link(link):
    """SEC-B9: from BASE_URL, never from the Host header."""
    with pytest.raises(BadContext):
        rendering.render("received", "en", CONTEXT | {"link": link})


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address",
    [
        "a@b.example\nBcc: c@d.example",
        "a@b.example, c@d.example",
        "A <a@b.example>",
        "a@b\u2028.example",
        "nobody",
        "",
    ],
)
def test_only_one_plain_address_is_written_to(address):
    """SEC-B5."""
    with pytest.raises(BadContext, match=r"^address"):
        queue_mail(address=address)


@pytest.mark.django_db
def test_an_unknown_occasion_and_a_missing_value_are_refused():
    with pytest.raises(LookupError, match="nothing_of_ours"):
        queue_mail(occasion="nothing_of_ours")
    from correspondence.domain import mail

    with pytest.raises(BadContext, match="offered: answer_by missing"):
        mail.queue(
            vault=create_vault(),
            subject_key=uuid.uuid4(),
            occasion="offered",
            dedup_key="offered",
            address=ADDRESS,
            language="en",
            context={"reference": REFERENCE, "link": LINK},
        )


@pytest.mark.django_db
def test_headers_of_a_mail(post, settings):
    """SB-M5, SB-P7, SEC-E7: whose it is, where answers go, nothing about what it is about."""
    settings.DEFAULT_FROM_EMAIL = "Secretariat <post@wg.example>"
    settings.REPLY_TO_EMAIL = "desk@wg.example"
    row = queue_mail()
    delivery.deliver(row.pk)

    (message,) = outbox.outbox
    sent = message.message()
    assert {name: sent[name] for name in sent if name not in ("Date", "Content-Type")} == {
        "Subject": "Your reference K7M-4QX",
        "From": "Secretariat <post@wg.example>",
        "To": ADDRESS,
        "Reply-To": "desk@wg.example",
        "MIME-Version": "1.0",
        "Message-ID": f"<{row.pk.hex}@wg.example>",
        "Auto-Submitted": "auto-generated",
        "Content-Language": "en",
    }
    assert (message.track_opens, message.track_clicks) == (False, False)
    assert message.attachments == []
    assert "<img" not in message.alternatives[0].content


@pytest.mark.django_db
def test_no_canary_in_what_lies_in_the_clear(post, caplog):
    """SEC-F8, SB-M6: of a person's values nothing stands in subject, task, row or log."""
    caplog.set_level("DEBUG")
    row = queue_mail(context={"reason": "Canary Reason"}, occasion="declined")
    delivery.deliver(row.pk)

    clear = [
        str(value)
        for model in (MailMessage, _tasks())
        for values in model.objects.values()
        for value in values.values()
    ]
    for canary in (ADDRESS, "canary", "Canary", LINK):
        assert not [text for text in [*clear, caplog.text] if canary in text]


def _tasks():
    from django_tasks_db.models import DBTaskResult

    return DBTaskResult


@pytest.mark.django_db
def test_an_unknown_language_is_english(post):
    assert queue_mail(language="xx").language == "en"


@pytest.mark.django_db
def test_no_mail_tells_which_workshop_or_who(post):
    """SB-M6, SEC-E7: every occasion as it leaves: neither the workshop's words nor a person's."""
    workshop = people.workshop()
    canaries = {code: f"Canary{code.title()}" for code in ("name", "organisation", "phone")}
    person = people.person(workshop, values=canaries)
    told = [*compartments.find(workshop.vault_id).words, *canaries.values(), "Canary"]
    assert "Tenth Workshop" in told
    for code in CODES:
        row = queue_mail(
            vault=workshop.vault,
            subject_key=person.person_id,
            occasion=code,
            address="desk@example.org",
            context=needed(code) | CONTEXT,
        )
        message = messages.build(row)
        whole = message.message().as_string() + message.body + message.alternatives[0].content
        assert [word for word in told if word.casefold() in whole.casefold()] == []
        assert message.subject == "Your reference K7M-4QX"
    assert MailMessage.objects.count() == len(CODES)
