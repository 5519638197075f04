"""Holding writes for a backup: a command asks by a file in the data folder, the service answers by another.

A request ends by itself at its time, so that a command that dies holds nobody up.
"""

import asyncio
import json
import os
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from graphsvc.errors import SetupError, Unavailable

ASKED, HELD = "hold.asked", "hold.answered"
TICK_SECONDS = 0.05
ANSWER_SECONDS = 15.0
"""For a service to notice, and for its writes under way to end."""
LONGEST_SECONDS = 600.0


def is_asked(folder: Path, now: float) -> bool:
    """Whether writes are to be held at this time of the machine's steady clock, which all its processes share."""
    with suppress(OSError, ValueError, KeyError, TypeError):
        return now < float(json.loads((folder / ASKED).read_bytes())["until"])
    return False


def answer(folder: Path) -> None:
    """Say that no write is under way any more and none begins."""
    (folder / HELD).write_text(str(os.getpid()), encoding="ascii")


@asynccontextmanager
async def held(folder: Path, seconds: float = LONGEST_SECONDS) -> AsyncIterator[None]:
    """Keep the service on a data folder from writing while the block lasts.

    Raises:
        SetupError: it does not answer.
    """
    (folder / HELD).unlink(missing_ok=True)
    part = folder / f".{ASKED}.{os.getpid()}"
    part.write_text(json.dumps({"until": time.monotonic() + seconds}), encoding="ascii")
    part.replace(folder / ASKED)
    try:
        await _answered(folder)
        yield
    finally:
        (folder / ASKED).unlink(missing_ok=True)
        (folder / HELD).unlink(missing_ok=True)


async def _answered(folder: Path) -> None:
    end = time.monotonic() + ANSWER_SECONDS
    while not (folder / HELD).exists():
        if time.monotonic() > end:
            raise SetupError(
                "服务没有在规定时间内暂停写入；请稍后再试。",
                "The service has not stopped writing in time; try again later.",
            )
        await asyncio.sleep(TICK_SECONDS)


def being_backed_up() -> Unavailable:
    """Tell why a write waits."""
    return Unavailable(
        "正在备份，写入暂停片刻；请用相同的幂等键重试。",
        "A backup is being taken and writes wait for a moment; repeat the change with its key.",
    )
