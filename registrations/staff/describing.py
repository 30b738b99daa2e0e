"""The form of a workshop as staff describe it: blocks, own questions, optional items, versions."""

import re
from dataclasses import replace
from typing import Any

from django import forms
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from wagtail.admin import messages

from events.models import WorkshopPage
from registrations.domain import described
from registrations.domain.described import (
    AUDIENCES,
    BLOCKS,
    TYPES,
    Description,
    Item,
    Question,
    Rule,
    text,
)
from registrations.models import FormVersion
from registrations.staff.base import DeskView

CODE = re.compile(r"[^a-z0-9]+")


class BlocksForm(forms.Form):
    """Which blocks the form has, and which optional items can be chosen."""

    blocks = forms.MultipleChoiceField(
        label=_("Blocks"),
        required=False,
        choices=[(code, label) for code, (label, _fields) in BLOCKS.items()],
        widget=forms.CheckboxSelectMultiple,
    )
    items = forms.CharField(
        label=_("Optional items, one a line"),
        help_text=_("For example: Field visit. Their limits are on the page of limits."),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
    )


class QuestionForm(forms.Form):
    """One own question, in every language."""

    type = forms.ChoiceField(label=_("Kind of answer"), choices=list(TYPES.items()))
    required = forms.BooleanField(label=_("An answer is needed"), required=False)
    audience = forms.ChoiceField(
        label=_("Who reads the answers"),
        choices=[(code, label) for code, (label, _marks) in AUDIENCES.items()],
    )
    keep_days = forms.IntegerField(
        label=_("Erased so many days after the workshop"),
        min_value=1,
        max_value=described.MAX_DAYS,
        initial=30,
    )
    until = forms.DateField(
        label=_("Can be changed until"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    condition = forms.CharField(
        label=_("Asked only if"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_(
            "One comparison a line, such as “category = CSO” or “3 != yes” (the number of an "
            "earlier question). All lines must hold; a line “or” begins an alternative."
        ),
    )

    def __init__(self, *args: Any, description: Description, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.description = description
        for code, language in settings.LANGUAGES:
            needed = code == settings.LANGUAGE_CODE
            self.fields[f"label_{code}"] = forms.CharField(
                label=_("Question (%s)") % language, max_length=300, required=needed
            )
            self.fields[f"help_{code}"] = forms.CharField(
                label=_("Help (%s)") % language, max_length=500, required=False
            )
            self.fields[f"options_{code}"] = forms.CharField(
                label=_("Options, one a line (%s)") % language,
                max_length=4000,
                required=False,
                widget=forms.Textarea(attrs={"rows": 3}),
            )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        first = settings.LANGUAGE_CODE
        options = _lines(data.get(f"options_{first}", ""))
        if data.get("type") in {"one", "many"} and len(options) < 2:
            self.add_error(f"options_{first}", _("Write at least two options"))
        for code, language in settings.LANGUAGES:
            translated = _lines(data.get(f"options_{code}", ""))
            if translated and len(translated) != len(options):
                self.add_error(
                    f"options_{code}",
                    _("%s: write one line for each option, in the same order") % language,
                )
        try:
            data["rules"] = self._rules(data.get("condition", ""))
        except ValueError as error:
            self.add_error("condition", str(error))
        return data

    def _rules(self, words: str) -> tuple[tuple[Rule, ...], ...]:
        """The condition from its lines. Raises ValueError in words."""
        alternatives: list[list[Rule]] = [[]]
        for line in _lines(words):
            if line.casefold() == str(_("or")).casefold():
                alternatives.append([])
                continue
            match = re.fullmatch(r"(.+?)\s*(!=|=)\s*(.+)", line)
            if match is None:
                raise ValueError(_("Write each line as “question = answer”: %s") % line)
            of, sign, value = match.groups()
            alternatives[-1].append(self._rule(of.strip(), value.strip(), sign == "!="))
        return tuple(tuple(rules) for rules in alternatives if rules)

    def _rule(self, of: str, value: str, negated: bool) -> Rule:
        known = {"category", "state", *self.description.codes}
        if of in known:
            return Rule(of, value, negated)
        number = int(of) if of.isdecimal() else 0
        if not 1 <= number <= len(self.description.questions):
            raise ValueError(_("There is no earlier question “%s”") % of)
        question = self.description.questions[number - 1]
        by_label = {text(label).casefold(): code for code, label in question.options}
        return Rule(question.code, by_label.get(value.casefold(), value), negated)

    def question(self, code: str) -> Question:
        """The question, from a form that is valid; always under a new code."""
        data = self.cleaned_data
        languages = [code for code, _label in settings.LANGUAGES]
        options = {lang: _lines(data[f"options_{lang}"]) for lang in languages}
        base = options[settings.LANGUAGE_CODE]
        return Question(
            code=code,
            type=data["type"],
            label={lang: data[f"label_{lang}"] for lang in languages if data[f"label_{lang}"]},
            help={lang: data[f"help_{lang}"] for lang in languages if data[f"help_{lang}"]},
            required=data["required"],
            options=tuple(
                (
                    f"{number}-{_code(words)}"[:40],
                    {lang: options[lang][number] for lang in languages if options[lang]},
                )
                for number, words in enumerate(base)
            )
            if data["type"] in {"one", "many"}
            else (),
            condition=data["rules"],
            until=data["until"].isoformat() if data["until"] else "",
            audience=data["audience"],
            keep_days=data["keep_days"],
        )


class FormView(DeskView):
    """The form as it is now, its versions, blocks and items; last year's to begin with."""

    template_name = "registrations/desk/described.html"
    page_title = _("Form")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        description = described.current(self.workshop)  # type: ignore[attr-defined]
        versions = FormVersion.objects.select_related("author")
        others = (
            WorkshopPage.objects.filter(forms__isnull=False)
            .exclude(pk=self.workshop.pk)  # type: ignore[attr-defined]
            .distinct()
        )
        initial = {
            "blocks": list(description.blocks),
            "items": "\n".join(text(item.label) for item in description.items),
        }
        return {
            **super().get_context_data(**kwargs),
            "workshop": self.workshop,  # type: ignore[attr-defined]
            "questions": [
                {
                    "question": q,
                    "label": text(q.label),
                    "type": TYPES[q.type],
                    "readers": AUDIENCES[q.audience][0],
                    "condition": in_words(q, description),
                    "languages": ", ".join(q.label),
                }
                for q in description.questions
            ],
            "versions": versions.filter(workshop=self.workshop),  # type: ignore[attr-defined]
            "others": others.order_by("-year"),
            "form": kwargs.get("form") or BlocksForm(initial=initial),
        }

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        workshop, actor = self.workshop, self.actor  # type: ignore[attr-defined]
        description = described.current(workshop)
        if source := request.POST.get("copy"):
            other = WorkshopPage.objects.filter(pk=source if source.isdecimal() else 0).first()
            if other is None:
                raise Http404
            described.copy(other, workshop, actor)
        elif code := request.POST.get("remove"):
            left = tuple(q for q in description.questions if q.code != code)
            try:
                described.save(workshop, replace(description, questions=left), actor)
            except ValueError:
                messages.error(request, _("A later question asks for this one. Change it first."))
                return redirect("registrations_desk:form", **self.kwargs)
        else:
            form = BlocksForm(request.POST)
            if not form.is_valid():
                return self.render_to_response(self.get_context_data(form=form))
            blocks = tuple(code for code in BLOCKS if code in form.cleaned_data["blocks"])
            items = _items(form.cleaned_data["items"], description)
            described.save(workshop, replace(description, blocks=blocks, items=items), actor)
        messages.success(request, _("Saved as a new version. Answers given so far keep theirs."))
        return redirect("registrations_desk:form", **self.kwargs)


class QuestionView(DeskView):
    """Write a question, or replace one; what was answered to the old one keeps its meaning."""

    template_name = "registrations/desk/question.html"
    page_title = _("Question")

    def _replaced(self, description: Description) -> Question | None:
        code = self.request.GET.get("code", "")
        found = next((q for q in description.questions if q.code == code), None)
        if code and found is None:
            raise Http404
        return found

    def _before(self, description: Description, question: Question | None) -> Description:
        """Only earlier questions can be asked for in a condition."""
        if question is None:
            return description
        number = description.questions.index(question)
        return replace(description, questions=description.questions[:number])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        description = described.current(self.workshop)  # type: ignore[attr-defined]
        question = self._replaced(description)
        before = self._before(description, question)
        initial = _as_initial(question, description) if question else {}
        return {
            **super().get_context_data(**kwargs),
            "workshop": self.workshop,  # type: ignore[attr-defined]
            "form": kwargs.get("form") or QuestionForm(initial=initial, description=before),
            "earlier": [text(q.label) for q in before.questions],
        }

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        workshop, actor = self.workshop, self.actor  # type: ignore[attr-defined]
        description = described.current(workshop)
        old = self._replaced(description)
        form = QuestionForm(request.POST, description=self._before(description, old))
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        new = form.question(described.new_code(workshop))
        questions = [new if q == old else q for q in description.questions]
        if old is None:
            questions.append(new)
        else:
            questions = [_renamed(q, old.code, new.code) for q in questions]
        described.save(workshop, replace(description, questions=tuple(questions)), actor)
        messages.success(request, _("Saved as a new version. Answers given so far keep theirs."))
        return redirect("registrations_desk:form", **self.kwargs)


def _renamed(question: Question, old: str, new: str) -> Question:
    """The question with its condition on the replaced question's new code."""
    return replace(
        question,
        condition=tuple(
            tuple(replace(r, of=new) if r.of == old else r for r in together)
            for together in question.condition
        ),
    )


def in_words(question: Question, description: Description) -> str:
    """A condition as staff wrote it, in one line."""
    numbers = {q.code: str(n) for n, q in enumerate(description.questions, 1)}
    return f" {_('or')} ".join(
        f" {_('and')} ".join(
            f"{numbers.get(r.of, r.of)} {'!=' if r.negated else '='} {r.value}" for r in together
        )
        for together in question.condition
    )


def _as_initial(question: Question, description: Description) -> dict[str, Any]:
    numbers = {q.code: str(n) for n, q in enumerate(description.questions, 1)}
    lines = [
        "\n".join(
            f"{numbers.get(r.of, r.of)} {'!=' if r.negated else '='} {r.value}" for r in together
        )
        for together in question.condition
    ]
    texts: dict[str, Any] = {}
    for code, _label in settings.LANGUAGES:
        texts[f"label_{code}"] = question.label.get(code, "")
        texts[f"help_{code}"] = question.help.get(code, "")
        if any(code in label for _option, label in question.options):
            texts[f"options_{code}"] = "\n".join(
                label.get(code, "") for _option, label in question.options
            )
    return {
        "type": question.type,
        "required": question.required,
        "audience": question.audience,
        "keep_days": question.keep_days,
        "until": question.until,
        "condition": "\nor\n".join(lines),
        **texts,
    }


def _items(words: str, description: Description) -> tuple[Item, ...]:
    """The optional items from lines; one that was there keeps its code and its translations."""
    known = {text(item.label): item for item in description.items}
    return tuple(
        known.get(line) or Item(_code(line)[:36] or "item", {settings.LANGUAGE_CODE: line})
        for line in dict.fromkeys(_lines(words))
    )


def _code(words: str) -> str:
    return CODE.sub("-", words.casefold()).strip("-")


def _lines(words: str) -> list[str]:
    return [line.strip() for line in words.splitlines() if line.strip()]
