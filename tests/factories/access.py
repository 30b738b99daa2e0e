"""Factories of the lowest floor, and the accounts that tests sign in with."""

import datetime
import uuid

import factory
from django.contrib.auth.models import Group
from django.utils import timezone

from access.domain import crypto, tokens
from access.models import (
    AuditChain,
    AuditEntry,
    Consent,
    DataKey,
    ErasureReceipt,
    Export,
    Grant,
    PersonalValue,
    PrivateFile,
    RecordLock,
    RecordOpening,
    RecoveryCode,
    Release,
    ReleasedPerson,
    SecondFactor,
    Token,
    Tombstone,
    User,
    Vault,
)
from access.roles import (
    FOCAL_POINT_GROUP,
    HOST_GROUP,
    PROCEEDINGS_GROUP,
    SECRETARIAT_GROUP,
    TRAVEL_DESK_GROUP,
    Role,
)

PASSWORD = "correct horse battery"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


class VaultFactory(factory.django.DjangoModelFactory):
    """A vault with its keys, as the product makes it."""

    class Meta:
        model = Vault

    @classmethod
    def _create(cls, model_class: type[Vault], *args: object, **kwargs: object) -> Vault:
        return crypto.create_vault()


class DataKeyFactory(factory.django.DjangoModelFactory):
    """A further key of a vault: what rotation adds."""

    class Meta:
        model = DataKey

    vault = factory.SubFactory(VaultFactory)
    wrapped = factory.LazyAttribute(lambda key: crypto.new_wrapped_data_key(key.vault.pk))


class UserFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"user{n}@example.org")
    full_name = factory.Sequence(lambda n: f"Invented Person {n}")
    password = factory.django.Password(PASSWORD)


class GrantFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Grant

    user = factory.SubFactory(UserFactory)
    vault = factory.SubFactory(VaultFactory)
    role = Role.HOST_ORGANISER
    ends_at = factory.LazyFunction(lambda: timezone.now() + datetime.timedelta(days=30))


class PersonalValueFactory(factory.django.DjangoModelFactory):
    """A sealed value; `text` is what it holds."""

    class Meta:
        model = PersonalValue
        exclude = ["text", "sealed"]

    vault = factory.SubFactory(VaultFactory)
    subject = factory.LazyFunction(uuid.uuid4)
    field = "name"
    text = "Invented Name"
    sealed = factory.LazyAttribute(
        lambda v: crypto.Cipher(v.vault.pk).seal(v.text, (v.subject, v.field))
    )
    key_id = factory.LazyAttribute(lambda v: v.sealed[0])
    ciphertext = factory.LazyAttribute(lambda v: v.sealed[1])
    erase_after = datetime.date(2030, 1, 1)


class ConsentFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Consent

    vault = factory.SubFactory(VaultFactory)
    subject = factory.LazyFunction(uuid.uuid4)
    purpose = "named:proceedings"
    choice = "name"
    text_version = "test"
    language = "en"


class TokenFactory(factory.django.DjangoModelFactory):
    """A live token; `raw` is the secret whose hash is stored."""

    class Meta:
        model = Token
        exclude = ["raw"]

    raw = "r" * 43
    digest = factory.LazyAttribute(lambda token: tokens.digest(token.raw))
    purpose = "status"
    vault = factory.SubFactory(VaultFactory)
    subject = factory.LazyFunction(uuid.uuid4)
    expires_at = factory.LazyFunction(lambda: timezone.now() + datetime.timedelta(days=1))


class AuditChainFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = AuditChain

    vault = factory.SubFactory(VaultFactory)


class AuditEntryFactory(factory.django.DjangoModelFactory):
    """A bare entry, outside any real chain: for tests of the table only."""

    class Meta:
        model = AuditEntry

    chain = factory.SubFactory(AuditChainFactory)
    number = factory.Sequence(lambda n: n + 1)
    at = factory.LazyFunction(timezone.now)
    actor = "system"
    action = "test"
    object_type = "access.vault"
    object_id = "1"
    previous = "0" * 64
    digest = "0" * 64


def _member_of(group: str, **fields: object) -> User:
    user = UserFactory(**fields)
    user.groups.add(Group.objects.get(name=group))
    return user


def secretariat() -> User:
    """An account of the Secretariat."""
    return _member_of(SECRETARIAT_GROUP, is_staff=True)


def focal_point() -> User:
    """An account of a protection focal point."""
    return _member_of(FOCAL_POINT_GROUP, is_staff=True)


def travel_desk() -> User:
    """An account of the Secretariat's travel desk."""
    return _member_of(TRAVEL_DESK_GROUP, is_staff=True)


