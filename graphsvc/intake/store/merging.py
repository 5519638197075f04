"""Rows merged into a graph that holds some of them: locked, read, decided on, written, in the caller's transaction."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import orjson

from graphsvc.access.masking import Field
from graphsvc.access.sealing.fields import FieldKeys
from graphsvc.cypher.statement import Statement
from graphsvc.intake.model.columns import Row, Value
from graphsvc.intake.model.differences import Difference, Plain, Why, plain
from graphsvc.intake.model.lines import Line
from graphsvc.intake.model.merge import Held, Said, TieChanges, When, merged_cells, merged_ties
from graphsvc.intake.model.table import Link, Table
from graphsvc.intake.store import held as graph
from graphsvc.intake.store.held import CYPHER, Spoken, Transaction
from graphsvc.intake.store.statements import (
    MergedNode,
    merge_statements,
    node_properties,
    node_statements,
    tie_statements,
)

_FIELDS = {"phone": Field.PHONE, "identity_number": Field.IDENTITY, "address": Field.ADDRESS}


@dataclass(slots=True)
class Part:
    """Rows of one file that are merged together, and what was found on the way.

    Attributes:
        new: nothing is there yet of the rows, so that nothing needs to be looked for.
    """

    table: Table
    file: str
    lines: Sequence[Line]
    keys: FieldKeys
    when: When
    new: bool = False
    differences: list[Difference] = field(default_factory=list)

    @property
    def rows(self) -> list[Row]:
        """The rows."""
        return [line.row for line in self.lines]

    def said(self, row: Row) -> dict[str, Plain]:
        """A row as it is kept to be compared with the next one; personal cells only as a digest."""
        personal = {column.name for column in self.table.columns if column.personal}
        return {
            name: self._digest(row, name, value) if name in personal and value else plain(value)
            for name, value in row.items()
        }

    def _digest(self, row: Row, name: str, value: Value) -> str:
        sealed = self.keys.seal(_FIELDS[name], self.table.key_of(row), str(value))
        return hashlib.sha256(sealed.encode()).hexdigest()[:24]

    def speaking(self, spoken: dict[str, Spoken]) -> list[Line]:
        """The lines that say something new; those that contradict a younger sheet are told as differences."""
        found = []
        for line in self.lines:
            before = spoken.get(self.table.key_of(line.row))
            said = self.said(line.row)
            if before is None or any(before.cells.get(name, self) != value for name, value in said.items()):
                if before and before.as_of > self.when.as_of.isoformat():
                    self.differences.append(self._older(line, before))
                else:
                    found.append(line)
        return found

    def _older(self, line: Line, before: Spoken) -> Difference:
        return Difference(
            self.table.name, self.table.key_of(line.row), "", None, before.as_of, Why.OLDER, self.file, line.number
        )

    def tell(self, line: Line, differences: Iterable[Difference]) -> None:
        """Keep differences of a line, with its place."""
        self.differences += [difference.at(self.file, line.number) for difference in differences]


async def merge_nodes(tx: Transaction, part: Part) -> int:
    """Create the nodes of rows that are not there, and set what changed of the others; how many were touched."""
    assert part.table.nodes
    if part.new:
        for statement in node_statements(part.table, part.rows, part.keys):
            await tx.run(statement)
        return len(part.lines)
    ids = [part.table.key_of(row) for row in part.rows]
    spoken = await graph.spoken(tx, part.table, part.rows)
    speaking = {part.table.key_of(line.row) for line in part.speaking(spoken)}
    await graph.lock(tx, speaking)
    held = await graph.held_nodes(tx, ids)
    new = [row for row in part.rows if part.table.key_of(row) not in held]
    changed: list[MergedNode] = []
    for line in part.lines:
        key = part.table.key_of(line.row)
        if key in held and (merged := _merged_node(part, line, spoken.get(key), held[key], key in speaking)):
            changed.append(merged)
    for statement in (*node_statements(part.table, new, part.keys), *merge_statements(changed)):
        await tx.run(statement)
    return len(new) + len(changed)


def _merged_node(
    part: Part, line: Line, before: Spoken | None, held: dict[str, Plain], speaks: bool
) -> MergedNode | None:
    """What a row changes of its node; None when nothing."""
    assert part.table.nodes
    said = before.cells if before else None
    row, differences = merged_cells(part.table, line.row, said, held)
    part.tell(line, differences)
    if not speaks:
        return None
    now = part.said(line.row)
    personal = {
        column.name
        for column in part.table.columns
        if column.personal and column.name in row and (said is None or said.get(column.name) != now[column.name])
    }
    wanted = node_properties(part.table, row, part.keys, personal)
    properties = {name: value for name, value in wanted.items() if plain(value) != held.get(name)}
    labels = part.table.nodes.labels_of(row)
    relabelled = part.table.nodes.label_by is not None and part.table.nodes.label_by[0] in row
    return MergedNode(part.table.key_of(row), labels, properties) if properties or relabelled else None


async def merge_ties(tx: Transaction, part: Part) -> None:
    """Begin, correct and end the ties of rows, and keep what the rows say."""
    spoken = {} if part.new else await graph.spoken(tx, part.table, part.rows)
    speaking = part.speaking(spoken)
    part.differences.clear()  # of older rows, which the nodes have told
    keys = {part.table.key_of(line.row) for line in speaking}
    if not part.new:
        await graph.lock(tx, _involved(part.table, [line.row for line in speaking], spoken))
    for link in part.table.links:
        await _merge_link(tx, part, link, spoken, keys)
    rows = [
        {
            "id": graph.said_id(part.table, line.row),
            "said": orjson.dumps(_kept(part, line.row, spoken)).decode(),
            "line": line.number,
        }
        for line in speaking
    ]
    if rows:
        params = {"rows": rows, "asOf": part.when.as_of, "file": part.file}
        await tx.run(Statement(CYPHER["say"], params))


def _kept(part: Part, row: Row, spoken: dict[str, Spoken]) -> dict[str, Plain]:
    """The row over what was said before: columns that the file lacks stay as they were said."""
    before = spoken.get(part.table.key_of(row))
    return {**(before.cells if before else {}), **part.said(row)}


def _involved(table: Table, rows: Sequence[Row], spoken: dict[str, Spoken]) -> set[str]:
    """Ids at both ends of the ties that rows may change."""
    ids: set[str] = set()
    for row in rows:
        before = spoken.get(table.key_of(row))
        for link in table.links:
            for cells in (row, before.cells if before else {}):
                ids.update(link.start.ids(cells) + link.end.ids(cells))  # type: ignore[arg-type]
    return ids


async def _merge_link(tx: Transaction, part: Part, link: Link, spoken: dict[str, Spoken], speaking: set[str]) -> None:
    table = part.table
    lines = [line for line in part.lines if table.other(link).column in line.row]
    held = {} if part.new else await graph.held_ties(tx, table, link, [line.row for line in lines])
    suited = await _suited(tx, link, lines)
    changes: list[tuple[str, TieChanges]] = []
    for line in lines:
        key = table.key_of(line.row)
        before: Said | None = spoken[key].cells if key in spoken else None
        ties: Sequence[Held] = held.get(key, ())
        change = merged_ties(table, link, line.row, before, ties, part.when, suited)
        column = table.other(link).column
        part.tell(line, (Difference(table.name, key, column, *each) for each in change.differences))
        if change and key in speaking:
            own = key if table.nodes else link.start.ids(line.row)[0]
            changes.append((own, change))
    for statement in tie_statements(table, link, changes):
        await tx.run(statement)


async def _suited(tx: Transaction, link: Link, lines: Sequence[Line]) -> set[str] | None:
    """Of the starts that rows name, those that the link is for; None when it is for all."""
    if not link.only and not link.never:
        return None
    found = await graph.labelled(tx, (id_ for line in lines for id_ in link.start.ids(line.row)))
    return {id_ for id_, labels in found.items() if (link.only in labels if link.only else link.never not in labels)}
