"""Rows merged into a graph that holds some of them: locked, read, decided on, written, in the caller's transaction."""

from collections.abc import Mapping, Sequence

import orjson

from graphsvc.cypher.statement import Statement
from graphsvc.db.ports import Transaction
from graphsvc.intake.model.columns import Row
from graphsvc.intake.model.differences import Difference, plain
from graphsvc.intake.model.lines import Line, Said
from graphsvc.intake.model.merge import Begin, Held, TieChanges, merged_cells, merged_ties
from graphsvc.intake.model.periods import held_in, said_in
from graphsvc.intake.model.table import Link, Table
from graphsvc.intake.store import held as graph
from graphsvc.intake.store.held import CYPHER, HeldNode, Spoken
from graphsvc.intake.store.journal import Act, Journal
from graphsvc.intake.store.part import Part
from graphsvc.intake.store.statements import (
    MergedNode,
    ends_of,
    merge_statements,
    new_node,
    node_properties,
    node_statements,
    tie_statements,
)


async def merge_nodes(tx: Transaction, part: Part, spoken: Mapping[str, Spoken], journal: Journal) -> None:
    """Create the nodes of rows that are not there, and set what changed of the others."""
    table = part.table
    assert table.nodes
    speaking = {table.key_of(line.row) for line in part.speaking(spoken)}
    held: Mapping[str, HeldNode] = {}
    if not part.new:
        await graph.lock(tx, speaking)
        held = await graph.held_nodes(tx, [table.key_of(row) for row in part.rows])
    changed = [
        merged
        for line in part.lines
        if (key := table.key_of(line.row)) in held
        and (merged := _merged_node(part, line, spoken.get(key), held[key], key in speaking))
    ]
    await _keep_past(tx, part, changed, journal)
    new = [new_node(table, row, part.keys, part.when) for row in part.rows if table.key_of(row) not in held]
    for statement in (*node_statements(new), *merge_statements(changed)):
        await tx.run(statement)
    for made in new:
        journal.add(Act.NODE_MADE, made.id, after=made.properties)
    for node in changed:
        journal.add(Act.NODE_SET, node.id, *node.relabelling, before=node.before, after=node.properties)
    part.count(new=len(new), changed=len(changed))


def _merged_node(part: Part, line: Line, before: Spoken | None, held: HeldNode, speaks: bool) -> MergedNode | None:
    """What a row changes of its node; None when nothing."""
    assert part.table.nodes
    said = before.cells if before else None
    row, differences = merged_cells(part.table, line.row, said, held.plain)
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
    properties = {name: value for name, value in wanted.items() if plain(value) != held.plain.get(name)}
    labels = part.table.nodes.labels_of(row)
    old = {name: held.properties.get(name) for name in properties}
    past = {name: held.properties[name] for name in part.table.nodes.kept if name in held.properties}
    seen = any(name in part.table.nodes.kept for name in properties)
    node = MergedNode(part.table.key_of(row), labels, properties, old, past if seen else None, held.labels)
    return node if properties or node.relabelling else None


async def _keep_past(tx: Transaction, part: Part, changed: Sequence[MergedNode], journal: Journal) -> None:
    """Keep what audits read of nodes, as it was until the day of the sheet."""
    rows = [
        {"id": node.id, "past": node.past, "areaCode": node.past.get("areaCode", node.id)}
        for node in changed
        if node.past is not None
    ]
    if rows:
        for (id_,) in await tx.run(Statement(CYPHER["keep_past"], {"rows": rows, "asOf": part.when.as_of})):
            journal.add(Act.PAST_KEPT, id_, part.when.as_of.isoformat())


async def merge_ties(tx: Transaction, part: Part, spoken: Mapping[str, Spoken], journal: Journal) -> None:
    """Begin, correct and end the ties of rows, and keep what the rows say."""
    table = part.table
    speaking = part.speaking(spoken)
    if table.nodes:
        part.differences.clear()  # of older rows, which the nodes have told
    if not part.new:
        await graph.lock(tx, _involved(table, [line.row for line in speaking], spoken))
    keys = {table.key_of(line.row) for line in speaking}
    for link in table.links:
        await _merge_link(tx, part, link, spoken, keys, journal)
    await _say(tx, part, speaking, spoken, journal)


