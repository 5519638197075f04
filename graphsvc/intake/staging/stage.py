"""The stage: rows of all sheets of an import in a file of their own on disk, with what was found out about them."""

import sqlite3
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any

import orjson

from graphsvc.codes import AreaLevel
from graphsvc.intake.files.drafts import Change, Draft, Named
from graphsvc.intake.model.columns import DAY, Row, Value
from graphsvc.intake.model.differences import Plain, plain
from graphsvc.intake.model.lines import Line, Said
from graphsvc.intake.model.periods import PERIOD, fitting_base
from graphsvc.intake.model.problems import SHOWN, Problem
from graphsvc.intake.model.table import Table
from graphsvc.intake.store.lookups import Found

_TOGETHER = 5_000
"""Problems that are kept in one go."""
_SCHEMA = """
CREATE TABLE rows (
  n INTEGER PRIMARY KEY, tbl TEXT, file TEXT, sheet TEXT, line INTEGER, draft BLOB, row BLOB, key TEXT);
CREATE INDEX rows_tbl ON rows (tbl, n);
CREATE INDEX rows_key ON rows (tbl, key);
CREATE TABLE own (id TEXT, tbl TEXT, name TEXT, place TEXT);
CREATE INDEX own_id ON own (id);
CREATE INDEX own_name ON own (tbl, name);
CREATE TABLE bases (tbl TEXT, key TEXT, said BLOB);
CREATE INDEX bases_key ON bases (tbl, key);
CREATE TABLE made (id TEXT PRIMARY KEY, place TEXT) WITHOUT ROWID;
CREATE TABLE uniques (tbl TEXT, columns TEXT, value TEXT, n INTEGER, line INTEGER);
CREATE INDEX uniques_value ON uniques (tbl, columns, value, n);
CREATE TABLE problems (
  file TEXT, line INTEGER, col TEXT, zh TEXT, en TEXT, sheet TEXT, cell TEXT, value TEXT, advice TEXT, unknown_in TEXT);
CREATE INDEX problems_place ON problems (file, sheet, line);
CREATE TABLE changes (file TEXT, sheet TEXT, cell TEXT, col TEXT, before TEXT, after TEXT);
CREATE TABLE skipped (file TEXT, sheet TEXT, line INTEGER, zh TEXT);
"""


@dataclass(slots=True)
class Staged:
    """A row on the stage, by its number there."""

    n: int
    file: str
    sheet: str
    draft: Draft


