"""Forms of the admin that know the reference data."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminPageForm


def zone_choices() -> list[tuple[str, str]]:
    """The time zones of the Member States, as (IANA name, label)."""
    from events.models import State

    return [
        (zone["iana"], f"{state}: {zone['label']}")
        for state in State.objects.all()
        for zone in state.time_zones
    ]


class WorkshopForm(WagtailAdminPageForm):
    """Offers the zones of the Member States instead of an empty line for an IANA name."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields.get("time_zone")
        if field is None:
            return
        choices = zone_choices()
        current = self.instance.time_zone
        if current and current not in dict(choices):
            choices.append((current, current))
        self.fields["time_zone"] = forms.ChoiceField(
            label=field.label,
            help_text=field.help_text,
            choices=choices,
            error_messages={"required": _("Choose the time zone of the venue.")},
        )
