"""Backup and restore 备份与恢复: one file with database, media and keys, a manifest, and a sha256 for each part.

The file is a plain tar, so that an operator can look into it with what every machine has. The manifest comes first:
version, database, when, and for each part its size and sha256. The database is a consistent copy taken while the
system runs (SQLite's online backup; pg_dump for PostgreSQL). Nothing is put in place before every part was verified.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import shutil
import sqlite3
import subprocess
import tarfile
import tempfile
from contextlib import closing
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from django.conf import settings
from django.db import connection

import huying
from huying.rules.errors import RuleBrokenError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

FORMAT = 1
MANIFEST, DATABASE = "manifest.json", "database"
MOST_MANIFEST = 64 * 1024 * 1024
FOLDERS = {"keys": "KEYS_DIR", "media": "MEDIA_ROOT"}
CHUNK = 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One file of a backup."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What a backup holds 清单."""

    format: int
    version: str
    vendor: str
    made_at: str
    parts: tuple[Part, ...]

    def written(self) -> bytes:
        """Return the manifest as it stands in the file."""
        return json.dumps(asdict(self), ensure_ascii=False, indent=1).encode()

    def holds(self, prefix: str) -> bool:
        """Tell whether a part's name begins so."""
        return any(part.name.startswith(prefix) for part in self.parts)

    @classmethod
    def read(cls, data: bytes) -> Manifest:
        """Read a manifest, or refuse a file that is no backup of ours."""
        try:
            facts: dict[str, Any] = json.loads(data)
            parts = tuple(Part(**each) for each in facts.pop("parts"))
            found = cls(**facts, parts=parts)
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            raise RuleBrokenError("backup.unreadable") from error
        if found.format != FORMAT:
            raise RuleBrokenError("backup.format", format=found.format)
        return found


