from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EventsConfig(AppConfig):
    name = "events"
    verbose_name = _("Workshops")

    def ready(self) -> None:
        from access import catalogue
        from correspondence.domain import compartments
        from events.domain.compartments import compartments as workshops
        from events.person_fields import PERSON_FIELDS

        catalogue.register(PERSON_FIELDS)
        compartments.register(workshops)
