"""Checks of an installation: what the service needs, what it found, what to do about it."""

import platform
import shutil
import sys
from dataclasses import dataclass

import typer

from graphsvc.cases.model.calendar import KNOWN
from graphsvc.cli.precautions import refusals, warnings
from graphsvc.cli.run import run
from graphsvc.cli.run import settings as given
from graphsvc.cypher.fragments import unfinished
from graphsvc.cypher.statement import Statement
from graphsvc.db import migrations
from graphsvc.db.driver import Graph
from graphsvc.db.embedded import process as embedded
from graphsvc.db.jvm.jars import pinned
from graphsvc.errors import GraphsvcError
from graphsvc.settings import Settings

NEEDED_DISK = 1_000_000_000
"""Bytes for jars, JVM cache and a demo graph."""

INCOMPLETE = """\
MATCH (n:Node)
WHERE n.id IS NULL OR (n:Area AND (n.code IS NULL OR n.name IS NULL OR n.prefix IS NULL))
  OR (n.areaCode IS NULL AND NOT n:Topic)
RETURN count(n) AS incomplete"""

UNFINISHED = f"""\
MATCH (i:Import)
WHERE {unfinished("i")}
RETURN i.id AS id, i.source AS source, i.by AS by, i.pieces AS pieces
ORDER BY id LIMIT 10"""


@dataclass(frozen=True, slots=True)
class Check:
    """One check and its finding."""

    name: str
    ok: bool
    finding: str


def doctor() -> None:
    """Check what the service needs, one line a check; exit code 1 when something is missing."""
    found = run(checked(given()))
    for check in found:
        print(f"{'✓' if check.ok else '✗'} {check.name}: {check.finding}")
    if not all(check.ok for check in found):
        raise typer.Exit(1)


async def checked(settings: Settings) -> list[Check]:
    """Run every check; starts nothing and changes nothing."""
    local = [_python(), _disk(settings), _holidays(), *_precautions(settings)]
    if settings.neo4j_uri is None:
        local += [_jars(settings), _embedded(settings)]
    return [*local, *await _graph(settings)]


def _python() -> Check:
    return Check("Python", sys.version_info >= (3, 11), f"{platform.python_version()} (3.11 or newer)")


def _precautions(settings: Settings) -> list[Check]:
    refused = [Check("Settings", False, refusal.en) for refusal in refusals(settings)]
    return [*refused, *(Check("Settings", True, f"think over: {warning}") for warning in warnings(settings))]


def _disk(settings: Settings) -> Check:
    folder = next(path for path in (settings.data_dir, *settings.data_dir.parents) if path.exists())
    free = shutil.disk_usage(folder).free
    return Check("Disk", free > NEEDED_DISK, f"{free // 1_000_000} MB free at {folder} (1,000 MB or more)")


def _holidays() -> Check:
    told = f"announced up to {KNOWN[1]} (chinesecalendar); deadlines beyond are estimated until holidays are entered"
    return Check("Holidays", True, told)


def _jars(settings: Settings) -> Check:
    wanted = pinned(settings.neo4j_version, settings.pins_dir)
    here = sum(1 for jar in wanted if (settings.cache_dir / "jars" / jar.name).exists())
    if here == len(wanted):
        return Check("Neo4j jars", True, f"{here} of {settings.neo4j_version} in {settings.cache_dir}")
    return Check("Neo4j jars", False, f"{here} of {len(wanted)}; `graphsvc demo` downloads the rest")


def _embedded(settings: Settings) -> Check:
    status = embedded.status(settings)
    if status.owner is None:
        return Check("Embedded Neo4j", True, "not running; starts with `graphsvc demo`, `serve` or `neo4j start`")
    return Check("Embedded Neo4j", True, f"running, pid {status.owner.java}, data {status.folder}")


async def _graph(settings: Settings) -> list[Check]:
    status = embedded.status(settings)
    if settings.neo4j_uri is None and status.owner is None:
        return []
    reached = await embedded.connect_or_start(settings)
    graph = Graph(reached.address)
    try:
        return [await _migrations(graph), await _complete(graph), await _imports(graph)]
    except GraphsvcError as failure:
        return [Check("Database", False, failure.en)]
    finally:
        await graph.close()
        await reached.release()


async def _migrations(graph: Graph) -> Check:
    rows = await graph.read(Statement("MATCH (m:Migration) RETURN collect(m.number)"))
    due = [each for each in migrations.migrations() if each.number not in rows[0][0]]
    first = [each for each in due if each.phase is migrations.Phase.BEFORE]
    command = "graphsvc migrate" if first else "graphsvc migrate --after"
    finding = f"{len(due)} to run: `{command}`" if due else f"all {len(rows[0][0])} have run"
    return Check("Migrations", not first, finding)


async def _complete(graph: Graph) -> Check:
    rows = await graph.read(Statement(INCOMPLETE))
    return Check("Required properties", rows[0][0] == 0, f"{rows[0][0]} nodes lack one")


async def _imports(graph: Graph) -> Check:
    rows = await graph.read(Statement(UNFINISHED))
    found = "; ".join(f"{id_} of {source} by {by} after {pieces} pieces" for id_, source, by, pieces in rows)
    way_out = "load the same files again to finish it, or `graphsvc imports undo ID`"
    return Check("Imports", not rows, f"unfinished: {found}; {way_out}" if rows else "all whole")
