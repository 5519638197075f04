"""Make a data folder ready and start Neo4j in it behind its guard."""

import os
import subprocess
import sys
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from graphsvc.db.address import Address
from graphsvc.db.embedded import guard
from graphsvc.db.embedded.config import neo4j_conf
from graphsvc.db.embedded.data_folder import LOOPBACK, Folder
from graphsvc.db.embedded.password import USER, password
from graphsvc.db.embedded.state_file import choose_port
from graphsvc.db.jvm.java import Jvm, class_path_file, command

GRACE_SECONDS = 10.0  # for Neo4j to close its store before it is killed


@dataclass(frozen=True, slots=True)
class Plan:
    """One start: where, what, and how; `grace` is the time in seconds a stop may take."""

    folder: Folder
    version: str
    jars: list[Path]
    jvm: Jvm
    page_cache_mb: int
    detached: bool = False
    grace: float = GRACE_SECONDS


def address_of(folder: Folder, port: int, database: str) -> Address:
    """Return the address of the Neo4j of a data folder."""
    return Address(f"neo4j://{LOOPBACK}:{port}", USER, password(folder), database)


def prepare(plan: Plan) -> int:
    """Write the folder's configuration and give the port; the caller holds the folder.

    Raises:
        SetupError: a newer version has written the folder, or its password is gone.
    """
    port = choose_port(plan.folder, plan.version).port
    plan.folder.config.mkdir(parents=True, exist_ok=True)
    _class_path(plan).write_text(class_path_file(plan.jars), encoding="utf-8")
    conf = neo4j_conf(plan.version, port, plan.page_cache_mb)
    (plan.folder.config / "neo4j.conf").write_text(conf, encoding="utf-8")
    password(plan.folder)
    return port


def _class_path(plan: Plan) -> Path:
    return plan.folder.config / "class-path.args"


def launch(plan: Plan, lock: int) -> "subprocess.Popen[bytes]":
    """Start the guard and, behind it, Neo4j; the lock's descriptor goes over to them.

    Returns:
        the guard; attached, it stops Neo4j when its standard input is closed.
    """
    folder = plan.folder
    folder.log.parent.mkdir(parents=True, exist_ok=True)
    with suppress(FileNotFoundError):
        folder.log.replace(folder.log.with_suffix(".log.1"))
    java = command(plan.version, plan.jvm, folder.root, folder.config, _class_path(plan))
    mode = "detached" if plan.detached else "attached"
    arguments = [str(lock), str(folder.lock), str(os.getpid()), mode, str(plan.grace), *java]
    with folder.log.open("wb") as log:
        return subprocess.Popen(  # noqa: S603
            [sys.executable, "-I", "-S", str(guard.__file__), *arguments],
            stdin=subprocess.DEVNULL if plan.detached else subprocess.PIPE,
            stdout=log,
            stderr=log,
            pass_fds=[lock],
            cwd=folder.root,
            start_new_session=True,  # Ctrl-C in the terminal is for the launcher alone
        )


def last_words(folder: Folder) -> str:
    """Read what a Neo4j that did not start has said: the JVM on the console, Neo4j as errors in its own log."""
    errors = [line for line in _tail(folder.log.with_name("neo4j.log"), 20) if " ERROR " in line]
    return "\n".join([*_tail(folder.log, 5), *errors])


def _tail(log: Path, lines: int) -> list[str]:
    with suppress(OSError):
        return log.read_text(encoding="utf-8", errors="replace").splitlines()[-lines:]
    return []
