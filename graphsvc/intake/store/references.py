"""References: every id a row names must be a node of the right kind, in the same import or already in the graph."""

from collections.abc import Iterator, Mapping, Sequence, Set
from typing import TypeVar

from graphsvc.cypher.statement import Statement
from graphsvc.db.bulkhead import Lane
from graphsvc.db.ports import Database
from graphsvc.intake.files.sheet import Sheet
from graphsvc.intake.model.problems import Problem
from graphsvc.intake.model.table import Ref
from graphsvc.intake.store.held import CYPHER
from graphsvc.intake.tables.declared import TABLES

T = TypeVar("T")
Labels = Mapping[str, set[str]]

IDS_A_STATEMENT = 10_000


async def present(graph: Database, sheets: Sequence[Sheet]) -> Labels:
    """Of all ids that the sheets state or name: those that are in the graph, each with its labels."""
    asked = {id_ for sheet in sheets for id_, _ in _own_ids(sheet)}
    asked |= {id_ for sheet in sheets for _, _, id_ in _named(sheet)}
    ids = sorted(asked)
    found: dict[str, set[str]] = {}
    for start in range(0, len(ids), IDS_A_STATEMENT):
        statement = Statement(CYPHER["labelled"], {"ids": ids[start : start + IDS_A_STATEMENT]})
        found |= {id_: set(labels) for id_, labels in await graph.read(statement, Lane.HEAVY)}
    return found


def unresolved(sheets: Sequence[Sheet], labels: Labels) -> list[Problem]:
    """Ids named but nowhere to be found, and ids that something of another kind has already."""
    own = {id_: sheet.table.name for sheet in sheets for id_, _ in _own_ids(sheet)}
    return [problem for sheet in sheets for problem in (*_taken(sheet, own, labels), *_missing(sheet, own, labels))]


def new_ids(sheets: Sequence[Sheet], labels: Labels) -> set[str]:
    """Ids that the sheets state and the graph does not have."""
    return {id_ for sheet in sheets for id_, _ in _own_ids(sheet)} - labels.keys()


def are_new(sheet: Sheet, created: Set[str]) -> bool:
    """Whether nothing of a sheet can be in the graph: each of its rows states, or ties, a node that is created."""
    if sheet.table.nodes:
        return all(id_ in created for id_, _ in _own_ids(sheet))
    (link,) = sheet.table.links
    return all(not created.isdisjoint(link.start.ids(line.row) + link.end.ids(line.row)) for line in sheet.lines)


def _own_ids(sheet: Sheet) -> Iterator[tuple[str, int]]:
    if sheet.table.nodes:
        for line in sheet.lines:
            yield sheet.table.nodes.id.ids(line.row)[0], line.number


def _named(sheet: Sheet) -> Iterator[tuple[int, Ref, str]]:
    references = sheet.table.references()
    for line in sheet.lines:
        for ref in references:
            for id_ in ref.ids(line.row):
                yield line.number, ref, id_


def _label(table: str) -> str:
    nodes = TABLES[table].nodes
    assert nodes is not None, "a reference names a table of nodes"
    return nodes.labels[-1]


def _taken(sheet: Sheet, own: Mapping[str, str], labels: Labels) -> Iterator[Problem]:
    for id_, number in _own_ids(sheet):
        elsewhere = own[id_] != sheet.table.name
        if elsewhere or (id_ in labels and _label(sheet.table.name) not in labels[id_]):
            column = sheet.table.nodes.id.column if sheet.table.nodes else ""
            yield Problem(sheet.file, number, column, "编号已被其他种类的节点使用", "is the id of another kind of node")


def _missing(sheet: Sheet, own: Mapping[str, str], labels: Labels) -> Iterator[Problem]:
    for number, ref, id_ in _named(sheet):
        there = own[id_] in ref.tables if id_ in own else not labels.get(id_, set()).isdisjoint(map(_label, ref.tables))
        if not there:
            names = ", ".join(ref.tables)
            yield Problem(
                sheet.file,
                number,
                ref.column,
                f"须是 {names} 中的编号（本次导入或图中已有）",
                f"an id of {names}, in this import or in the graph",
            )
