"""What letters put in place at start-up: erasure, the timetable, occasions, the person's page."""

from django.utils.translation import gettext_lazy as _

from access.domain import erasure
from correspondence.domain import occasions, timetable


def connect() -> None:
    """Call once, when the app is ready."""
    from publications.domain import certificates, letters, letters_people, own_data
    from publications.public.letters import part
    from registrations.domain import visa
    from registrations.public.status_parts import register_part

    occasions.register("invitation_letter", _("The invitation letter lies on the person’s page"))
    occasions.register("visa_letter", _("The visa letter lies on the person’s page"))
    erasure.register("letters", letters.sweep)
    erasure.register("certificates", certificates.sweep)
    timetable.every(
        timetable.DAY,
        "Certificates: erase codes whose time is over",
        "publications.domain.certificates.forget_old",
    )
    register_part("letters", part, order=40)
    own_data.register_own()
    visa.register_writer(letters_people.visa_words)
