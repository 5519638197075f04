"""Rows out of the graph: what it holds on a day, in the columns of the tables by which it comes in."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from graphsvc.codes import LEVELS
from graphsvc.cypher.fragments import expanded
from graphsvc.cypher.statement import Statement
from graphsvc.db.bulkhead import Lane
from graphsvc.db.ports import Database, Rows
from graphsvc.errors import BadInput
from graphsvc.intake.model.columns import Draft, Value
from graphsvc.intake.model.table import Link, Ref, Table
from graphsvc.intake.tables.declared import label_of
from graphsvc.intake.tables.words import HEADERS, TITLES
from graphsvc.intake.workbooks.template import columns_out

MOST_ROWS = 50_000
"""Of one sheet that is filled."""

_AREA_TABLES = {"areas", "grids", "estates"}
_EVERYWHERE = {"topics"}


async def rows_out(graph: Database, table: Table, within: str, as_of: date, *, past: bool = False) -> list[Draft]:
    """The rows of a table under a prefix of area codes, as the graph holds them on a day.

    Args:
        past: of ties that may stop and begin again, the periods that have ended by then as well, a row each.
    Raises:
        BadInput: there are more than a sheet is filled with.
    """
    past = past and table.periods
    asked = _ties(table, within, as_of, past=past) if table.nodes is None else _nodes(table, within, as_of)
    found = await _asked(graph, asked)
    if table.nodes is None:
        return [_tie_row(table, *row) for row in found if _ever_held(row[2].get("since"), row[2].get("until"))]
    return [_node_row(table, *row) for row in found]


async def past_out(graph: Database, table: Table, within: str, as_of: date) -> list[list[Value]]:
    """What has ended by a day of the ties that rows of nodes name: table, column, both ends with their names, days.

    A row of a person or unit has room for what holds now alone; this is to be read, and is not loaded again.

    Raises:
        BadInput: there are more than a sheet is filled with.
    """
    found: list[list[Value]] = []
    for link in table.links if table.nodes else ():
        if link.dated:
            rows = await _asked(graph, _ended(table, link, within, as_of))
            told = TITLES[table.name][0], HEADERS[table.name].get(table.other(link).column, (link.type,))[0]
            found += [[*told, *map(_value, row)] for row in rows if _ever_held(*row[-2:])]
    return found


async def _asked(graph: Database, statement: Statement) -> Rows:
    found = await graph.read(statement, Lane.HEAVY)
    if len(found) > MOST_ROWS:
        raise BadInput(f"超过 {MOST_ROWS} 行，请给出更小的区域。", f"More than {MOST_ROWS} rows: give a smaller area.")
    return found


def _ever_held(since: Any, until: Any) -> bool:
    """Whether there was a day on which a tie held; one that ended on its first day never did."""
    return since is None or since != until


def _ended(table: Table, link: Link, within: str, as_of: date) -> Statement:
    left, right = _arrow(table, link)
    text = (
        f"MATCH (n:{label_of(table.name)}){left}[r:{link.type}]{right}(o:Node)\n"
        "WHERE n.areaCode STARTS WITH $within AND {ended:r}\n"
        "RETURN n.id AS id, n.name AS name, o.id AS other, coalesce(o.name, o.id) AS called, r.since AS since, "
        "r.until AS until\n"
        f"ORDER BY id, since, until, other LIMIT {MOST_ROWS + 1}"
    )
    return Statement(expanded(text), {"within": within, "asOf": as_of})


def _arrow(table: Table, link: Link) -> tuple[str, str]:
    if link.undirected:
        return "-", "-"
    return ("-", "->") if table.from_own(link) else ("<-", "-")


def _ties(table: Table, within: str, as_of: date, *, past: bool) -> Statement:
    """The ties of a table of ties, by the place of their end."""
    (link,) = table.links
    ends = "|".join(sorted({_label(name) for name in link.end.tables}))
    inside = "" if set(link.end.tables) <= _EVERYWHERE else "b.areaCode STARTS WITH $within AND "
    held = "({holds:r} OR {ended:r})" if past else "{holds:r}"
    text = (
        f"MATCH (b:{ends})<-[r:{link.type}]-(a:Node)\nWHERE {inside}{held}\n"
        "RETURN a.id AS start, b.id AS end, properties(r) AS properties\n"
        f"ORDER BY end, start, r.role, r.since LIMIT {MOST_ROWS + 1}"
    )
    return Statement(expanded(text), {"within": within, "asOf": as_of})


def _label(table: str) -> str:
    return "Area" if table in _AREA_TABLES else label_of(table)


def _nodes(table: Table, within: str, as_of: date) -> Statement:
    """The nodes of a table, each with the live ties of its links, in their order."""
    inside = "true" if table.name in _EVERYWHERE else "n.areaCode STARTS WITH $within AND {holds:n}"
    if table.name == "areas":
        inside += " AND n.level <= 4"
    ties = ",\n".join(f"  {_live(table, link)} AS tie{number}" for number, link in enumerate(table.links))
    text = (
        f"MATCH (n:{label_of(table.name)})\nWHERE {inside}\n"
        f"WITH n ORDER BY n.areaCode, n.id LIMIT {MOST_ROWS + 1}\n"
        f"RETURN n {{.*, vector: null}} AS properties, labels(n) AS labels{',' if ties else ''}\n{ties}"
    )
    return Statement(expanded(text), {"within": within, "asOf": as_of})


def _live(table: Table, link: Link) -> str:
    left, right = _arrow(table, link)
    return (
        f"COLLECT {{ MATCH (n){left}[r:{link.type}]{right}(o:Node) WHERE {{holds:r}} "
        "RETURN [o.id, properties(r)] AS tie ORDER BY o.id LIMIT 1000 }"
    )


def _tie_row(table: Table, start: str, end: str, properties: Mapping[str, Any]) -> Draft:
    (link,) = table.links
    row: Draft = {column.name: None for column in table.columns}
    row |= {column: _value(properties.get(name)) for name, column in link.properties.items()}
    row[link.start.column] = _word(link.start, start)
    row[link.end.column] = _word(link.end, end)
    return row


def _node_row(table: Table, properties: Mapping[str, Any], labels: Sequence[str], *ties: Sequence[Any]) -> Draft:
    assert table.nodes
    row: Draft = {}
    for column in columns_out(table):
        row[column.name] = _value(properties.get(column.stored_as)) if column.stored_as else None
    own = table.nodes.id
    row[own.column] = _word(own, properties["id"])
    if table.nodes.label_by and table.nodes.label_by[0] != "membership":
        told_by, choices = table.nodes.label_by
        row[told_by] = next((word for word, label in choices.items() if label in labels), None)
    if table.name == "areas":
        row["level"] = LEVELS[properties["level"] - 1].value
    named: dict[str, list[str]] = defaultdict(list)
    for link, found in zip(table.links, ties, strict=True):
        other = table.other(link)
        named[other.column] += [_word(other, id_) for id_, _ in found]
        for name, dated_by in link.properties.items():
            row[dated_by] = next(iter({_value(tie.get(name)) for _, tie in found}), None)
    for name, words in named.items():
        many = table.column(name).kind.many
        row[name] = (sorted(words) or None) if many else (words[0] if words else None)
    for column in table.columns:
        if column.or_else and column.stored_as:
            stated = row[column.name] is not None
            row[column.or_else] = None if stated else _value(properties.get(column.stored_as))
    return row


def _word(ref: Ref, id_: str) -> str:
    return id_.removeprefix(ref.prefix)


def _value(value: Any) -> Value:
    """A value of the graph as a column has it."""
    return value.to_native() if hasattr(value, "to_native") else value
