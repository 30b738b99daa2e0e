from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CorrespondenceConfig(AppConfig):
    name = "correspondence"
    verbose_name = _("Correspondence")

    def ready(self) -> None:
        from anymail.signals import tracking

        from access import sealed
        from access.domain import erasure
        from correspondence import checks  # noqa: F401  registers the system checks
        from correspondence.domain import group, mail, news, recipients
        from correspondence.domain.tracking import receive
        from correspondence.models import GroupMail, MailMessage, Subscriber

        erasure.register("mails", mail.forget)
        erasure.register("news", news.sweep)
        tracking.connect(receive, dispatch_uid="correspondence")
        recipients.register_directory("news", news.keys, news.letters)
        for table in (
            sealed.SealedTable(
                MailMessage,
                {
                    "sealed_address": lambda row: ("mail", row.pk, "address"),
                    "sealed_body": lambda row: ("mail", row.pk, "body"),
                },
            ),
            sealed.SealedTable(GroupMail, {"sealed_text": group.place}),
            sealed.SealedTable(Subscriber, {"sealed_address": news.place}),
        ):
            sealed.register(table)
        self._timetable()

    def _timetable(self) -> None:
        from correspondence.domain import timetable
        from correspondence.limits import limit

        here = "correspondence.domain"
        for span, name, function in (
            (limit("SWEEP_SECONDS"), "Mail and tasks: sweep", "delivery.sweep"),
            (timetable.HOUR, "Mail: reminders", "reminders.run"),
            (60, "Urgent changes: close", "urgent.close"),
            (timetable.HOUR, "News: erase unconfirmed", "news.erase_unconfirmed"),
            (timetable.DAY, "Mail: erase old bodies", "housekeeping.purge_mail"),
            (timetable.DAY, "Personal data: erase what is due", "housekeeping.purge_values"),
            (timetable.DAY, "Audit: send the heads", "housekeeping.send_audit_heads"),
            (300, "Audit: watch reading", "housekeeping.watch_audit"),
            (timetable.DAY, "Tasks: prune finished", "housekeeping.prune_tasks"),
        ):
            timetable.every(span, name, f"{here}.{function}")
