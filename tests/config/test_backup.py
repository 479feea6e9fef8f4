"""A backup restored elsewhere holds the same rows, files and keys; a damaged one changes nothing."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tarfile
from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.filterwarnings("ignore")
PHOTO = hashlib.sha256(b"photo").hexdigest()
REPORT = """
import os
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "huying.config.settings")
import django
django.setup()
from huying.cases.actions.demands import Demand
from huying.cases.actions.receiving import receive
from huying.core.actors import RESIDENT
from huying.core.clock import now
from huying.rules.case_facts import Channel
receive(Demand(channel=Channel.WEB, text="电梯停运", name="王芳", phone="13812341234"), actor=RESIDENT, at=now())
"""


class Installation:
    """A data directory with its database, driven by the command line as an operator would."""

    def __init__(self, folder: Path, *, url: str = "") -> None:
        self.folder = folder
        chosen = {"HUYING_DATA_DIR": str(folder), "HUYING_DATABASE_URL": url}
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("HUYING_", "DJANGO_"))}
        self.environment = kept | {name: value for name, value in chosen.items() if value}

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run one command."""
        return self._call("-c", "import sys; from huying.config.cli import main; sys.exit(main())", *words)

    def report(self) -> None:
        """Have a resident report something."""
        done = self._call("-c", REPORT)
        assert done.returncode == 0, done.stderr

    def _call(self, *words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, *words], env=self.environment, capture_output=True, text=True, check=False
        )

    def make(self) -> None:
        """Make it from nothing, with one case and one file."""
        assert self.run("migrate").returncode == 0
        assert self.run("load-reference").returncode == 0
        self.report()
        path = self.folder / "media" / PHOTO[:2] / f"{PHOTO}.jpg"
        path.parent.mkdir(parents=True)
        path.write_bytes(b"photo")

    def files(self) -> dict[str, bytes]:
        """Return keys and media by name."""
        roots = [self.folder / "keys", self.folder / "media"]
        found = [path for root in roots for path in root.rglob("*") if path.is_file()]
        return {str(path.relative_to(self.folder)): path.read_bytes() for path in found}

    def rows(self) -> dict[str, list[Any]]:
        """Return the rows of every table of an embedded database."""
        with closing(sqlite3.connect(self.folder / "huying.sqlite3")) as opened:
            names = [name for (name,) in opened.execute("select name from sqlite_master where type = 'table'")]
            plain = [name for name in names if not name.startswith(("sqlite_", "cases_words"))]
            return {name: opened.execute(f"select * from {name} order by 1").fetchall() for name in plain}  # noqa: S608


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Installation:
    found = Installation(tmp_path_factory.mktemp("made"))
    found.make()
    return found


@pytest.fixture(scope="module")
def backup(made: Installation) -> Path:
    target = made.folder.parent / f"{made.folder.name}.backup"
    done = made.run("backup", str(target), "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout.splitlines()[-1])["parts"] == 5  # database, two keys, the secret, a photograph
    return target


def test_only_its_owner_reads_a_backup_and_is_warned_of_the_keys(made: Installation, backup: Path) -> None:
    assert backup.stat().st_mode & 0o777 == 0o600
    again = made.run("backup", str(backup))
    assert "密钥" in again.stdout


def test_restored_it_is_the_same_and_what_stands_is_replaced_only_by_force(
    made: Installation, backup: Path, tmp_path: Path
) -> None:
    other = Installation(tmp_path / "other")
    done = other.run("restore", str(backup), "--json")
    assert done.returncode == 0, done.stdout + done.stderr
    assert json.loads(done.stdout.splitlines()[-1])["faults"] == {}
    assert other.files() == made.files()
    assert other.rows() == made.rows()
    other.report()
    refused = other.run("restore", str(backup))
    assert (refused.returncode, "backup.target_not_empty" in refused.stderr) == (1, True)
    assert len(other.rows()["cases_case"]) == 2
    assert other.run("keys", "rotate").returncode == 0
    newer = {name: data for name, data in other.files().items() if name not in made.files()}
    assert set(newer) == {"keys/reporter-2"}  # another backup may have been made with it
    assert other.run("restore", str(backup), "--force").returncode == 0
    assert other.rows() == made.rows()
    assert other.files() == made.files() | newer


def test_a_backup_without_the_keys_leaves_those_that_stand(made: Installation, tmp_path: Path) -> None:
    target = tmp_path / "keyless.backup"
    assert made.run("backup", str(target), "--without-keys").returncode == 0
    with tarfile.open(target) as opened:
        assert [name for name in opened.getnames() if name.startswith("keys/")] == []
    other = Installation(tmp_path / "other")
    shutil.copytree(made.folder / "keys", other.folder / "keys")
    assert other.run("restore", str(target)).returncode == 0
    assert other.files() == made.files()


def _flip(data: bytes) -> bytes:
    middle = len(data) // 2
    return data[:middle] + bytes([data[middle] ^ 1]) + data[middle + 1 :]


def _cut(data: bytes) -> bytes:
    return data[: len(data) // 2]


def _text(_data: bytes) -> bytes:
    return b"no backup at all"


@pytest.mark.parametrize("spoil", [_flip, _cut, _text])
def test_a_damaged_file_is_refused_and_changes_nothing(backup: Path, tmp_path: Path, spoil: Any) -> None:
    damaged = tmp_path / "damaged"
    damaged.write_bytes(spoil(backup.read_bytes()))
    other = Installation(tmp_path / "other")
    refused = other.run("restore", str(damaged))
    assert refused.returncode == 1
    assert "backup." in refused.stderr
    assert "Traceback" not in refused.stderr
    assert not (other.folder / "huying.sqlite3").exists()


def test_a_part_that_leads_elsewhere_is_refused(backup: Path, tmp_path: Path) -> None:
    crooked = tmp_path / "crooked"
    with tarfile.open(backup) as kept, tarfile.open(crooked, "w") as made:
        for entry in kept:
            stream = kept.extractfile(entry)
            if entry.name.startswith("media/"):
                entry.name = "media/../../outside"
            made.addfile(entry, stream)
    refused = Installation(tmp_path / "other").run("restore", str(crooked))
    assert (refused.returncode, "backup.part_unknown" in refused.stderr) == (1, True)


@pytest.fixture
def databases() -> Iterator[list[str]]:
    facts = connection.settings_dict
    names = [f"{facts['NAME']}_{which}" for which in ("from", "to")]
    with connection.cursor() as cursor:
        for name in names:
            cursor.execute(f'drop database if exists "{name}"')
            cursor.execute(f'create database "{name}"')
    password = f":{facts['PASSWORD']}" if facts["PASSWORD"] else ""
    yield [f"postgresql://{facts['USER']}{password}@{facts['HOST']}:{facts['PORT']}/{name}" for name in names]
    with connection.cursor() as cursor:
        for name in names:
            cursor.execute(f'drop database if exists "{name}" with (force)')


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_on_postgresql_too(databases: list[str], tmp_path: Path) -> None:
    first, second = (
        Installation(tmp_path / name, url=url) for name, url in zip(("from", "to"), databases, strict=True)
    )
    first.make()
    target = tmp_path / "pg.backup"
    assert first.run("backup", str(target)).returncode == 0
    done = second.run("restore", str(target), "--json")
    assert done.returncode == 0, done.stdout + done.stderr
    assert second.files() == first.files()
    again = second.run("restore", str(target))
    assert "backup.target_not_empty" in again.stderr
    assert second.run("restore", str(target), "--force").returncode == 0
    assert "backup.other_database" in Installation(tmp_path / "lite").run("restore", str(target)).stderr
