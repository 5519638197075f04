"""Undoing an import exactly: its journal read backwards, refused where something later builds on it."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import uuid4

from graphsvc.cypher.statement import Statement
from graphsvc.db.bulkhead import Lane
from graphsvc.db.ports import Database, Transaction
from graphsvc.errors import BuiltUpon, Conflict, NotFound
from graphsvc.intake.imports.running import AREA_CHANGES, CYPHER, Author, ImportState
from graphsvc.intake.store.held import CYPHER as ROWS
from graphsvc.intake.store.held import lock
from graphsvc.intake.store.journal import Act, Entry, decoded, encoded, unpacked
from graphsvc.intake.tables.declared import TABLES
from graphsvc.log.events import Event

SHOWN = 200
"""Later changes that a refusal lists."""
ROWS_TOGETHER = 5_000
"""An import of up to this many rows is undone in one transaction."""
_COMPUTED = ("vector", "textKey")
_TYPES = frozenset(link.type for table in TABLES.values() for link in table.links)
_LABELS = frozenset(
    label
    for table in TABLES.values()
    if table.nodes
    for label in (*table.nodes.labels, *(table.nodes.label_by[1].values() if table.nodes.label_by else ()))
)


@dataclass(frozen=True, slots=True)
class Later:
    """Something that builds on an import: a node or tie that is not as the import left it."""

    what: str
    ids: tuple[str, ...]

    def __str__(self) -> str:
        return f"{' → '.join(self.ids)} {self.what}"


def _built_upon(import_id: str, later: Sequence[Later]) -> BuiltUpon:
    listed = tuple(map(str, later[:SHOWN]))
    lines = "\n".join(listed)
    return BuiltUpon(
        f"导入 {import_id} 之后已有 {len(later)} 处改动建立在它之上，不能撤销：\n{lines}",
        f"{len(later)} later change(s) build on the import {import_id}, which cannot be undone:\n{lines}",
        listed,
    )


async def undo(graph: Database, import_id: str, author: Author, now: datetime) -> int:
    """Undo an import, finished or not; the graph is as it was before, but for the record. How many things were undone.

    Raises:
        NotFound: no such import. Conflict: it is undone already, or another import is unfinished.
        BuiltUpon: later changes build on it; nothing was undone.
    """

    async def first(tx: Transaction) -> tuple[dict[str, Any], list[int]]:
        found = await _taken(tx, import_id, now)
        numbers = [number for (number,) in await tx.run(Statement(CYPHER["pieces"], {"id": import_id}))]
        return found, numbers

    found, numbers = await graph.transact(first, Lane.HEAVY)
    later: list[Later] = []
    for number in reversed(numbers):
        later += await graph.transact(lambda tx, n=number: _later(tx, import_id, n), Lane.HEAVY)  # type: ignore[misc]
    if later:
        await graph.transact(lambda tx: _give_back(tx, found), Lane.HEAVY)
        raise _built_upon(import_id, later)
    return await _undone(graph, found, list(reversed(numbers)), author, now)


async def _undone(graph: Database, found: dict[str, Any], numbers: list[int], author: Author, now: datetime) -> int:
    async def pieces(tx: Transaction, wanted: Sequence[int]) -> int:
        return sum([await _undo_piece(tx, found["id"], number) for number in wanted])

    async def end(tx: Transaction, count: int) -> None:
        params = {"id": found["id"], "runner": found["runner"], "state": ImportState.UNDONE, "at": now.isoformat()}
        await tx.run(Statement(CYPHER["finish"], params))
        if author.record:
            event = Event("IMPORT_UNDONE", found["id"], found["area"], after={"undone": count})
            await author.record.append(tx, [event], author.by, author.role, now)

    async def together(tx: Transaction) -> int:
        count = await pieces(tx, numbers)
        await end(tx, count)
        return count

    if found["rows"] <= ROWS_TOGETHER:
        return await graph.transact(together, Lane.SETUP)
    count = 0
    for number in numbers:
        count += await graph.transact(lambda tx, n=number: pieces(tx, [n]), Lane.SETUP)  # type: ignore[misc]
    await graph.transact(lambda tx: end(tx, count), Lane.HEAVY)
    return count


async def _taken(tx: Transaction, import_id: str, now: datetime) -> dict[str, Any]:
    """The import, taken over by whoever undoes it."""
    await tx.run(Statement(CYPHER["gate"]))
    rows = await tx.run(Statement(CYPHER["import"], {"id": import_id}))
    if not rows:
        raise NotFound(f"没有编号为 {import_id} 的导入。", f"There is no import {import_id}.")
    (found,) = rows[0]
    if any(table.startswith(f"{AREA_CHANGES} ") for table in found["tables"]):
        raise Conflict(
            "区划调整不能撤销；请办理一次相反的调整。",
            "A reorganisation is not undone: apply the changes that lead back.",
        )
    if found["state"] == ImportState.UNDONE:
        raise Conflict(f"导入 {import_id} 已经撤销。", f"The import {import_id} is undone already.")
    for (other,) in await tx.run(Statement(CYPHER["unfinished"])):
        if other["id"] != import_id:
            raise Conflict(f"导入 {other['id']} 尚未完成。", f"The import {other['id']} is unfinished.")
    found["before"], found["runner"] = found["state"], uuid4().hex
    await tx.run(Statement(CYPHER["take_over"], {"id": import_id, "runner": found["runner"], "at": now.isoformat()}))
    await tx.run(Statement(CYPHER["turn"], {"id": import_id, "state": ImportState.UNDOING}))
    return dict(found)


async def _give_back(tx: Transaction, found: dict[str, Any]) -> None:
    await tx.run(Statement(CYPHER["turn"], {"id": found["id"], "state": found["before"]}))


async def _entries(tx: Transaction, import_id: str, number: int) -> list[Entry]:
    ((packed,),) = await tx.run(Statement(CYPHER["piece"], {"id": import_id, "number": number}))
    return list(unpacked(bytes(packed)))


async def _later(tx: Transaction, import_id: str, number: int) -> list[Later]:
    """What is not as a piece left it."""
    entries = await _entries(tx, import_id, number)
    found = await _nodes_later(tx, import_id, entries)
    for type_, of_type in _by_type(entries).items():
        handles = await _handles(tx, import_id, type_, of_type)
        found += [
            Later(f"{type_} 已被改动或删除", entry.of[1:])
            for entry, handle in zip(of_type, handles, strict=True)
            if handle is None
        ]
    rows = [entry.of[0] for entry in entries if entry.act is Act.ROW_SAID]
    notes = await tx.run(Statement(ROWS["said"], {"ids": rows}))
    return found + [Later("后来的表另有说明", (note["id"],)) for (note,) in notes if note.get("import") != import_id]


async def _nodes_later(tx: Transaction, import_id: str, entries: Sequence[Entry]) -> list[Later]:
    nodes = {entry.of[0]: entry for entry in entries if entry.act in (Act.NODE_MADE, Act.NODE_SET)}
    asked = Statement(CYPHER["node_state"], {"ids": list(nodes), "import": import_id})
    there = {id_: (encoded(properties), tied) for id_, properties, tied in await tx.run(asked)}
    found = []
    for id_, entry in nodes.items():
        if id_ not in there:
            found.append(Later("已被删除", (id_,)))
            continue
        held, tied = there[id_]
        made = entry.act is Act.NODE_MADE
        wanted = {name: value for name, value in entry.after.items() if value is not None or not made}
        names = set(wanted) | (set(held) - {"id", *_COMPUTED} if made else set())
        if any(held.get(name) != wanted.get(name) for name in names):
            found.append(Later("已被改动", (id_,)))
        elif made and tied:
            found.append(Later("已有后来的关系", (id_,)))
    return found


def _by_type(entries: Iterable[Entry]) -> dict[str, list[Entry]]:
    """Ties that the import left in the graph, by their type."""
    found: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        if entry.act in (Act.TIE_MADE, Act.TIE_SET):
            found[_known(entry.of[0], _TYPES)].append(entry)
    return found


def _known(word: str, words: frozenset[str]) -> str:
    """A word of the declared tables, before it becomes text of a statement."""
    assert word in words, word
    return word


async def _handles(tx: Transaction, import_id: str, type_: str, entries: Sequence[Entry]) -> list[str | None]:
    """A handle of the tie of each entry, as the import left it; None when it is not so any more."""
    text = (
        "UNWIND range(0, size($rows) - 1) AS n\n"
        f"MATCH (a:Node {{id: $rows[n].start}})-[r:{type_}]->(b:Node)\nWHERE b.id = $rows[n].end\n"
        "RETURN n, properties(r) AS properties, elementId(r) AS handle\nORDER BY n, handle LIMIT 100000"
    )
    rows = [{"start": entry.of[1], "end": entry.of[2]} for entry in entries]
    found: dict[int, list[tuple[dict[str, Any], str]]] = defaultdict(list)
    for n, properties, handle in await tx.run(Statement(text, {"rows": rows})):
        found[n].append((encoded(properties), handle))
    return [
        next((handle for held, handle in found[n] if held == dict(entry.after)), None)
        for n, entry in enumerate(entries)
    ]


async def _undo_piece(tx: Transaction, import_id: str, number: int) -> int:
    """Undo what one piece did; nothing is left of its journal."""
    entries = await _entries(tx, import_id, number)
    await lock(tx, (entry.of[0] for entry in entries if entry.act in (Act.NODE_MADE, Act.NODE_SET)))
    if later := await _later(tx, import_id, number):
        raise _built_upon(import_id, later)
    for type_, of_type in _by_type(entries).items():
        handles = await _handles(tx, import_id, type_, of_type)
        pairs = list(zip(of_type, handles, strict=True))
        made = [handle for entry, handle in pairs if entry.act is Act.TIE_MADE]
        back = [
            {"handle": handle, "properties": decoded(entry.before)}
            for entry, handle in pairs
            if entry.act is Act.TIE_SET
        ]
        tie = f"MATCH ()-[r:{type_}]->()"
        await tx.run(Statement(f"UNWIND $rows AS row\n{tie}\nWHERE elementId(r) = row\nDELETE r", {"rows": made}))
        text = f"UNWIND $rows AS row\n{tie}\nWHERE elementId(r) = row.handle\nSET r = row.properties"
        await tx.run(Statement(text, {"rows": back}))
    await _put_back(tx, entries)
    await _nodes_back(tx, entries)
    await _rows_back(tx, entries)
    await tx.run(Statement(CYPHER["forget_piece"], {"id": import_id, "number": number}))
    return len(entries)


async def _put_back(tx: Transaction, entries: Sequence[Entry]) -> None:
    """Make the ties again that were dropped."""
    dropped: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for entry in entries:
        if entry.act is Act.TIE_DROPPED:
            type_, start, end = entry.of
            dropped[_known(type_, _TYPES)].append({"start": start, "end": end, "properties": decoded(entry.before)})
    for type_, rows in dropped.items():
        text = (
            "UNWIND $rows AS row\nMATCH (a:Node {id: row.start})\nMATCH (b:Node {id: row.end})\n"
            f"CREATE (a)-[r:{type_}]->(b)\nSET r = row.properties"
        )
        await tx.run(Statement(text, {"rows": rows}))


async def _nodes_back(tx: Transaction, entries: Sequence[Entry]) -> None:
    groups: dict[tuple[str, ...], list[dict[str, Any]]] = defaultdict(list)
    for entry in entries:
        if entry.act is Act.NODE_SET:
            groups[entry.of[1:]].append({"id": entry.of[0], "properties": decoded(entry.before)})
    for labels, rows in groups.items():
        turned = [f"{'REMOVE' if label[0] == '+' else 'SET'} n:{_known(label[1:], _LABELS)}" for label in labels]
        text = "\n".join(["UNWIND $rows AS row", "MATCH (n:Node {id: row.id})", *turned, "SET n += row.properties"])
        await tx.run(Statement(text, {"rows": rows}))
    pasts = [{"id": entry.of[0], "until": entry.of[1]} for entry in entries if entry.act is Act.PAST_KEPT]
    made = [entry.of[0] for entry in entries if entry.act is Act.NODE_MADE]
    await tx.run(Statement(CYPHER["forget_past"], {"rows": pasts}))
    await tx.run(Statement(CYPHER["unmake"], {"ids": made}))


async def _rows_back(tx: Transaction, entries: Sequence[Entry]) -> None:
    said = [entry for entry in entries if entry.act is Act.ROW_SAID]
    await tx.run(Statement(CYPHER["unsay"], {"ids": [entry.of[0] for entry in said if not entry.before]}))
    rows = [{"id": entry.of[0], "note": decoded(entry.before)} for entry in said if entry.before]
    await tx.run(Statement(CYPHER["say_again"], {"rows": rows}))
