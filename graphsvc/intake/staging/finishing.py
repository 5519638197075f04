"""Rows whose names are looked up: rules, uniqueness, and whether what they name is there; then they are ready."""

from collections.abc import Container, Iterator, Mapping, Sequence
from itertools import islice

from graphsvc.cypher.statement import Statement
from graphsvc.db.bulkhead import Lane
from graphsvc.intake.model.columns import Column, Draft, Row
from graphsvc.intake.model.problems import Problem
from graphsvc.intake.model.table import Ref, Table
from graphsvc.intake.staging.faults import fault
from graphsvc.intake.staging.stage import Stage, Staged
from graphsvc.intake.store.held import CYPHER
from graphsvc.intake.store.lookups import Lookups
from graphsvc.intake.tables.declared import TABLES, label_of
from graphsvc.intake.tables.words import HEADERS, TITLES

IDS_A_STATEMENT = 10_000
_AGAIN = "与第 {} 行重复", "the same as in line {}", "删去其中一行，或改正其中一处"
_ALIKE = (
    "与第 {} 行像是同一个人（证件号相同，或姓名和电话都相同）",
    "looks like the person in line {}",
    "是同一个人的，用同一个编号，只留一行；不是的，改正证件号或电话",
)


class Finishing:
    """Makes rows ready to be written.

    Attributes:
        fresh: tables of nodes none of which is in the graph, and of ties each of which has such a node at an end.
    """

    def __init__(self, stage: Stage, lookups: Lookups) -> None:
        self._stage = stage
        self._lookups = lookups
        self.fresh: set[str] = set()
        self._seen: set[str] = set()

    async def look_at_own(self, table: Table) -> frozenset[str]:
        """Of the ids that rows of a table state, those that are nodes of another kind in the graph."""
        strange: set[str] = set()
        fresh = True
        for ids in self._stage.own_ids(table.name):
            found = await self._labels(ids)
            fresh = fresh and not found
            strange |= {id_ for id_, labels in found.items() if label_of(table.name) not in labels}
        if fresh:
            self.fresh.add(table.name)
        return frozenset(strange)

    async def _labels(self, ids: Sequence[str]) -> dict[str, set[str]]:
        asked = Statement(CYPHER["labelled"], {"ids": ids})
        return {id_: set(labels) for id_, labels in await self._lookups.graph.read(asked, Lane.HEAVY)}

    async def settle(self, table: Table, batch: Sequence[Staged], strange: Container[str]) -> list[Problem]:
        """Check rows and keep those that are right; what is wrong comes back."""
        problems = [found for staged in batch for found in _lacking(table, staged)]
        good = [staged for staged in batch if not staged.draft.bad]
        problems += [found for staged in good for found in _broken(table, staged)]
        blamed = {(each.file, each.sheet, each.line, each.column) for each in problems}
        missing = await self._missing(table, batch)
        problems += [each for each in missing if (each.file, each.sheet, each.line, each.column) not in blamed]
        problems += self._of_another_kind(table, batch, strange)
        problems += await self._taken(table, batch)
        kept = [staged for staged in batch if not staged.draft.bad]
        self._stage.settle([(each.n, table.key_of(each.draft.values), each.draft.values) for each in kept])
        self._stage.unique(_uniques(table, batch))
        return problems

    async def _missing(self, table: Table, batch: Sequence[Staged]) -> list[Problem]:
        """Ids that are neither in this import nor in the graph, or of another kind."""
        references = table.references()
        named = [(staged, ref, id_) for staged in batch for ref in references for id_ in _ids(ref, staged)]
        ids = sorted({id_ for _, _, id_ in named})
        staged_tables = self._stage.tables_of(ids)
        unknown = [id_ for id_ in ids if id_ not in staged_tables]
        if table.nodes is None:
            self._judge_ties(table, batch, staged_tables)
        labels: dict[str, set[str]] = {}
        for start in range(0, len(unknown), IDS_A_STATEMENT):
            labels |= await self._labels(unknown[start : start + IDS_A_STATEMENT])
        problems = []
        for staged, ref, id_ in named:
            there = (
                staged_tables[id_] in ref.tables
                if id_ in staged_tables
                else not labels.get(id_, set()).isdisjoint(map(label_of, ref.tables))
            )
            if not there:
                problems.append(_nowhere(staged, ref, id_))
        return problems

    def _judge_ties(self, table: Table, batch: Sequence[Staged], staged_tables: Mapping[str, str]) -> None:
        """A table of ties is fresh as long as none of them can be in the graph."""
        if table.name not in self._seen:
            self._seen.add(table.name)
            self.fresh.add(table.name)
        references = table.references()
        for staged in batch:
            ends = [id_ for ref in references for id_ in _ids(ref, staged)]
            if not any(staged_tables.get(id_) in self.fresh for id_ in ends):
                self.fresh.discard(table.name)

    def _of_another_kind(self, table: Table, batch: Sequence[Staged], strange: Container[str]) -> Iterator[Problem]:
        if table.nodes is None:
            return
        ids = [id_ for staged in batch for id_ in table.nodes.id.ids(staged.draft.values)]
        elsewhere = {id_ for id_, name in self._stage.tables_of(ids).items() if name != table.name}
        for staged in batch:
            for id_ in table.nodes.id.ids(staged.draft.values):
                if id_ in elsewhere or id_ in strange:
                    zh, en = "编号已被其他种类的节点使用", "is the id of another kind of node"
                    yield fault(staged, table.nodes.id.column, zh, en, value=id_)

    async def _taken(self, table: Table, batch: Sequence[Staged]) -> list[Problem]:
        """Values that only one node may have, and that another node of the graph has."""
        if table.nodes is None:
            return []
        problems = []
        for column in _alone(table):
            values = sorted({str(value) for staged in batch if (value := staged.draft.values.get(column.name))})
            holders = await self._holders(table, column, values)
            for staged in batch:
                value = str(staged.draft.values.get(column.name) or "")
                holder = holders.get(value)
                own = table.nodes.id.ids(staged.draft.values)
                if holder and own and holder != own[0]:
                    zh = f"图中另一节点（{holder}）已使用"
                    advice = "是同一个的，改用这个编号；不是的，核对后改正"
                    problems.append(fault(staged, column.name, zh, "another node of the graph has it", advice))
        return problems

    async def _holders(self, table: Table, column: Column, values: Sequence[str]) -> Mapping[str, str]:
        if column.personal:
            found = await self._lookups.people_by_identity(values)
            return {number: people[0].id for number, people in found.items()}
        text = (
            f"UNWIND $values AS value\nMATCH (n:{label_of(table.name)} {{{column.stored_as}: value}})\n"
            f"RETURN value, n.id AS id\nORDER BY value LIMIT {IDS_A_STATEMENT}"
        )
        if not values:
            return {}
        return dict(await self._lookups.graph.read(Statement(text, {"values": list(values)}), Lane.HEAVY))

    def repeated(self) -> Iterator[Problem]:
        """Rows that say again what an earlier one said, where only one may."""
        for name, columns, n, first_n, first in self._stage.repeated():
            table, group = TABLES[name], tuple(columns.split(", "))
            if table.periods and group == table.unique[0]:
                continue
            file, sheet, draft = self._stage.place_of(n)
            alike = group in table.alike
            if alike and _own(table, self._stage.place_of(first_n)[2].values) == _own(table, draft.values):
                continue  # has been told of the id
            zh, en, advice = _ALIKE if alike else _AGAIN
            zh, en = zh.format(first), en.format(first)
            found = fault(Staged(n, file, sheet, draft), group[0], zh, en)
            yield Problem(found.file, found.line, columns, zh, en, found.sheet, found.cell, advice=advice)


