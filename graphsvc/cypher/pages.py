"""Pages: a stretch of a list by the values of its sort keys, so that rows coming and going lose and repeat none.

The statement carries each sort key as `k0, k1, …`, keeps what lies past the cursor, and takes one row more than asked
where it has to be known whether there are others.
"""

from typing import Protocol

from graphsvc.cypher.names import Names, Row, braced, listed
from graphsvc.cypher.plan import Count, Key, Page, Parameter, Part, Predicate, Record, Rows, Source, Tally, Template


class Writer(Protocol):
    """What a page needs of whoever writes the statement around it."""

    names: Names

    def record(self, record: Record, row: Row) -> tuple[list[str], str]:
        """A clause for what is read ahead, if anything, and the record of a row as an expression."""

    def key(self, key: Key, row: Row) -> str:
        """A sort key's value as an expression."""

    def value(self, template: Template, row: Row) -> str:
        """A value of a row as an expression."""

    def found(self, source: Source, row: Row, *where: Predicate) -> tuple[Row, list[str]]:
        """Clauses that bind a source's row, and the row."""


def root_clauses(writer: Writer, page: Page, row: Row) -> str:
    """Clauses that answer one row, the page of a root, as `value`."""
    first = page.parts[0] if page.parts else None
    if not isinstance(first, Rows) or first.gate is not None:
        return f"RETURN {page_expression(writer, page, row)} AS value"
    lines, element = _rows(writer, page, first, row)
    parts = ["rows", *(_part(writer, page, row, part) for part in page.parts[1:])]
    return "\n".join([*lines, f"WITH collect({element}) AS rows", f"RETURN {_together(parts)} AS value"])


def page_expression(writer: Writer, page: Page, row: Row) -> str:
    """The page as an expression over the row it belongs to.

    Its rows are collected by the subquery and not by `collect()` inside it: there, variables from outside become
    grouping keys, and a list without rows would give no page at all instead of an empty one.
    """
    return _together([_part(writer, page, row, part) for part in page.parts])


def _together(parts: list[str]) -> str:
    return parts[0] if len(parts) == 1 else listed(parts)


def _part(writer: Writer, page: Page, row: Row, part: Part) -> str:
    conditions = [writer.names.parameter(part.gate)] if part.gate is not None else []
    match part:
        case Rows():
            lines, element = _rows(writer, page, part, row)
            text = braced("COLLECT", "\n".join([*lines, f"RETURN {element} AS row"]))
        case Count():
            text = braced("COUNT", "\n".join(writer.found(page.source, row, page.where)[1]))
        case Tally():
            text = braced("COLLECT", _tally(writer, page, part, row))
    return writer.names.gated(conditions, text)


def _tally(writer: Writer, page: Page, tally: Tally, row: Row) -> str:
    """Clauses that count the page's rows by the values of a key; a value that is missing comes after all others."""
    it, lines = writer.found(page.source, row, page.where)
    key, number = writer.names.local("key"), writer.names.local("number")
    lines += [
        f"WITH {writer.value(tally.key, it)} AS {key}, count(*) AS {number}",
        f"ORDER BY {number} DESC, {key} LIMIT {writer.names.parameter(tally.size)}",
        f"RETURN {listed([key, number])} AS pair",
    ]
    return "\n".join(lines)


def _rows(writer: Writer, page: Page, part: Rows, row: Row) -> tuple[list[str], str]:
    """Clauses that find the page's rows in order, and what to collect of each."""
    it, lines = writer.found(page.source, row, page.start or page.where)
    keys = [writer.names.local("k") for _ in page.order]
    lines += _stretch(writer, page, part, it, keys)
    ahead, element = writer.record(part.record, Row(it.this, it.edge, tuple(keys)))
    return [*lines, *ahead], element


def _stretch(writer: Writer, page: Page, part: Rows, it: Row, keys: list[str]) -> list[str]:
    values = [f"{writer.key(key, it)} AS {name}" for key, name in zip(page.order, keys, strict=True)]
    directions = [key.descending != page.backward for key in page.order]
    order = ", ".join(name + (" DESC" if down else "") for name, down in zip(keys, directions, strict=True))
    limit = writer.names.parameter(page.size) + (" + 1" if part.peeks else "")
    lines = [f"WITH {it.carried()}, {', '.join(values)}"]
    if page.begins is not None:
        past = _past(writer, page.order, keys, directions, page.after)
        lines.append(f"WHERE ({writer.names.parameter(page.begins)} OR {past})")
    return [*lines, f"WITH {it.carried()}, {', '.join(keys)} ORDER BY {order} LIMIT {limit}"]


def _past(
    writer: Writer, order: tuple[Key, ...], keys: list[str], directions: list[bool], after: tuple[Parameter, ...]
) -> str:
    """Keys that come after the cursor's, key by key."""
    given = [writer.names.parameter(parameter) for parameter in after]
    marks = [f"datetime({mark})" if key.type == "moment" else mark for key, mark in zip(order, given, strict=True)]
    text = ""
    for name, down, mark in reversed(list(zip(keys, directions, marks, strict=True))):
        further = f"{name} {'<' if down else '>'} {mark}"
        text = f"{further} OR ({name} = {mark} AND ({text}))" if text else further
    return text
