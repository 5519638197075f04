"""A tree of what to read becomes one Cypher statement whose single value already has the response's shape.

Every part of the tree is an expression over a row variable, so that parts nest without limit: a link is a
`COLLECT { … }` subquery, a page one that collects its rows and says where it stands. The same tree always gives the
same text, values travel as `$p0, $p1, …`, and no row pattern is written without the guard of its label.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from graphsvc.cypher.names import Names, Row, braced, indented, mapped, quoted
from graphsvc.cypher.pages import page_expression, root_clauses
from graphsvc.cypher.plan import (
    OMITTED,
    All,
    AnyOf,
    Case,
    Cursor,
    Field,
    Key,
    Many,
    Name,
    Nested,
    Not,
    One,
    Page,
    Predicate,
    Record,
    Root,
    Slot,
    Some,
    Source,
    Split,
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
    """One statement: its text, and the slot behind each parameter name; it answers one row with one value."""

    text: str
    slots: Mapping[str, Slot]


def compile_root(root: Root, guards: Guards) -> Compiled:
    """Write the statement of one root.

    Args:
        root: `One` answers no row or up to two (a second row means the key was ambiguous), `Many` and `Page` one row.
        guards: total over the labels in use.
    Raises:
        KeyError: a source whose label has no guard, a mistake in the schema and never in a request.
    """
    writer = Writer(guards)
    match root:
        case One():
            text = writer.one_clauses(root, Row("null"), limit=2)
        case Many():
            text = f"RETURN {writer.field(root, Row('null'))} AS value"
        case Page():
            text = root_clauses(writer, root, Row("null"))
    return Compiled(text, writer.names.slots())


class Writer:
    """Writes one statement; holds the names given out so far."""

    def __init__(self, guards: Guards) -> None:
        self.guards = guards
        self.names = Names()
        self._ahead: list[str] | None = None

    def shown(self, records: Sequence[Record], row: Row, *carried: str) -> tuple[list[str], list[str]]:
        """Records at the end of clauses: a clause for what is read ahead of them, if anything, and their expressions.

        What leads to one other row is read by a clause of its own: Neo4j keeps no properties of the rows around a
        subquery that stands inside a map. Fields that only some requests or some labels want stay inside theirs.
        """
        around, self._ahead = self._ahead, []
        expressions = [self.record(record, row) for record in records]
        ahead, self._ahead = self._ahead, around
        return [f"WITH {', '.join([row.carried(), *carried, *ahead])}"] if ahead else [], expressions

    def record(self, record: Record, row: Row) -> str:
        """A map, or a CASE over the row's labels with a map each."""
        *special, last = record.cases
        if not special:
            return self.fields(last, row)
        around, self._ahead = self._ahead, None
        branches = [f"WHEN {_labelled(case.labels, row)} THEN {self.fields(case, row)}" for case in special]
        text = "CASE\n" + indented("\n".join([*branches, f"ELSE {self.fields(last, row)}"])) + "\nEND"
        self._ahead = around
        return text

    def fields(self, case: Case, row: Row) -> str:
        """A map of response keys to expressions."""
        return mapped([f"{quoted(field.key)}: {self.field(field, row)}" for field in case.fields])

    def field(self, field: Field, row: Row) -> str:
        """One expression; behind a gate it is evaluated only when the gate is open."""
        if field.gate is None and not isinstance(field, Split):
            return self._ungated(field, row)
        around, self._ahead = self._ahead, None
        text = self.names.gated(field.gate, self._ungated(field, row))
        self._ahead = around
        return text

    def _ungated(self, field: Field, row: Row) -> str:
        match field:
            case Value(template=template, of_edge=of_edge):
                return self.names.filled(template, this=(row.edge or row.this) if of_edge else row.this)
            case Nested(record=record):
                return self.record(record, row)
            case Cursor():
                assert row.cursor is not None, "a cursor stands only on the rows of a page"
                return row.cursor
            case Name(text=text):
                return f"'{text}'"
            case Split(branches=branches):
                return self._split(branches, row)
            case One():
                return self._one(field, row)
            case Many():
                return braced("COLLECT", self.many_clauses(field, row))
            case Page():
                return page_expression(self, field, row)

    def _one(self, one: One, row: Row) -> str:
        text = braced("COLLECT", self.one_clauses(one, row, limit=1))
        if self._ahead is None:
            return f"head({text})"
        name = self.names.local("one")
        self._ahead.append(f"{text} AS {name}")
        return f"head({name})"

    def _split(self, branches: tuple[tuple[tuple[str, ...], Field], ...], row: Row) -> str:
        cases = [f"WHEN {_labelled(labels, row)} THEN {self.field(field, row)}" for labels, field in branches]
        return f"CASE {' '.join(cases)} ELSE {self.names.parameter(OMITTED)} END"

    def one_clauses(self, one: One, row: Row, limit: int) -> str:
        """Clauses that answer the first rows of a source."""
        it, lines = self.found(one.source, row)
        if one.order:
            lines.append(self._ordered(it, one.order, limit))
        ahead, (record,) = self.shown([one.record], it)
        last = f"RETURN {record} AS value" + ("" if one.order else f" LIMIT {limit}")
        return "\n".join([*lines, *ahead, last])

    def many_clauses(self, many: Many, row: Row) -> str:
        """Clauses that answer all rows of a bounded source in order."""
        it, lines = self.found(many.source, row)
        lines.append(self._ordered(it, many.order, many.limit))
        ahead, (record,) = self.shown([many.record], it)
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
