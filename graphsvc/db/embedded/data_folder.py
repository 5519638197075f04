"""The data folder of an embedded Neo4j: where what lies, and how files in it are written."""

import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

LOOPBACK = "127.0.0.1"


@dataclass(frozen=True, slots=True)
class Folder:
    """A data folder; Neo4j's home is the folder itself."""

    root: Path

    @property
    def lock(self) -> Path:
        """Locked by the one owner; its text names the owner's processes."""
        return self.root / "owner.lock"

    @property
    def config(self) -> Path:
        """The folder of neo4j.conf and of the JVM's arguments."""
        return self.root / "conf"

    @property
    def log(self) -> Path:
        """What Neo4j and its JVM print; the file of the run before is kept beside it."""
        return self.root / "logs" / "console.log"

    @property
    def kept(self) -> Path:
        """Port and version, as JSON."""
        return self.root / "embedded.json"

    @property
    def password(self) -> Path:
        """The generated password, readable by its owner only."""
        return self.root / "password"

    @property
    def sign_in(self) -> Path:
        """Neo4j's first user, read by its first start."""
        return self.root / "data" / "dbms" / "auth.ini"

    @property
    def store(self) -> Path:
        """There once Neo4j has been started here."""
        return self.root / "data" / "databases" / "system"


def write_private(path: Path, text: str) -> None:
    """Write a file its owner alone can read, whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.{os.getpid()}")
    with suppress(FileNotFoundError):
        part.unlink()
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
