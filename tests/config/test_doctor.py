"""The doctor names each thing that is wrong, with a remedy, and nothing else."""

from datetime import timedelta
from io import StringIO
from pathlib import Path
from unittest import mock

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError
from django.utils import timezone

from correspondence.models import WorkerBeat
from home.domain import doctor
from home.domain.doctor import Finding


def _bad(findings) -> list[str]:
    return [finding.words for finding in findings if not finding.is_good]


def _beat(minutes_ago: int) -> None:
    moment = timezone.now() - timedelta(minutes=minutes_ago)
    WorkerBeat.objects.create(worker="one", queues="default", beat_at=moment)


@pytest.mark.django_db
def test_a_silent_worker_is_named() -> None:
    _beat(6)
    assert _bad(doctor._worker()) == [
        "No worker is running: no mail leaves and no volume is built."
    ]


@pytest.mark.django_db
def test_a_worker_that_was_heard_is_good() -> None:
    _beat(4)
    assert _bad(doctor._worker()) == []


@pytest.mark.django_db
def test_a_database_with_every_table_is_good() -> None:
    assert _bad(doctor._database()) == []


def test_a_database_that_is_down_is_named_without_its_password() -> None:
    with mock.patch.object(doctor, "connection") as connection:
        connection.ensure_connection.side_effect = DatabaseError("password=canary")
        [finding] = doctor._database()
    assert finding.words == "The database does not answer (DatabaseError)."
    assert "canary" not in finding.words + finding.remedy
    assert finding.remedy


@pytest.mark.django_db
def test_waiting_migrations_are_counted() -> None:
    with mock.patch.object(doctor.MigrationExecutor, "migration_plan", return_value=["a", "b"]):
        assert _bad(doctor._database()) == ["2 changes of the tables are waiting."]


def test_folders_that_can_be_written_are_good(settings, tmp_path: Path) -> None:
    settings.VAR = tmp_path
    settings.MEDIA_ROOT, settings.PRIVATE_ROOT = tmp_path / "media", tmp_path / "private"
    assert _bad(doctor._folders()) == []


def test_private_files_below_public_ones_are_named(settings, tmp_path: Path) -> None:
    settings.VAR = tmp_path
    settings.MEDIA_ROOT, settings.PRIVATE_ROOT = tmp_path, tmp_path / "private"
    assert _bad(doctor._folders()) == ["Private files lie below the folder of public ones."]


def test_keys_that_others_can_read_are_named(settings, tmp_path: Path) -> None:
    settings.VAR = tmp_path
    settings.MEDIA_ROOT, settings.PRIVATE_ROOT = tmp_path / "media", tmp_path / "private"
    keys = tmp_path / "keys.env"
    keys.write_text("SECRET_KEY=x\n")
    keys.chmod(0o644)
    assert _bad(doctor._folders()) == [f"Others on this machine can read {keys}."]
    keys.chmod(0o600)
    assert _bad(doctor._folders()) == []


def test_a_full_disk_is_named(settings, tmp_path: Path) -> None:
    settings.VAR = settings.MEDIA_ROOT = tmp_path
    settings.PRIVATE_ROOT = tmp_path.parent
    with mock.patch.object(doctor.shutil, "disk_usage", return_value=mock.Mock(free=5 << 20)):
        words = _bad(doctor._folders())
    assert words[0] == f"Only 5 MB are free under {tmp_path}."


def test_missing_pango_is_named_with_the_command() -> None:
    with mock.patch.object(doctor, "_opens", return_value=False):
        [finding] = doctor._typesetting()
    assert finding.words == "Pango is missing: no proceedings can be typeset."
    assert "apt-get install libpango-1.0-0" in finding.remedy


def test_every_script_has_a_face_on_this_machine() -> None:
    assert _bad(doctor._typesetting()) == []


def test_static_files_that_were_not_collected_are_named(settings, tmp_path: Path) -> None:
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
    }
    assert _bad(doctor._static()) == ["The static files are not collected: pages have no style."]
    (tmp_path / "staticfiles.json").write_text("{}")
    assert _bad(doctor._static()) == []


def test_a_broken_examination_hides_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken():
        """The weather."""
        raise RuntimeError("canary")

    def good():
        """The sun."""
        yield Finding("The sun shines.")

    monkeypatch.setattr(doctor, "EXAMINATIONS", [broken, good])
    findings = doctor.examine()
    assert [finding.words for finding in findings] == [
        "The weather could not be examined (RuntimeError).",
        "The sun shines.",
    ]
    assert doctor.needs_doing(findings)


@pytest.mark.parametrize(
    ("findings", "said"),
    [
        ([Finding("All well.")], "good  All well.\nNothing to mend.\n"),
        ([Finding("Ill.", "Rest.")], "mend  Ill.\n      -> Rest.\n"),
    ],
)
def test_the_command_prints_each_and_fails_if_any_is_bad(findings, said: str) -> None:
    out = StringIO()
    with mock.patch.object(doctor, "examine", return_value=findings):
        if findings[0].is_good:
            call_command("doctor", stdout=out, no_color=True)
        else:
            with pytest.raises(CommandError) as error:
                call_command("doctor", stdout=out, no_color=True)
            assert error.value.returncode == 1
    assert out.getvalue() == said
