"""Texts of staff: which one holds, what a value can do in it, and that versions never change."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from access.domain.crypto import create_vault
from correspondence.domain import messages, occasions, rendering, trial, wording
from correspondence.domain.rendering import built_in
from correspondence.models import MailMessage, Wording
from tests.factories.access import secretariat
from tests.factories.correspondence import LINK, REFERENCE, queue_mail

pytestmark = pytest.mark.django_db

CONTEXT = {"reference": REFERENCE, "link": LINK}


def words(text):
    return f"{text}\n\n{{link}}"


def save(vault, text, *, occasion="accepted", language="en", based_on=0):
    return wording.save(
        vault, occasions.get(occasion), language, text, based_on=based_on, actor=secretariat()
    )


def first_line(row):
    return messages.build(row).body.split("\n")[0]


def test_the_workshops_text_goes_before_the_general_one(post):
    """SB-M1: per workshop and language; what staff did not write is built in."""
    vault, other = create_vault(), create_vault()
    save(None, words("For all"))
    save(vault, words("For one"))
    save(vault, words("Für eine"), language="id")
    assert first_line(queue_mail(vault=vault, occasion="accepted")) == "For one"
    assert first_line(queue_mail(vault=vault, occasion="accepted", language="id")) == "Für eine"
    assert first_line(queue_mail(vault=other, occasion="accepted")) == "For all"
    assert first_line(queue_mail(vault=vault, occasion="received")) == "Hello,"

    save(vault, "", based_on=1)
    assert first_line(queue_mail(vault=vault, occasion="accepted")) == "For all"
    save(None, "", based_on=1)
    assert first_line(queue_mail(vault=vault, occasion="accepted")) == "Hello,"


def test_a_general_hold_is_lifted_for_one_workshop(post):
    vault, other = create_vault(), create_vault()
    actor, accepted = secretariat(), occasions.get("accepted")
    wording.hold(None, accepted, True, based_on=0, actor=actor)
    wording.hold(vault, accepted, False, based_on=0, actor=actor)
    assert queue_mail(vault=vault, occasion="accepted").state == MailMessage.State.QUEUED
    assert queue_mail(vault=other, occasion="accepted").state == MailMessage.State.HELD


def test_versions_are_numbered_and_the_same_one_cannot_be_saved_twice():
    first = save(None, words("One"))
    with pytest.raises(wording.Stale):
        save(None, words("Two"))
    assert save(None, words("Two"), based_on=1).version == 2
    assert [row.text for row in wording.versions(None, "accepted", "en")] == [
        words("Two"),
        words("One"),
    ]
    with pytest.raises(IntegrityError), transaction.atomic():
        Wording.objects.create(occasion="accepted", language="en", version=first.version)


def test_a_text_with_problems_is_not_saved_by_any_way():
    """SB-M2: the form shows the problems, the domain refuses them."""
    with pytest.raises(ValueError, match="problems"):
        save(None, "Hello {name}")


def test_what_another_process_saved_holds_for_the_next_mail():
    """Issue 8, item 4: read with every mail, so no process needs to be told; one statement."""
    vault = create_vault()
    assert wording.in_force(vault.pk, "accepted", "en").text == ""
    # As another process does it: a row, and nothing in this one's memory.
    Wording.objects.create(vault=vault, occasion="accepted", language="en", version=1, text="New")
    with CaptureQueriesContext(connection) as queries:
        assert wording.in_force(vault.pk, "accepted", "en").text == "New"
    assert len(queries) == 1


@pytest.mark.parametrize(
    "value",
    [
        "{link}",
        "{reference}",
        "{{ settings.SECRET_KEY }}",
        "{event.__init__.__globals__}",
        "<a href='https://evil.example'>x</a>",
        "[Pay](https://evil.example)",
        "two\r\n\r\nBcc: x@evil.example",
        "\u202emoc.live",
    ],
)
def test_a_value_stays_text_in_a_text_of_staff(value):
    """SEC-B1, SEC-B5, SEC-B6, SEC-B7: filled in once, on one line, never markup or a link."""
    rendered = rendering.render(
        "declined", "en", {**CONTEXT, "reason": value}, "Sorry: {reason}\n\n{link}"
    )
    first, link = rendered.text.rstrip("\n").split("\n\n")
    assert first.replace("\u2060", "") == "Sorry: " + " ".join(value.replace("\u202e", "").split())
    assert link == rendering.absolute(LINK)
    assert rendered.html.count("<a ") == 1


def test_typed_markup_is_text_in_both_parts():
    rendered = rendering.render("accepted", "en", CONTEXT, words("<b>Bold</b> & {unknown}"))
    assert "<b>Bold</b> & {unknown}" in rendered.text
    assert "&lt;b&gt;Bold&lt;/b&gt; &amp; {unknown}" in rendered.html


def test_the_script_of_the_region_survives_and_controls_do_not():
    assert wording.normal("ສະ\u200bບາຍ\r\n\u202ea\x00b") == "ສະ\u200bບາຍ\nab"


@pytest.mark.parametrize("code", [one.code for one in occasions.all_occasions()])
def test_every_built_in_text_may_be_saved_as_it_is(code):
    """What staff begin with has no problem, and says the same as the template."""
    one = occasions.get(code)
    text = built_in(code, "en", one.needs | one.may)
    assert wording.problems(one, text, None) == []
    assert trial.preview(one, "en", text) == trial.preview(one, "en", "")


def test_an_occasion_declares_its_placeholders_first():
    with pytest.raises(KeyError, match="nobody_declared_this"):
        occasions.register("strange", "Strange", needs=("nobody_declared_this",))
    assert "strange" not in [one.code for one in occasions.all_occasions()]
