"""Rewrites of a plan that keep its meaning and make its statement cheaper; each is a function from plan to plan."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from graphsvc.cypher.plan import Ahead, Column, Expression, Many, One, Page, Part, Record, Root, Rows


def rewritten(root: Root) -> Root:
    """Apply every pass, in order."""
    for each in PASSES:
        root = each(root)
    return root


def hoist_single_rows(root: Root) -> Root:
    """Read links that lead to one row by a clause ahead of the row that shows them.

    Neo4j keeps no properties of the rows around a subquery that stands inside a list or a map, and reads each of them
    again. Links that only some requests or some labels want stay where they are, and are not run for others.
    """
    hoisted: Any = _hoisted(root)
    return hoisted


def _hoisted(of: Expression) -> Expression:
    match of:
        case One() | Many():
            return replace(of, record=_record(of.record))
        case Page():
            return replace(of, parts=tuple(map(_part, of.parts)))
    return of


def _part(part: Part) -> Part:
    return replace(part, record=_record(part.record)) if isinstance(part, Rows) else part


def _record(record: Record) -> Record:
    columns: list[Column] = []
    ahead: list[One] = []
    for column in record.columns:
        of = _hoisted(column.of)
        if isinstance(of, One) and not column.labels and column.gate is None:
            columns.append(Column(Ahead(len(ahead))))
            ahead.append(of)
        else:
            columns.append(replace(column, of=of))
    return Record(tuple(columns), tuple(ahead))


PASSES: tuple[Callable[[Root], Root], ...] = (hoist_single_rows,)
"""All of them; `graphsvc explain` shows the plan that they leave."""
