"""A graph of paper: it keeps what it is told to write and knows the ids it is given; and files written for a test."""

import csv
import io
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from graphsvc.cypher.statement import Statement
from graphsvc.db.bulkhead import Lane
from graphsvc.intake.files.sheet import Sheet, check
from graphsvc.intake.tables.declared import TABLES

T = TypeVar("T")


@dataclass
class PaperGraph:
    """`known`: id -> labels of the nodes that are there. `holders`: value that only one node may have -> its id.

    `sampled_after`: how many statements had been written each time the indexes were sampled.
    """

    known: Mapping[str, list[str]] = field(default_factory=dict)
    holders: Mapping[str, str] = field(default_factory=dict)
    written: list[Statement] = field(default_factory=list)
    sampled_after: list[int] = field(default_factory=list)
    asked: list[list[str]] = field(default_factory=list)
    lanes: set[Lane] = field(default_factory=set)

    async def read(self, statement: Statement, lane: Lane = Lane.LIGHT) -> list[list[Any]]:
        self.lanes.add(lane)
        if "date.realtime" in statement.text:
            return [["2026-11-24T08:00:00+08:00", "2026-11-24"]]
        if "values" in statement.params:
            return [[value, self.holders[value]] for value in statement.params["values"] if value in self.holders]
        if "labels(n)" not in statement.text or "ids" not in statement.params:
            return []
        ids = list(statement.params["ids"])
        self.asked.append(ids)
        return [[id_, self.known[id_]] for id_ in ids if id_ in self.known]

    async def write(self, statement: Statement, lane: Lane = Lane.LIGHT) -> None:
        if "prepareForReplanning" in statement.text:
            assert lane is Lane.SETUP, "it takes as long as the graph is large"
            self.sampled_after.append(len(self.written))
            return
        self.lanes.add(lane)
        self.written.append(statement)

    async def transact(self, work: Callable[[Any], Awaitable[T]], lane: Lane = Lane.LIGHT) -> T:
        self.lanes.add(lane)
        return await work(self)

    async def run(self, statement: Statement) -> list[list[Any]]:
        if "RETURN" not in statement.text:
            self.written.append(statement)
            return []
        ids = statement.params.get("ids", [])
        if "n {.*" in statement.text:
            return [[id_, {"id": id_}, self.known[id_]] for id_ in ids if id_ in self.known]
        if "labels(n)" in statement.text:
            return [[id_, self.known[id_]] for id_ in ids if id_ in self.known]
        if "AS number" in statement.text:
            return [[0]]
        if "$tables" in statement.text:
            return [[table] for table in statement.params["tables"]]
        return [[{"id": "import-1"}]] if "$runner" in statement.text else []

    def texts(self) -> list[str]:
        return [statement.text for statement in self.written]


def folder(path: Path, **tables: str) -> Path:
    """A folder with a file for each table."""
    for name, content in tables.items():
        (path / f"{name}.csv").write_text(content, encoding="utf-8")
    return path


def sheet(table: str, content: str) -> Sheet:
    return check(TABLES[table], f"{table}.csv", csv.reader(io.StringIO(content)))


def places(found: Sheet) -> list[tuple[int, str]]:
    return [(problem.line, problem.column) for problem in found.problems]


AREAS = """\
code,level,name,parent,kind
500000000000,CITY,重庆市,,
500103000000,DISTRICT,渝中区,500000000000,DISTRICT
500103012000,SUBDISTRICT,大坪街道,500103000000,SUBDISTRICT
500103012011,COMMUNITY,马家堡社区,500103012000,COMMUNITY
"""
GRIDS = """\
code,name,community,kind,neighbours
500103012011001,第1网格,500103012011,GENERAL,500103012011002
500103012011002,第2网格,500103012011,GENERAL,
"""
