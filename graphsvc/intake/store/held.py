"""What the graph holds of rows: nodes, ties, and what sheets said of them last; and the locks to decide behind."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from graphsvc.cypher.files import statements
from graphsvc.cypher.statement import Statement
from graphsvc.db.ports import Transaction
from graphsvc.intake.model.columns import Row
from graphsvc.intake.model.differences import Plain, plain
from graphsvc.intake.model.lines import Said
from graphsvc.intake.model.merge import Held
from graphsvc.intake.model.periods import in_later_period
from graphsvc.intake.model.table import Link, Table

CYPHER = statements(Path(__file__).with_name("intake.cypher"))


@dataclass(frozen=True, slots=True)
class Spoken:
    """What sheets said of a row last, the day whose state they told, and the whole note of it."""

    cells: Said
    as_of: str
    note: Mapping[str, Any]

    @property
    def deleted_on(self) -> Plain:
        """The day on which the row was deleted; None while it was not."""
        return plain(self.note.get("deletedOn"))


@dataclass(frozen=True, slots=True)
class HeldNode:
    """A node of the graph: its properties as the graph has them, and as they compare with cells."""

    properties: Mapping[str, Any]
    plain: Mapping[str, Plain]
    labels: frozenset[str]


def said_id(table: Table, row: Row) -> str:
    """The id under which the last words about a row are kept."""
    return said_id_of(table, table.key_of(row))


def said_id_of(table: Table, key: str) -> str:
    """The same, by the key of the row."""
    return f"{table.name}/{key}"


async def spoken(tx: Transaction, table: Table, rows: Sequence[Row]) -> dict[str, Spoken]:
    """What sheets said of these rows last, by key; rows that no sheet has had are not in it."""
    ids = [said_id(table, row) for row in rows]
    if table.periods:
        ids += [said_id(table, in_later_period(row)) for row in rows]
    found = await tx.run(Statement(CYPHER["said"], {"ids": ids}))
    start = len(table.name) + 1
    return {note["id"][start:]: Spoken(orjson.loads(note["said"]), str(plain(note["asOf"])), note) for (note,) in found}


async def lock(tx: Transaction, ids: Iterable[str]) -> None:
    """Lock nodes in the order of their ids; what is read after this stays as it is until the transaction ends."""
    if wanted := sorted(set(ids)):
        await tx.run(Statement(CYPHER["lock"], {"ids": wanted}))


async def held_nodes(tx: Transaction, ids: Sequence[str]) -> dict[str, HeldNode]:
    """The nodes that are there, by id."""
    rows = await tx.run(Statement(CYPHER["held_nodes"], {"ids": list(ids)}))
    return {
        id_: HeldNode(properties, {name: plain(value) for name, value in properties.items()}, frozenset(labels))
        for id_, properties, labels in rows
    }


async def held_ties(tx: Transaction, table: Table, link: Link, rows: Sequence[Row]) -> Mapping[str, list[Held]]:
    """The ties of a link, with and without an end, by the key of the row."""
    found: dict[str, list[Held]] = defaultdict(list)
    for key, other, properties, handle in await tx.run(ties_statement(table, link, rows)):
        kept = {name: plain(value) for name, value in properties.items()}
        found[key].append(Held(other, kept, handle, properties))
    return found


def ties_statement(table: Table, link: Link, rows: Sequence[Row]) -> Statement:
    """Read the ties of a link, each with the key of its row."""
    if table.nodes is None:
        ends = [
            {
                "key": table.key_of(row),
                "start": link.start.ids(row)[0],
                "end": link.end.ids(row)[0],
                **{name: row[link.properties[name]] for name in link.key},
            }
            for row in rows
        ]
        alike = "".join(f" AND r.{name} = row.{name}" for name in link.key)
        text = (
            f"UNWIND $rows AS row\nMATCH (a:Node {{id: row.start}})-[r:{link.type}]->(b:Node)\n"
            f"WHERE b.id = row.end{alike}\n"
            "RETURN row.key AS key, b.id AS other, properties(r) AS properties, elementId(r) AS handle\n"
            "ORDER BY key, other, handle LIMIT 100000"
        )
        return Statement(text, {"rows": ends})
    left, right = ("-", "->") if table.from_own(link) else ("<-", "-")
    if link.undirected:
        left = right = "-"
    text = (
        f"UNWIND $ids AS id\nMATCH (n:Node {{id: id}}){left}[r:{link.type}]{right}(other:Node)\n"
        "RETURN id AS key, other.id AS other, properties(r) AS properties, elementId(r) AS handle\n"
        "ORDER BY key, other, handle LIMIT 100000"
    )
    return Statement(text, {"ids": [table.key_of(row) for row in rows]})


async def labelled(tx: Transaction, ids: Iterable[str]) -> dict[str, set[str]]:
    """Which of these ids are in the graph, each with its labels."""
    wanted = sorted(set(ids))
    return {id_: set(labels) for id_, labels in await tx.run(Statement(CYPHER["labelled"], {"ids": wanted}))}
