"""Values that only one node may have, such as credit codes: whether a node outside the import has one already."""

from collections.abc import Iterator, Sequence

from graphsvc.cypher.statement import Statement
from graphsvc.db.bulkhead import Lane
from graphsvc.db.ports import Database
from graphsvc.intake.files.sheet import Sheet
from graphsvc.intake.model.columns import Column
from graphsvc.intake.model.problems import Problem
from graphsvc.intake.model.table import Nodes
from graphsvc.intake.store.references import IDS_A_STATEMENT


async def taken(graph: Database, sheets: Sequence[Sheet]) -> list[Problem]:
    """Rows whose value another node of the graph has."""
    problems: list[Problem] = []
    for sheet in sheets:
        if sheet.table.nodes:
            for column in _unique_columns(sheet):
                problems += await _taken(graph, sheet, sheet.table.nodes, column)
    return problems


def _unique_columns(sheet: Sheet) -> Iterator[Column]:
    """Columns that are unique by themselves, besides the one that makes the id."""
    assert sheet.table.nodes
    alone = {columns[0] for columns in sheet.table.unique if len(columns) == 1} - {sheet.table.nodes.id.column}
    return (column for column in sheet.table.columns if column.name in alone)


async def _taken(graph: Database, sheet: Sheet, nodes: Nodes, column: Column) -> list[Problem]:
    values = sorted({str(line.row[column.name]) for line in sheet.lines if line.row.get(column.name) is not None})
    text = (
        f"UNWIND $values AS value\nMATCH (n:{nodes.labels[-1]} {{{column.stored_as}: value}})\n"
        f"RETURN value, n.id AS id\nORDER BY value LIMIT {IDS_A_STATEMENT}"
    )
    holders: dict[str, str] = {}
    for start in range(0, len(values), IDS_A_STATEMENT):
        asked = Statement(text, {"values": values[start : start + IDS_A_STATEMENT]})
        holders.update((value, id_) for value, id_ in await graph.read(asked, Lane.HEAVY))
    return [
        Problem(sheet.file, line.number, column.name, "图中另一节点已使用", "another node of the graph has it")
        for line in sheet.lines
        if (holder := holders.get(str(line.row.get(column.name)))) and holder != nodes.id.ids(line.row)[0]
    ]
