"""Tables as Cypher: labels, types and property names come from the declaration, values travel as parameters.

The texts depend on the table and the labels alone, so a load of any size uses a few dozen plans.
"""

from collections import defaultdict
from collections.abc import Sequence

from graphsvc.access.sealing.fields import FieldKeys, sealed_person_fields
from graphsvc.cypher.statement import Statement
from graphsvc.intake.model.columns import Row, Value
from graphsvc.intake.model.table import Link, Nodes, Table


def node_statements(table: Table, rows: Sequence[Row], keys: FieldKeys, *, fresh: bool) -> list[Statement]:
    """One statement for each set of labels among the rows; none for a table of relationships.

    Args:
        keys: seal personal columns, so that their clear text never reaches Neo4j.
        fresh: the nodes cannot be there yet: create them without looking.
    """
    if table.nodes is None:
        return []
    groups: dict[tuple[tuple[str, ...], tuple[str, ...]], list[dict[str, object]]] = defaultdict(list)
    for row in rows:
        groups[table.nodes.labels_of(row)].append(_node(table, table.nodes, row, keys))
    return [
        Statement(_create_node(labels) if fresh else _merge_node(labels, others), {"rows": group})
        for (labels, others), group in groups.items()
    ]


def link_statements(table: Table, rows: Sequence[Row], *, fresh: bool) -> list[Statement]:
    """For each relationship of the table: let go of what the rows no longer state, then put what they state."""
    statements = []
    for link in table.links:
        if not fresh and (stated := _stated(table, link, rows)):
            statements.append(Statement(_release(table, link), {"rows": stated}))
        if pairs := [pair for row in rows for pair in _pairs(link, row)]:
            statements.append(Statement(_put(link, fresh), {"rows": pairs}))
    return statements


def _node(table: Table, nodes: Nodes, row: Row, keys: FieldKeys) -> dict[str, object]:
    id_ = nodes.id.ids(row)[0]
    properties: dict[str, Value] = {
        column.stored_as: row[column.name] for column in table.columns if column.stored_as and column.name in row
    }
    return {"id": id_, "properties": properties | dict(nodes.derive(row)) | _sealed(table, id_, row, keys)}


def _sealed(table: Table, id_: str, row: Row, keys: FieldKeys) -> dict[str, Value]:
    """What stands for the personal columns that a row states."""
    given = {each.name: row[each.name] for each in table.columns if each.personal and each.name in row}
    if not given:
        return {}
    texts = {name: str(value) if value else None for name, value in given.items()}
    fields = sealed_person_fields(id_, texts.get("phone"), texts.get("identity_number"), texts.get("address"), keys)
    stated = tuple(name.removesuffix("_number") for name in given)
    return {name: value for name, value in fields.items() if name.startswith(stated)}


def _create_node(labels: tuple[str, ...]) -> str:
    return f"UNWIND $rows AS row\nCREATE (n:{':'.join(('Node', *labels))} {{id: row.id}})\nSET n += row.properties"


def _merge_node(labels: tuple[str, ...], others: tuple[str, ...]) -> str:
    remove = f"REMOVE n:{':'.join(others)}\n" if others else ""
    return f"UNWIND $rows AS row\nMERGE (n:Node {{id: row.id}})\n{remove}SET n:{':'.join(labels)}, n += row.properties"


def _pairs(link: Link, row: Row) -> list[dict[str, object]]:
    properties = {name: row[column] for name, column in link.properties.items() if column in row}
    return [
        {"start": start, "end": end, "properties": properties}
        for start in link.start.ids(row)
        for end in link.end.ids(row)
    ]


def _put(link: Link, fresh: bool) -> str:
    key = ", ".join(f"{name}: row.properties.{name}" for name in link.key)
    pattern = f"(a)-[r:{link.type}{f' {{{key}}}' if key else ''}]->(b)"
    return (
        f"UNWIND $rows AS row\nMATCH (a:{link.among} {{id: row.start}})\nMATCH (b:Node {{id: row.end}})\n"
        f"{'CREATE' if fresh else 'MERGE'} {pattern}" + ("\nSET r += row.properties" if link.properties else "")
    )


def _stated(table: Table, link: Link, rows: Sequence[Row]) -> list[dict[str, object]]:
    """What rows of nodes say about a relationship: the whole set of other ends, when the file has that column."""
    if table.nodes is None:
        return []
    own = table.nodes.id
    other = link.end if link.start == own else link.start
    return [{"id": own.ids(row)[0], "others": other.ids(row)} for row in rows if other.column in row]


def _release(table: Table, link: Link) -> str:
    outgoing = table.nodes is not None and link.start == table.nodes.id
    left, right = ("-", "->") if outgoing else ("<-", "-")
    ended = " AND r.until IS NULL" if link.keeps_ended else ""
    return (
        f"UNWIND $rows AS row\nMATCH (n:Node {{id: row.id}}){left}[r:{link.type}]{right}(other:Node)\n"
        f"WHERE NOT other.id IN row.others{ended}\nDELETE r"
    )
