"""Checking an import as a whole: every sheet read, every name looked up, every fault of every round told at once."""

import asyncio
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

import orjson

from graphsvc.intake.files.book import FileRefused, RawSheet
from graphsvc.intake.files.drafts import DraftSheet, Skipped, draft_sheet
from graphsvc.intake.files.headers import Mappings
from graphsvc.intake.files.opening import open_book
from graphsvc.intake.files.snapshot import snapshot_drafts
from graphsvc.intake.model.columns import CODES
from graphsvc.intake.model.lines import Progress, silent
from graphsvc.intake.model.problems import Problem
from graphsvc.intake.model.table import Table
from graphsvc.intake.staging.finishing import Finishing
from graphsvc.intake.staging.own import Own
from graphsvc.intake.staging.periods import put_in_periods
from graphsvc.intake.staging.places import Places
from graphsvc.intake.staging.references import References
from graphsvc.intake.staging.schemes import Schemes
from graphsvc.intake.staging.stage import Stage
from graphsvc.intake.staging.suggestions import Suggestions
from graphsvc.intake.staging.validity import Validity
from graphsvc.intake.store.lookups import Lookups
from graphsvc.intake.tables.declared import TABLES
from graphsvc.intake.tables.words import BASE

ROWS_CHECKED = 2_000
"""Rows that are looked up together."""
ROWS_UNTOLD = 20_000
"""Of a table; reading so many takes seconds, which nobody needs to be told of."""


@dataclass(slots=True)
class Checked:
    """An import that has been read and looked up.

    Attributes:
        totals: rows by table.
        hashes: SHA-256 of each file.
        fresh: tables none of whose nodes is in the graph.
        codes: of all places that rows name; empty when some table names none.
    """

    stage: Stage
    totals: dict[str, int] = field(default_factory=dict)
    hashes: dict[str, str] = field(default_factory=dict)
    fresh: set[str] = field(default_factory=set)
    codes: set[str] = field(default_factory=set)
    everywhere: bool = False


async def check_files(
    paths: Sequence[Path],
    lookups: Lookups,
    stage: Stage,
    saved: Mappings,
    progress: Progress = silent,
    *,
    verbatim: bool = False,
) -> Checked:
    """Read and look up all files of an import; every problem is on the stage afterwards.

    Args:
        verbatim: they are those of a snapshot.
    """
    checked = Checked(stage)
    await asyncio.to_thread(_ingest, paths, checked, saved, progress, verbatim=verbatim)
    schemes, places = Schemes(lookups), Places(stage, lookups)
    own, references, finishing = (
        Own(stage, lookups, places),
        References(stage, lookups, places),
        Finishing(stage, lookups),
    )
    suggestions, validity = Suggestions(stage, lookups), Validity(stage, lookups)
    staged = stage.tables()
    checked.totals = {name: staged[name] for name in TABLES if name in staged}
    tables = [TABLES[name] for name in checked.totals]
    for table in tables:
        told = _Told(progress, f"{table.name} 查名称", checked.totals[table.name])
        for batch in stage.drafts(table.name, ROWS_CHECKED):
            stage.blame(await suggestions.added(await schemes.settle(table, batch)))
            stage.blame(await suggestions.added(await places.settle(table, batch)))
            stage.blame(await own.settle(table, batch))
            stage.redraft(batch)
            told.more(len(batch))
    for table in tables:
        told = _Told(progress, f"{table.name} 核对", checked.totals[table.name])
        held = await finishing.look_at_own(table) if table.nodes else frozenset()
        for batch in stage.drafts(table.name, ROWS_CHECKED):
            stage.blame(await suggestions.added(await references.settle(table, batch)))
            stage.blame(await suggestions.added(await finishing.settle(table, batch, held)))
            stage.blame(await validity.settle(table, batch))
            _note_codes(table, [staged.draft.values for staged in batch], checked)
            told.more(len(batch))
    stage.blame(finishing.repeated())
    stage.blame(put_in_periods(stage, tables))
    checked.fresh = finishing.fresh
    return checked


@dataclass(slots=True)
class _Told:
    """A part of the checking whose progress is told."""

    progress: Progress
    what: str
    total: int | None = None
    done: int = 0

    def more(self, count: int) -> None:
        self.done += count
        if self.done > ROWS_UNTOLD:
            self.progress(self.what, self.done, self.total)

    def end(self) -> None:
        if self.done > ROWS_UNTOLD and self.done != self.total:
            self.progress(self.what, self.done, self.done)


def _ingest(paths: Iterable[Path], checked: Checked, saved: Mappings, progress: Progress, *, verbatim: bool) -> None:
    """Read every sheet of every file onto the stage."""
    for path in paths:
        with path.open("rb") as file:
            checked.hashes[path.name] = hashlib.file_digest(file, "sha256").hexdigest()
        if verbatim:
            checked.stage.put(path.stem, path.name, "", snapshot_drafts(path))
            continue
        try:
            book = open_book(path)
            alone = len(book.sheets) == 1
            for raw in book.sheets:
                if raw.hidden and raw.name == BASE:
                    _keep_base(raw, checked.stage)
                    continue
                found = draft_sheet(path.name, path.stem, raw, saved, alone=alone)
                _keep(path.name, found, checked.stage, _Told(progress, f"{path.name} 读取"))
        except FileRefused as refused:
            problem = Problem(path.name, refused.line, "", refused.zh, refused.en, advice=refused.advice)
            checked.stage.blame([problem])


def _keep(file: str, found: DraftSheet | Skipped | Problem, stage: Stage, told: _Told) -> None:
    match found:
        case Problem():
            stage.blame([found])
        case Skipped():
            stage.skip(file, found.sheet, [(0, found.zh)])
        case DraftSheet():
            if found.problems:
                stage.blame(found.problems)
                return
            drafts = found.drafts()
            while True:
                try:
                    batch = list(islice(drafts, ROWS_CHECKED))
                finally:
                    _set_down(file, found, stage)
                if not batch:
                    break
                stage.put(found.table.name, file, found.raw.name, batch)
                told.more(len(batch))
            told.end()


def _keep_base(raw: RawSheet, stage: Stage) -> None:
    """Put on the stage what a template said when it went out; what nobody here has written there says nothing."""
    kept = []
    for _, cells in raw.rows():
        table, told = [str(cell or "") for cell in (*cells, None, None)[:2]]
        try:
            row = orjson.loads(told)
            if isinstance(row, dict) and TABLES[table].key_of(row):
                kept.append((TABLES[table], row))
        except (KeyError, IndexError, ValueError):
            continue
    stage.base(kept)


def _set_down(file: str, found: DraftSheet, stage: Stage) -> None:
    """Put what was found out about rows on the stage, so that a sheet of any length fits into memory."""
    stage.blame(found.problems)
    stage.changed(file, found.changes)
    stage.skip(file, found.raw.name, found.skipped)
    for listed in (found.problems, found.changes, found.skipped):
        listed.clear()


def _note_codes(table: Table, rows: Iterable[Mapping[str, object]], checked: Checked) -> None:
    """Keep the districts of the places that rows name."""
    columns = [column.name for column in table.columns if column.kind in CODES]
    if not columns:
        checked.everywhere |= table.nodes is None
        return
    checked.codes.update(str(row[name])[:6].ljust(12, "0") for row in rows for name in columns if row.get(name))
