"""What staff decided about an occasion: its words in one language, and whether its mails wait."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from access.models import Vault


class Versioned(models.Model):
    """One version of a text that staff edit; never changed, the newest of its kind holds."""

    version = models.PositiveIntegerField()
    text = models.TextField(blank=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    # Never copied into Wagtail's reference index.
    wagtail_reference_index_ignore = True

    class Meta:
        abstract = True
        ordering = ["-version"]


class Wording(Versioned):
    """One version of a decision; never changed, the newest of its kind holds.

    With a language it is a text (empty: none of its own, so the next wider one holds). Without one
    it tells whether the mails of the occasion wait for a look. No vault: for all workshops.
    """

    vault = models.ForeignKey(
        Vault, null=True, blank=True, on_delete=models.CASCADE, related_name="wordings"
    )
    occasion = models.CharField(max_length=40)
    language = models.CharField(max_length=12, blank=True)
    is_held = models.BooleanField(default=False)

    class Meta(Versioned.Meta):
        verbose_name = _("text of a mail")
        verbose_name_plural = _("texts of mails")
        constraints = [
            models.UniqueConstraint(
                fields=["vault", "occasion", "language", "version"],
                condition=models.Q(vault__isnull=False),
                name="one_wording_per_version",
            ),
            models.UniqueConstraint(
                fields=["occasion", "language", "version"],
                condition=models.Q(vault=None),
                name="one_general_wording_per_version",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.occasion} {self.language} v{self.version}"


class ReminderSetting(models.Model):
    """When one rule reminds in one workshop, where staff changed it."""

    vault = models.ForeignKey(Vault, on_delete=models.CASCADE, related_name="reminder_settings")
    rule = models.CharField(max_length=40)
    # Days from the rule's date, negative before it.
    days = models.JSONField(default=list)

    # Never copied into Wagtail's reference index.
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("days of a reminder")
        verbose_name_plural = _("days of reminders")
        constraints = [
            models.UniqueConstraint(fields=["vault", "rule"], name="one_setting_per_reminder"),
        ]

    def __str__(self) -> str:
        return f"{self.rule} #{self.pk}"


class MailSetting(models.Model):
    """Where answers to the mails of one workshop go."""

    vault = models.OneToOneField(Vault, on_delete=models.CASCADE, related_name="mail_setting")
    desk_address = models.EmailField(_("address for answers"), blank=True)

    # Never copied into Wagtail's reference index.
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("setting of mail")
        verbose_name_plural = _("settings of mail")

    def __str__(self) -> str:
        return f"setting #{self.pk}"
