from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccessConfig(AppConfig):
    name = "access"
    verbose_name = _("Access and protection")

    def ready(self) -> None:
        from django.db.models.signals import post_migrate

        from access import checks, sealed, triggers  # noqa: F401  importing checks registers them
        from access.domain import erasure, locks, releases
        from access.models import PersonalValue, RecordOpening

        sealed.register(
            sealed.SealedTable(
                PersonalValue, {"ciphertext": lambda value: (value.subject, value.field)}
            )
        )
        sealed.register(sealed.SealedTable(RecordOpening, {"sealed_reason": locks.place}))
        erasure.register("locks", locks.sweep)
        erasure.register("releases", releases.sweep)
        post_migrate.connect(triggers.install, sender=self, dispatch_uid="audit trigger")
