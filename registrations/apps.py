from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RegistrationsConfig(AppConfig):
    name = "registrations"
    verbose_name = _("Registrations")

    def ready(self) -> None:
        from access.domain import erasure
        from correspondence.domain import occasions, timetable
        from registrations.domain import holding, recipients

        erasure.register("registrations", holding.sweep)
        recipients.register()
        occasions.register("offer_lapsed", _("An offered place has lapsed"))
        occasions.register(
            "protection_notice", _("Protection focal points: something happened"), can_wait=False
        )
        timetable.every(
            timetable.DAY, "Head-counts for hosts", "registrations.domain.head_counts.take_all"
        )
        timetable.every(
            300, "registrations.release_expired", "registrations.domain.holding.release_expired"
        )
