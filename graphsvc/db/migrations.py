"""Forward-only migrations: numbered files of statements, each file run once and remembered in the graph itself.

A file `NNNN_name.cypher` only adds, so that programs of the release before go on beside it: it is run before the first
new program starts. What takes something away stands in `NNNN_name.after.cypher`: it is run once no old program is left.
"""

import asyncio
import hashlib
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from graphsvc.cypher.statement import Statement
from graphsvc.db.bulkhead import Lane
from graphsvc.db.driver import Graph
from graphsvc.errors import Conflict, SetupError, StartRefused
from graphsvc.paths import SCHEMA_DIR

FOLDER = SCHEMA_DIR / "migrations"
INDEX_SECONDS = 600.0  # for the indexes of a large graph to fill
POLL_SECONDS = 0.05
_NAME = re.compile(r"^(?P<number>\d{4})_(?P<name>[a-z0-9_]+)(?P<after>\.after)?\.cypher$")
_TOKEN = re.compile(r"""//[^\n]*|'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*"|`[^`]*`|;|[^;/'"`]+|/""")


class Phase(StrEnum):
    """When a migration is run: before the first new program starts, or after the last old one has ended."""

    BEFORE = "before"
    AFTER = "after"


EVERY_PHASE = frozenset(Phase)


@dataclass(frozen=True, slots=True)
class Migration:
    """One file; `sha256` is that of its text, by which a later change of it is noticed."""

    number: int
    phase: Phase
    name: str
    sha256: str
    statements: tuple[str, ...]


def migrations(folder: Path = FOLDER) -> list[Migration]:
    """Read the migrations of a folder in the order of their numbers.

    Raises:
        ValueError: a file is not named `NNNN_name.cypher`, or the numbers are not 1, 2, 3 ….
    """
    found = [_read(path) for path in sorted(folder.glob("*.cypher"))]
    if [each.number for each in found] != list(range(1, len(found) + 1)):
        raise ValueError(f"{folder}: migrations have to be numbered 0001, 0002, … without gaps")
    return found


def _read(path: Path) -> Migration:
    if not (match := _NAME.match(path.name)):
        raise ValueError(f"{path.name}: a migration is named NNNN_name.cypher")
    content = path.read_bytes()
    return Migration(
        int(match["number"]),
        Phase.AFTER if match["after"] else Phase.BEFORE,
        match["name"],
        hashlib.sha256(content).hexdigest(),
        tuple(split(content.decode())),
    )


def split(text: str) -> Iterator[str]:
    """Split a text into statements, without comments and final `;`; quoted ones stay."""
    parts: list[str] = []
    for part in [*_TOKEN.findall(text), ";"]:
        if part == ";":
            if statement := "".join(parts).strip():
                yield statement
            parts.clear()
        elif not part.startswith("//"):
            parts.append(part)


async def require_migrated(graph: Graph, now: datetime, folder: Path = FOLDER) -> list[Migration]:
    """See that a program may work on the graph as it is; a new graph is brought up to date, an old one never.

    Args:
        now: the moment that the record of what is run now bears.
    Returns:
        migrations to be run once no older program works on the graph.
    Raises:
        StartRefused: migrations are due; names the command that runs them.
        SetupError: as for `migrate`.
    """
    pending = _pending(migrations(folder), await _applied(graph))
    if pending and await _is_new(graph):
        await migrate(graph, now, folder)
        return []
    if due := [each for each in pending if each.phase is Phase.BEFORE]:
        raise _due(due)
    return pending


async def migrate(
    graph: Graph, now: datetime, folder: Path = FOLDER, phases: Collection[Phase] = EVERY_PHASE
) -> list[Migration]:
    """Bring the graph to the newest migration and wait until its indexes answer; safe to run twice, and at once.

    Args:
        now: the moment that the record of what is run now bears.
        phases: only migrations of these; AFTER alone is refused while others are due.
    Returns:
        the migrations that were run.
    Raises:
        SetupError: a migration that was run has changed since, the graph is newer than this program, or an index fails.
        Unavailable: the database is away; run it again.
    """
    due = _pending(migrations(folder), await _applied(graph))
    pending = [each for each in due if each.phase in phases]
    if Phase.BEFORE not in phases and (first := [each for each in due if each.phase is Phase.BEFORE]):
        raise _due(first)
    if pending:
        await _run(graph, Statement(_ONE_RECORD_A_NUMBER))
    for migration in pending:
        for text in migration.statements:
            await _run(graph, Statement(text))
        await _run(graph, _record(migration, now))
    await _indexes_online(graph)
    return pending


