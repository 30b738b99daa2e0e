"""What the outcomes put in place at start-up: signals, the timetable, a mail occasion."""

from django.apps import AppConfig
from django.db.models.signals import post_delete, post_migrate, post_save
from django.utils.translation import gettext_lazy as _

from correspondence.domain import occasions, timetable


def connect(app: AppConfig) -> None:
    """Call once, when the app is ready."""
    from publications.domain import follow_up
    from publications.domain.frozen import ensure_trigger
    from publications.models import Step

    occasions.register(follow_up.OCCASION, _("A recommendation is to be checked"))
    for signal in (post_save, post_delete):
        signal.connect(follow_up.after_step, sender=Step, dispatch_uid="state-of-progress")
    post_migrate.connect(ensure_trigger, sender=app, dispatch_uid="adopted-text-is-frozen")
    timetable.every(
        timetable.DAY,
        "Recommendations: remind of what is to be checked",
        "publications.domain.follow_up.remind",
    )
    timetable.every(
        timetable.DAY,
        "Workshops: take the figures of participation",
        "publications.domain.participation.take_all",
    )
