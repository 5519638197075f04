"""One owner per data folder: a lock that the kernel drops with the last process that holds it, and who that is."""

import asyncio
import fcntl
import json
import os
import time
from contextlib import suppress
from dataclasses import dataclass

import psutil

from graphsvc.db.embedded.data_folder import Folder
from graphsvc.errors import SetupError

TICK_SECONDS = 0.02
SIGN_SECONDS = 1.0  # from taking the lock to naming the processes
ORPHAN_SECONDS = 5.0  # for an orphan to close its store before it is killed
ENDING_SECONDS = 12.0  # for an owner whose launcher has died to end its JVM


@dataclass(frozen=True, slots=True)
class Owner:
    """The processes that hold a data folder: who started it, who watches over it, and the JVM."""

    launcher: int
    guard: int
    java: int
    detached: bool

    @property
    def is_ending(self) -> bool:
        """The process it was started for is gone, so its guard is about to end it."""
        return not self.detached and not lives(self.launcher)

    @property
    def is_orphan(self) -> bool:
        """Nobody watches over the JVM any more."""
        return not lives(self.guard)


def lives(pid: int) -> bool:
    """Whether a process runs; one that has ended and only waits to be noticed does not."""
    with suppress(psutil.NoSuchProcess):
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    return False


def owner(folder: Folder) -> Owner | None:
    """Tell who holds the folder now, None if nobody does or the holder has not signed yet."""
    return _signed(folder) if is_held(folder) else None


def is_held(folder: Folder) -> bool:
    """Whether any process holds the folder."""
    with suppress(FileNotFoundError), folder.lock.open("rb") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


def _signed(folder: Folder) -> Owner | None:
    with suppress(OSError, ValueError, TypeError):
        return Owner(**json.loads(folder.lock.read_bytes()))
    return None


async def take(folder: Folder) -> int:
    """Take the folder for this process and give the descriptor that holds it; whoever inherits it holds it too.

    Waits for an owner that is ending, and ends a JVM that has lost its guard.

    Raises:
        SetupError: another process holds the folder; names it and its JVM.
    """
    folder.root.mkdir(parents=True, exist_ok=True)
    started = time.monotonic()
    while (descriptor := _try(folder)) is None:
        holder, waited = _signed(folder), time.monotonic() - started
        if holder and holder.is_orphan:
            await end_orphan(holder, folder)
        elif waited > (ENDING_SECONDS if holder and holder.is_ending else SIGN_SECONDS):
            raise _taken(folder, holder)
        await asyncio.sleep(TICK_SECONDS)
    return descriptor


def _try(folder: Folder) -> int | None:
    descriptor = os.open(folder.lock, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        return None
    os.ftruncate(descriptor, 0)
    return descriptor


async def end_orphan(holder: Owner, folder: Folder) -> None:
    """End a JVM whose guard is gone; leaves any other process that has got its number alone."""
    with suppress(psutil.NoSuchProcess):
        java = psutil.Process(holder.java)
        if f"--home-dir={folder.root}" in java.cmdline():
            java.terminate()
            java.resume()
            try:
                await asyncio.to_thread(java.wait, ORPHAN_SECONDS)
            except psutil.TimeoutExpired:
                java.kill()


def _taken(folder: Folder, holder: Owner | None) -> SetupError:
    zh = f"由进程 {holder.launcher} 启动，Neo4j 为进程 {holder.java}" if holder else "另一个进程正在启动它"
    en = f"process {holder.launcher} started it, Neo4j is process {holder.java}" if holder else "it is being started"
    return SetupError(
        f"数据目录 {folder.root} 已被占用（{zh}）；请先结束该进程，或换一个 GRAPHSVC_DATA_DIR。",
        f"The data folder {folder.root} is in use ({en}); end that process first, or set another GRAPHSVC_DATA_DIR.",
    )
