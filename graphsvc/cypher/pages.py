"""Pages: a stretch of a list by the values of its sort keys, so that rows coming and going lose and repeat none.

The statement carries each sort key as `k0, k1, …`, keeps what lies past the cursor, takes one row more than asked to
know whether there are others, and collects the rows once for everything the request wants to know of the page.
"""

from collections.abc import Sequence
from typing import Protocol

from graphsvc.cypher.names import Names, Row, braced, indented, mapped, quoted
from graphsvc.cypher.plan import Count, Info, Key, Name, Page, Part, Predicate, Record, Rows, Slot, Source


class Writer(Protocol):
    """What a page needs of whoever writes the statement around it."""

    names: Names

    def shown(self, records: Sequence[Record], row: Row, *carried: str) -> tuple[list[str], list[str]]:
        """A clause for what is read ahead, if anything, and records of a row as expressions."""

    def key(self, key: Key, row: Row) -> str:
        """A sort key's value as an expression."""

    def found(self, source: Source, row: Row, *where: Predicate) -> tuple[Row, list[str]]:
        """Clauses that bind a source's row, and the row."""


def root_clauses(writer: Writer, page: Page, row: Row) -> str:
    """Clauses that answer one row, the page of a root, as `value`."""
    if not _has_rows(page):
        return f"RETURN {_parts(writer, page, row, '', {})} AS value"
    lines, element, members = _rows(writer, page, row)
    return "\n".join(
        [*lines, f"WITH collect({element}) AS rows", f"RETURN {_parts(writer, page, row, 'rows', members)} AS value"]
    )


def page_expression(writer: Writer, page: Page, row: Row) -> str:
    """The page as an expression over the row it belongs to.

    Its rows are collected by the subquery and not by `collect()` inside it: there, variables from outside become
    grouping keys, and a list without rows would give no page at all instead of an empty one.
    """
    if not _has_rows(page):
        return _parts(writer, page, row, "", {})
    lines, element, members = _rows(writer, page, row)
    rows = braced("COLLECT", "\n".join([*lines, f"RETURN {element} AS row"]))
    if len(page.parts) == 1 and not _peeks(page):
        return _parts(writer, page, row, rows, members)
    name = writer.names.local("rows")
    return f"[{name} IN [{rows}] |\n{indented(_parts(writer, page, row, name, members))}\n][0]"


def _has_rows(page: Page) -> bool:
    return any(isinstance(part, Rows | Info) for part in page.parts)


def _rows(writer: Writer, page: Page, row: Row) -> tuple[list[str], str, dict[int, str]]:
    """Clauses that find the page's rows in order, what to collect of each, and by part the member it shows."""
    it, lines = writer.found(page.source, row, page.start or page.where)
    keys = [writer.names.local("k") for _ in page.order]
    lines += _stretch(writer, page, it, keys)
    ahead, element, members = _element(writer, page, it, keys)
    return [*lines, *ahead], element, members


def _stretch(writer: Writer, page: Page, it: Row, keys: list[str]) -> list[str]:
    values = [f"{writer.key(key, it)} AS {name}" for key, name in zip(page.order, keys, strict=True)]
    directions = [key.descending != page.backward for key in page.order]
    order = ", ".join(name + (" DESC" if down else "") for name, down in zip(keys, directions, strict=True))
    limit = writer.names.parameter(page.size) + (" + 1" if _peeks(page) else "")
    lines = [f"WITH {it.carried()}, {', '.join(values)}"]
    if page.after:
        lines.append("WHERE " + _past(writer, page.order, keys, directions, page.after))
    return [*lines, f"WITH {it.carried()}, {', '.join(keys)} ORDER BY {order} LIMIT {limit}"]


def _past(
    writer: Writer, order: Sequence[Key], keys: list[str], directions: list[bool], after: tuple[Slot, ...]
) -> str:
    """Keys that come after the cursor's, key by key; always true without a cursor."""
    given = [writer.names.parameter(slot) for slot in after]
    marks = [f"datetime({mark})" if key.type == "moment" else mark for key, mark in zip(order, given, strict=True)]
    text = ""
    for name, down, mark in reversed(list(zip(keys, directions, marks, strict=True))):
        further = f"{name} {'<' if down else '>'} {mark}"
        text = f"{further} OR ({name} = {mark} AND ({text}))" if text else further
    return f"({given[0]} IS NULL OR {text})"


def _peeks(page: Page) -> bool:
    return any(isinstance(part, Info) for part in page.parts)


def _shown(writer: Writer, page: Page, rows: str) -> str:
    """The rows that are shown, out of those collected."""
    text = f"{rows}[..{writer.names.parameter(page.size)}]" if _peeks(page) else rows
    return f"reverse({text})" if page.backward else text


def _element(writer: Writer, page: Page, it: Row, keys: list[str]) -> tuple[list[str], str, dict[int, str]]:
    """What is read ahead and collected of each row, and by part the member it shows (empty: the whole)."""
    cursor = _cursor(page, keys)
    row = Row(it.this, it.edge, cursor)
    parts = {index: part for index, part in enumerate(page.parts) if isinstance(part, Rows)}
    ahead, records = writer.shown([part.record for part in parts.values()], row, *keys)
    if len(parts) == 1 and not _peeks(page):
        return ahead, records[0], dict.fromkeys(parts, "")
    members = {index: f"m{index}" for index in parts}
    entries = [f"c: {cursor}"] if _peeks(page) else []
    entries += [f"{member}: {record}" for member, record in zip(members.values(), records, strict=True)]
    return ahead, mapped(entries), members


def _cursor(page: Page, keys: list[str]) -> str:
    texts = [_text(key, name) for key, name in zip(page.order, keys, strict=True)]
    return f"'{page.signature}|' + " + " + '|' + ".join(texts)


def _text(key: Key, name: str) -> str:
    """A key's value as text without a bar, so that bars part the values of a cursor."""
    if key.plain:
        return f"toString({name})"
    return f"replace(replace({name}, '%', '%25'), '|', '%7C')"


def _parts(writer: Writer, page: Page, row: Row, rows: str, members: dict[int, str]) -> str:
    entries = []
    for index, part in enumerate(page.parts):
        text = _part(writer, page, row, part, rows, members.get(index, ""))
        entries.append(f"{quoted(part.key)}: {writer.names.gated(part.gate, text)}")
    return mapped(entries)


def _part(writer: Writer, page: Page, row: Row, part: Part, rows: str, member: str) -> str:
    match part:
        case Rows():
            shown = _shown(writer, page, rows)
            return f"[row IN {shown} | row.{member}]" if member else shown
        case Count():
            _, lines = writer.found(page.source, row, page.where)
            return braced("COUNT", "\n".join(lines))
        case Name(text=text):
            return f"'{text}'"
        case Info(fields=fields):
            known = _facts(writer, page, rows)
            return mapped([f"{quoted(key)}: {writer.names.gated(gate, known[name])}" for key, name, gate in fields])


def _facts(writer: Writer, page: Page, rows: str) -> dict[str, str]:
    """Relay's page information; the far side of a page is known only by whether a cursor was given."""
    shown = _shown(writer, page, rows)
    more = f"size({rows}) > {writer.names.parameter(page.size)}"
    given = f"{writer.names.parameter(page.after[0])} IS NOT NULL" if page.after else "false"
    return {
        "hasNextPage": given if page.backward else more,
        "hasPreviousPage": more if page.backward else given,
        "startCursor": f"{shown}[0].c",
        "endCursor": f"{shown}[-1].c",
        "__typename": "'PageInfo'",
    }
