"""The demo as rows, read once for all tests of it."""

from collections import defaultdict
from functools import cache

from graphsvc.intake.files.sheet import Sheet
from graphsvc.intake.files.sheets import read_folder
from graphsvc.intake.model.columns import Row
from graphsvc.paths import SEEDS_DIR


@cache
def sheets() -> tuple[Sheet, ...]:
    return tuple(read_folder(SEEDS_DIR / "demo"))


def rows(table: str) -> list[Row]:
    return next([line.row for line in sheet.lines] for sheet in sheets() if sheet.table.name == table)


def by_id(table: str) -> dict[str, Row]:
    return {str(row["id"]): row for row in rows(table)}


def listed(row: Row, column: str) -> list[str]:
    value = row.get(column)
    return value if isinstance(value, list) else []


def grouped(table: str, key: str) -> dict[str, list[Row]]:
    groups: dict[str, list[Row]] = defaultdict(list)
    for row in rows(table):
        groups[str(row[key])].append(row)
    return groups
