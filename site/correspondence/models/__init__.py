from correspondence.models.ledger import MailMessage, TrackingEvent
from correspondence.models.work import Periodic, WorkerBeat

__all__ = ["MailMessage", "Periodic", "TrackingEvent", "WorkerBeat"]
