"""Loads tables into the graph: whole files checked first, or streams of rows; both end in the same pieces."""

import asyncio
from collections.abc import AsyncIterator, Container, Iterable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from itertools import islice
from pathlib import Path

from graphsvc.access.sealing.fields import FieldKeys
from graphsvc.codes import prefix_of
from graphsvc.cypher.statement import Statement
from graphsvc.db.bulkhead import Lane
from graphsvc.db.ports import Database, Transaction
from graphsvc.errors import NotFound, ambiguous_code
from graphsvc.intake.files.folder import files_in
from graphsvc.intake.files.snapshot import snapshot_in
from graphsvc.intake.imports.running import Author, File, Plan, Running, opened, prefixes_of
from graphsvc.intake.imports.writer import Writer
from graphsvc.intake.model.columns import Row
from graphsvc.intake.model.differences import Differences
from graphsvc.intake.model.lines import Line, Progress, silent
from graphsvc.intake.model.merge import When
from graphsvc.intake.model.problems import RowsRefused
from graphsvc.intake.model.table import Table
from graphsvc.intake.sources.source import scheme_of_source
from graphsvc.intake.staging.checking import Checked, check_files
from graphsvc.intake.staging.stage import Stage
from graphsvc.intake.store.held import CYPHER
from graphsvc.intake.store.lookups import Lookups
from graphsvc.intake.store.mappings import read_mappings
from graphsvc.intake.store.part import Part
from graphsvc.intake.store.pieces import ROWS_A_STATEMENT, ROWS_MERGED, Piece, merged_rows, new_rows
from graphsvc.intake.tables.declared import TABLES
from graphsvc.org.model.areas import CodeScheme

ROWS_HELD = 20_000
ROWS_TOGETHER = 5_000
"""An import of up to this many rows is one transaction; a larger one is marked as unfinished until it is whole."""


