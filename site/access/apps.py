from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccessConfig(AppConfig):
    name = "access"
    verbose_name = _("Access and protection")

    def ready(self) -> None:
        from django.db.models.signals import post_migrate

        from access import checks, sealed, triggers  # noqa: F401  importing checks registers them
        from access.domain import erasure, exports, files, locks, releases
        from access.models import Export, PersonalValue, PrivateFile, RecordOpening

        sealed.register(
            sealed.SealedTable(
                PersonalValue, {"ciphertext": lambda value: (value.subject, value.field)}
            )
        )
        sealed.register(sealed.SealedTable(RecordOpening, {"sealed_reason": locks.place}))
        sealed.register(sealed.SealedTable(Export, {"sealed_reason": exports.place}))
        sealed.register(
            sealed.SealedTable(
                PrivateFile,
                {"sealed_name": files.place_of_name, "sealed_file_key": files.place_of_key},
            )
        )
        erasure.register("files", files.sweep)
        erasure.register("locks", locks.sweep)
        erasure.register("releases", releases.sweep)
        post_migrate.connect(triggers.install, sender=self, dispatch_uid="audit trigger")
