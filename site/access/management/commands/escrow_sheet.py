"""Print the master key for a safe: in groups that can be typed again, with a check."""

import base64
import hashlib
from typing import Any

from django.core.management.base import BaseCommand

from access.domain.crypto import master_key

SHEET = """\
Master key of the personal data                                   keep in a safe, in two places

{lines}

Check: {check}

To use it: remove the spaces and the line breaks, join the 56 signs, and give the result to
`manage.py escrow_sheet --read`, which prints the line for DATA_KEY. Without this key no personal
value can be read again, from no backup either. Whoever holds it and a copy of the database can
read everything.
"""


def letters(key: bytes) -> str:
    """A key in base32, which survives telephone and typewriter: 56 signs without padding."""
    return base64.b32encode(key + hashlib.sha256(key).digest()[:3]).decode()


def read(text: str) -> bytes:
    """The key of a sheet. Raises ValueError where a sign is wrong."""
    plain = "".join(text.split()).upper()
    try:
        data = base64.b32decode(plain)
    except ValueError as error:
        raise ValueError("A sign is missing or wrong.") from error
    key, check = data[:32], data[32:]
    if hashlib.sha256(key).digest()[:3] != check:
        raise ValueError("A sign is wrong: the check does not fit.")
    return key


class Command(BaseCommand):
    help = "Print the escrow sheet of DATA_KEY, or turn a sheet back into it (--read)."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--read", metavar="SIGNS")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["read"]:
            self.stdout.write(f"DATA_KEY={base64.b64encode(read(options['read'])).decode()}")
            return
        signs = letters(master_key())
        groups = [signs[start : start + 4] for start in range(0, len(signs), 4)]
        lines = [" ".join(groups[start : start + 7]) for start in range(0, len(groups), 7)]
        check = hashlib.sha256(master_key()).hexdigest()[:8]
        self.stdout.write(
            SHEET.format(lines="\n".join(f"    {line}" for line in lines), check=check)
        )