def back_up(target: Path, *, at: datetime, with_keys: bool = True) -> Manifest:
    """Write a backup beside its name first, then put it in place whole; only its owner may read it.

    Without the keys the sealed identities stay sealed for whoever finds the file; they are kept elsewhere then.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".huying-backup-") as folder:
        dump = Path(folder) / DATABASE
        _dump_database(dump)
        kept = [each for each in _kept_files() if with_keys or not each[0].startswith("keys/")]
        files = [(DATABASE, dump), *kept]
        manifest = Manifest(
            format=FORMAT,
            version=huying.__version__,
            vendor=connection.vendor,
            made_at=at.isoformat(timespec="seconds"),
            parts=tuple(_part(name, path) for name, path in files),
        )
        partial = Path(folder) / "partial"
        with _opened_for_owner(partial) as stream, tarfile.open(fileobj=stream, mode="w|") as tar:
            _add_bytes(tar, MANIFEST, manifest.written())
            for name, path in files:
                tar.add(path, arcname=name, recursive=False, filter=_plain)
        _verify(partial)
        partial.replace(target)
    return manifest


def _opened_for_owner(path: Path) -> IO[bytes]:
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")


def _plain(entry: tarfile.TarInfo) -> tarfile.TarInfo:
    entry.uid = entry.gid = 0
    entry.uname = entry.gname = ""
    entry.mode = 0o600
    return entry


def _add_bytes(tar: tarfile.TarFile, name: str, data: bytes) -> None:
    entry = _plain(tarfile.TarInfo(name))
    entry.size = len(data)
    tar.addfile(entry, io.BytesIO(data))


def _kept_files() -> list[tuple[str, Path]]:
    found = []
    for name, setting in FOLDERS.items():
        root = Path(getattr(settings, setting))
        if root.is_dir():
            paths = sorted(path for path in root.rglob("*") if path.is_file() and path.suffix != ".part")
            found += [(f"{name}/{path.relative_to(root).as_posix()}", path) for path in paths]
    return found


def _part(name: str, path: Path) -> Part:
    with path.open("rb") as stream:
        return Part(name=name, size=path.stat().st_size, sha256=_digest(stream))


def _digest(stream: IO[bytes], *, into: IO[bytes] | None = None) -> str:
    found = hashlib.sha256()
    while chunk := stream.read(CHUNK):
        found.update(chunk)
        if into is not None:
            into.write(chunk)
    return found.hexdigest()


def _dump_database(target: Path) -> None:
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        with closing(sqlite3.connect(target)) as copy:
            connection.connection.backup(copy, pages=4096)
        return
    _postgres("pg_dump", "--format=custom", "--no-owner", "--file", str(target))


def _load_database(source: Path) -> None:
    if connection.vendor == "sqlite":
        name = str(connection.settings_dict["NAME"])
        connection.close()
        for suffix in ("-wal", "-shm"):
            Path(name + suffix).unlink(missing_ok=True)
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        shutil.move(source, name)
        Path(name).chmod(0o600)
        return
    _drop_tables()
    connection.close()
    _postgres("pg_restore", "--clean", "--if-exists", "--no-owner", "--single-transaction", str(source))


def _drop_tables() -> None:
    """Take away what stands in a PostgreSQL database, also what a later version added."""
    with connection.cursor() as cursor:
        for name in connection.introspection.table_names(cursor):
            cursor.execute(f"drop table if exists {connection.ops.quote_name(name)} cascade")


def _postgres(tool: str, *arguments: str) -> None:
    program = shutil.which(tool)
    if program is None:
        raise RuleBrokenError("backup.tool_missing", tool=tool)
    facts = connection.settings_dict
    told = {"PGHOST": facts["HOST"], "PGPORT": facts["PORT"], "PGUSER": facts["USER"], "PGPASSWORD": facts["PASSWORD"]}
    target = ["--dbname", str(facts["NAME"])]
    done = subprocess.run(  # noqa: S603 - the tool found on the path, with our own settings
        [program, *target, *arguments],
        env=os.environ | {name: str(value) for name, value in told.items() if value},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        lines = done.stderr.strip().splitlines()
        raise RuleBrokenError("backup.tool_failed", tool=tool, told=lines[-1] if lines else done.returncode)


def _read_parts(path: Path) -> Iterator[tuple[Manifest, tarfile.TarInfo | None, IO[bytes] | None]]:
    """Yield the manifest, then each part with its bytes."""
    with tarfile.open(path, mode="r|") as tar:
        first = tar.next()
        stream = tar.extractfile(first) if first is not None and first.isfile() else None
        if first is None or first.name != MANIFEST or first.size > MOST_MANIFEST or stream is None:
            raise RuleBrokenError("backup.unreadable")
        manifest = Manifest.read(stream.read())
        yield manifest, None, None
        while (entry := tar.next()) is not None:
            yield manifest, entry, tar.extractfile(entry)


def _verify(path: Path, *, into: Path | None = None) -> Manifest:
    """Read every part against its sha256, unpacking it when asked; whatever differs is refused by name."""
    try:
        return _verified(path, into=into)
    except (tarfile.TarError, EOFError, KeyError) as error:
        raise RuleBrokenError("backup.unreadable") from error


def _verified(path: Path, *, into: Path | None) -> Manifest:
    reading = _read_parts(path)
    manifest, _entry, _stream = next(reading)
    wanted = {part.name: part for part in manifest.parts}
    for _manifest, entry, stream in reading:
        part = wanted.pop(entry.name, None) if entry is not None else None
        if entry is None or part is None or stream is None or not _is_safe(part.name):
            raise RuleBrokenError("backup.part_unknown", part=entry.name[:80] if entry else "")
        if _kept(stream, part, into=into) != part.sha256:
            raise RuleBrokenError("backup.damaged", part=part.name)
    if wanted:
        raise RuleBrokenError("backup.part_missing", part=min(wanted))
    return manifest


def _is_safe(name: str) -> bool:
    parts = name.split("/")
    return name == DATABASE or (parts[0] in FOLDERS and not {"", ".", ".."} & set(parts))


def _kept(stream: IO[bytes], part: Part, *, into: Path | None) -> str:
    if into is None:
        return _digest(stream)
    path = into / part.name
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with _opened_for_owner(path) as kept:
        return _digest(stream, into=kept)


def restore(source: Path, *, force: bool) -> Manifest:
    """Verify a backup and put it in place; what stands there is refused, or with `force` replaced."""
    if not source.is_file():
        raise RuleBrokenError("backup.no_file", file=source.name)
    if not force and _stands():
        raise RuleBrokenError("backup.target_not_empty", folder=str(settings.DATA_DIR))
    data = Path(settings.DATA_DIR)
    data.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=data, prefix=".huying-restore-") as folder:
        unpacked = Path(folder)
        manifest = _verify(source, into=unpacked)
        if manifest.vendor != connection.vendor:
            raise RuleBrokenError("backup.other_database", made=manifest.vendor, here=connection.vendor)
        _load_database(unpacked / DATABASE)
        _replace(Path(settings.MEDIA_ROOT), unpacked / "media")
        _add_keys(Path(settings.KEYS_DIR), unpacked / "keys")
    return manifest


def _stands() -> bool:
    """Tell whether an installation stands here already."""
    media = Path(settings.MEDIA_ROOT)
    return _holds_tables() or (media.is_dir() and any(media.iterdir()))


def _holds_tables() -> bool:
    if connection.vendor == "sqlite":
        path = Path(str(connection.settings_dict["NAME"]))
        if not path.is_file() or not path.stat().st_size:
            return False
    return bool(connection.introspection.table_names())


def _add_keys(target: Path, source: Path) -> None:
    """Lay the keys of the backup beside those that stand, which other backups may need."""
    target.mkdir(mode=0o700, parents=True, exist_ok=True)
    for path in sorted(source.rglob("*")):
        if path.is_file():
            place = target / path.relative_to(source)
            place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            shutil.move(path, place)


def _replace(target: Path, source: Path) -> None:
    shutil.rmtree(target, ignore_errors=True)
    if source.is_dir():
        shutil.move(source, target)
        target.chmod(0o700)
