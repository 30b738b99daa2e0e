from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RegistrationsConfig(AppConfig):
    name = "registrations"
    verbose_name = _("Registrations")

    def ready(self) -> None:
        from access import sealed
        from access.domain import erasure, inventory
        from correspondence.domain import timetable
        from events.domain import agenda_people
        from registrations.domain import (
            described,
            evaluation,
            holding,
            own_data,
            queries,
            recipients,
            sealing,
        )
        from registrations.models import (
            Cancellation,
            Draft,
            Evaluation,
            Invitation,
            Note,
            OnlineRoom,
            Reading,
        )
        from registrations.organise import needs
        from registrations.public import evaluation as evaluation_page
        from registrations.public import parts, portrait

        described.register()
        parts.register()
        portrait.register()
        evaluation_page.register()
        inventory.register(evaluation.left)
        needs.register()
        own_data.register_own()
        erasure.register("registrations", holding.sweep)
        self._occasions()
        recipients.register()
        agenda_people.register_absent(queries.not_taking_part)
        timetable.every(
            timetable.DAY, "Head-counts for hosts", "registrations.domain.head_counts.take_all"
        )
        timetable.every(
            300, "registrations.release_expired", "registrations.domain.holding.release_expired"
        )
        timetable.every(
            timetable.DAY,
            "Evaluation: count what is left, erase words",
            "registrations.domain.evaluation.sweep",
        )
        for model, vault in (
            (Draft, "workshop__vault"),
            (Cancellation, "workshop__vault"),
            (Invitation, "workshop__vault"),
            (OnlineRoom, "workshop__vault"),
            (Evaluation, "workshop__vault"),
            (Note, "registration__workshop__vault"),
            (Reading, "registration__workshop__vault"),
        ):
            sealed.register(sealed.SealedTable(model, {"sealed": sealing.place}, vault))

    def _occasions(self) -> None:
        """What this floor writes to people; the texts are in templates/correspondence/mail."""
        from correspondence.domain import occasions

        occasions.register(
            "protection_notice", _("Protection focal points: something happened"), can_wait=False
        )
        occasions.register("page_news", _("Something new on a private page"))
        occasions.register("offer_lapsed", _("An offered place has lapsed"))
        occasions.register("resume_draft", _("Answers put aside"), can_wait=False)
        occasions.register("invited", _("Personal invitation"))
        occasions.register("nominated", _("Nominated for a delegation"))
        occasions.register("delegation", _("To a focal point: nominate your delegation"))