class Stage:
    """Everything that is known of the rows of one import; closed, it leaves nothing behind."""

    def __init__(self) -> None:
        self._file = tempfile.NamedTemporaryFile(prefix="graphsvc-intake-", suffix=".sqlite")  # noqa: SIM115
        self._db = sqlite3.connect(Path(self._file.name), check_same_thread=False, isolation_level=None)
        self._db.executescript("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA temp_store=FILE;" + _SCHEMA)

    def close(self) -> None:
        """Let go of everything."""
        self._db.close()
        self._file.close()

    def put(self, table: str, file: str, sheet: str, drafts: Iterable[Draft]) -> int:
        """Keep drafts in their order; how many there were."""
        self._db.execute("BEGIN")
        before = self._one("SELECT coalesce(max(n), 0) FROM rows")
        self._db.executemany(
            "INSERT INTO rows (tbl, file, sheet, line, draft) VALUES (?, ?, ?, ?, ?)",
            ((table, file, sheet, draft.line, _packed(draft)) for draft in drafts),
        )
        self._db.execute("COMMIT")
        return int(self._one("SELECT coalesce(max(n), 0) FROM rows") - before)

    def tables(self) -> dict[str, int]:
        """How many rows each table has."""
        return dict(self._db.execute("SELECT tbl, count(*) FROM rows GROUP BY tbl"))

    def drafts(self, table: str, size: int) -> Iterator[list[Staged]]:
        """The drafts of a table in their order, some at a time."""
        last = 0
        text = "SELECT n, file, sheet, draft FROM rows WHERE tbl = ? AND n > ? ORDER BY n LIMIT ?"
        while found := self._db.execute(text, (table, last, size)).fetchall():
            yield [Staged(n, file, sheet, _unpacked(draft)) for n, file, sheet, draft in found]
            last = found[-1][0]

    def redraft(self, staged: Iterable[Staged]) -> None:
        """Keep what was found out about drafts."""
        self._many("UPDATE rows SET draft = ? WHERE n = ?", [(_packed(each.draft), each.n) for each in staged])

    def settle(self, rows: Iterable[tuple[int, str, Row]]) -> None:
        """Keep finished rows: number, key and values."""
        self._many("UPDATE rows SET key = ?, row = ? WHERE n = ?", [(key, _values(row), n) for n, key, row in rows])

    def rows(self, table: Table, size: int) -> Iterator[tuple[str, str, list[Line]]]:
        """Finished rows of a table in their order, some at a time and of one sheet: file, sheet, lines."""
        last = 0
        days = {column.name for column in table.columns if column.kind is DAY}
        text = (
            "SELECT n, file, sheet, line, row FROM rows WHERE tbl = ? AND n > ? AND row IS NOT NULL ORDER BY n LIMIT ?"
        )
        while found := self._db.execute(text, (table.name, last, size)).fetchall():
            _, file, sheet, _, _ = found[0]
            same = [each for each in found if (each[1], each[2]) == (file, sheet)]
            yield file, sheet, self._over_bases(table, [Line(line, _row(row, days)) for _, _, _, line, row in same])
            last = same[-1][0]

    def base(self, rows: Iterable[tuple[Table, Mapping[str, Plain]]]) -> None:
        """Keep what rows of a template said when it went out."""
        kept = [(table.name, _base_key(table, row), orjson.dumps(row)) for table, row in rows]
        self._many("INSERT INTO bases VALUES (?, ?, ?)", kept)

    def _over_bases(self, table: Table, lines: list[Line]) -> list[Line]:
        """Lines with what they said when their template went out, where they come from one."""
        if not self._db.execute("SELECT EXISTS (SELECT 1 FROM bases WHERE tbl = ?)", (table.name,)).fetchone()[0]:
            return lines
        keys = sorted({_base_key(table, line.row) for line in lines})
        text = f"SELECT key, said FROM bases WHERE tbl = '{table.name}' AND key IN ({{}}) ORDER BY rowid"  # noqa: S608
        bases: dict[str, list[Said]] = defaultdict(list)
        for key, said in self._among(text, keys):
            bases[key].append(orjson.loads(said))
        return [replace(line, base=fitting_base(line.row, bases.get(_base_key(table, line.row), ()))) for line in lines]

    def own(self, table: str, rows: Iterable[Found]) -> None:
        """Note which nodes rows state, each with the code of the place it lies in."""
        self._many("INSERT INTO own VALUES (?, ?, ?, ?)", [(row.id, table, row.name, row.place) for row in rows])

    def first_made(self, id_: str, place: str) -> str:
        """The place of the first row whose id was made as this; what is not there yet is kept."""
        self._db.execute("INSERT OR IGNORE INTO made VALUES (?, ?)", (id_, place))
        return str(self._db.execute("SELECT place FROM made WHERE id = ?", (id_,)).fetchone()[0])

    def tables_of(self, ids: Sequence[str]) -> dict[str, str]:
        """Of these ids, those that rows state, each with its table."""
        return dict(self._among("SELECT id, tbl FROM own WHERE id IN ({})", ids))

    def named(self, table: str, names: Sequence[str]) -> list[Found]:
        """Nodes of a table that rows state under one of these names."""
        text = f"SELECT id, name, place FROM own WHERE tbl = '{table}' AND name IN ({{}})"  # noqa: S608
        return [Found(*row) for row in self._among(text, names)]

    def begun(self, tables: Sequence[str], start: str) -> list[Found]:
        """Nodes of some tables that rows state under ids that begin so."""
        return self._from(tables, "id", start)

    def called(self, tables: Sequence[str], start: str) -> list[Found]:
        """Nodes of some tables that rows state under names that begin so."""
        return self._from(tables, "name", start)

    def _from(self, tables: Sequence[str], column: str, start: str) -> list[Found]:
        found: list[Found] = []
        for table in tables:
            text = f"SELECT id, name, place FROM own WHERE tbl = ? AND {column} >= ? AND {column} < ? LIMIT 200"  # noqa: S608
            found += [Found(*row) for row in self._db.execute(text, (table, start, f"{start}\U0010ffff"))]
        return found

    def own_ids(self, table: str) -> Iterator[list[str]]:
        """All ids that rows of a table state, some thousands at a time."""
        cursor = self._db.execute("SELECT DISTINCT id FROM own WHERE tbl = ? ORDER BY id", (table,))
        while found := cursor.fetchmany(10_000):
            yield [id_ for (id_,) in found]

    def unique(self, rows: Iterable[tuple[str, str, str, int, int]]) -> None:
        """Note values that only one row may have: table, columns, value, number, line."""
        self._many("INSERT INTO uniques VALUES (?, ?, ?, ?, ?)", list(rows))

    def repeated(self) -> Iterator[tuple[str, str, int, int, int]]:
        """Rows whose value an earlier one has: table, columns, number, the number and line of the first."""
        yield from self._db.execute(
            "SELECT u.tbl, u.columns, u.n, f.n, f.line FROM uniques u JOIN ("
            "SELECT tbl, columns, value, min(n) AS first FROM uniques GROUP BY tbl, columns, value HAVING count(*) > 1"
            ") g ON u.tbl = g.tbl AND u.columns = g.columns AND u.value = g.value "
            "JOIN uniques f ON f.tbl = g.tbl AND f.columns = g.columns AND f.value = g.value AND f.n = g.first "
            "WHERE u.n > g.first ORDER BY u.n"
        )

    def alike(self, table: str, columns: str) -> Iterator[list[int]]:
        """Numbers of rows of a table that agree in some columns, for each value that more than one has."""
        text = (
            "SELECT group_concat(n) FROM (SELECT value, n FROM uniques WHERE tbl = ? AND columns = ? ORDER BY n) "
            "GROUP BY value HAVING count(*) > 1 ORDER BY min(n)"
        )
        for (numbers,) in self._db.execute(text, (table, columns)).fetchall():
            yield sorted(map(int, numbers.split(",")))

    def place_of(self, n: int) -> tuple[str, str, Draft]:
        """File, sheet and draft of a row."""
        ((file, sheet, draft),) = self._db.execute("SELECT file, sheet, draft FROM rows WHERE n = ?", (n,))
        return file, sheet, _unpacked(draft)

    def blame(self, problems: Iterable[Problem]) -> None:
        """Keep problems."""
        coming = iter(problems)
        while some := list(islice(coming, _TOGETHER)):
            self._many("INSERT INTO problems VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", [_fields(each) for each in some])

    def problem_count(self) -> int:
        """How many problems there are."""
        return int(self._one("SELECT count(*) FROM problems"))

    def problems(self, first: int | None = None) -> Iterator[Problem]:
        """Problems in the order of files, sheets and rows; all of them, or the first."""
        text = "SELECT * FROM problems ORDER BY file, sheet, line, col LIMIT ?"
        for row in self._db.execute(text, (-1 if first is None else first,)):
            yield Problem(*row)

    def first_problems(self) -> Iterator[Problem]:
        """Of every file as many as a message shows."""
        text = (
            "SELECT file, line, col, zh, en, sheet, cell, value, advice, unknown_in FROM ("
            "SELECT *, row_number() OVER (PARTITION BY file ORDER BY line, sheet, col) AS place FROM problems"
            ") WHERE place <= ? ORDER BY file, line, sheet, col"
        )
        for row in self._db.execute(text, (SHOWN,)):
            yield Problem(*row)

    def changed(self, file: str, changes: Iterable[Change]) -> None:
        """Keep what was read otherwise than it stands."""
        rows = [(file, each.sheet, each.cell, each.column, each.before, each.after) for each in changes]
        self._many("INSERT INTO changes VALUES (?, ?, ?, ?, ?, ?)", rows)

    def changes(self, first: int) -> tuple[int, list[tuple[str, Change]]]:
        """How many cells were read otherwise than they stand, and the first of them with their files."""
        found = self._db.execute("SELECT * FROM changes LIMIT ?", (first,)).fetchall()
        return int(self._one("SELECT count(*) FROM changes")), [(row[0], Change(*row[1:])) for row in found]

    def skip(self, file: str, sheet: str, rows: Iterable[tuple[int, str]]) -> None:
        """Keep which rows were passed over, and why."""
        self._many("INSERT INTO skipped VALUES (?, ?, ?, ?)", [(file, sheet, line, zh) for line, zh in rows])

    def skipped(self, first: int) -> list[tuple[str, str, int, str]]:
        """Rows and sheets passed over: file, sheet, line (0 for a sheet), reason."""
        return self._db.execute("SELECT * FROM skipped LIMIT ?", (first,)).fetchall()

    def _many(self, text: str, rows: Sequence[Sequence[Any]]) -> None:
        if rows:
            self._db.execute("BEGIN")
            self._db.executemany(text, rows)
            self._db.execute("COMMIT")

    def _one(self, text: str) -> Any:
        return self._db.execute(text).fetchone()[0]

    def _among(self, text: str, values: Sequence[str]) -> list[Any]:
        found: list[Any] = []
        for start in range(0, len(values), 500):
            part = list(values[start : start + 500])
            found += self._db.execute(text.format(", ".join("?" * len(part))), part).fetchall()
        return found


