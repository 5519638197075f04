"""Tables as Cypher: labels, types and property names come from the declaration, values travel as parameters.

The texts depend on the table and the labels alone, so a load of any size uses a few dozen plans.
"""

from collections import defaultdict
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from graphsvc.access.sealing.fields import FieldKeys, sealed_person_fields
from graphsvc.cypher.statement import Statement
from graphsvc.intake.model.columns import Row, Value
from graphsvc.intake.model.merge import TieChanges, When
from graphsvc.intake.model.table import Link, Table


@dataclass(frozen=True, slots=True)
class NewNode:
    """A node to be made."""

    id: str
    labels: tuple[str, ...]
    properties: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class MergedNode:
    """What changes of a node that is there.

    Attributes:
        labels: those it gets, and those it loses.
        before: what the properties were.
        past: what audits read of it, when something of that changes.
        bore: the labels it had.
    """

    id: str
    labels: tuple[tuple[str, ...], tuple[str, ...]]
    properties: Mapping[str, Value]
    before: Mapping[str, Any] = field(default_factory=dict)
    past: Mapping[str, Any] | None = None
    bore: frozenset[str] = frozenset()

    @property
    def relabelling(self) -> list[str]:
        """Its labels that change: `+Member`, `-Member`."""
        gets, loses = self.labels
        return [f"+{each}" for each in gets if each not in self.bore] + [
            f"-{each}" for each in loses if each in self.bore
        ]


def new_node(table: Table, row: Row, keys: FieldKeys, when: When | None = None) -> NewNode:
    """The node of a row.

    Args:
        keys: seal personal columns, so that their clear text never reaches Neo4j.
        when: of the sheet; one that begins and says no day begins on the day of it.
    """
    assert table.nodes
    stood_in = {column.name: None for column in table.columns if column.or_else in row}
    properties = node_properties(table, stood_in | dict(row), keys, row.keys())
    if when and when.undated and table.nodes.begins and properties.get("foundedOn") is None:
        properties["since"] = when.undated
    return NewNode(table.key_of(row), table.nodes.labels_of(row)[0], properties)


def node_statements(nodes: Sequence[NewNode]) -> list[Statement]:
    """Create nodes: one statement for each set of labels."""
    groups: dict[tuple[str, ...], list[dict[str, object]]] = defaultdict(list)
    for node in nodes:
        groups[node.labels].append({"id": node.id, "properties": node.properties})
    return [Statement(_create_node(labels), {"rows": group}) for labels, group in groups.items()]


def merge_statements(nodes: Sequence[MergedNode]) -> list[Statement]:
    """Set what changed of nodes that are there: one statement for each set of labels."""
    groups: dict[tuple[tuple[str, ...], tuple[str, ...]], list[dict[str, object]]] = defaultdict(list)
    for node in nodes:
        groups[node.labels].append({"id": node.id, "properties": node.properties})
    return [Statement(_set_node(*labels), {"rows": group}) for labels, group in groups.items()]


def tie_statements(table: Table, link: Link, changes: Sequence[tuple[str, TieChanges]]) -> list[Statement]:
    """Write what rows change of the ties of a link: ends and corrections first, then what begins.

    Args:
        changes: each with the id of the node the link belongs to; in a table of relationships, of its start.
    """
    statements = []
    if dropped := [handle for _, each in changes for handle in each.drop]:
        statements.append(Statement(_drop(link), {"handles": dropped}))
    if altered := [
        {"handle": each.handle, "properties": dict(each.properties)} for _, one in changes for each in one.set
    ]:
        statements.append(Statement(_set_ties(link), {"rows": altered}))
    if begun := [_pair(table, link, own, each.other, each.properties) for own, one in changes for each in one.begin]:
        statements.append(Statement(_begin(link), {"rows": begun}))
    return statements


def begin_statement(link: Link, rows: Sequence[Row]) -> Statement | None:
    """Make every tie that rows name, where none can be there yet."""
    pairs = [pair for row in rows for pair in _pairs(link, row)]
    if link.undirected:
        pairs = list({(pair["start"], pair["end"]): pair for pair in pairs}.values())
    return Statement(_begin(link), {"rows": pairs}) if pairs else None


def node_properties(table: Table, row: Row, keys: FieldKeys, personal: Container[str]) -> dict[str, Value]:
    """All that a row says of its node: what is stored as it is, what is computed, and of its personal columns these."""
    assert table.nodes
    properties: dict[str, Value] = {
        column.stored_as: column.of(row) for column in table.columns if column.stored_as and column.name in row
    }
    given = {name: value for name, value in row.items() if name in personal}
    return properties | dict(table.nodes.derive(row)) | _sealed(table, table.key_of(row), given, keys)


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


def _set_node(labels: tuple[str, ...], others: tuple[str, ...]) -> str:
    remove = f"REMOVE n:{':'.join(others)}\n" if others else ""
    return f"UNWIND $rows AS row\nMATCH (n:Node {{id: row.id}})\n{remove}SET n:{':'.join(labels)}, n += row.properties"


def _pairs(link: Link, row: Row) -> list[dict[str, object]]:
    properties = {name: row[column] for name, column in link.properties.items() if column in row}
    pairs = [(start, end) for start in link.start.ids(row) for end in link.end.ids(row)]
    if link.undirected:
        pairs = [(min(pair), max(pair)) for pair in pairs]
    return [{"start": start, "end": end, "properties": properties} for start, end in pairs]


def _pair(table: Table, link: Link, own: str, other: str, properties: Mapping[str, object]) -> dict[str, object]:
    start, end = ends_of(table, link, own, other)
    return {"start": start, "end": end, "properties": dict(properties)}


def ends_of(table: Table, link: Link, own: str, other: str) -> tuple[str, str]:
    """Start and end of a tie of the node of a row; one that has no direction leads from the smaller id."""
    if link.undirected:
        return min(own, other), max(own, other)
    return (own, other) if table.from_own(link) else (other, own)


def _begin(link: Link) -> str:
    once = f"WHERE NOT EXISTS {{ MATCH (a)-[r:{link.type}]->(b) WHERE r.until IS NULL }}\n" if link.undirected else ""
    text = (
        f"UNWIND $rows AS row\nMATCH (a:{link.among} {{id: row.start}})\nMATCH (b:Node {{id: row.end}})\n{once}"
        f"CREATE (a)-[r:{link.type}]->(b)"
    )
    return f"{text}\nSET r = row.properties"


def _set_ties(link: Link) -> str:
    return (
        f"UNWIND $rows AS row\nMATCH ()-[r:{link.type}]->()\nWHERE elementId(r) = row.handle\nSET r += row.properties"
    )


def _drop(link: Link) -> str:
    return f"UNWIND $handles AS handle\nMATCH ()-[r:{link.type}]->()\nWHERE elementId(r) = handle\nDELETE r"
