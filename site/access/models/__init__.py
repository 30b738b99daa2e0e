from access.models.audit import AuditChain, AuditEntry
from access.models.erasure import ErasureReceipt, Tombstone
from access.models.files import Export, PrivateFile
from access.models.locks import RecordLock, RecordOpening
from access.models.releases import Release, ReleasedPerson
from access.models.second_factor import RecoveryCode, SecondFactor
from access.models.tokens import Token
from access.models.user import Grant, User
from access.models.values import Consent, DataKey, PersonalValue, Vault

__all__ = [
    "AuditChain",
    "AuditEntry",
    "Consent",
    "DataKey",
    "ErasureReceipt",
    "Export",
    "Grant",
    "PersonalValue",
    "PrivateFile",
    "RecordLock",
    "RecordOpening",
    "RecoveryCode",
    "Release",
    "ReleasedPerson",
    "SecondFactor",
    "Token",
    "Tombstone",
    "User",
    "Vault",
]
