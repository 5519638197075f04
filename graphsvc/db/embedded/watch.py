"""A watch over the embedded Neo4j of this process: is it still there, can it go on, is there room on its disk?"""

import asyncio
import shutil
import time
from enum import StrEnum
from functools import partial
from pathlib import Path

from graphsvc.db import bolt_probe
from graphsvc.db.backup import hold
from graphsvc.db.driver import Graph, Health
from graphsvc.db.embedded.process import Embedded
from graphsvc.errors import SetupError, Unavailable

LOOK_SECONDS = 0.5
BROKEN_LOOKS = 2
"""Looks in a row that find it broken before it is started anew."""
FROZEN_SECONDS = 30.0
"""Without any sign of life before it is started anew: far longer than a collection of garbage takes."""
SIGN_SECONDS = 2.0
NEEDED_TO_START = 32_000_000
"""Bytes on the disk without which a start would only break the store again."""


class Unfit(StrEnum):
    """Why a Neo4j has to be started anew."""

    ENDED = "it has ended"
    BROKEN = "it says that it cannot go on"
    FROZEN = "it has given no sign of life"


async def until_unfit(graph: Graph, child: Embedded, folder: Path, reserve_bytes: int) -> Unfit:
    """Return when the Neo4j has to be started anew; meanwhile hold the writes while its disk is nearly full.

    Args:
        reserve_bytes: free space below which nothing is written.
    """
    ended = asyncio.create_task(child.ended())
    watched = asyncio.create_task(_until_sick(graph, child))
    room = asyncio.create_task(keep_room(graph, folder, reserve_bytes))
    tasks = (ended, watched, room)
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        if ended in done:
            return Unfit.ENDED
        return next(iter(done)).result() or Unfit.BROKEN
    finally:
        for task in tasks:
            task.cancel()


async def keep_room(graph: Graph, folder: Path, reserve_bytes: int) -> None:
    """Hold the writes of a graph while a backup asks for it, and while the disk of its folder is nearly full.

    A full disk would end its reads too.
    """
    while True:
        free = await asyncio.to_thread(free_bytes, folder)
        is_asked = hold.is_asked(folder, time.monotonic())
        full = _nearly_full(free) if free < reserve_bytes else None
        graph.hold_writes(full or (hold.being_backed_up() if is_asked else None))
        if is_asked and not graph.writes_under_way:
            hold.answer(folder)
        await asyncio.sleep(hold.TICK_SECONDS if is_asked else LOOK_SECONDS)


async def _until_sick(graph: Graph, child: Embedded) -> Unfit:
    loop = asyncio.get_running_loop()
    heard, broken = loop.time(), 0
    alive = partial(bolt_probe.alive, child.address.uri, SIGN_SECONDS)
    while True:
        await asyncio.sleep(LOOK_SECONDS)
        health = await graph.health()
        broken = broken + 1 if health is Health.BROKEN else 0
        if broken >= BROKEN_LOOKS:
            return Unfit.BROKEN
        if health is not Health.AWAY or await alive():
            heard = loop.time()
        elif loop.time() - heard > FROZEN_SECONDS:
            return Unfit.FROZEN


def free_bytes(folder: Path) -> int:
    """Measure free space on the disk of a folder, or of the nearest folder above that exists."""
    return shutil.disk_usage(next(path for path in (folder, *folder.parents) if path.exists())).free


def room_to_start(folder: Path) -> None:
    """Look whether a start may be tried.

    Raises:
        SetupError: the disk is full; says how full.
    """
    if (free := free_bytes(folder)) < NEEDED_TO_START:
        raise SetupError(
            f"数据目录 {folder} 所在磁盘已满（剩余 {free // 1_000_000} MB）；请先清理，服务会自行恢复。",
            f"The disk of the data folder {folder} is full, {free // 1_000_000} MB are left; make room, the service "
            "then comes back by itself.",
        )


def _nearly_full(free: int) -> Unavailable:
    return Unavailable(
        "数据库所在磁盘空间不足，暂停写入；读取不受影响。请清理磁盘。",
        f"The database's disk is nearly full ({free // 1_000_000} MB are left): reads go on, writes wait for room.",
    )
