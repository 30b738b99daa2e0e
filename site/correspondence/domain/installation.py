"""The vault of the installation: what is sealed without belonging to a workshop."""

from django.db import IntegrityError, transaction

from access.domain.crypto import create_vault
from access.models import Vault
from correspondence.models import Installation


def vault() -> Vault:
    """The installation's own vault, made at the first call. Its keys are never destroyed."""
    row = Installation.objects.select_related("vault").first()
    if row is None:
        try:
            with transaction.atomic():
                row = Installation.objects.create(vault=create_vault())
        except IntegrityError:
            # Somebody else made it at the same moment.
            row = Installation.objects.select_related("vault").get()
    return row.vault
