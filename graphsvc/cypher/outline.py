"""A plan as a tree to read: what is found, in which order, which columns each row carries and what only some want."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from graphsvc.cypher.plan import (
    Ahead,
    All,
    AnyOf,
    Column,
    Count,
    Expression,
    Group,
    Key,
    Label,
    Many,
    Not,
    One,
    Page,
    Part,
    Predicate,
    Record,
    Root,
    Rows,
    Some,
    SortKey,
    Tally,
    Test,
    Value,
)


@dataclass(frozen=True, slots=True)
class Branch:
    """A line of the tree and what hangs on it."""

    text: str
    below: tuple["Branch", ...] = ()


def outline(root: Root) -> str:
    """Draw a plan, a line a thing that is read."""
    top = _expression(root)
    return "\n".join([top.text, *_drawn(top.below)])


def _drawn(branches: Iterable[Branch]) -> Iterator[str]:
    found = list(branches)
    for number, branch in enumerate(found):
        last = number == len(found) - 1
        yield ("└─ " if last else "├─ ") + branch.text
        yield from (("   " if last else "│  ") + line for line in _drawn(branch.below))


def _expression(of: Expression) -> Branch:
    match of:
        case Value(name=name, of_edge=of_edge):
            return Branch(f"{name} of the relationship" if of_edge else name)
        case SortKey(index=index):
            return Branch(f"sort key {index + 1}, for cursors")
        case Group(labels=labels):
            return Branch("which of: " + " · ".join(" or ".join(group) for group in labels))
        case Label():
            return Branch("which type it is")
        case One(name=name, source=source, order=order):
            return Branch(f"{name}: one {source.label or 'row'}{_ordered(order)}", _record(of.record))
        case Many(name=name, source=source, order=order, limit=limit):
            return Branch(f"{name}: at most {limit} {source.label or 'rows'}{_ordered(order)}", _record(of.record))
        case Page():
            return _page(of)
        case Ahead():
            raise AssertionError("what is read ahead stands with its record")


def _page(page: Page) -> Branch:
    ways = [
        "backwards" if page.backward else "",
        "from the index" if page.start else "",
        "behind a cursor" if page.begins is not None else "",
    ]
    text = f"{page.name}: a page of {page.source.label}{_ordered(page.order)}"
    where = _condition(page.where)
    parts = tuple(map(_part, page.parts))
    return Branch(", ".join([text, *filter(None, ways)]), (Branch(f"where {where}"), *parts) if where else parts)


def _part(part: Part) -> Branch:
    gated = ", where it is wanted" if part.gate is not None else ""
    match part:
        case Rows(record=record, peeks=peeks):
            more = ", one more to know whether others follow" if peeks else ""
            return Branch(f"rows{more}{gated}", _record(record))
        case Count():
            return Branch(f"number of all{gated}")
        case Tally(key=key):
            return Branch(f"numbers by {_bare(key.text)}{gated}")


def _record(record: Record) -> tuple[Branch, ...]:
    return tuple(_column(column, record) for column in record.columns)


def _column(column: Column, record: Record) -> Branch:
    ahead = isinstance(column.of, Ahead)
    of = record.ahead[column.of.index] if isinstance(column.of, Ahead) else column.of
    notes = [
        "read ahead of its row" if ahead else "",
        f"of {' and '.join(column.labels)}" if column.labels else "",
        "where it is wanted" if column.gate is not None else "",
    ]
    branch = _expression(of)
    return Branch(", ".join([branch.text, *filter(None, notes)]), branch.below)


def _ordered(order: tuple[Key, ...]) -> str:
    return f" by {', '.join(map(_key, order))}" if order else ""


def _key(key: Key) -> str:
    text = _bare(key.of.text) if hasattr(key.of, "text") else f"number of {key.of.label}"
    return f"{text} downwards" if key.descending else text


def _condition(predicate: Predicate) -> str:
    match predicate:
        case Test(template=template):
            return _bare(template.text)
        case All(parts=parts):
            return " and ".join(filter(None, map(_condition, parts)))
        case AnyOf(parts=parts):
            return f"({' or '.join(filter(None, map(_condition, parts)))})" if parts else "never"
        case Not(part=part):
            return f"not ({_condition(part)})"
        case Some(source=source, where=where):
            inner = _condition(where)
            return f"some {source.label}" + (f" with {inner}" if inner else "")


def _bare(text: str) -> str:
    return text.replace("@this.", "").replace("@edge.", "")
