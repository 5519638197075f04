"""Rehearsing an import: every fault of every round, and what it would change, with nothing written."""

import asyncio
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from graphsvc.access.sealing.fields import FieldKeys
from graphsvc.cypher.statement import Statement
from graphsvc.db.bulkhead import Lane
from graphsvc.db.ports import Database, Transaction
from graphsvc.intake.files.drafts import Change
from graphsvc.intake.imports.running import CYPHER
from graphsvc.intake.load import ROWS_TOGETHER, pieces_of, read_import
from graphsvc.intake.model.differences import Differences
from graphsvc.intake.model.lines import Progress, silent
from graphsvc.intake.model.problems import Problem
from graphsvc.intake.staging.checking import Checked
from graphsvc.intake.store.journal import Journal
from graphsvc.intake.store.pieces import Piece
from graphsvc.intake.workbooks.marked import MOST_MARKED, write_marked
from graphsvc.org.model.areas import CodeScheme

SHOWN = 200
"""Problems, changed cells and passed-over rows that a rehearsal lists; all are counted, and all are in the workbook."""


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """What an import would do.

    Attributes:
        rows: by table.
        problems: the first of `problem_count`; with any of them nothing would be written.
        done: nodes that would be new and changed, ties that would begin and end; nothing while there are problems.
        differences: where the graph would stay as it is.
        read_otherwise: cells that are read otherwise than they stand, with their files; the first of `changed_count`.
        passed_over: file, sheet, line and reason of rows and sheets that would not be loaded.
    """

    rows: Mapping[str, int]
    problems: Sequence[Problem]
    problem_count: int
    done: Mapping[str, int] = field(default_factory=dict)
    differences: Differences = field(default_factory=Differences)
    read_otherwise: Sequence[tuple[str, Change]] = ()
    changed_count: int = 0
    passed_over: Sequence[tuple[str, str, int, str]] = ()


class _Enough(Exception):
    """Rolls a transaction back whose outcome is known."""


async def rehearse(
    graph: Database,
    source: Path,
    keys: FieldKeys,
    *,
    as_of: date | None = None,
    area: str | None = None,
    whose: str | None = None,
    marked: Path | None = None,
    scheme: CodeScheme | None = None,
    progress: Progress = silent,
) -> Rehearsal:
    """Find out what loading a folder of spreadsheets, or one of them, would do; the graph stays as it is.

    Args:
        as_of, area, scheme: as for `load`.
        whose: whose sheets these are; the name of the folder, unless given.
        marked: where to write a workbook of the same sheets with every wrong cell marked, if there is one.
    Raises:
        RowsRefused: there is no file that can be read.
    """
    async with read_import(graph, source, keys, as_of, area, whose or "", scheme, progress) as found:
        stage, checked = found.stage, found.checked
        count = stage.problem_count()
        if count and marked:
            await asyncio.to_thread(write_marked, found.paths, list(stage.problems(MOST_MARKED)), marked, count)
        done: Counter[str] = Counter()
        differences = Differences()
        if not count:
            await _rolled_back(graph, checked, keys, found.as_of, done, differences, progress)
        changed, changes = stage.changes(SHOWN)
        problems = tuple(stage.problems(SHOWN))
        return Rehearsal(
            checked.totals, problems, count, done, differences, changes, changed, tuple(stage.skipped(SHOWN))
        )


async def _rolled_back(
    graph: Database,
    checked: Checked,
    keys: FieldKeys,
    as_of: date,
    done: Counter[str],
    differences: Differences,
    progress: Progress,
) -> None:
    """Write what was found right, and take it back: in one transaction, or piece by piece when it is large."""
    asked = Statement(CYPHER["opening"], {"tables": sorted(checked.totals)})
    opening = frozenset(table for (table,) in await graph.read(asked, Lane.HEAVY))
    pieces = pieces_of(checked, keys, as_of, opening, "")
    tried: Counter[str] = Counter()
    together = sum(checked.totals.values()) <= ROWS_TOGETHER
    for pack in [list(pieces)] if together else ([piece] for piece in pieces):
        with suppress(_Enough):
            await graph.transact(lambda tx, pack=pack: _tried(tx, pack), Lane.SETUP)  # type: ignore[misc]
        for piece in pack:
            tried[piece.table] += piece.rows
            progress(f"{piece.table} 试写", tried[piece.table], checked.totals[piece.table])
            if piece.part:
                done.update(piece.part.done)
                differences.add(piece.part.differences)


async def _tried(tx: Transaction, pieces: Sequence[Piece]) -> None:
    for piece in pieces:
        await piece.write(tx, Journal("", 0))
    raise _Enough