ROWS_SAMPLED = 1_000
"""Smaller imports into tables that hold something leave Neo4j its plans: making all of them anew takes seconds."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """Rows read, a table, and where the graph stayed as it was though a sheet says otherwise."""

    rows: Mapping[str, int]
    differences: Differences = field(default_factory=Differences, compare=False)
    import_id: str = field(default="", compare=False)

    @property
    def total(self) -> int:
        """Rows in all."""
        return sum(self.rows.values())


async def load(
    graph: Database,
    folder: Path,
    keys: FieldKeys,
    progress: Progress = silent,
    *,
    as_of: date | None = None,
    source: str | None = None,
    area: str | None = None,
    scheme: CodeScheme | None = None,
    author: Author = Author(),  # noqa: B008
) -> Loaded:
    """Load the spreadsheets of a folder, or one of them; loading twice gives the same graph as loading once.

    A row states what changed since sheets spoke of it last: a cell that repeats itself changes nothing, whatever was
    decided in the service since; a blank one takes away what a sheet said before. What a row no longer names ends on
    the day of the sheet. A column the file lacks is left as it is. Personal columns are sealed by `keys`. The texts of
    a snapshot that the service wrote are taken to the letter; those of other sheets are made plain.

    Args:
        as_of: the day whose state the sheets tell; today by the clock of the graph, unless given.
        source: whose sheets these are; the name of the folder, unless given.
        area: code of the area in which names of places are looked for; everywhere, unless given.
        scheme: of the codes, of `area` too; as was told of the source, unless given; where nobody has told it, a code
            that names two places is refused at its cell.
        author: who loads them.
    Raises:
        RowsRefused: a file, a row or a reference is not allowed; nothing was written.
        Conflict: another import is unfinished.
    """
    whose = source or source_of(folder)
    async with read_import(graph, folder, keys, as_of, area, whose, scheme, progress) as found:
        if found.stage.problem_count():
            raise RowsRefused(found.stage.first_problems(), found.stage.problem_count())
        checked = found.checked
        plan = Plan(whose, found.as_of, _files(checked), checked.totals, _prefixes(checked))
        return await _written(graph, checked, keys, plan, author, found.now, progress)


def source_of(folder: Path) -> str:
    """Name whose sheets these are where nobody says: as their folder is called."""
    return folder.stem or "folder"


@dataclass(frozen=True, slots=True)
class ReadImport:
    """An import that was read and checked, with what is wrong with it on its stage.

    Attributes:
        now: the moment at which it is read, by the clock of the graph.
        as_of: the day whose state the sheets tell.
    """

    paths: Sequence[Path]
    now: datetime
    as_of: date
    stage: Stage
    checked: Checked


@asynccontextmanager
async def read_import(
    graph: Database,
    source: Path,
    keys: FieldKeys,
    as_of: date | None,
    area: str | None,
    whose: str = "",
    scheme: CodeScheme | None = None,
    progress: Progress = silent,
) -> AsyncIterator[ReadImport]:
    """Read the spreadsheets of a folder, or one of them, and look up what they name; the stage goes with the block.

    Args:
        as_of, area, scheme: as for `load`.
        whose: whose sheets these are, for which headers may have been confirmed.
    Raises:
        RowsRefused: there is no file that can be read.
    """
    now, today = await clock(graph)
    day = as_of or today
    stage = Stage()
    try:
        saved = await read_mappings(graph, whose or source_of(source))
        snapshot = await asyncio.to_thread(snapshot_in, source)
        paths = snapshot if snapshot else await asyncio.to_thread(files_in, source)
        scheme = scheme or await _scheme(graph, whose or source_of(source), snapshot)
        lookups = Lookups(graph, keys, day, scheme=scheme)
        if area:
            lookups = replace(lookups, within=await _prefix_of(lookups, area))
        checked = await check_files(paths, lookups, stage, saved, progress, verbatim=bool(snapshot))
        yield ReadImport(paths, now, day, stage, checked)
    finally:
        stage.close()


async def _scheme(graph: Database, whose: str, snapshot: Sequence[Path] | None) -> CodeScheme | None:
    """The scheme of the codes where nobody says: a snapshot has those of the graph, others as was told of them."""
    return CodeScheme.STATISTICAL if snapshot else await scheme_of_source(graph, whose)


async def _prefix_of(lookups: Lookups, area: str) -> str:
    """The prefix of an area by its code in the scheme of the sheets.

    Raises:
        AmbiguousCode: it names another area in each scheme. NotFound: none has it as its civil code.
    """
    found = (await lookups.codes([area])).get(area, ())
    if len(found) > 1:
        raise ambiguous_code()
    if not found and lookups.scheme is not CodeScheme.CIVIL:
        return prefix_of(area)
    if not found:
        raise NotFound(f"没有代码为 {area} 的区域。", f"No area has the code {area}.")
    return prefix_of(found[0].id)


async def _written(
    graph: Database, checked: Checked, keys: FieldKeys, plan: Plan, author: Author, now: datetime, progress: Progress
) -> Loaded:
    """Write what was found right, in one transaction or under a mark."""
    differences = Differences()
    writer = Writer(graph, progress, plan.rows, differences)

    def of_running(running: Running) -> Iterator[Piece]:
        return pieces_of(checked, keys, plan.as_of, running.opening, running.id)

    async def whole(tx: Transaction) -> str:
        running = await opened(tx, plan, author, now)
        await writer.together(tx, running, of_running(running))
        return running.id

    if sum(plan.rows.values()) <= ROWS_TOGETHER:
        import_id = await graph.transact(whole, Lane.SETUP)
    else:
        running = await graph.transact(lambda tx: opened(tx, plan, author, now), Lane.HEAVY)
        await writer.one_by_one(running, of_running(running))
        import_id = running.id
    if checked.fresh or sum(plan.rows.values()) >= ROWS_SAMPLED:
        await writer.sample()
    return Loaded(plan.rows, differences, import_id)


def pieces_of(
    checked: Checked, keys: FieldKeys, as_of: date, opening: Container[str], import_id: str
) -> Iterator[Piece]:
    """The pieces of all tables; rows are read from the stage when their turn comes.

    Args:
        opening: tables of which no sheet has spoken; theirs tell a state without a beginning.
        import_id: empty when nothing is to stay.
    """
    for name in _in_order(checked.totals):
        table = TABLES[name]
        when = When(as_of, None if name in opening else as_of)
        new = name in checked.fresh

        def parts(table: Table = table, when: When = when, new: bool = new) -> Iterator[Part]:
            for file, sheet, lines in checked.stage.rows(table, ROWS_MERGED):
                yield Part(table, file, sheet, lines, keys, when, new, import_id)

        yield from merged_rows(table, parts)


def _in_order(totals: Mapping[str, int]) -> list[str]:
    return [name for name in TABLES if name in totals]


def _files(checked: Checked) -> tuple[File, ...]:
    return tuple(File(name, sha256) for name, sha256 in sorted(checked.hashes.items()))


def _prefixes(checked: Checked) -> tuple[str, ...]:
    """The districts of all places that rows name; nothing when a table names none."""
    return () if checked.everywhere else prefixes_of(checked.codes)


async def clock(graph: Database) -> tuple[datetime, date]:
    """The moment, and the day that it is in China, by the clock of the graph."""
    ((now, today),) = await graph.read(Statement(CYPHER["clock"]), Lane.HEAVY)
    return datetime.fromisoformat(now), date.fromisoformat(today)


async def load_rows(
    graph: Database,
    tables: Iterable[tuple[str, Iterable[Row]]],
    keys: FieldKeys,
    progress: Progress = silent,
    *,
    as_of: date | None = None,
    fresh: bool = False,
) -> Loaded:
    """Load a stream of rows whose values are already of their column's kind; memory stays constant.

    It is no import: nobody's sheets, no journal, nothing to undo.

    Args:
        tables: (table, rows); a table may come any number of times. What a row names comes before it, or together
            with it in one of the tables that are declared earlier; so a stream goes place by place, from above.
        as_of: as for `load`.
        fresh: the graph holds none of these nodes: they are created without looking, which is faster, and what the
            rows say is not kept. A node that is there after all ends the load with a conflict.
    """
    differences = Differences()
    _, today = await clock(graph)
    made = _pieces(tables, keys, When(as_of or today), fresh=fresh)
    return Loaded(await Writer(graph, progress, {}, differences).stream(made), differences)


def _pieces(
    tables: Iterable[tuple[str, Iterable[Row]]], keys: FieldKeys, when: When, *, fresh: bool
) -> Iterator[Piece]:
    """Hold rows back until there are enough for large statements, then let all go in the order of the tables."""
    held: dict[str, list[Row]] = {}
    for name, stream in tables:
        rows = iter(stream)
        while part := list(islice(rows, ROWS_A_STATEMENT)):
            held.setdefault(name, []).extend(part)
            if sum(map(len, held.values())) >= ROWS_HELD:
                yield from _released(held, keys, when, fresh=fresh)
    yield from _released(held, keys, when, fresh=fresh)


def _released(held: dict[str, list[Row]], keys: FieldKeys, when: When, *, fresh: bool) -> Iterator[Piece]:
    for name, table in TABLES.items():
        if rows := held.pop(name, None):
            if fresh:
                yield from new_rows(table, rows, keys)
                continue
            lines = [Line(0, row) for row in rows]
            parts = [
                Part(table, "", "", lines[start : start + ROWS_MERGED], keys, when)
                for start in range(0, len(lines), ROWS_MERGED)
            ]
            yield from merged_rows(table, lambda parts=parts: iter(parts))  # type: ignore[misc]
    assert not held, f"not a declared table: {', '.join(held)}"
