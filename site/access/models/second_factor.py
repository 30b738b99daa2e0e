"""The second factor of an account: a secret shared with an app, and recovery codes."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from access.models.user import User


class SecondFactor(models.Model):
    """One account's authenticator. Until `confirmed_at` is set it is being set up."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="second_factor")
    # Sealed with the master key: a stolen dump opens no account.
    sealed_secret = models.BinaryField()
    created_at = models.DateTimeField(auto_now_add=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    # The 30-second step of the last code accepted: a code works once (RFC 6238, 5.2).
    last_step = models.PositiveBigIntegerField(default=0)
    failures = models.PositiveSmallIntegerField(default=0)
    locked_until = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("second factor")
        verbose_name_plural = _("second factors")

    def __str__(self) -> str:
        return f"second factor #{self.pk}"


class RecoveryCode(models.Model):
    """One of ten codes that replace the app once each. Stored hashed."""

    factor = models.ForeignKey(
        SecondFactor, on_delete=models.CASCADE, related_name="recovery_codes"
    )
    digest = models.CharField(max_length=64)
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("recovery code")
        verbose_name_plural = _("recovery codes")

    def __str__(self) -> str:
        return f"recovery code #{self.pk}"
