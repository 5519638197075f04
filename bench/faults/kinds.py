"""The kinds of faults, each with what it does to the service, its Neo4j, their connections or their disk."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from random import Random

from bench.faults.victim import Victim
from graphsvc.db.embedded.watch import free_bytes

CHUNK = bytes(4_000_000)


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of fault; `share` is how often it is drawn beside the others."""

    name: str
    does: Callable[[Victim, Random], Awaitable[None]]
    share: int = 2


async def kill_service(victim: Victim, _: Random) -> None:
    """The process is gone, its Neo4j follows."""
    _send(victim.service, signal.SIGKILL)


async def kill_neo4j(victim: Victim, _: Random) -> None:
    """The JVM alone."""
    _send(victim.java, signal.SIGKILL)


async def kill_guard(victim: Victim, _: Random) -> None:
    """The process that watches over the JVM."""
    _send(victim.guard, signal.SIGKILL)


async def kill_both(victim: Victim, _: Random) -> None:
    """As when the machine loses its power, but for the disk's cache."""
    for pid in (victim.java, victim.service, victim.guard):
        _send(pid, signal.SIGKILL)


async def end_service(victim: Victim, _: Random) -> None:
    """SIGTERM, as an orchestrator ends a container."""
    _send(victim.service, signal.SIGTERM)


async def freeze_neo4j(victim: Victim, random: Random) -> None:
    """The JVM stands still for some seconds."""
    await _frozen(victim.java, random.uniform(0.5, 6))


async def freeze_service(victim: Victim, random: Random) -> None:
    """The service stands still for a moment."""
    await _frozen(victim.service, random.uniform(0.2, 2))


async def slow_neo4j(victim: Victim, random: Random) -> None:
    """The JVM gets a fifth of its time, as behind a slow disk or a busy machine."""
    pid = victim.java
    for _ in range(random.randint(10, 40)):
        await _frozen(pid, 0.08)
        await asyncio.sleep(0.02)


async def drop_database_connections(victim: Victim, random: Random) -> None:
    """Every connection between service and Neo4j is reset, again and again."""
    for _ in range(random.randint(1, 5)):
        await _reset(f"( dport = :{victim.bolt_port} or sport = :{victim.bolt_port} )")
        await asyncio.sleep(0.1)


async def drop_clients(victim: Victim, random: Random) -> None:
    """Every connection of a client is reset in the middle of its requests."""
    for _ in range(random.randint(1, 3)):
        await _reset(f"( sport = :{victim.port} )")
        await asyncio.sleep(random.uniform(0.05, 0.3))


async def fill_disk(victim: Victim, random: Random) -> None:
    """The disk fills up within a second and stays so for some."""
    await _filled(victim.disk, but=20_000_000, seconds=random.uniform(1, 4), slow=True)


async def fill_disk_whole(victim: Victim, random: Random) -> None:
    """The disk is full to its last byte at once."""
    await _filled(victim.disk, but=0, seconds=random.uniform(1, 4), slow=False)


async def starve(_: Victim, random: Random) -> None:
    """Other work takes both processors."""
    burn = "import time\nend = time.time() + %f\nwhile time.time() < end: pass"
    seconds = random.uniform(1, 4)
    burners = [await asyncio.create_subprocess_exec(sys.executable, "-c", burn % seconds) for _ in range(4)]
    await asyncio.gather(*(each.wait() for each in burners))


KINDS = (
    Kind("service killed", kill_service),
    Kind("Neo4j killed", kill_neo4j),
    Kind("guard killed", kill_guard, 1),
    Kind("both killed", kill_both, 1),
    Kind("SIGTERM", end_service),
    Kind("Neo4j frozen", freeze_neo4j, 4),
    Kind("service frozen", freeze_service, 4),
    Kind("Neo4j slow", slow_neo4j, 4),
    Kind("database connections reset", drop_database_connections, 5),
    Kind("client connections reset", drop_clients, 5),
    Kind("disk nearly full", fill_disk, 4),
    Kind("disk full", fill_disk_whole, 2),
    Kind("processors starved", starve, 3),
)


def drawn(random: Random, count: int) -> list[Kind]:
    """That many faults, each kind at least once where there is room, in an order of the seed's."""
    often = [kind for kind in KINDS for _ in range(kind.share)]
    found = [*KINDS][:count] + [random.choice(often) for _ in range(max(0, count - len(KINDS)))]
    random.shuffle(found)
    return found


def _send(pid: int | None, number: signal.Signals) -> None:
    if pid:
        with suppress(ProcessLookupError):
            os.kill(pid, number)


async def _frozen(pid: int | None, seconds: float) -> None:
    _send(pid, signal.SIGSTOP)
    try:
        await asyncio.sleep(seconds)
    finally:
        _send(pid, signal.SIGCONT)


async def _reset(of: str) -> None:
    """Destroy TCP connections of this machine that fit a filter of ss(8)."""
    process = await asyncio.create_subprocess_exec(
        "ss", "-K", "-t", "state", "established", of, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    await process.wait()


async def _filled(disk: Path, but: int, seconds: float, *, slow: bool) -> None:
    filler = disk / "filler"
    try:
        with suppress(OSError), filler.open("ab", buffering=0) as out:
            while (left := free_bytes(disk) - but) > 0:
                out.write(CHUNK[:left])
                await asyncio.sleep(0.02 if slow else 0)
        await asyncio.sleep(seconds)
    finally:
        filler.unlink(missing_ok=True)
