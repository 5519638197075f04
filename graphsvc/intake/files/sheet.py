"""A sheet by itself: one table whose rows name everything by id, read and checked without a graph."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from graphsvc.intake.files.book import FileRefused, RawSheet
from graphsvc.intake.files.drafts import Draft, DraftSheet, filled
from graphsvc.intake.files.headers import SEARCHED, found_header, mapped
from graphsvc.intake.files.opening import open_book
from graphsvc.intake.model.cells import Raw
from graphsvc.intake.model.columns import Value
from graphsvc.intake.model.lines import Line
from graphsvc.intake.model.problems import Problem
from graphsvc.intake.model.table import Table


@dataclass(frozen=True, slots=True)
class Sheet:
    """The rows of a file that could be read, and what is wrong with the others."""

    table: Table
    file: str
    lines: tuple[Line, ...]
    problems: tuple[Problem, ...]


def read_sheet(table: Table, path: Path) -> Sheet:
    """Read the first sheet of a file."""
    try:
        return _checked(table, path.name, open_book(path).sheets[0])
    except FileRefused as refused:
        return Sheet(table, path.name, (), (Problem(path.name, refused.line, "", refused.zh, refused.en),))


def check(table: Table, file: str, cells: Iterator[Sequence[Raw]]) -> Sheet:
    """Check rows, a header among the first; a row with a problem is left out of `lines`."""
    rows = list(enumerate(cells, start=1))
    return _checked(table, file, RawSheet("", lambda: iter(rows)))


def _checked(table: Table, file: str, raw: RawSheet) -> Sheet:
    head = [each for each, _ in zip(filled(raw), range(SEARCHED), strict=False)]
    header = found_header(head, raw.merged, table, {})
    if header is None:
        lacking = [
            Problem(file, 1, column.name, "缺少此列", "is required") for column in table.columns if column.required
        ]
        return Sheet(table, file, (), tuple(lacking))
    under, wrong = mapped(file, raw.name, header, {}, by_id=True)
    if wrong:
        return Sheet(table, file, (), tuple(wrong))
    sheet = DraftSheet(file, raw, under, by_id=True)
    lines = [line for draft in sheet.drafts() if (line := _line(sheet, draft))]
    problems = [*sheet.problems, *_repeated(table, file, lines)]
    return Sheet(table, file, tuple(lines), tuple(sorted(problems, key=lambda each: each.line)))


def _line(sheet: DraftSheet, draft: Draft) -> Line | None:
    """A row that holds what it has to; None when something is wrong with it."""
    if draft.bad:
        return None
    table = sheet.table
    for name in draft.named:
        kind = table.column(name).kind
        sheet.problems.append(Problem(sheet.file, draft.line, name, kind.zh, kind.en))
    refusals = [] if draft.named else [refusal for rule in table.rules if (refusal := rule(draft.values))]
    sheet.problems += [Problem(sheet.file, draft.line, each.column, each.zh, each.en) for each in refusals]
    return None if draft.named or refusals else Line(draft.line, draft.values)


def _repeated(table: Table, file: str, lines: list[Line]) -> Iterator[Problem]:
    for columns in (*table.unique, *table.alike):
        first: dict[tuple[Value, ...], int] = {}
        for line in lines:
            values = tuple(line.row.get(column) for column in columns)
            if None in values:
                continue
            if (before := first.setdefault(values, line.number)) != line.number:
                zh, en = f"与第 {before} 行重复", f"the same as in line {before}"
                yield Problem(file, line.number, ", ".join(columns), zh, en)
