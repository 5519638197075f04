"""Rows of a table that a locality overrides: each holds in an area from a day on, until another.

Of the rows that hold, that of the smallest area counts, and of one area the locality's before the service's own.
"""

import csv
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Protocol, TypeVar

from graphsvc.codes import area_code, prefix_of
from graphsvc.errors import GraphsvcError, SetupError

FOR_EVER = date.max
"""The end of a row that has none."""


class DatedRow(Protocol):
    """A row; `area` is a prefix of codes, empty for everywhere, `until` the first day on which it holds no more."""

    @property
    def area(self) -> str: ...

    @property
    def since(self) -> date: ...

    @property
    def until(self) -> date: ...


Row = TypeVar("Row", bound=DatedRow)
Key = TypeVar("Key", bound=Hashable)
Table = TypeVar("Table")


def in_force(row: DatedRow, prefix: str, day: date) -> bool:
    """Whether a row holds at a place, named by a prefix of codes, on a day."""
    return prefix.startswith(row.area) and row.since <= day and (day < row.until or row.until == FOR_EVER)


def term(cells: Mapping[str, str]) -> tuple[str, date, date]:
    """Read where and when a row holds: area, first day, and first day on which it holds no more.

    Raises:
        ValueError, GraphsvcError: a code or a day is none.
    """
    return (
        prefix_of(area_code(cells["area"])) if cells["area"] else "",
        date.fromisoformat(cells["since"]) if cells["since"] else date.min,
        date.fromisoformat(cells["until"]) if cells["until"] else FOR_EVER,
    )


def grouped(
    everywhere: Iterable[Row], local: Iterable[Row], key: Callable[[Row], Key], name: Callable[[Row], str], word: str
) -> dict[Key, list[Row]]:
    """Put rows together that are about one thing, those that count first; `name` and `word` are what a fault says.

    Raises:
        ValueError: two rows about one thing hold in one area on one day, or a row ends before it begins.
    """
    found: dict[Key, list[Row]] = defaultdict(list)
    for own in (list(local), list(everywhere)):
        terms: dict[tuple[Key, str], list[Row]] = defaultdict(list)
        for row in sorted(own, key=lambda row: row.since):
            terms[key(row), row.area].append(row)
        for rows in terms.values():
            said = f"{name(rows[0])} {rows[0].area or 'everywhere'}"
            if any(row.until <= row.since for row in rows):
                raise ValueError(f"{said}: a {word} ends before it begins")
            if any(first.until > second.since for first, second in pairwise(rows)):
                raise ValueError(f"{said}: two {word}s on one day")
        for row in own:
            found[key(row)].append(row)
    for rows in found.values():
        rows.sort(key=lambda row: -len(row.area))
    return found


def counting(rows: Iterable[Sequence[Row]], place: str, day: date) -> list[Row]:
    """List the row that counts of each thing in an area on a day, where there is one, in the order of the tables."""
    prefix = prefix_of(place)
    found = (next((row for row in of_one if in_force(row, prefix, day)), None) for of_one in rows)
    return [row for row in found if row is not None]


def read_rows(path: Path, row: Callable[[Mapping[str, str]], Row]) -> list[Row]:
    """Read a table of one row a line under a header, as UTF-8 with or without a mark of its order."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return [row(cells) for cells in csv.DictReader(file)]


def read_table(
    table: Callable[[list[Row], list[Row]], Table],
    row: Callable[[Mapping[str, str]], Row],
    own: Path,
    local: Path | None,
    zh: str,
    en: str,
) -> Table:
    """Read the rows that come with the service, and a locality's file before them, which `zh` and `en` name.

    Raises:
        SetupError: the file cannot be read, or a row is none.
    """
    try:
        return table(read_rows(own, row), read_rows(local, row) if local else [])
    except (OSError, ValueError, KeyError, TypeError, csv.Error, GraphsvcError) as fault:  # a row cut short lacks cells
        said = fault.en if isinstance(fault, GraphsvcError) else str(fault)
        raise SetupError(f"{zh} {local} 有误：{said}", f"{en} {local} is wrong: {said}") from None
