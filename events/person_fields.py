"""The field table: every personal field of a person of a workshop, its readers and its time.

Marks in the order: person, Secretariat, travel desk, focal point, host organisers, ministry
protocol desk, co-organising NHRI, other participants, public and proceedings
(`access.catalogue.Reader`). Days count from the last day of the workshop.
Source of every row: the Secretariat's field table (docs/protection.md).
"""

from django.utils.translation import gettext_lazy as _

from access.catalogue import PersonalField

HALF_YEAR = 183

PERSON_FIELDS = (
    PersonalField(
        "name",
        _("Full name"),
        _("To address you and, where you choose so, to name you."),
        "● ● ● ● o●/d○ o●/d· o●/d○ ○ ○",
        HALF_YEAR,
    ),
    PersonalField(
        "other_name",
        _("Another name under which you may appear"),
        _("Printed instead of your name where you choose so."),
        "● ● · ● ○ · ○ ○ ○",
        HALF_YEAR,
    ),
    PersonalField(
        "name_own_script",
        _("Your name in its own script"),
        _("To print your name as you write it."),
        "● ● · ● ○ o●/d· ○ ○ ○",
        HALF_YEAR,
    ),
    PersonalField(
        "form_of_address",
        _("Form of address"),
        _("To address you as is due."),
        "● ● · ● o●/d○ o●/d· ○ ○ ○",
        HALF_YEAR,
    ),
    PersonalField(
        "organisation",
        _("Organisation"),
        _("To keep a fair balance, and to list you where you choose so."),
        "● ● · ● o●/d○ o●/d· o●/d○ ○ ○",
        HALF_YEAR,
    ),
    PersonalField(
        "position",
        _("Position"),
        _("To list you where you choose so."),
        "● ● · ● o●/d○ o●/d· ○ ○ ○",
        HALF_YEAR,
    ),
    PersonalField(
        "email",
        _("E-mail address"),
        _("To write to you about this workshop, and for nothing else."),
        "● ● ● ● · · · · ·",
        HALF_YEAR,
    ),
    PersonalField(
        "message",
        _("Message to the Secretariat"),
        _("To answer what you ask."),
        "● ● · ● · · · · ·",
        HALF_YEAR,
    ),
)
