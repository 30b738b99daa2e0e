"""Texts can be translated: extraction finds them, and the catalogue of the source is sound."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command

CATALOGUE = Path(settings.LOCALE_PATHS[0]) / "en" / "LC_MESSAGES" / "django.po"
needs_gettext = pytest.mark.skipif(
    shutil.which("xgettext") is None, reason="gettext is not installed: apt-get install gettext"
)


@needs_gettext
def test_a_new_language_is_extracted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """makemessages finds the texts of templates, of code and those with a plural."""
    (tmp_path / "locale").mkdir()
    for folder in ("home", "includes"):
        shutil.copytree(Path(settings.TEMPLATE_ROOT) / folder, tmp_path / "templates" / folder)
    shutil.copy(Path(settings.TEMPLATE_ROOT) / "base.html", tmp_path / "templates")
    monkeypatch.chdir(tmp_path)
    call_command("makemessages", locale=["id"], verbosity=0)
    text = (tmp_path / "locale" / "id" / "LC_MESSAGES" / "django.po").read_text("utf-8")

    assert 'msgid "Skip to main content"' in text
    assert 'msgid "Nothing is lost"' in text
    assert 'msgid_plural "%(pages)s pages"' in text


@needs_gettext
def test_the_catalogue_of_the_source_is_sound() -> None:
    checked = subprocess.run(
        ["msgfmt", "--check", "--output-file=/dev/null", str(CATALOGUE)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (checked.returncode, checked.stderr) == (0, "")


def test_the_frame_of_every_page_is_in_the_catalogue() -> None:
    known = set(re.findall(r'^msgid "(.+)"$', CATALOGUE.read_text("utf-8"), re.M))
    for name in ("base.html", "includes/_crumbs.html", "includes/_error_summary.html"):
        text = (Path(settings.TEMPLATE_ROOT) / name).read_text("utf-8")
        asked = {words for _, words in re.findall(r"""{% translate (["'])(.+?)\1""", text) if words}
        assert asked
        assert {words for words in asked if words not in known and len(words) < 70} == set()
