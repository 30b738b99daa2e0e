from access.models.audit import AuditChain, AuditEntry
from access.models.tokens import Token
from access.models.user import Grant, User
from access.models.values import Consent, DataKey, PersonalValue, Vault

__all__ = [
    "AuditChain",
    "AuditEntry",
    "Consent",
    "DataKey",
    "Grant",
    "PersonalValue",
    "Token",
    "User",
    "Vault",
]
