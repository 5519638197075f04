"""Deleting a row that should never have been entered (删除): a command of its own, with a reason, in the record.

Loads only begin and end. What was never so, such as a unit that was entered twice, is taken away here, with the ties
that its own row tells of, and refused while anything else builds on it. Sheets that go on naming it do not bring it
back: that is told as a difference.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from graphsvc.china import day_in_china
from graphsvc.codes import prefix_of
from graphsvc.cypher.statement import Statement
from graphsvc.db.ports import Transaction
from graphsvc.errors import BadInput, BuiltUpon, Conflict, NotFound
from graphsvc.intake.imports.running import CYPHER, Author
from graphsvc.intake.model.table import Table
from graphsvc.intake.store.held import lock, said_id_of
from graphsvc.intake.tables.declared import TABLES, label_of
from graphsvc.log.events import Event

SHOWN = 200
"""Of what builds on a row, as many are listed."""
PAST = "WAS"
DELETED, TAKEN_BACK = "ROW_DELETED", "ROW_DELETION_TAKEN_BACK"
DELETABLE = tuple(name for name, table in TABLES.items() if table.nodes and name != "people")
"""Tables whose rows can be deleted; what is kept of a person is erased instead."""


@dataclass(frozen=True, slots=True)
class Tie:
    """A tie of a node, as seen from it."""

    type: str
    outgoing: bool
    other: str

    def __str__(self) -> str:
        return f"{self.type} → {self.other}" if self.outgoing else f"{self.other} → {self.type}"


async def delete(tx: Transaction, table: Table, id_: str, reason: str, author: Author, now: datetime) -> int:
    """Delete the node of a row, its past, and the ties that its row tells of; how many those were.

    Raises:
        BadInput: its table has no nodes of its own, or is that of people.
        NotFound: there is no such row.
        Conflict: an import is unfinished.
        BuiltUpon: something else is tied to it or lies in it; `later` lists what.
    """
    if table.name not in DELETABLE:
        raise BadInput(
            "只能删除有编号的行；人员请用 graphsvc person erase。",
            "Only rows with an id are deleted; what is kept of a person is erased by `graphsvc person erase`.",
        )
    await tx.run(Statement(CYPHER["gate"]))
    if await tx.run(Statement(CYPHER["unfinished"])):
        raise Conflict("有导入尚未完成，请先续完或撤销。", "An import is unfinished; resume or undo it first.")
    await lock(tx, [id_])
    rows = await tx.run(Statement(CYPHER["to_be_deleted"], {"id": id_, "label": label_of(table.name)}))
    if not rows:
        raise NotFound(f"{table.name} 中没有 {id_}。", f"There is no {id_} in {table.name}.")
    area, code, found = rows[0]
    ties = [Tie(*each) for each in found]
    others = [str(tie) for tie in ties if not _is_own(table, tie)]
    if code:
        lying = Statement(CYPHER["lying_in"], {"id": id_, "prefix": prefix_of(code), "most": SHOWN})
        others += [each for (each,) in await tx.run(lying)]
    if others:
        raise _built_upon(id_, sorted(set(others)))
    mark = {"key": said_id_of(table, id_), "today": day_in_china(now), "reason": reason, "by": author.by}
    await tx.run(Statement(CYPHER["delete"], {"id": id_, **mark}))
    if author.record:
        told = {"table": table.name, "ties": [str(tie) for tie in ties if tie.type != PAST][:SHOWN]}
        await author.record.append(tx, [Event(DELETED, id_, area, told, {}, reason)], author.by, author.role, now)
    return len(ties)


async def take_back(tx: Transaction, table: Table, id_: str, reason: str, author: Author, now: datetime) -> None:
    """Let the next sheet that names a deleted row bring it in again.

    Raises:
        NotFound: no such row was deleted.
    """
    rows = await tx.run(Statement(CYPHER["undelete"], {"key": said_id_of(table, id_)}))
    if not rows:
        raise NotFound(f"{table.name} 中没有删除过 {id_}。", f"No row {id_} of {table.name} was deleted.")
    if author.record:
        event = Event(TAKEN_BACK, id_, rows[0][0], {}, {"table": table.name}, reason)
        await author.record.append(tx, [event], author.by, author.role, now)


def _is_own(table: Table, tie: Tie) -> bool:
    """Whether a tie is its past, or one that the row of the node tells of."""
    return tie.type == PAST or (tie.type, tie.outgoing) in _own(table)


def _own(table: Table) -> Iterator[tuple[str, bool]]:
    for link in table.links:
        yield link.type, table.from_own(link)
        if link.undirected:
            yield link.type, not table.from_own(link)


def _built_upon(id_: str, others: list[str]) -> BuiltUpon:
    listed = tuple(others[:SHOWN])
    lines = "\n".join(listed)
    return BuiltUpon(
        f"还有 {len(others)} 处用到 {id_}，不能删除；先结束或改正它们：\n{lines}",
        f"{len(others)} thing(s) build on {id_}, which cannot be deleted; end or correct them first:\n{lines}",
        listed,
    )
