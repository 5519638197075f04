"""Differences: where a sheet and the graph disagree and the graph stays as it is, each with its reason."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, TypeAlias

Plain: TypeAlias = str | int | float | bool | list[str] | None
"""A value as JSON has it: days in ISO form."""

SHOWN = 200
"""Differences kept of one load; the others are counted."""


def plain(value: Any) -> Plain:
    """A value of a cell, or of the graph, as JSON has it, so that the two can be compared and kept."""
    for iso in ("isoformat", "iso_format"):
        if hasattr(value, iso):
            return str(getattr(value, iso)())
    return list(value) if isinstance(value, list | tuple) else value


class Why(StrEnum):
    """Why a cell of a sheet is not applied."""

    DECIDED = "DECIDED"
    ENDED = "ENDED"
    BOTH_CHANGED = "BOTH_CHANGED"
    OLDER = "OLDER"
    UNKNOWN = "UNKNOWN"
    DELETED = "DELETED"

    @property
    def zh(self) -> str:
        """As a report prints it."""
        return {
            "DECIDED": "表中未改，系统内已另有决定",
            "ENDED": "系统内已终止，不恢复",
            "BOTH_CHANGED": "表中与系统内都有改动",
            "OLDER": "表比系统内的记录旧",
            "UNKNOWN": "此前没有表说明过，系统内为另一值",
            "DELETED": "系统内已删除，不再新增",
        }[self.value]

    @property
    def en(self) -> str:
        """In English."""
        return {
            "DECIDED": "the sheet repeats itself, the service has decided otherwise",
            "ENDED": "ended in the service, not revived",
            "BOTH_CHANGED": "changed in the sheet and in the service",
            "OLDER": "the sheet is older than what is on record",
            "UNKNOWN": "no sheet has said so before, and the graph holds something else",
            "DELETED": "deleted in the service, not brought back",
        }[self.value]


@dataclass(frozen=True, slots=True)
class Difference:
    """One cell that was not applied; personal columns are never among them.

    Attributes:
        key: the row, as its table tells rows apart: an id, or the ids of both ends.
        sheet: what the cell says. graph: what stays.
        line: of the file; 0 when the rows came from no file.
    """

    table: str
    key: str
    column: str
    sheet: Plain
    graph: Plain
    why: Why
    file: str = ""
    line: int = 0

    def at(self, file: str, line: int) -> "Difference":
        """The same, with its place."""
        return replace(self, file=file, line=line)

    def __str__(self) -> str:
        place = ":".join(part for part in (self.file or self.table, str(self.line or ""), self.column) if part)
        return f"{place}: {self.key} 表：{shown(self.sheet)}，系统：{shown(self.graph)}（{self.why.zh}）"


def shown(value: Plain) -> str:
    """A value in a report."""
    if value is None or value == "":
        return "（空）"
    return "、".join(value) if isinstance(value, list) else str(value)


class Differences:
    """The differences of a load: all counted, the first ones kept."""

    def __init__(self) -> None:
        self.count = 0
        self.first: list[Difference] = []

    def forget(self) -> None:
        """Begin anew, for a load that is tried again."""
        self.count = 0
        self.first.clear()

    def add(self, found: Iterable[Difference]) -> None:
        """Count more of them."""
        for difference in found:
            self.count += 1
            if len(self.first) < SHOWN:
                self.first.append(difference)
