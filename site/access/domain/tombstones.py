"""Tombstones: what an older backup must forget again before the site opens.

A tombstone is an empty file `tombstones/<vault>.<person>` in the private storage, outside the
database. It holds two random numbers. Where the database does not know one, an older state was
restored: the site is not ready (health/ready) until `manage.py reapply_tombstones` has run.
"""

import uuid

from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db import transaction

from access.models import Tombstone, Vault

FOLDER = "tombstones"


def bury(vault: Vault, key: uuid.UUID) -> None:
    """Remember an erased person (or the vault itself): in the database now, as a file on commit."""
    Tombstone.objects.get_or_create(key=key, defaults={"vault": vault})
    transaction.on_commit(lambda: _write(vault.pk, key))


def write_missing() -> int:
    """Write the files that a kill between commit and write left out; returns how many. Daily."""
    there = on_file()
    missing = [row for row in Tombstone.objects.all() if (row.vault_id, row.key) not in there]
    for row in missing:
        _write(row.vault_id, row.key)
    return len(missing)


def on_file() -> set[tuple[uuid.UUID, uuid.UUID]]:
    """Every tombstone outside the database, as (vault, key)."""
    try:
        _folders, names = storages["private"].listdir(FOLDER)
    except FileNotFoundError:
        return set()
    pairs = (name.split(".") for name in names)
    return {(uuid.UUID(vault), uuid.UUID(key)) for vault, key in pairs}


def unapplied() -> set[tuple[uuid.UUID, uuid.UUID]]:
    """What the database must forget again: tombstones on file that it does not know.

    Of a workshop that the database does not know there is nothing in it to forget.
    """
    buried = on_file() - set(Tombstone.objects.values_list("vault_id", "key"))
    vaults = set(Vault.objects.values_list("pk", flat=True)) if buried else set()
    return {(vault, key) for vault, key in buried if vault in vaults}


def _write(vault_id: uuid.UUID, key: uuid.UUID) -> None:
    name = f"{FOLDER}/{vault_id}.{key}"
    if not storages["private"].exists(name):
        storages["private"].save(name, ContentFile(b""))
