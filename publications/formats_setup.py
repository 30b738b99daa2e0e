"""What requests for another format put in place at start-up: fields, erasure, mails."""

from django.utils.translation import gettext_lazy as _

from access import catalogue
from access.domain import erasure
from correspondence.domain import occasions


def connect() -> None:
    """Call once, when the app is ready."""
    from publications import person_fields
    from publications.domain import another_format

    catalogue.register_finder(person_fields.find)
    # Its name comes before "registrations": the address of who goes can still be compared.
    erasure.register("another_format", another_format.sweep)
    # The person asked a moment ago: the first never waits.
    occasions.register(
        another_format.ASKED, _("Another format: the request has arrived"), can_wait=False
    )
    occasions.register(another_format.ANSWERED, _("Another format: the request is answered"))
