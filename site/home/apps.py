from django.apps import AppConfig
from django.db.backends.signals import connection_created
from django.db.models.signals import post_migrate, post_save


class HomeConfig(AppConfig):
    name = "home"

    def ready(self) -> None:
        from access import sealed
        from access.domain import inventory
        from correspondence.domain import timetable
        from events.domain import full_text
        from home import checks  # noqa: F401  registers the system checks
        from home.domain import facts, generation, incidents, invitations, remains, roles
        from home.models import Incident
        from publications.models import ProceedingsPage
        from registrations.domain import sealing

        facts.register()
        invitations.register()
        post_migrate.connect(roles.after_migrations, sender=self)
        post_migrate.connect(full_text.install, sender=self, dispatch_uid="words of papers")
        post_save.connect(roles.open_to_staff, sender=ProceedingsPage)
        connection_created.connect(generation.watch_connection)
        inventory.register(remains.mails_of)
        inventory.register(incidents.left)
        sealed.register(sealed.SealedTable(Incident, {"sealed": sealing.place}, "workshop__vault"))
        timetable.every(
            7 * timetable.DAY, "Audit: the week in numbers", "home.domain.readings.send_digest"
        )
        timetable.every(60, "scheduled publishing", "home.domain.scheduled.publish_due")
