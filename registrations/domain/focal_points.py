"""Telling the protection focal points, in a mail that says nothing but where to look."""

from django.urls import reverse

from access.models import User
from access.role_matrix import GROUP_OF_ROLE, Role
from correspondence.domain import installation, mail
from registrations.domain.references import new_reference

OCCASION = "protection_notice"


def tell(about: str, *, but: User | None = None) -> int:
    """Write to every focal point, once for `about`, in the caller's transaction.

    Arguments: what happened, as a key of at most 70 characters without personal values; whom it is
    about, who needs not be told. Where no account is a focal point the Secretariat is told. Returns
    how many were written to.
    """
    people = [user for user in _members(Role.FOCAL_POINT) if user != but]
    people = people or _members(Role.SECRETARIAT)
    for user in people:
        mail.queue(
            vault=installation.vault(),
            subject_key=user.pk,
            occasion=OCCASION,
            dedup_key=f"{about}:{user.pk}",
            address=user.email,
            language="en",
            context={"reference": new_reference(), "link": reverse("protection:index")},
        )
    return len(people)


def _members(role: Role) -> list[User]:
    return list(User.objects.filter(is_active=True, groups__name=GROUP_OF_ROLE[role]))
