"""What is printed of a person, in words, for each choice: the preview beside the switches (US-P6).

The choice decides in `access.domain.disclosure`; a test holds these lines against it.
"""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from access.domain.consent import Naming, Output

UNNAMED: dict[Output, Any] = {
    Output.BADGE: _("Your reference and nothing else"),
    Output.PROGRAMME: _("What kind of speaker you are, with a number"),
    Output.LIST: _("No line. You are only counted, together with others"),
    Output.PROCEEDINGS: _("What kind of participant you are"),
}


@dataclass(frozen=True)
class Known:
    """What the person has told so far; empty where nothing."""

    name: str = ""
    organisation: str = ""
    other_name: str = ""
    form_of_address: str = ""


def line(output: Output, naming: Naming, known: Known) -> str:
    """The line that would be printed; empty where the person has not told enough yet."""
    if naming is Naming.NONE:
        return str(UNNAMED.get(output, ""))
    if naming is Naming.ORGANISATION:
        return known.organisation
    if naming is Naming.OTHER_NAME:
        return known.other_name
    named = f"{known.form_of_address} {known.name}".strip()
    return ", ".join(part for part in (named, known.organisation) if part)
