from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccessConfig(AppConfig):
    name = "access"
    verbose_name = _("Access and protection")

    def ready(self) -> None:
        from access import checks, sealed  # noqa: F401  importing checks registers them
        from access.models import PersonalValue

        sealed.register(
            sealed.SealedTable(
                PersonalValue, {"ciphertext": lambda value: (value.subject, value.field)}
            )
        )
