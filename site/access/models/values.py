"""Where personal values lie: encrypted, one row a field, with the date on which each must go."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _


class Vault(models.Model):
    """One workshop's compartment: its keys, its people's values, its grants, its audit chain.

    A workshop points here; the vault does not know what a workshop is. Destroying its keys makes
    every value unreadable, in every backup too.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    # The key of the blind index, wrapped by DATA_KEY. It outlives rotation of the data keys.
    wrapped_index_key = models.BinaryField()
    created_at = models.DateTimeField(auto_now_add=True)
    destroyed_at = models.DateTimeField(null=True, blank=True)

    # Never copied into Wagtail's reference index.
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("vault")
        verbose_name_plural = _("vaults")

    def __str__(self) -> str:
        return f"vault {self.pk}"


class DataKey(models.Model):
    """A vault's AES-256 key, wrapped by the master key `DATA_KEY`. The newest one encrypts."""

    vault = models.ForeignKey(Vault, on_delete=models.CASCADE, related_name="data_keys")
    wrapped = models.BinaryField()
    created_at = models.DateTimeField(auto_now_add=True)

    # Never copied into Wagtail's reference index.
    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"data key {self.pk}"


class PersonalValue(models.Model):
    """One value of one field of one person. Read it through `access.domain.disclosure` only."""

    vault = models.ForeignKey(Vault, on_delete=models.CASCADE, related_name="personal_values")
    subject = models.UUIDField(help_text="The person; a key without any value of its own.")
    field = models.CharField(max_length=40)
    key = models.ForeignKey(DataKey, on_delete=models.PROTECT, related_name="+")
    ciphertext = models.BinaryField()
    erase_after = models.DateField(null=True, blank=True, db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subject", "field"], name="one_value_per_field"),
        ]
        indexes = [models.Index(fields=["vault", "field"])]

    def __str__(self) -> str:
        return f"{self.field} #{self.pk}"


class Consent(models.Model):
    """What a person agreed to, in which words and language, when, and when it was withdrawn.

    Rows are never changed, except that `withdrawn_at` is set once. The last row of a purpose that
    is not withdrawn holds; no row means the most protective answer.
    """

    vault = models.ForeignKey(Vault, on_delete=models.CASCADE, related_name="consents")
    subject = models.UUIDField()
    purpose = models.CharField(max_length=40)
    choice = models.CharField(max_length=20)
    text_version = models.CharField(max_length=40)
    language = models.CharField(max_length=12)
    given_at = models.DateTimeField(auto_now_add=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["subject", "purpose"])]
        constraints = [
            models.UniqueConstraint(
                fields=["subject", "purpose"],
                condition=models.Q(withdrawn_at=None),
                name="one_consent_in_force_per_purpose",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} #{self.pk}"
