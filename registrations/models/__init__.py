from registrations.models.head_counts import HeadCount, ProtocolPlace
from registrations.models.pages import Quota, RegistrationPage
from registrations.models.registration import PLACE_HOLDING, Registration

__all__ = [
    "PLACE_HOLDING",
    "HeadCount",
    "ProtocolPlace",
    "Quota",
    "Registration",
    "RegistrationPage",
]
