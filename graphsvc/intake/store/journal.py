"""The journal of an import: what each transaction did to the graph, written in it, and read back to undo it."""

import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

import orjson

from graphsvc.cypher.statement import Statement
from graphsvc.db.ports import Transaction
from graphsvc.intake.store.held import CYPHER

Properties = Mapping[str, Any]


class Act(StrEnum):
    """What was done."""

    NODE_MADE = "n+"
    NODE_SET = "n"
    TIE_MADE = "t+"
    TIE_SET = "t"
    TIE_DROPPED = "t-"
    PAST_KEPT = "p+"
    ROW_SAID = "r"


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing done: to what (ids and a type), and the properties before and after, as JSON has them."""

    act: Act
    of: tuple[str, ...]
    before: Properties = field(default_factory=dict)
    after: Properties = field(default_factory=dict)


class Journal:
    """What a transaction has done so far; `write` is its last statement."""

    def __init__(self, import_id: str, number: int) -> None:
        self._import = import_id
        self._number = number
        self.entries: list[Entry] = []

    def add(self, act: Act, *of: str, before: Properties | None = None, after: Properties | None = None) -> None:
        """Note one thing."""
        self.entries.append(Entry(act, of, encoded(before or {}), encoded(after or {})))

    async def write(self, tx: Transaction) -> None:
        """Keep the entries with the graph, unless there are none."""
        if not self.entries:
            return
        raw = orjson.dumps([[entry.act, entry.of, entry.before, entry.after] for entry in self.entries])
        params = {"id": self._import, "number": self._number, "entries": zlib.compress(raw)}
        await tx.run(Statement(CYPHER["keep_piece"], params))


def unpacked(packed: bytes) -> Iterator[Entry]:
    """The entries of a piece, in the order in which they were done."""
    for act, of, before, after in orjson.loads(zlib.decompress(packed)):
        yield Entry(Act(act), tuple(of), before, after)


def encoded(properties: Properties) -> dict[str, Any]:
    """Properties as JSON has them; a day, whether of Python or of the graph, is marked as one."""
    return {name: _encoded(value) for name, value in properties.items()}


def _encoded(value: Any) -> Any:
    for iso in ("isoformat", "iso_format"):
        if hasattr(value, iso):
            return {"day": str(getattr(value, iso)())}
    return list(value) if isinstance(value, tuple) else value


def decoded(properties: Properties) -> dict[str, Any]:
    """Properties as statements take them."""
    return {
        name: date.fromisoformat(value["day"]) if isinstance(value, dict) else value
        for name, value in properties.items()
    }