def proceedings_staff() -> User:
    """An account of the proceedings staff."""
    return _member_of(PROCEEDINGS_GROUP, is_staff=True)


def administrator() -> User:
    """The administrator of the installation."""
    return UserFactory(is_staff=True, is_superuser=True)


def host_organiser(workshop: object) -> User:
    """An account that may organise one workshop."""
    user = _member_of(HOST_GROUP)
    GrantFactory(user=user, vault=workshop.vault, role=Role.HOST_ORGANISER)
    return user


class SecondFactorFactory(factory.django.DjangoModelFactory):
    """A confirmed second factor; `second_factor.current_code(user)` is what the app shows."""

    class Meta:
        model = SecondFactor

    user = factory.SubFactory(UserFactory)
    sealed_secret = factory.LazyAttribute(
        lambda row: crypto.seal_with_master(SECRET, f"second-factor|{row.user.pk}")
    )
    confirmed_at = factory.LazyFunction(timezone.now)


class RecoveryCodeFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = RecoveryCode

    factor = factory.SubFactory(SecondFactorFactory)
    digest = "0" * 64


class ErasureReceiptFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ErasureReceipt

    vault = factory.SubFactory(VaultFactory)
    reason = ErasureReceipt.Reason.RETENTION


class TombstoneFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Tombstone

    key = factory.LazyFunction(uuid.uuid4)
    vault = factory.SubFactory(VaultFactory)


class PrivateFileFactory(factory.django.DjangoModelFactory):
    """The row of a file whose content was never written; `files.store` makes whole ones."""

    class Meta:
        model = PrivateFile
        exclude = ["sealed"]

    vault = factory.SubFactory(VaultFactory)
    subject = factory.LazyFunction(uuid.uuid4)
    track = "d"
    purpose = "portrait"
    content_type = "image/jpeg"
    size = 1
    sha256 = "0" * 64
    sealed = factory.LazyAttribute(lambda row: crypto.Cipher(row.vault.pk).seal("x", ("x",)))
    key_id = factory.LazyAttribute(lambda row: row.sealed[0])
    sealed_name = factory.LazyAttribute(lambda row: row.sealed[1])
    sealed_file_key = factory.LazyAttribute(lambda row: row.sealed[1])
    erase_after = datetime.date(2030, 1, 1)


class ExportFactory(factory.django.DjangoModelFactory):
    """An export that was asked for."""

    class Meta:
        model = Export
        exclude = ["sealed"]

    id = factory.LazyFunction(uuid.uuid4)
    vault = factory.SubFactory(VaultFactory)
    user = factory.SubFactory(UserFactory)
    session_digest = "0" * 64
    what = "registrations"
    columns = ["name"]
    sealed = factory.LazyAttribute(
        lambda row: crypto.Cipher(row.vault.pk).seal("To print badges", ("export", row.id))
    )
    key_id = factory.LazyAttribute(lambda row: row.sealed[0])
    sealed_reason = factory.LazyAttribute(lambda row: row.sealed[1])
    expires_at = factory.LazyFunction(lambda: timezone.now() + datetime.timedelta(minutes=15))


class RecordLockFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = RecordLock

    vault = factory.SubFactory(VaultFactory)
    subject = factory.LazyFunction(uuid.uuid4)
    locked_by = factory.SubFactory(UserFactory)


class RecordOpeningFactory(factory.django.DjangoModelFactory):
    """A bare row; `locks.open_record` makes whole ones."""

    class Meta:
        model = RecordOpening
        exclude = ["sealed"]

    id = factory.LazyFunction(uuid.uuid4)
    lock = factory.SubFactory(RecordLockFactory)
    vault = factory.SelfAttribute("lock.vault")
    opened_by = factory.SubFactory(UserFactory)
    sealed = factory.LazyAttribute(
        lambda row: crypto.Cipher(row.vault.pk).seal("A reason", ("record-opening", row.id))
    )
    key_id = factory.LazyAttribute(lambda row: row.sealed[0])
    sealed_reason = factory.LazyAttribute(lambda row: row.sealed[1])


class ReleaseFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Release

    vault = factory.SubFactory(VaultFactory)
    recipient = "Protocol desk"
    purpose = "Courtesies at the airport"
    fields = factory.LazyFunction(lambda: ["name", "passport_number"])
    expires_on = datetime.date(2090, 1, 1)


class ReleasedPersonFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ReleasedPerson

    release = factory.SubFactory(ReleaseFactory)
    subject = factory.LazyFunction(uuid.uuid4)
    track = "o"
