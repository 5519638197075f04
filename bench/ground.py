"""The graph under test: grown from a seed once, kept in the user's cache, started for a run."""

import hashlib
import json
import shutil
from base64 import b64encode
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from rich.console import Console

from graphsvc import intake
from graphsvc.access.sealing.keys import read_keys
from graphsvc.cli.progress import reporting
from graphsvc.clock import utc_now
from graphsvc.db.address import Address
from graphsvc.db.deadlines import Timing
from graphsvc.db.driver import Graph
from graphsvc.db.embedded.process import start
from graphsvc.db.migrations import migrate
from graphsvc.intake.load import load, load_rows
from graphsvc.paths import SCHEMA_DIR, SEEDS_DIR
from graphsvc.settings import Settings
from seeds.grow.faults import Fault
from seeds.grow.sound import Told, grow_sound
from seeds.grow.stream import Stream, grow

T = TypeVar("T")

FIELD_KEY = "bench:" + b64encode(bytes(range(32))).decode()
RECORD_KEY = "the record of a graph that is only measured"
KEYS = read_keys(FIELD_KEY)
"""Seals what is grown; the service that is measured has to open it."""

PATIENT = Timing(light=120.0, heavy=600.0)
"""For growing, profiling and the first statements of a cold JVM beside other work."""

MADE_BY = (SEEDS_DIR / "grow", SEEDS_DIR / "chongqing", SCHEMA_DIR / "migrations", Path(intake.__path__[0]))
"""Folders that decide what a grown graph holds."""


def _unheard(fault: Fault) -> None:
    """For whoever need not know what is planted."""


@dataclass(frozen=True, slots=True)
class Extent:
    """How much graph: districts grown from a seed, the whole city, or the demo.

    Attributes:
        faults: of every rule of the audit, planted where no rule is broken otherwise; None: as it grows.
    """

    name: str
    districts: tuple[str | None, ...] = ()
    seed: int = 1
    scale: float = 1.0
    faults: int | None = None

    @property
    def folder(self) -> str:
        """A name that no other graph has; graphs made by other code end in another digest."""
        grown = f"{self.name}-seed{self.seed}-x{self.scale:g}" if self.districts else self.name
        return f"{grown}-{digest(self.districts)}"

    def rows(self, code: str | None, tell: Told = _unheard) -> Stream:
        """The rows of one of its districts; `tell` hears of the faults planted there."""
        if self.faults is None:
            return grow(code, self.scale, self.seed)
        return grow_sound(code, self.scale, self.seed, self.faults, tell)


@dataclass(frozen=True, slots=True)
class Ground:
    """A running graph: how to reach it, and the JVM whose time is counted."""

    graph: Graph
    address: Address
    jvm: int


DEMO = Extent("demo")
CITY = Extent("city", (None,))


def district(code: str, seed: int = 1, scale: float = 1.0) -> Extent:
    """One district alone."""
    return Extent(f"district-{code}", (code,), seed, scale)


def districts(codes: tuple[str, ...], seed: int = 1, scale: float = 1.0) -> Extent:
    """Several districts; the first is the one whose queries are asked."""
    named = hashlib.sha256(",".join(codes).encode()).hexdigest()[:6]
    return Extent(f"{len(codes)}-districts-{named}", codes, seed, scale)


def planted(district: str | None, faults: int, seed: int = 1, scale: float = 1.0) -> Extent:
    """A district, or with None the city, that breaks the rules of the audit `faults` times each, nowhere else."""
    return Extent(f"{faults}-faults-{district or 'city'}", (district,), seed, scale, faults)


def digest(grown: tuple[str | None, ...]) -> str:
    """Changes when the code or the areas that make the graph do."""
    folders = MADE_BY if grown else (SEEDS_DIR / "demo", *MADE_BY[2:])
    files = sorted(path for folder in folders for path in folder.iterdir() if path.suffix in (".py", ".csv", ".cypher"))
    return hashlib.sha256(FIELD_KEY.encode() + b"".join(path.read_bytes() for path in files)).hexdigest()[:8]


@asynccontextmanager
async def ground(
    extent: Extent, cache: Path, console: Console, settings: Settings | None = None
) -> AsyncIterator[Ground]:
    """Start Neo4j on an extent, growing it first when the cache does not hold it; ends with the block.

    Args:
        settings: of the embedded Neo4j; its data folder is replaced.
    """
    home = cache / extent.folder
    loaded = home / "loaded.json"
    if not loaded.exists():
        _forget(extent, cache)
    child = await start((settings or Settings()).model_copy(update={"data_dir": home / "neo4j"}))
    graph = Graph(child.address, PATIENT)
    try:
        if not loaded.exists():
            loaded.write_text(json.dumps(await _grow(graph, extent, console)), encoding="utf-8")
        yield Ground(graph, child.address, child.pid)
    finally:
        await graph.close()
        await child.stop()


def _forget(extent: Extent, cache: Path) -> None:
    """Delete what other code has grown for the extent, and what an ended load has left."""
    stem = extent.folder.rpartition("-")[0]
    for old in cache.glob(f"{stem}-*"):
        shutil.rmtree(old)


async def _grow(graph: Graph, extent: Extent, console: Console) -> dict[str, int]:
    await migrate(graph, utc_now())
    if not extent.districts:
        return dict((await load(graph, SEEDS_DIR / "demo", KEYS)).rows)
    rows: Counter[str] = Counter()
    with reporting() as report:
        for number, code in enumerate(extent.districts):
            console.print(f"growing {code or 'the city'} at scale {extent.scale:g}, once; kept as {extent.folder}")
            rows.update((await load_rows(graph, extent.rows(code), KEYS, report.rows, fresh=number == 0)).rows)
    return dict(rows)


async def on_own_graph(folder: Path, work: Callable[[Graph], Awaitable[T]]) -> T:
    """Do work on an empty graph of its own in a folder, and end its Neo4j."""
    child = await start(Settings(data_dir=folder))
    graph = Graph(child.address, Timing(light=30, heavy=60))
    try:
        await migrate(graph, utc_now())
        return await work(graph)
    finally:
        await graph.close()
        await child.stop()
