"""Imports: who brought which files in as of which day; one at a time, and marked until it is whole."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

from graphsvc.cypher.files import statements
from graphsvc.cypher.statement import Statement
from graphsvc.db.ports import Transaction
from graphsvc.errors import Conflict, ImportUnfinished
from graphsvc.log.chain import Record
from graphsvc.log.events import Event
from graphsvc.vocabulary.labelled import Labelled

CYPHER = statements(Path(__file__).with_name("imports.cypher"))
CITY_DIGITS = 2
AREA_CHANGES = "area_changes"
"""What a reorganisation counts as its table; it is no import of rows and is not undone."""


class ImportState(Labelled):
    """Where an import stands (导入状态)."""

    RUNNING = "RUNNING", "未完成", "Not finished"
    DONE = "DONE", "已导入", "Loaded"
    UNDOING = "UNDOING", "撤销中", "Being taken back"
    UNDONE = "UNDONE", "已撤销", "Taken back"


@dataclass(frozen=True, slots=True)
class Author:
    """Who brings sheets in, and the record that tells of it; nobody in particular for what the service ships."""

    by: str = "graphsvc"
    role: str = "SYSTEM"
    record: Record | None = None


@dataclass(frozen=True, slots=True)
class File:
    """A file of an import by its name and the SHA-256 of its bytes."""

    name: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Plan:
    """An import that is to begin.

    Attributes:
        source: whose sheets these are.
        rows: how many there are by table.
        prefixes: of the codes of all places that the rows name; everything, when they name none.
    """

    source: str
    as_of: date
    files: tuple[File, ...]
    rows: Mapping[str, int]
    prefixes: tuple[str, ...]

    @property
    def fingerprint(self) -> str:
        """Equal for the same files of the same source as of the same day."""
        parts = [self.source, self.as_of.isoformat(), *(f"{file.name} {file.sha256}" for file in self.files)]
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()

    @property
    def area(self) -> str:
        """The smallest area that holds everything the rows name, as a code; the whole country's is all zeros."""
        first, last = (min(self.prefixes), max(self.prefixes)) if self.prefixes else ("", "")
        common = next((n for n in range(min(len(first), len(last)), 0, -1) if first[:n] == last[:n]), 0)
        kept = next((digits for digits in (12, 9, 6, CITY_DIGITS) if digits <= common), 0)
        return first[:kept].ljust(12, "0")


@dataclass(slots=True)
class Running:
    """An import under way in this process.

    Attributes:
        opening: tables of which no sheet had spoken when it began; their sheets tell a state without a beginning.
        number: pieces written so far.
    """

    id: str
    plan: Plan
    author: Author
    now: datetime
    runner: str
    opening: frozenset[str]
    number: int = 0

    async def advance(self, tx: Transaction, number: int, done: Mapping[str, int], differences: int) -> None:
        """Note one more piece, by its number.

        Raises:
            Conflict: another process has taken the import over.
        """
        counts = {name: done.get(name, 0) for name in ("new", "changed", "begun", "ended")}
        params = {"id": self.id, "runner": self.runner, "state": ImportState.RUNNING, "number": number, **counts}
        await _own(tx, Statement(CYPHER["advance"], {**params, "differences": differences}))

    async def finish(self, tx: Transaction) -> None:
        """Say that it is whole, and enter it in the record."""
        params = {"id": self.id, "runner": self.runner, "state": ImportState.DONE, "at": self.now.isoformat()}
        ((kept,),) = await _own(tx, Statement(CYPHER["finish"], params))
        if self.author.record:
            await self.author.record.append(tx, [imported(self.plan, kept)], self.author.by, self.author.role, self.now)


def imported(plan: Plan, kept: Mapping[str, Any]) -> Event:
    """What the record tells of an import."""
    counts = {name: kept.get(name, 0) for name in ("new", "changed", "begun", "ended", "differences")}
    after = {
        "source": plan.source,
        "asOf": plan.as_of.isoformat(),
        "files": {file.name: file.sha256 for file in plan.files},
        "rows": sum(plan.rows.values()),
        **counts,
    }
    return Event("IMPORTED", kept["id"], plan.area, after=after)


async def opened(tx: Transaction, plan: Plan, author: Author, now: datetime) -> Running:
    """Begin an import, or go on with an unfinished one of the same files.

    Raises:
        Conflict: another import is unfinished.
    """
    await tx.run(Statement(CYPHER["gate"]))
    runner = uuid4().hex
    for (found,) in await tx.run(Statement(CYPHER["unfinished"])):
        if found["fingerprint"] != plan.fingerprint or found["state"] != ImportState.RUNNING:
            raise unfinished(found)
        params = {"id": found["id"], "runner": runner, "at": now.isoformat()}
        ((kept,),) = await tx.run(Statement(CYPHER["take_over"], params))
        return Running(kept["id"], plan, author, now, runner, frozenset(kept["opening"]), kept.get("pieces", 0))
    ((number,),) = await tx.run(Statement(CYPHER["same"], {"fingerprint": plan.fingerprint}))
    tables = await tx.run(Statement(CYPHER["opening"], {"tables": sorted(plan.rows)}))
    opening = frozenset(table for (table,) in tables)
    running = Running(f"import-{plan.fingerprint[:12]}-{number + 1}", plan, author, now, runner, opening)
    await tx.run(Statement(CYPHER["begin"], {"import": _node(running)}))
    return running


async def refuse_unfinished(tx: Transaction) -> None:
    """Keep imports out until the transaction ends.

    Raises:
        ImportUnfinished: one is under way.
    """
    await tx.run(Statement(CYPHER["gate"]))
    for (found,) in await tx.run(Statement(CYPHER["unfinished"])):
        raise unfinished(found)


def _node(running: Running) -> dict[str, Any]:
    plan, at = running.plan, running.now.isoformat()
    return {
        "id": running.id,
        "state": ImportState.RUNNING,
        "source": plan.source,
        "fingerprint": plan.fingerprint,
        "asOf": plan.as_of,
        "by": running.author.by,
        "role": running.author.role,
        "startedAt": at,
        "touchedAt": at,
        "runner": running.runner,
        "files": [f"{file.sha256} {file.name}" for file in plan.files],
        "tables": [f"{table} {count}" for table, count in plan.rows.items()],
        "rows": sum(plan.rows.values()),
        "prefixes": list(plan.prefixes),
        "area": plan.area,
        "opening": sorted(running.opening),
        "pieces": 0,
    }


def unfinished(found: Mapping[str, Any]) -> ImportUnfinished:
    """The refusal that names an unfinished import and the ways out."""
    what = f"{found['id']}（{found['source']}，{found['by']}）"
    return ImportUnfinished(
        f"导入 {what} 尚未完成：请重新导入同一批文件以完成，或撤销它（graphsvc imports undo {found['id']}）。",
        f"The import {found['id']} of {found['source']} by {found['by']} is unfinished: load the same files again to "
        f"finish it, or undo it by graphsvc imports undo {found['id']}.",
    )


async def _own(tx: Transaction, statement: Statement) -> list[list[Any]]:
    rows = await tx.run(statement)
    if not rows:
        raise Conflict("这次导入已由另一进程接手。", "Another process has taken this import over.")
    return rows


def prefixes_of(codes: Iterable[str]) -> tuple[str, ...]:
    """The districts of codes, as prefixes; one code of a whole city stands for all of its districts."""
    found = {code[:CITY_DIGITS] if code[CITY_DIGITS:6] == "0000" else code[:6] for code in codes}
    return tuple(sorted(each for each in found if len(each) == CITY_DIGITS or each[:CITY_DIGITS] not in found))
