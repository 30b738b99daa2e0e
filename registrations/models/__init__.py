from registrations.models.desk import Cancellation, Note, OnlineRoom, Reading, SavedView
from registrations.models.doors import Delegation, Draft, Invitation
from registrations.models.evaluation import Evaluation, EvaluationGiven
from registrations.models.form import FormVersion
from registrations.models.head_counts import HeadCount, ProtocolPlace
from registrations.models.pages import WHOLE, Quota, RegistrationPage
from registrations.models.registration import (
    DECIDED,
    HOLDS_A_PLACE,
    PLACE_HOLDING,
    Registration,
)

__all__ = [
    "DECIDED",
    "HOLDS_A_PLACE",
    "PLACE_HOLDING",
    "WHOLE",
    "Cancellation",
    "Delegation",
    "Draft",
    "Evaluation",
    "EvaluationGiven",
    "FormVersion",
    "HeadCount",
    "Invitation",
    "Note",
    "OnlineRoom",
    "ProtocolPlace",
    "Quota",
    "Reading",
    "Registration",
    "RegistrationPage",
    "SavedView",
]
