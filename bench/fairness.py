"""What one caller feels while another takes all it may: `python -m bench.fairness [--strict] [--only roots]`.

A service as in production, with its usual limits, on the demo graph. One caller opens a page now and then; meanwhile
another, in a process of its own, sends what is dearest over many connections. Each kind is measured between two quiet
spells. Exit codes: 0 measured; 3 with --strict, a quiet caller's p95 was more than doubled.
"""

import asyncio
import json
import os
import statistics
import sys
import tempfile
import time
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Annotated

import orjson
import typer
import uvloop
from platformdirs import user_cache_path
from rich.console import Console
from rich.table import Table

from bench.greed import KINDS, attack, signed
from bench.ground import DEMO, ground
from bench.served import service
from bench.wire import Line, request
from graphsvc.access.role import Role
from graphsvc.access.sign_in.development import Development
from graphsvc.clock import utc_now
from graphsvc.settings import Settings

CACHE = user_cache_path("graphsvc") / "bench"
HOST = "127.0.0.1"
DISTRICT, SUBDISTRICT = "500103000000", "500103012000"
PAUSE_SECONDS = 0.05
WARM_SECONDS = 3.0
GOAL = 2.0
PAGES = (
    """query($c: ID!) { subdistrict(code: $c) { name communities(first: 10) { nodes { name bigPartyCommittee { name
       members(first: 10) { nodes { name } } } } } } }""",
    'query($c: ID!) { units(first: 20, filter: {name: {contains: "社区"}}) { totalCount nodes { id name } } '
    "subdistrict(code: $c) { name } }",
)
progress = Console(stderr=True)
app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)


@dataclass(frozen=True, slots=True)
class Felt:
    """Milliseconds of one caller's pages, quiet and beside a kind of greed, and how the greedy fared."""

    kind: str
    quiet: list[float]
    beside: list[float]
    refused: int
    greedy: Counter[str]

    @property
    def ratio(self) -> float:
        """p95 beside greed over p95 in peace."""
        return self.p95(self.beside) / self.p95(self.quiet)

    @staticmethod
    def p95(times: list[float]) -> float:
        """What 95 of 100 pages take at most."""
        return statistics.quantiles(times, n=20)[-1]


class Pages:
    """A caller that opens pages now and then, over one kept connection."""

    def __init__(self, port: int, token: str) -> None:
        self._port = port
        bodies = [orjson.dumps({"query": text, "variables": {"c": SUBDISTRICT}}) for text in PAGES]
        self._requests = [signed(request("/graphql", body), token) for body in bodies]
        self._line: Line | None = None
        self.refused = 0

    async def open_for(self, seconds: float) -> list[float]:
        """Milliseconds that each page took; one that is refused counts as the worst."""
        times, end = [], time.monotonic() + seconds
        while time.monotonic() < end:
            for asked in self._requests:
                began = time.perf_counter()
                refused = await self._refused(asked)
                self.refused += refused
                times.append(5_000.0 if refused else 1000 * (time.perf_counter() - began))
                await asyncio.sleep(PAUSE_SECONDS)
        return times

    async def _refused(self, asked: bytes) -> bool:
        if self._line is None or not self._line.is_open:
            self._line = (await asyncio.get_running_loop().create_connection(Line, HOST, self._port))[1]
        try:
            return b'"errors"' in await self._line.ask(asked)
        except ConnectionError:
            return True


async def beside(kind: str, port: int, tokens: tuple[str, str], seconds: float) -> Felt:
    """Measure one kind of greed between two quiet spells."""
    pages = Pages(port, tokens[0])
    await pages.open_for(WARM_SECONDS)
    quiet = await pages.open_for(seconds / 2)
    pages.refused = 0
    process = await asyncio.create_subprocess_exec(
        "nice", sys.executable, "-m", "bench.fairness", "--greedy", kind, "--port", str(port), "--token", tokens[1],
        stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    assert process.stdout is not None
    await process.stdout.readline()  # it has begun
    try:
        await pages.open_for(WARM_SECONDS)
        times = await pages.open_for(seconds)
    finally:
        with suppress(ProcessLookupError):
            process.terminate()
    fared = Counter(json.loads(await process.stdout.readline() or b"{}"))
    await process.wait()
    refused = pages.refused
    await asyncio.sleep(WARM_SECONDS)
    return Felt(kind, quiet + await pages.open_for(seconds / 2), times, refused, fared)


async def measured(kinds: list[str], seconds: float) -> list[Felt]:
    """Every kind, one after the other, on one service."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["GRAPHSVC_DATA_DIR"] = folder
        issuer = Development(Settings(data_dir=Path(folder)))
        tokens = tuple(
            issuer.mint(Role.DISTRICT_ADMIN, [DISTRICT], None, who, utc_now(), timedelta(hours=8))
            for who in ("modest", "greedy")
        )
        async with ground(DEMO, CACHE, progress) as graph, service(graph, ()) as way:
            found = []
            for kind in kinds:
                progress.print(f"{kind} …")
                found.append(await beside(kind, way.caller.port, (tokens[0], tokens[1]), seconds))
        return found


def shown(found: list[Felt]) -> Table:
    """A line a kind."""
    table = Table("greed", "quiet p50", "quiet p95", "beside p50", "beside p95", "ratio", "refused", "the greedy")
    for felt in found:
        figures = (
            statistics.median(felt.quiet),
            felt.p95(felt.quiet),
            statistics.median(felt.beside),
            felt.p95(felt.beside),
        )
        fared = ", ".join(f"{what} {count}" for what, count in felt.greedy.most_common(4))
        row = (*(f"{figure:.1f} ms" for figure in figures), f"{felt.ratio:.2f}", str(felt.refused))
        table.add_row(felt.kind, *row, fared)
    return table


@app.command()
def main(
    only: Annotated[list[str] | None, typer.Option(help=f"Only this kind; repeatable. {', '.join(KINDS)}.")] = None,
    seconds: Annotated[float, typer.Option(help="Seconds a kind, quiet and beside it each.")] = 20.0,
    strict: Annotated[bool, typer.Option("--strict", help="Exit code 3 when a p95 is more than doubled.")] = False,
    greedy: Annotated[str | None, typer.Option(hidden=True)] = None,
    port: Annotated[int, typer.Option(hidden=True)] = 0,
    token: Annotated[str, typer.Option(hidden=True)] = "",
) -> None:
    """Measure what a caller feels of another that takes all it may."""
    if greedy:
        uvloop.run(attack(greedy, port, token))
        return
    found = uvloop.run(measured(only or list(KINDS), seconds))
    Console(width=170).print(shown(found))
    if strict and any(felt.ratio > GOAL for felt in found):
        raise typer.Exit(3)


if __name__ == "__main__":
    app()