def _lacking(table: Table, staged: Staged) -> Iterator[Problem]:
    """Columns that have to be filled and could not be found out."""
    draft = staged.draft
    bad = draft.bad
    for column in table.columns:
        if not column.required or column.of(draft.values) not in (None, []):
            continue
        stated = (name for name in (column.name, column.or_else) if name in draft.cells)
        if bad and not (column.or_else and all(name in draft.values for name in stated)):
            continue  # what is wrong with the cell has been told
        advice = f"补填，或填写“{HEADERS[table.name][column.or_else][0]}”" if column.or_else else "补填"
        yield fault(staged, column.name, "必填，这一格是空的", "is required and blank", advice)


def _broken(table: Table, staged: Staged) -> Iterator[Problem]:
    for rule in table.rules:
        if refusal := rule(staged.draft.values):
            yield fault(staged, refusal.column, refusal.zh, refusal.en)


def _nowhere(staged: Staged, ref: Ref, id_: str) -> Problem:
    """What a cell names is neither in this import nor in the graph."""
    titles = "、".join(dict.fromkeys(TITLES[table][0] for table in ref.tables))
    zh = f"没有编号（代码）为 {id_.removeprefix(ref.prefix)} 的{titles}（本次导入和系统中都没有）"
    en = f"an id of {', '.join(ref.tables)}, in this import or in the graph"
    return fault(staged, ref.column, zh, en, "核对编号或代码，或先导入它", id_.removeprefix(ref.prefix), ref.tables)


def _own(table: Table, values: Row) -> list[str]:
    return table.nodes.id.ids(values) if table.nodes else []


def _ids(ref: Ref, staged: Staged) -> list[str]:
    return ref.ids(staged.draft.values)


def _alone(table: Table) -> Iterator[Column]:
    """Columns that are unique by themselves, besides the one that makes the id."""
    assert table.nodes
    alone = {columns[0] for columns in (*table.unique, *table.alike) if len(columns) == 1} - {table.nodes.id.column}
    return (column for column in table.columns if column.name in alone)


def _uniques(table: Table, batch: Sequence[Staged]) -> Iterator[tuple[str, str, str, int, int]]:
    for staged in batch:
        values: Draft = staged.draft.values
        filled = (columns for columns in table.alike if all(values.get(column) for column in columns))
        for columns in (*table.unique, *islice(filled, 1)):
            parts = [values.get(column) for column in columns]
            if None not in parts:
                yield table.name, ", ".join(columns), "\0".join(map(str, parts)), staged.n, staged.draft.line