async def _say(
    tx: Transaction, part: Part, speaking: Sequence[Line], spoken: Mapping[str, Spoken], journal: Journal
) -> None:
    """Keep what rows say; columns that the file lacks stay as they were said."""
    rows = []
    for line in speaking:
        before = spoken.get(part.table.key_of(line.row))
        said = {**(before.cells if before else {}), **part.said(line.row)}
        id_ = graph.said_id(part.table, line.row)
        rows.append({"id": id_, "said": orjson.dumps(said).decode(), "line": line.number})
        journal.add(Act.ROW_SAID, id_, before=before.note if before and before.note else None)
    if rows:
        place = {"import": part.import_id, "file": part.file, "sheet": part.sheet, "asOf": part.when.as_of}
        await tx.run(Statement(CYPHER["say"], {"rows": rows, **place}))


def _involved(table: Table, rows: Sequence[Row], spoken: Mapping[str, Spoken]) -> set[str]:
    """Ids at both ends of the ties that rows may change."""
    ids: set[str] = set()
    for row in rows:
        before = spoken.get(table.key_of(row))
        for link in table.links:
            for cells in (row, before.cells if before else {}):
                ids.update(link.start.ids(cells) + link.end.ids(cells))  # type: ignore[arg-type]
    return ids


async def _merge_link(
    tx: Transaction,
    part: Part,
    link: Link,
    spoken: Mapping[str, Spoken],
    speaking: set[str],
    journal: Journal,
) -> None:
    table = part.table
    lines = [line for line in part.lines if table.other(link).column in line.row]
    held: Mapping[str, list[Held]] = {}
    if not part.new:
        held = await graph.held_ties(tx, table, link, [line.row for line in lines])
    suited = await _suited(tx, link, lines)
    changes: list[tuple[str, TieChanges]] = []
    told: set[object] = set()
    for line in lines:
        key = table.key_of(line.row)
        before: Said | None = said_in(line.row, spoken[key].cells) if key in spoken else None
        ties = held_in(line.row, held.get(key, ()))
        change = merged_ties(table, link, line.row, before, ties, part.when, suited)
        column = table.other(link).column
        part.tell(line, (Difference(table.name, key, column, *each) for each in change.differences))
        if change and key in speaking:
            change.begin = [_from_import(begun, part) for begun in change.begin]
            own = key if table.nodes else link.start.ids(line.row)[0]
            if link.undirected:
                _leave_out_told(table, link, own, change, told)
            changes.append((own, change))
            _note(table, link, own, change, {tie.handle: tie for tie in ties}, journal)
            part.count(begun=len(change.begin), ended=sum("until" in each.properties for each in change.set))
    for statement in tie_statements(table, link, changes):
        await tx.run(statement)


def _leave_out_told(table: Table, link: Link, own: str, change: TieChanges, told: set[object]) -> None:
    """Leave out of a row what the row of the other end has changed already of a tie that is read both ways."""

    def is_first(what: object) -> bool:
        known = what in told
        told.add(what)
        return not known

    change.begin = [each for each in change.begin if is_first(ends_of(table, link, own, each.other))]
    change.set = [each for each in change.set if is_first(each.handle)]
    change.drop = [each for each in change.drop if is_first(each)]


def _from_import(begun: Begin, part: Part) -> Begin:
    """A tie that says which import began it; one without was decided in the service."""
    return Begin(begun.other, {**begun.properties, "import": part.import_id}) if part.import_id else begun


def _note(table: Table, link: Link, own: str, change: TieChanges, held: Mapping[str, Held], journal: Journal) -> None:
    """Note what is done to ties; their ends stand in the direction of the relationship."""

    def ends(other: str) -> tuple[str, str]:
        return ends_of(table, link, own, other)

    for handle in change.drop:
        journal.add(Act.TIE_DROPPED, link.type, *ends(held[handle].other), before=held[handle].raw)
    for each in change.set:
        tie = held[each.handle]
        after = {name: value for name, value in {**tie.raw, **each.properties}.items() if value is not None}
        journal.add(Act.TIE_SET, link.type, *ends(tie.other), before=tie.raw, after=after)
    for begun in change.begin:
        journal.add(Act.TIE_MADE, link.type, *ends(begun.other), after=begun.properties)


async def _suited(tx: Transaction, link: Link, lines: Sequence[Line]) -> set[str] | None:
    """Of the starts that rows name, those that the link is for; None when it is for all."""
    if not link.only and not link.never:
        return None
    found = await graph.labelled(tx, (id_ for line in lines for id_ in link.start.ids(line.row)))
    return {id_ for id_, labels in found.items() if (link.only in labels if link.only else link.never not in labels)}
