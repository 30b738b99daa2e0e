"""Bring the catalogues of the interface up to date: `make messages`.

    tools/messages.py            extract every text, carry it into each language, compile
    tools/messages.py --compile  only compile, after a translation was typed into a .po file

The compiled catalogues are committed: a fresh clone and the wheel speak every language at once.
Extraction needs gettext (Debian: apt-get install gettext), compiling only Python.
"""

import re
import subprocess
import sys
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parent.parent
LOCALE = ROOT / "site" / "home" / "locale"
SOURCE = LOCALE / "en" / "LC_MESSAGES" / "django.po"
DRAFT = """A draft for human review: no reader of the language has checked it yet (DRAFT_LANGUAGES).
An empty msgstr is shown in English."""


def extract() -> None:
    """Every text of code and templates into the English catalogue."""
    subprocess.run(
        [sys.executable, "manage.py", "makemessages", "-l", "en", "--add-location", "file",
         "--no-obsolete", "-i", ".venv", "-i", "var", "-i", "tests", "-v", "0"],
        cwd=ROOT, check=True,
    )  # fmt: skip


def others() -> list[Path]:
    """The catalogues of the further languages."""
    return sorted(path for path in LOCALE.glob("*/LC_MESSAGES/django.po") if path != SOURCE)


def carry(path: Path) -> None:
    """Give a further language the texts of the English catalogue; what is translated stays."""
    catalogue = polib.pofile(str(path), wrapwidth=100)
    catalogue.merge(polib.pofile(str(SOURCE)))
    for entry in catalogue.obsolete_entries():
        catalogue.remove(entry)
    # The English catalogue has two forms of each plural; this language may have one, or three.
    forms = range(int(re.findall(r"nplurals=(\d+)", catalogue.metadata["Plural-Forms"])[0]))
    for entry in catalogue:
        if entry.msgid_plural:
            entry.msgstr_plural = {form: entry.msgstr_plural.get(form, "") for form in forms}
    catalogue.save()


def compile_all() -> None:
    """The .mo beside each .po, from its translated texts."""
    for path in others():
        catalogue = polib.pofile(str(path))
        catalogue.save_as_mofile(str(path.with_suffix(".mo")))
        done = len(catalogue.translated_entries())
        print(f"{path.parts[-3]}: {done} of {len(catalogue)} texts")


if __name__ == "__main__":
    if "--compile" not in sys.argv[1:]:
        extract()
        for further in others():
            carry(further)
    compile_all()
