"""Accounts of staff and host organisers. Participants have none."""

import uuid
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from access.models.values import Vault
from access.roles import Role


class UserManager(BaseUserManager["User"]):
    """Finds accounts by address, whatever its case."""

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Return a saved account; `email` is required, without a password none can sign in."""
        if not email:
            raise ValueError("An account needs an e-mail address.")
        user = self.model(email=self.normalize_email(email), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Return a saved administrator of the installation."""
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)


class User(AbstractBaseUser, PermissionsMixin):
    """A person who works with the product. The name is one field, as its bearer writes it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField(_("e-mail address"), unique=True)
    full_name = models.CharField(_("full name"), max_length=200)
    is_staff = models.BooleanField(
        _("may enter the administration"),
        default=False,
        help_text=_("Never for host organisers: they work at /organise/."),
    )
    is_active = models.BooleanField(
        _("active"), default=True, help_text=_("Switch off instead of deleting the account.")
    )
    date_joined = models.DateTimeField(_("since"), default=timezone.now, editable=False)

    # Raised when every running session of the account must end (`second_factor.reset`).
    session_epoch = models.PositiveIntegerField(default=0, editable=False)

    # The roles of the installation, read once per request (access.roles.has_role).
    known_roles: set[Role] | None = None

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["full_name"]

    class Meta:
        verbose_name = _("account")
        verbose_name_plural = _("accounts")
        ordering = ["full_name", "email"]
        constraints = [
            models.UniqueConstraint(Lower("email"), name="one_account_per_address"),
        ]

    def __str__(self) -> str:
        return self.full_name or self.email

    def get_full_name(self) -> str:
        return self.full_name

    def _get_session_auth_hash(self, secret: Any = None) -> str:
        """What a session must carry to go on: Django's, and another one after each reset."""
        own: str = super()._get_session_auth_hash(secret)  # type: ignore[misc]
        return f"{own}.{self.session_epoch}" if self.session_epoch else own

    def get_short_name(self) -> str:
        return self.full_name


class Grant(models.Model):
    """A role of one account in one workshop, from and until a moment. Every one ends."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="grants")
    vault = models.ForeignKey(Vault, on_delete=models.CASCADE, related_name="grants")
    role = models.CharField(max_length=32, choices=Role.choices)
    starts_at = models.DateTimeField(default=timezone.now)
    ends_at = models.DateTimeField()

    class Meta:
        verbose_name = _("role in a workshop")
        verbose_name_plural = _("roles in workshops")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "vault", "role"], name="one_grant_per_user_vault_role"
            ),
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("starts_at")),
                name="grant_ends_after_it_starts",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()} #{self.pk}"
