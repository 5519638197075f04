"""What a data folder remembers from one start to the next: Neo4j's port and its version."""

import json
import random
import socket
from contextlib import suppress
from dataclasses import dataclass

from graphsvc.db.embedded.data_folder import LOOPBACK, Folder, write_private
from graphsvc.errors import SetupError

PORTS = range(20000, 32000)  # below the ephemeral ports, so that no outgoing connection takes a kept one


@dataclass(frozen=True, slots=True)
class FolderState:
    """What a data folder remembers between two starts."""

    port: int
    version: str


def read_state(folder: Folder) -> FolderState | None:
    """Read what an earlier start decided, None before the first."""
    with suppress(FileNotFoundError, ValueError, TypeError):
        return FolderState(**json.loads(folder.kept.read_text(encoding="utf-8")))
    return None


def choose_port(folder: Folder, version: str) -> FolderState:
    """Choose the port and remember it with the version; the port of the last start is taken again while it is free.

    Raises:
        SetupError: a newer Neo4j has written this folder; the store cannot be read by an older one.
    """
    before = read_state(folder)
    if before and _ordinal(before.version) > _ordinal(version):
        raise SetupError(
            f"数据目录 {folder.root} 由 Neo4j {before.version} 写成，{version} 无法读取；"
            f"请设 GRAPHSVC_NEO4J_VERSION={before.version}，或换一个 GRAPHSVC_DATA_DIR。",
            f"The data folder {folder.root} was written by Neo4j {before.version}, which {version} cannot read; "
            f"set GRAPHSVC_NEO4J_VERSION={before.version}, or another GRAPHSVC_DATA_DIR.",
        )
    port = before.port if before and _is_free(before.port) else free_port()
    now = FolderState(port, version)
    write_private(folder.kept, json.dumps({"port": port, "version": version}))
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


def free_port() -> int:
    """Find a port of the loopback address that nobody listens on and that no outgoing connection is given."""
    return next(port for port in random.sample(PORTS, len(PORTS)) if _is_free(port))
