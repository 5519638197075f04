"""A tree of what to read becomes one Cypher statement whose single value holds the rows as lists of columns.

Every part of the tree is an expression over a row variable, so that parts nest without limit: a link is a
`COLLECT { … }` subquery, a page one that collects its rows, beside what else is asked of it. The same tree always
gives the same text, values travel as `$p0, $p1, …`, and no row pattern is written without the guard of its label.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from graphsvc.cypher.names import Names, Row, braced, listed
from graphsvc.cypher.pages import page_expression, root_clauses
from graphsvc.cypher.passes import rewritten
from graphsvc.cypher.plan import (
    Ahead,
    All,
    AnyOf,
    Column,
    Expression,
    Group,
    Key,
    Label,
    Many,
    Not,
    One,
    Page,
    Parameter,
    Predicate,
    Record,
    Root,
    Some,
    SortKey,
    Source,
    Template,
    Test,
    Value,
)

Guards = Mapping[str, Template]
"""Label -> condition on `@this` that every row of the label must meet; empty text lets all rows through."""

ANY = "Node"
"""The label of everything."""

SEEN = ""
"""Stands for the label of rows that were guarded where they were found."""

_ALLOWED = re.compile(r"@allowed\((@?\w+):(\w+)\)")


@dataclass(frozen=True, slots=True)
class Compiled:
    """One statement: its text, and what fills each parameter by its name; it answers one row with one value."""

    text: str
    parameters: Mapping[str, Parameter]


def compile_root(root: Root, guards: Guards) -> Compiled:
    """Write the statement of one root.

    Args:
        root: `One` answers no row or up to two (a second row means the key was ambiguous), `Many` and `Page` one row.
        guards: total over the labels in use.
    Raises:
        KeyError: a source whose label has no guard, a mistake in the schema and never in a request.
    """
    writer = Writer(guards)
    match rewritten(root):
        case One() as one:
            text = writer.one_clauses(one, Row("null"), limit=2)
        case Many() as many:
            text = f"RETURN {writer.expression(many, Row('null'))} AS value"
        case Page() as page:
            text = root_clauses(writer, page, Row("null"))
    return Compiled(text, writer.names.parameters())


class Writer:
    """Writes one statement; holds the names given out so far."""

    def __init__(self, guards: Guards) -> None:
        self.guards = guards
        self.names = Names()

    def record(self, record: Record, row: Row) -> tuple[list[str], str]:
        """A record at the end of clauses: a clause for what is read ahead of it, if anything, and its list."""
        names = [self.names.local("one") for _ in record.ahead]
        read = [f"{self._collected(one, row)} AS {name}" for one, name in zip(record.ahead, names, strict=True)]
        lines = [f"WITH {', '.join([row.carried(), *read])}"] if read else []
        return lines, listed([self._column(column, row, names) for column in record.columns])

    def _column(self, column: Column, row: Row, ahead: list[str]) -> str:
        conditions = [self.names.parameter(column.gate)] if column.gate is not None else []
        if column.labels:
            among = _labelled(column.labels, row)
            conditions.append(f"({among})" if conditions and len(column.labels) > 1 else among)
        if isinstance(column.of, Ahead):
            return f"head({ahead[column.of.index]})"
        return self.names.gated(conditions, self.expression(column.of, row))

    def expression(self, of: Expression, row: Row) -> str:
        """An expression over a row."""
        match of:
            case Value(template=template, of_edge=of_edge):
                return self.value(template, Row(row.edge or row.this) if of_edge else row)
            case SortKey(index=index, type=type_):
                return f"toString({row.keys[index]})" if type_ == "moment" else row.keys[index]
            case Group(labels=labels):
                return _group(labels, row)
            case Label(among=among):
                return f"head([label IN labels({row.this}) WHERE label IN {among}])"
            case One():
                return f"head({self._collected(of, row)})"
            case Many():
                return braced("COLLECT", self.many_clauses(of, row))
            case Page():
                return page_expression(self, of, row)
            case Ahead():
                raise AssertionError("what is read ahead stands in a column of its own")

    def _collected(self, one: One, row: Row) -> str:
        return braced("COLLECT", self.one_clauses(one, row, limit=1))

    def one_clauses(self, one: One, row: Row, limit: int) -> str:
        """Clauses that answer the first rows of a source."""
        it, lines = self.found(one.source, row)
        if one.order:
            lines.append(self._ordered(it, one.order, limit))
        ahead, record = self.record(one.record, it)
        last = f"RETURN {record} AS value" + ("" if one.order else f" LIMIT {limit}")
        return "\n".join([*lines, *ahead, last])

    def many_clauses(self, many: Many, row: Row) -> str:
        """Clauses that answer all rows of a bounded source in order."""
        it, lines = self.found(many.source, row)
        lines.append(self._ordered(it, many.order, many.limit))
        ahead, record = self.record(many.record, it)
        return "\n".join([*lines, *ahead, f"RETURN {record} AS value"])

    def found(self, source: Source, row: Row, *where: Predicate) -> tuple[Row, list[str]]:
        """Clauses that bind a source's row, guarded and filtered; the row they bind."""
        it = self.names.row()
        edge = self.names.edge() if "@edge" in source.clause.text else None
        text = self.names.filled(self._allowing(source.clause), this=row.this, it=it, edge=edge)
        guard = self.names.filled(self.guards[source.label], this=it)
        conditions = [guard, *(self.condition(part, Row(it, edge)) for part in where)]
        held = "\n  AND ".join(condition for condition in conditions if condition)
        opening = "  AND " if text.splitlines()[-1].startswith("WHERE ") else "WHERE "
        return Row(it, edge), [text, opening + held] if held else [text]

    def _allowing(self, clause: Template) -> Template:
        """The clause with the guard of a label where it asks for one; nodes without the label pass."""
        slots = dict(clause.slots)

        def guarded(asked: re.Match[str]) -> str:
            guard = self.guards[asked[2]]
            slots.update(guard.slots)
            return f"NOT {asked[1]}:{asked[2]} OR {(guard.text or 'true').replace('@this', asked[1])}"

        return Template(_ALLOWED.sub(guarded, clause.text), slots) if "@allowed(" in clause.text else clause

    def key(self, key: Key, row: Row) -> str:
        """A sort key's value: an expression over the row, or the number of rows that a source finds."""
        if isinstance(key.of, Template):
            return self.names.filled(key.of, this=row.this, edge=row.edge)
        return braced("COUNT", "\n".join(self.found(key.of, row)[1]))

    def value(self, template: Template, row: Row) -> str:
        """A template over a row."""
        return self.names.filled(template, this=row.this)

    def condition(self, predicate: Predicate, row: Row) -> str:
        """A condition as text that is true, false or null; empty when it always holds."""
        match predicate:
            case Test(template=template):
                return self.names.filled(template, this=row.this, edge=row.edge)
            case All(parts=parts):
                return " AND ".join(text for part in parts if (text := self.condition(part, row)))
            case AnyOf(parts=parts):
                return (
                    "(" + " OR ".join(self.condition(part, row) or "true" for part in parts) + ")" if parts else "false"
                )
            case Not(part=part):
                return f"NOT coalesce({self.condition(part, row) or 'true'}, false)"
            case Some(source=source, where=where):
                _, lines = self.found(source, row, where)
                return braced("EXISTS", "\n".join(lines))

    def _ordered(self, it: Row, order: tuple[Key, ...], limit: int) -> str:
        keys = [self.key(key, it) + (" DESC" if key.descending else "") for key in order]
        return f"WITH {it.carried()} ORDER BY {', '.join(keys)} LIMIT {limit}"


def _labelled(labels: tuple[str, ...], row: Row) -> str:
    return " OR ".join(f"{row.this}:{label}" for label in labels)


def _group(groups: tuple[tuple[str, ...], ...], row: Row) -> str:
    *told, _ = groups
    cases = [f"WHEN {_labelled(labels, row)} THEN {number}" for number, labels in enumerate(told)]
    return f"CASE {' '.join(cases)} ELSE {len(told)} END"
