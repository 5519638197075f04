"""A real Neo4j Community as a child process: started, found, stopped. No Docker, no Java of the system."""

import asyncio
import os
import signal
import subprocess
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from graphsvc.db.address import Address
from graphsvc.db.bolt_probe import alive
from graphsvc.db.embedded.data_folder import LOOPBACK, Folder
from graphsvc.db.embedded.launch import Plan, address_of, last_words, launch, prepare
from graphsvc.db.embedded.owner import Owner, is_held, owner, take
from graphsvc.db.embedded.progress import Progress, Step, silent
from graphsvc.db.embedded.state_file import read_state
from graphsvc.db.jvm import aot
from graphsvc.db.jvm.download import fetch
from graphsvc.db.jvm.jars import pinned
from graphsvc.db.jvm.java import Jvm
from graphsvc.errors import SetupError
from graphsvc.settings import Settings

START_SECONDS = 120.0  # for Bolt to answer, on a slow machine with a store to recover
STOP_SECONDS = 15.0
TICK_SECONDS = 0.02
WATCH_SECONDS = 0.5


@dataclass(frozen=True, slots=True)
class Embedded:
    """A running Neo4j that ends with this process, whatever becomes of it."""

    address: Address
    pid: int
    log: Path
    guard: "subprocess.Popen[bytes]" = field(repr=False)

    @property
    def has_ended(self) -> bool:
        """Whether it has ended, by itself or by somebody's hand."""
        return self.guard.poll() is not None

    async def ended(self) -> None:
        """Return when it has ended."""
        while not self.has_ended:  # noqa: ASYNC110 - another process sets no event here
            await asyncio.sleep(WATCH_SECONDS)

    async def stop(self) -> None:
        """End Neo4j and wait for it, normally less than a second; harmless when it has ended already."""
        if self.guard.stdin:
            self.guard.stdin.close()
        await asyncio.to_thread(self.guard.wait)


@dataclass(frozen=True, slots=True)
class Status:
    """What a data folder holds; without a running Neo4j `owner` is None and `port` the one of the last start."""

    folder: Path
    version: str | None
    port: int | None
    owner: Owner | None

    @property
    def is_running(self) -> bool:
        """Whether a Neo4j runs on the folder."""
        return self.owner is not None


@dataclass(frozen=True, slots=True)
class Reached:
    """The Neo4j a command works with: a `child` of its own, another process's on `folder`, or one at an address."""

    address: Address
    child: Embedded | None = None
    folder: Folder | None = None

    async def ended(self) -> None:
        """Return when an embedded Neo4j has ended; never for one at an address, which may come back there."""
        if self.child:
            await self.child.ended()
        elif self.folder:
            while is_held(self.folder):  # noqa: ASYNC110 - another process sets no event here
                await asyncio.sleep(WATCH_SECONDS)
        else:
            await asyncio.Event().wait()

    async def release(self) -> None:
        """End the Neo4j if it was started for this command."""
        if self.child:
            await self.child.stop()


async def connect_or_start(settings: Settings, progress: Progress = silent) -> Reached:
    """Connect to the Neo4j at `neo4j_uri`, to one that runs on the data folder, or start a new child.

    Raises:
        SetupError: the child cannot be started; the message says what to do.
    """
    if settings.neo4j_uri:
        secret = settings.neo4j_password
        password = secret.get_secret_value() if secret else ""
        return Reached(Address(settings.neo4j_uri, settings.neo4j_user, password, settings.neo4j_database))
    folder = _folder(settings)
    if port := await _running_port(folder):
        return Reached(address_of(folder, port, settings.neo4j_database), folder=folder)
    child = await start(settings, progress)
    return Reached(child.address, child)


async def _running_port(folder: Folder) -> int | None:
    """The port of the Neo4j that somebody runs on the folder, once it answers; None when nobody does."""
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end and (holder := owner(folder)) and not holder.is_ending and not holder.is_orphan:
        if (state := read_state(folder)) and await alive(f"bolt://{LOOPBACK}:{state.port}", 1.0):
            return state.port
        await asyncio.sleep(TICK_SECONDS)
    return None


async def start(settings: Settings, progress: Progress = silent, detached: bool = False) -> Embedded:
    """Start Neo4j on the data folder and wait until it answers.

    Args:
        detached: keep it running after this process has ended, until `stop_running`.
    Raises:
        SetupError: no jars and no network, the folder is in use, or Neo4j ends at once; says what to do.
    """
    wanted = pinned(settings.neo4j_version, settings.pins_dir)
    report = lambda done, total: progress(Step.DOWNLOAD, done, total)  # noqa: E731
    shelf = settings.cache_dir.absolute() / "jars"
    jars = await fetch(wanted, shelf, settings.maven_url, report)
    cache = aot.cache(settings, jars)
    jvm = Jvm(settings.heap_mb, settings.quick_jvm, cache.flags())
    plan = Plan(_folder(settings), settings.neo4j_version, jars, jvm, settings.page_cache_mb, detached)
    progress(Step.START, 0, 1)
    child = await run(plan, settings.neo4j_database)
    progress(Step.START, 1, 1)
    aot.train_if_missing(settings, cache, shelf)
    return child


async def run(plan: Plan, database: str) -> Embedded:
    """Carry out one start; nothing of it is left when it fails or is cancelled."""
    lock = await take(plan.folder)
    try:
        port = prepare(plan)
        guard = launch(plan, lock)
    finally:
        os.close(lock)
    try:
        java = await _until_ready(plan.folder, guard, port)
    except BaseException:
        guard.terminate()
        await asyncio.shield(asyncio.to_thread(guard.wait))
        raise
    return Embedded(address_of(plan.folder, port, database), java, plan.folder.log, guard)


async def _until_ready(folder: Folder, guard: "subprocess.Popen[bytes]", port: int) -> int:
    """Wait for Bolt; gives the pid of the JVM."""
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end and guard.poll() is None:
        if await alive(f"bolt://{LOOPBACK}:{port}", 1.0) and (now := owner(folder)):
            return now.java
        await asyncio.sleep(TICK_SECONDS)
    why, logs = last_words(folder), folder.log.parent
    raise SetupError(
        f"内嵌 Neo4j 没有启动成功；日志在 {logs}，末尾是：\n{why}",
        f"The embedded Neo4j did not start; its logs are in {logs} and end with:\n{why}",
    )


def status(settings: Settings) -> Status:
    """Look at the data folder; starts nothing."""
    folder = _folder(settings)
    known = read_state(folder)
    version, port = (known.version, known.port) if known else (None, None)
    return Status(folder.root, version, port, owner(folder))


async def stop_running(settings: Settings) -> bool:
    """End the Neo4j that any process has started on the data folder; False when none runs.

    Raises:
        SetupError: it does not end within its time.
    """
    folder = _folder(settings)
    if not (holder := owner(folder)):
        return False
    with suppress(ProcessLookupError):
        os.kill(holder.guard, signal.SIGTERM)
    end = time.monotonic() + STOP_SECONDS
    while is_held(folder):
        if time.monotonic() > end:
            raise SetupError(
                f"Neo4j（进程 {holder.java}）没有结束；请手动结束它。",
                f"Neo4j (process {holder.java}) does not end; end it by hand.",
            )
        await asyncio.sleep(TICK_SECONDS)
    return True


def _folder(settings: Settings) -> Folder:
    return Folder(settings.data_dir.absolute())