async def _run(graph: Graph, statement: Statement) -> None:
    try:
        await graph.write(statement, Lane.SETUP)
    except Conflict:  # another process has just made the same; now it finds it made
        await graph.write(statement, Lane.SETUP)


_ONE_RECORD_A_NUMBER = """\
CREATE CONSTRAINT migration_number IF NOT EXISTS FOR (m:Migration) REQUIRE m.number IS UNIQUE"""
_APPLIED = """\
MATCH (m:Migration)
RETURN m.number, m.phase, m.sha256 ORDER BY m.number LIMIT 10000"""
_RECORD = """\
MERGE (m:Migration {number: $number})
ON CREATE SET m.name = $name, m.phase = $phase, m.sha256 = $sha256, m.appliedAt = $now"""
_IS_NEW = "RETURN NOT EXISTS { MATCH (n:Node) } AND NOT EXISTS { MATCH (m:Migration) } AS new"
_WAITING = """\
SHOW INDEXES YIELD name, state WHERE state <> 'ONLINE' RETURN name, state ORDER BY name"""


def _record(migration: Migration, now: datetime) -> Statement:
    values = {name: getattr(migration, name) for name in ("number", "name", "phase", "sha256")}
    return Statement(_RECORD, {**values, "now": now})


async def _applied(graph: Graph) -> dict[int, tuple[Phase, str]]:
    rows = await graph.read(Statement(_APPLIED), Lane.SETUP)
    return {number: (Phase(phase or Phase.BEFORE), sha256) for number, phase, sha256 in rows}


async def _is_new(graph: Graph) -> bool:
    ((new,),) = await graph.read(Statement(_IS_NEW), Lane.SETUP)
    return bool(new)


def _pending(wanted: list[Migration], applied: dict[int, tuple[Phase, str]]) -> list[Migration]:
    """What is still to be run, after a look at what was; migrations of a newer program that only add are no matter."""
    newer = set(applied) - {each.number for each in wanted}
    if unknown := sorted(number for number in newer if applied[number][0] is Phase.AFTER):
        raise SetupError(
            f"图已升级到迁移 {unknown[-1]:04}，本程序只到 {len(wanted):04}；请使用更新的版本。",
            f"The graph has seen migration {unknown[-1]:04}, this program knows {len(wanted):04}; use a newer version.",
        )
    for each in wanted:
        if each.number in applied and applied[each.number][1] != each.sha256:
            raise SetupError(
                f"迁移 {each.number:04}_{each.name} 运行后又被修改；请恢复该文件，改动另写一个新的迁移。",
                f"Migration {each.number:04}_{each.name} was changed after it had been run; "
                "restore the file and put the change into a new migration.",
            )
    return [each for each in wanted if each.number not in applied]


async def _indexes_online(graph: Graph) -> None:
    try:
        async with asyncio.timeout(INDEX_SECONDS):
            while waiting := await graph.read(Statement(_WAITING), Lane.SETUP):
                if failed := [name for name, state in waiting if state == "FAILED"]:
                    raise _failed(failed)
                await asyncio.sleep(POLL_SECONDS)
    except TimeoutError:
        raise _failed([name for name, _ in waiting]) from None


def _due(due: list[Migration]) -> StartRefused:
    names = ", ".join(f"{each.number:04}_{each.name}" for each in due)
    return StartRefused(
        f"图还缺迁移 {names}。请先备份（graphsvc backup），再运行 graphsvc migrate；旧版本的进程可以同时继续工作。",
        f"Migrations are due: {names}. Back up first (`graphsvc backup`), then run `graphsvc migrate`; processes of "
        "the release before may go on meanwhile.",
    )


def _failed(indexes: list[str]) -> SetupError:
    return SetupError(
        f"索引 {', '.join(indexes)} 没有建成；请删除后重新运行迁移。",
        f"These indexes do not come online: {', '.join(indexes)}; drop them and migrate again.",
    )
