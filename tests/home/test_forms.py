"""How forms speak: label, hint, message, who reads the answer; nothing else marks a field.

Proves points 8 and 9 of the design's acceptance list.
"""

import re
from typing import ClassVar

import pytest
from django import forms
from django.template.loader import render_to_string

from access import catalogue
from access.forms import PlainForm

CODE = "email"


class Sample(PlainForm, forms.Form):
    full_name = forms.CharField(
        label="Full name",
        help_text="One name is enough",
        error_messages={"required": "Enter your full name"},
    )
    email = forms.EmailField(
        label="E-mail address",
        widget=forms.EmailInput(attrs={"class": "w-m", "autocomplete": "email"}),
    )
    title = forms.CharField(label="Title", required=False)
    lunch = forms.ChoiceField(
        label="Lunch",
        choices=[("a", "All"), ("v", "No meat")],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose a lunch"},
    )
    agree = forms.BooleanField(label="I agree", required=False)
    key = forms.CharField(widget=forms.HiddenInput, required=False)
    personal: ClassVar[dict[str, str]] = {"email": CODE}


def test_an_empty_form_marks_only_what_may_be_left_out() -> None:
    """Design 8: no asterisk, no required attribute, "(optional)" once for each free answer."""
    html = str(Sample())

    assert re.findall(r"\brequired\b|\*", html) == []
    assert html.count("(optional)") == 1
    assert '<label for="id_title">Title <span class="opt">(optional)</span></label>' in html
    assert html.count('class="err-sum"') == 0
    assert re.findall(r"style=|on\w+=", html) == []


def test_hint_and_reader_describe_the_control() -> None:
    """Design 9: the 'who sees this' line is the catalogue row's own sentence."""
    html = str(Sample())

    assert 'aria-describedby="id_full_name_helptext"' in html
    assert 'aria-describedby="id_email_who"' in html
    line = re.search(r'id="id_email_who">.*?<span>(.*?)</span>', html)
    assert line is not None
    assert line.group(1) == catalogue.who_sees(CODE)
    assert 'class="input w-m"' in html


def test_a_failing_form_says_the_same_words_twice_and_leads_to_the_field() -> None:
    """Design 8: summary with links into the fields, same wording, what was typed is kept."""
    html = str(Sample({"email": "suharti(at)example.org", "title": "Dr"}))

    summary = re.search(r'<div class="err-sum".*?</div>', html)
    assert summary is not None
    links = re.findall(r'<a href="#(.*?)">(.*?)</a>', summary.group())
    assert [target for target, _ in links] == ["id_full_name", "id_email", "id_lunch_0"]
    assert [words for _, words in links] == [
        "Enter your full name",
        "Enter an e-mail address in the form name@example.org",
        "Choose a lunch",
    ]
    for target, words in links:
        assert html.count(words) == 2
        assert html.count(f'id="{target}"') == 1
    assert html.count('aria-invalid="true"') >= 2
    assert 'value="suharti(at)example.org"' in html
    assert html.count('<span class="vh">Error: </span>') == 3


def test_the_summary_prints_every_message_once_where_the_form_has_its_own_place() -> None:
    class Own(Sample):
        has_own_summary = True

    form = Own({})

    assert "err-sum" not in str(form)
    summary = render_to_string("includes/_error_summary.html", {"form": form})
    assert summary.count("<li>") == 3


@pytest.mark.parametrize(("data", "prefix"), [(None, ""), ({}, "Error:&#32;")])
def test_the_title_begins_with_error(data: dict[str, str] | None, prefix: str) -> None:
    html = render_to_string("includes/_error_prefix.html", {"form": Sample(data)})
    assert html == prefix


def test_a_missing_answer_is_named_even_where_no_message_was_written() -> None:
    form = Sample({})
    assert form.errors["email"] == ["Enter: E-mail address"]
