from correspondence.models.group import GroupMail, UrgentNotice
from correspondence.models.ledger import MailMessage, TrackingEvent
from correspondence.models.news import Installation, Subscriber
from correspondence.models.wording import MailSetting, ReminderSetting, Versioned, Wording
from correspondence.models.work import Periodic, WorkerBeat

__all__ = [
    "GroupMail",
    "Installation",
    "MailMessage",
    "MailSetting",
    "Periodic",
    "ReminderSetting",
    "Subscriber",
    "TrackingEvent",
    "UrgentNotice",
    "Versioned",
    "Wording",
    "WorkerBeat",
]
