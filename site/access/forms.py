"""How every form of the product speaks: put `PlainForm` before Django's form class.

    class SignIn(PlainForm, AuthenticationForm): ...

    class Details(PlainForm, forms.Form):
        full_name = forms.CharField(label=_("Full name"), help_text=_("As you want to be called."))
        personal: ClassVar = {"full_name": "name"}

In the template:

    <form method="post" novalidate>{% csrf_token %}{{ form }}
    <div class="form-actions"><button class="btn">{% translate "Save and continue" %}</button></div>
    </form>

`{{ form }}` prints the error summary ("There is a problem", each line a link into its field) and
the fields: label with "(optional)" where an answer may be left out, hint, message, control, and
the line who reads the answer. `{% include "includes/_error_summary.html" %}` prints the summary
elsewhere; then set `has_own_summary = True`. One field: `{{ form.full_name.as_field_group }}`.
The title of a page with a failing form begins with "Error: " (`{% include
"includes/_error_prefix.html" %}` inside the block `title`).

No asterisks, no `required` attribute, no browser bubble: the server answers in the reader's words
(GOV.UK Design System, patterns/validation).
"""

from typing import Any, ClassVar

from django import forms
from django.forms.boundfield import BoundField
from django.forms.utils import pretty_name
from django.forms.widgets import Input
from django.utils.translation import gettext_lazy as _

BOXES = (Input, forms.Textarea, forms.Select)
CHOICES = (forms.RadioSelect, forms.CheckboxSelectMultiple)


class PlainBoundField(BoundField):
    """A field as it is shown: its classes, and what describes it to a screen reader."""

    form: "PlainForm"

    @property
    def template_name(self) -> str:
        return self.field.template_name or "home/forms/field.html"

    @property
    def kind(self) -> str:
        """`choices`, `checkbox` or `input`: the shapes that the template knows."""
        if isinstance(self.field.widget, CHOICES):
            return "choices"
        return "checkbox" if isinstance(self.field.widget, forms.CheckboxInput) else "input"

    @property
    def is_optional(self) -> bool:
        """Whether the label says "(optional)"; a tick box is always free."""
        return not self.field.required and self.kind != "checkbox"

    @property
    def personal_code(self) -> str:
        """The catalogue row that the 'who sees this' line is read from, or nothing."""
        return self.form.personal.get(self.name, "")

    @property
    def first_id(self) -> str:
        """Where a line of the error summary leads: the control, or the first of several."""
        return self.id_for_label or f"{self.auto_id}_0"

    @property
    def aria_describedby(self) -> str | None:
        if self.field.widget.attrs.get("aria-describedby"):
            return None
        parts = {
            "helptext": self.help_text,
            "error": self.errors,
            "who": self.personal_code,
        }
        return " ".join(f"{self.auto_id}_{name}" for name, shown in parts.items() if shown)

    def build_widget_attrs(self, attrs: dict[str, Any], widget: Any = None) -> dict[str, Any]:
        widget = widget or self.field.widget
        attrs = super().build_widget_attrs(attrs, widget)
        if _is_box(widget):
            own = attrs.get("class") or widget.attrs.get("class", "")
            attrs["class"] = f"input {own}".strip()
        return attrs


def _is_box(widget: Any) -> bool:
    """Whether a control is one box to write or choose in, as against ticks and hidden values."""
    without_box = (*CHOICES, forms.CheckboxInput, forms.HiddenInput)
    return isinstance(widget, BOXES) and not isinstance(widget, without_box)


class PlainForm(forms.BaseForm):
    """Mixin: fields rendered by templates/home/forms, without `required` attributes.

    `personal` maps a field of the form to its code in the catalogue of personal fields. A field
    whose name holds a person's answer and has no entry there shows no line: add the entry.
    """

    template_name = "home/forms/form.html"
    bound_field_class = PlainBoundField
    use_required_attribute = False
    personal: ClassVar[dict[str, str]] = {}
    has_own_summary = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            self._speak_plainly(name, field)

    def _speak_plainly(self, name: str, field: forms.Field) -> None:
        """Replace Django's stock messages, which name no field and say not what to do."""
        stock = forms.Field.default_error_messages["required"]
        if field.error_messages.get("required") == stock:
            asks_choice = isinstance(field, forms.ChoiceField | forms.ModelChoiceField)
            words = _("Choose an answer: %(label)s") if asks_choice else _("Enter: %(label)s")
            label = field.label or pretty_name(name)
            field.error_messages["required"] = words % {"label": label}
        if isinstance(field, forms.EmailField) and "invalid" not in field.error_messages:
            field.error_messages["invalid"] = _(
                "Enter an e-mail address in the form name@example.org"
            )
