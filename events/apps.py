from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EventsConfig(AppConfig):
    name = "events"
    verbose_name = _("Workshops")

    def ready(self) -> None:
        from access import catalogue
        from access.domain import erasure, files
        from correspondence.domain import compartments, reminders, timetable
        from events.domain import agenda_personal, papers
        from events.domain.compartments import compartments as workshops
        from events.domain.speakers import OCCASION, unanswered
        from events.person_fields import PERSON_FIELDS

        catalogue.register(PERSON_FIELDS)
        files.accept("portrait", files.PHOTOS, 10_000_000)
        files.accept("note_verbale", (files.PDF, *files.PHOTOS), 10_000_000)
        files.accept("statement", (files.PDF,), 20_000_000)
        erasure.register("papers", papers.sweep)
        erasure.register("agenda", agenda_personal.sweep)
        compartments.register(workshops)
        timetable.every(60, "Bundled changes of agendas", "events.domain.agenda_notices.tell_due")
        reminders.register(
            "speakers",
            _("Speakers who have not confirmed their part"),
            occasion=OCCASION,
            date="first_day",
            days=(-21, -7),
            recipients=unanswered,
        )
