#!/usr/bin/env python
"""Run a command of the project: `python manage.py help` lists them."""

import os
import sys
from pathlib import Path


def main() -> None:
    """Put `site/` on the import path (it is a folder, not a package) and hand over to Django."""
    sys.path.insert(0, str(Path(__file__).resolve().parent / "site"))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.demo")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
