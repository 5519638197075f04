"""`python -m bench.million --rows 1000000 --form xlsx --load`: as many people in one sheet, tried and loaded.

Writes the sheet, checks and tries it (a dry run), and loads it if asked to. With `--kill` the load runs in another
process that is killed half way and gone on with here. Prints seconds and, of each step, the most memory that this
process and Neo4j held. Exit codes: 0 within the bound; 1 this process held more, or the graph lacks rows.
"""

import csv
import os
import signal
import sys
import time
from asyncio.subprocess import PIPE, create_subprocess_exec
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer
import uvloop
from openpyxl import Workbook

from graphsvc.access.sealing.keys import read_keys
from graphsvc.clock import utc_now
from graphsvc.cypher.statement import Statement
from graphsvc.db.address import Address
from graphsvc.db.breaker import Limits
from graphsvc.db.bulkhead import Lane
from graphsvc.db.deadlines import Timing
from graphsvc.db.driver import Graph
from graphsvc.db.embedded.process import start
from graphsvc.db.migrations import migrate
from graphsvc.intake.load import load
from graphsvc.intake.rehearsal import rehearse
from graphsvc.intake.store.pieces import ROWS_MERGED
from graphsvc.paths import SEEDS_DIR
from graphsvc.settings import Settings

KEYS = read_keys("bench:MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=")
DAY = date(2026, 11, 26)
MOST_MB = 600
"""This process may hold at most, whatever the number of rows."""
A_LINE = 100_000
HEAD = ("系统编号", "姓名", "联系电话", "人员类别", "入党日期", "网格代码", "所在党支部", "转入日期")
_TIMING = Timing(light=60.0, heavy=600.0, limits=Limits(quiet=60.0, sign=60.0))
_FAMILY, _GIVEN = "赵钱孙李周吴郑王", "子文清兰国建明秀华春"


def rows(count: int) -> Iterator[tuple[str, ...]]:
    """Invented people, one of three a member, over the grids and branches of a community of the demo."""
    for n in range(count):
        name = _FAMILY[n % 8] + _GIVEN[n // 8 % 10] + _GIVEN[n // 80 % 10]
        member = (
            ("正式党员", "2010.7.1", f"party-012011-b{1 + n % 4}", "2012年3月1日") if n % 3 == 0 else ("", "", "", "")
        )
        standing, joined, branch, since = member
        yield f"many-{n}", name, f"138{n:08}", standing, joined, f"500103012011{1 + n % 12:03}", branch, since


def write(path: Path, count: int) -> None:
    """Write the sheet, in the form that the name of the file tells."""
    if path.suffix == ".csv":
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows((HEAD, *()))
            csv.writer(file).writerows(rows(count))
        return
    book = Workbook(write_only=True)
    sheet = book.create_sheet("党员花名册")
    sheet.append(HEAD)
    for row in rows(count):
        sheet.append(row)
    book.save(path)


def peak_mb(pid: int) -> float:
    """The most memory that a process has held, since it was told to count anew."""
    lines = Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines()
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM")), 0.0)


@contextmanager
def measured(what: str, neo4j: int, peaks: list[float]) -> Iterator[None]:
    """Print how long a step took, and what it held at most."""
    for pid in (os.getpid(), neo4j):
        Path(f"/proc/{pid}/clear_refs").write_text("5", encoding="ascii")
    began = time.perf_counter()
    yield
    peaks.append(peak_mb(os.getpid()))
    seconds = time.perf_counter() - began
    print(f"{what}: {seconds:.0f} s, at most {peaks[-1]:.0f} MB here, {peak_mb(neo4j):.0f} MB Neo4j", flush=True)


class Telling:
    """Prints a line for every so many rows."""

    def __init__(self, step: int = A_LINE) -> None:
        self._step = step
        self._told: dict[str, int] = {}

    def __call__(self, table: str, done: int, total: int | None) -> None:
        if done // self._step > self._told.get(table, 0):
            self._told[table] = done // self._step
            print(f"  {table}: {done:,}" + (f" of {total:,}" if total else ""), flush=True)


async def killed_half_way(address: Address, path: Path, count: int) -> None:
    """Load in another process, and kill it when half of the rows are written."""
    where = (address.uri, address.user, address.password, address.database)
    child = await create_subprocess_exec(
        sys.executable, "-m", "bench.million", "--child", *where, str(path), stdout=PIPE
    )
    assert child.stdout
    while line := await child.stdout.readline():
        if line.startswith(b"  people: ") and int(line.split()[1].replace(b",", b"")) >= count // 2:
            child.send_signal(signal.SIGKILL)
            break
    print(f"killed half way: {await child.wait() == -signal.SIGKILL}", flush=True)


async def go_on(address: Address, path: Path) -> None:
    """Load in this process, which is there to be killed."""
    graph = Graph(address, _TIMING)
    await load(graph, path, KEYS, Telling(ROWS_MERGED), as_of=DAY, source="bench")


async def measure(folder: Path, count: int, form: str, *, tries: bool, loads: bool, kills: bool) -> bool:
    """Write, try, load."""
    child = await start(Settings(data_dir=folder / "neo", train_aot=False, heap_mb=1024))
    graph = Graph(child.address, _TIMING)
    peaks: list[float] = []
    path = folder / f"党员花名册.{form}"
    try:
        await migrate(graph, utc_now())
        await load(graph, SEEDS_DIR / "demo", KEYS, as_of=DAY)
        with measured(f"{count:,} rows written as {form}", child.pid, []):
            write(path, count)
        print(f"{path.stat().st_size / 1e6:.0f} MB")
        right = True
        if tries:
            with measured("dry run", child.pid, peaks):
                found = await rehearse(graph, path, KEYS, as_of=DAY, whose="bench", progress=Telling())
            print(f"{found.problem_count} problems, {dict(found.done)}", flush=True)
            right = found.problem_count == 0 and found.done["new"] == count
        if kills:
            await killed_half_way(child.address, path, count)
        if loads:
            with measured("load", child.pid, peaks):
                await load(graph, path, KEYS, Telling(), as_of=DAY, source="bench")
            asked = Statement("MATCH (p:Person) WHERE p.id STARTS WITH 'many-' RETURN count(p) AS people")
            ((people,),) = await graph.read(asked, Lane.HEAVY)
            print(f"{people:,} people in the graph")
            right = right and people == count
        return right and max(peaks, default=0.0) <= MOST_MB
    finally:
        await graph.close()
        await child.stop()


def main(
    where: Annotated[list[str] | None, typer.Argument(hidden=True)] = None,
    rows: Annotated[int, typer.Option(min=1, max=1_048_575, help="People.")] = 1_000_000,
    form: Annotated[str, typer.Option(help="csv or xlsx.")] = "csv",
    tries: Annotated[bool, typer.Option("--dry-run/--no-dry-run", help="Try it first.")] = True,
    loads: Annotated[bool, typer.Option("--load", help="Load it after the dry run.")] = False,
    kills: Annotated[bool, typer.Option("--kill", help="Kill a load half way first, and go on with it.")] = False,
    child: Annotated[bool, typer.Option("--child", hidden=True)] = False,
) -> None:
    """Measure an import of very many rows."""
    if child:
        *address, path = where or []
        uvloop.run(go_on(Address(*address), Path(path)))
        return
    with TemporaryDirectory() as folder:
        kept = uvloop.run(measure(Path(folder), rows, form, tries=tries, loads=loads or kills, kills=kills))
    raise typer.Exit(0 if kept else 1)


if __name__ == "__main__":
    typer.run(main)
