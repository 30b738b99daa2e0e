from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CorrespondenceConfig(AppConfig):
    name = "correspondence"
    verbose_name = _("Correspondence")

    def ready(self) -> None:
        from anymail.signals import tracking

        from correspondence import checks  # noqa: F401  registers the system checks
        from correspondence.domain import timetable
        from correspondence.domain.tracking import receive
        from correspondence.limits import limit

        tracking.connect(receive, dispatch_uid="correspondence")
        here = "correspondence.domain"
        timetable.every(limit("SWEEP_SECONDS"), "Mail and tasks: sweep", f"{here}.delivery.sweep")
        timetable.every(timetable.DAY, "Mail: erase old bodies", f"{here}.housekeeping.purge_mail")
        timetable.every(
            timetable.DAY, "Personal data: erase what is due", f"{here}.housekeeping.purge_values"
        )
        timetable.every(timetable.DAY, "Tasks: prune finished", f"{here}.housekeeping.prune_tasks")
