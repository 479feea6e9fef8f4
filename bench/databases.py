"""Empty databases to measure in 测量用库: SQLite files in a folder, or databases of a server made and dropped."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self
from urllib.parse import urlsplit, urlunsplit

if TYPE_CHECKING:
    from pathlib import Path

NAMES = ("measured", "bare")


class Databases:
    """Two empty databases for the length of a measurement."""

    def __init__(self, url: str, folder: Path) -> None:
        self.url = url
        self.folder = folder

    def address(self, name: str) -> str:
        """Return the address of one of the two."""
        if not self.url:
            return f"sqlite:///{self.folder / name}.sqlite3"
        parts = urlsplit(self.url)
        return urlunsplit(parts._replace(path=f"{parts.path}_{name}"))

    def environment(self, name: str) -> dict[str, str]:
        """Return the settings by which the command line uses it."""
        return {"HUYING_DATABASE_URL": self.address(name), "HUYING_DATA_DIR": str(self.folder / f"{name}-data")}

    def connect(self, name: str) -> Any:
        """Open a bare connection."""
        if not self.url:
            import sqlite3  # noqa: PLC0415

            connection = sqlite3.connect(self.folder / f"{name}.sqlite3")
            connection.execute("PRAGMA journal_mode=WAL")
            connection.execute("PRAGMA synchronous=NORMAL")
            return connection
        import psycopg  # noqa: PLC0415 - only where it is asked for

        return psycopg.connect(self.address(name))

    def _administer(self, statements: list[str]) -> None:
        import psycopg  # noqa: PLC0415

        with psycopg.connect(self.url, autocommit=True) as connection:
            for statement in statements:
                connection.execute(statement)

    def __enter__(self) -> Self:
        if self.url:
            self.__exit__()
            self._administer([f'CREATE DATABASE "{self._name(name)}"' for name in NAMES])
        return self

    def __exit__(self, *_why: object) -> None:
        if self.url:
            self._administer([f'DROP DATABASE IF EXISTS "{self._name(name)}"' for name in NAMES])

    def _name(self, name: str) -> str:
        return urlsplit(self.address(name)).path.lstrip("/")
