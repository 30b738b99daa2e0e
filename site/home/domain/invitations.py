"""Writing to somebody who was given a role: the way in, by a link that sets the password."""

from django.contrib.auth.tokens import default_token_generator
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from django.utils.translation import gettext_lazy as _

from access.domain import audit
from access.models import Grant, User
from correspondence.domain import installation, mail, occasions
from registrations.domain.references import new_reference

OPENED, GIVEN = "account_opened", "role_given"
FORGOTTEN, RESET = "password_forgotten", "second_factor_reset"


def register() -> None:
    """Tell the floor below; called in `HomeConfig.ready`."""
    occasions.register(OPENED, _("Accounts: set your password"), can_wait=False)
    occasions.register(GIVEN, _("Accounts: a role was given"), can_wait=False)
    occasions.register(FORGOTTEN, _("Accounts: forgotten password"), can_wait=False)
    occasions.register(RESET, _("Accounts: second factor was reset"), can_wait=False)


@transaction.atomic
def write(grant: Grant, by: User | str) -> None:
    """Write to the account of a grant, in the caller's transaction.

    Without a password yet: a link that sets it, for three days. Otherwise where to sign in.
    """
    user = grant.user
    is_open = user.has_usable_password()
    mail.queue(
        vault=installation.vault(),
        subject_key=user.pk,
        occasion=GIVEN if is_open else OPENED,
        dedup_key=f"account:{user.pk}:{timezone.now():%Y%m%d%H%M%S%f}",
        address=user.email,
        language="en",
        context={
            "reference": new_reference(),
            "link": reverse("organise:home") if is_open else password_link(user),
        },
    )
    audit.record("account.written_to", obj=user, actor=by)


def tell_of_reset(user: User) -> None:
    """Tell an account that its second factor was reset, in the caller's transaction."""
    mail.queue(
        vault=installation.vault(),
        subject_key=user.pk,
        occasion=RESET,
        dedup_key=f"second-factor:{user.pk}:{timezone.now():%Y%m%d%H%M%S%f}",
        address=user.email,
        language="en",
        context={"reference": new_reference(), "link": reverse("organise:home")},
    )


def password_link(user: User) -> str:
    """The path that sets the password of an account, once (django.contrib.auth.tokens)."""
    key = urlsafe_base64_encode(force_bytes(user.pk))
    return reverse("access:set_password", args=[key, default_token_generator.make_token(user)])