def _base_key(table: Table, row: Mapping[str, Any]) -> str:
    """What tells the row of a template from others, but for its period."""
    return table.key_of({name: value for name, value in row.items() if name != PERIOD})


def _packed(draft: Draft) -> bytes:
    return orjson.dumps(
        [
            draft.line,
            {name: _plain(value) for name, value in draft.values.items()},
            {name: list(each.texts) for name, each in draft.named.items()},
            {level.value: text for level, text in draft.places.items()},
            draft.locators,
            dict(draft.cells),
            draft.bad,
        ]
    )


def _unpacked(packed: bytes) -> Draft:
    line, values, named, places, locators, cells, bad = orjson.loads(packed)
    return Draft(
        line,
        {name: _typed(value) for name, value in values.items()},
        {name: Named(tuple(texts)) for name, texts in named.items()},
        {AreaLevel(level): text for level, text in places.items()},
        locators,
        cells,
        bad,
    )


def _plain(value: Value) -> Any:
    return {"day": value.isoformat()} if isinstance(value, date) else value


def _typed(value: Any) -> Value:
    return date.fromisoformat(value["day"]) if isinstance(value, dict) else value


def _values(row: Row) -> bytes:
    return orjson.dumps({name: plain(value) for name, value in row.items()})


def _row(packed: bytes, days: Set[str]) -> Row:
    values: Mapping[str, Any] = orjson.loads(packed)
    return {
        name: date.fromisoformat(value) if name in days and value is not None else value
        for name, value in values.items()
    }


def _fields(problem: Problem) -> tuple[Any, ...]:
    place = (problem.file, problem.line, problem.column, problem.zh, problem.en)
    return (*place, problem.sheet, problem.cell, problem.value, problem.advice, problem.table)
