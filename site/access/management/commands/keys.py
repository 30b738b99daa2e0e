"""Make the keys of an installation, once, on this machine."""

import base64
import os
import secrets
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = "Write SECRET_KEY and DATA_KEY into VAR_DIR/keys.env unless the file is there."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        path = Path(settings.VAR) / "keys.env"
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.exists():
            self.stdout.write(f"Keys are in {path} already; nothing was changed.")
            return
        data_key = base64.b64encode(os.urandom(32)).decode()
        # O_EXCL: two first starts at the same moment make one file.
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w") as file:
            file.write(f"SECRET_KEY={secrets.token_urlsafe(50)}\nDATA_KEY={data_key}\n")
        self.stdout.write(
            f"New keys are in {path}. Keep a copy of DATA_KEY in a safe place: without it no "
            "personal value can be read, in no backup either."
        )
