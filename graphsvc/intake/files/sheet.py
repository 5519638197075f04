"""A sheet: one CSV file read and checked row by row against its table, every problem with its line and column."""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from graphsvc.intake.model.columns import Column, Row, Value
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
    """Read one UTF-8 file with a header line; a byte order mark, as spreadsheets write it, is skipped."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            return check(table, path.name, csv.reader(file, strict=True))
    except UnicodeDecodeError:
        return _unreadable(table, path.name, "须为 UTF-8 编码", "has to be UTF-8")
    except csv.Error:
        return _unreadable(table, path.name, "不是有效的 CSV", "is not well-formed CSV")


def check(table: Table, file: str, cells: Iterator[Sequence[str]]) -> Sheet:
    """Check a header and the rows after it; a row with a problem is left out of `lines`."""
    header = [name.strip() for name in next(cells, [])]
    if wrong := list(_header_problems(table, file, header)):
        return Sheet(table, file, (), tuple(wrong))
    columns = {column.name: column for column in table.columns}
    lines: list[Line] = []
    problems: list[Problem] = []
    for number, texts in enumerate(cells, start=2):
        if any(text.strip() for text in texts):
            row, wrong = _row(table, file, number, [columns[name] for name in header], texts)
            problems += wrong
            if not wrong:
                lines.append(Line(number, row))
    problems += _repeated(table, file, lines)
    return Sheet(table, file, tuple(lines), tuple(problems))


def _unreadable(table: Table, file: str, zh: str, en: str) -> Sheet:
    return Sheet(table, file, (), (Problem(file, 0, "", zh, en),))


def _header_problems(table: Table, file: str, header: list[str]) -> Iterator[Problem]:
    known = [column.name for column in table.columns]
    for name in header:
        if name not in known:
            yield Problem(
                file, 1, name, f"没有这一列；可用：{'、'.join(known)}", f"no such column; known: {', '.join(known)}"
            )
        elif header.count(name) > 1:
            yield Problem(file, 1, name, "列名重复", "is there more than once")
    for column in table.columns:
        if column.required and column.name not in header:
            yield Problem(file, 1, column.name, "缺少此列", "is required")


def _row(
    table: Table, file: str, number: int, columns: list[Column], texts: Sequence[str]
) -> tuple[Row, list[Problem]]:
    if len(texts) != len(columns):
        return {}, [Problem(file, number, "", f"须有 {len(columns)} 格", f"has to have {len(columns)} cells")]
    row: dict[str, Value] = {}
    problems = []
    for column, text in zip(columns, texts, strict=True):
        try:
            row[column.name] = cell(column, text)
        except ValueError:
            problems.append(Problem(file, number, column.name, column.kind.zh, column.kind.en))
    if not problems:
        refusals = [refusal for rule in table.rules if (refusal := rule(row))]
        problems = [Problem(file, number, refusal.column, refusal.zh, refusal.en) for refusal in refusals]
    return row, problems


def cell(column: Column, text: str) -> Value:
    """The value of a cell; blank is None. Raises ValueError when the column does not allow the text."""
    text = text.strip()
    if text:
        return column.kind.read(text)
    if column.required:
        raise ValueError("blank")
    return None


def _repeated(table: Table, file: str, lines: list[Line]) -> Iterator[Problem]:
    for columns in table.unique:
        first: dict[tuple[Value, ...], int] = {}
        for line in lines:
            values = tuple(line.row.get(column) for column in columns)
            if None in values:
                continue
            if (before := first.setdefault(values, line.number)) != line.number:
                zh, en = f"与第 {before} 行重复", f"the same as in line {before}"
                yield Problem(file, line.number, ", ".join(columns), zh, en)
