"""The data folder of an embedded Neo4j: its paths, and what is kept in it from start to start."""

import hashlib
import json
import os
import random
import secrets
import socket
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from graphsvc.errors import SetupError

LOOPBACK = "127.0.0.1"
PORTS = range(20000, 32000)  # below the ephemeral ports, so that no outgoing connection takes a kept one
HASH_ROUNDS = 1024  # what Neo4j writes itself


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


@dataclass(frozen=True, slots=True)
class Kept:
    """What a data folder remembers between two starts."""

    port: int
    version: str


def kept(folder: Folder) -> Kept | None:
    """What was decided at an earlier start, None before the first."""
    with suppress(FileNotFoundError, ValueError, TypeError):
        return Kept(**json.loads(folder.kept.read_text(encoding="utf-8")))
    return None


def keep(folder: Folder, version: str) -> Kept:
    """Decide the port and remember it with the version; the port of the last start is taken again while it is free.

    Raises:
        SetupError: a newer Neo4j has written this folder; the store cannot be read by an older one.
    """
    before = kept(folder)
    if before and _ordinal(before.version) > _ordinal(version):
        raise SetupError(
            f"数据目录 {folder.root} 由 Neo4j {before.version} 写成，{version} 无法读取；"
            f"请设 GRAPHSVC_NEO4J_VERSION={before.version}，或换一个 GRAPHSVC_DATA_DIR。",
            f"The data folder {folder.root} was written by Neo4j {before.version}, which {version} cannot read; "
            f"set GRAPHSVC_NEO4J_VERSION={before.version}, or another GRAPHSVC_DATA_DIR.",
        )
    port = before.port if before and _is_free(before.port) else _free_port()
    now = Kept(port, version)
    _write(folder.kept, json.dumps({"port": port, "version": version}))
    return now


def _ordinal(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("."))


def _is_free(port: int) -> bool:
    with socket.socket() as candidate:
        candidate.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # a port in TIME_WAIT is free for Neo4j too
        with suppress(OSError):
            candidate.bind((LOOPBACK, port))
            return True
    return False


def _free_port() -> int:
    return next(port for port in random.sample(PORTS, len(PORTS)) if _is_free(port))


def password(folder: Folder) -> str:
    """The password of this folder; generated, and made Neo4j's own, before its first start.

    Raises:
        SetupError: the file is gone although Neo4j has already been started here.
    """
    if folder.password.exists():
        known = folder.password.read_text(encoding="ascii").strip()
    elif folder.store.exists():
        raise SetupError(
            f"密码文件 {folder.password} 不见了；请恢复它，或移走数据目录 {folder.root} 后重新导入。",
            f"The password file {folder.password} is gone; restore it, or move the data folder {folder.root} "
            "away and load the data again.",
        )
    else:
        known = secrets.token_urlsafe(24)
        _write(folder.password, known)
    if not folder.store.exists():
        _write(folder.sign_in, auth_line("neo4j", known, secrets.token_bytes(32)))
    return known


def auth_line(user: str, password: str, salt: bytes) -> str:
    """A line of Neo4j's auth.ini: the salted password, hashed over and over as Neo4j does it."""
    digest = hashlib.sha256(salt + password.encode()).digest()
    for _ in range(HASH_ROUNDS - 1):
        digest = hashlib.sha256(digest).digest()
    return f"{user}:SHA-256,{digest.hex()},{salt.hex()},{HASH_ROUNDS}:\n"


def _write(path: Path, text: str) -> None:
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
