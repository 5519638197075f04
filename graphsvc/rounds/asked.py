"""The statements that were asked of late, without their values: after a restart Neo4j plans them before a caller waits.

A plan hangs on the text and on the kinds of its parameters, and on their rough sizes in a Neo4j that is not told to
leave them aside (`internal.cypher.use_parameter_size`), so those are kept beside it. A text that was asked once alone
is not, or clients that never send the same twice would push out all.
"""

import json
import logging
from collections import OrderedDict
from collections.abc import Collection, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from graphsvc.cypher.statement import Statement
from graphsvc.db.bulkhead import Lane
from graphsvc.db.driver import Span
from graphsvc.db.embedded.data_folder import write_private

log = logging.getLogger(__name__)

MOST = 250
"""Statements kept; the embedded Neo4j keeps 300 plans."""
LONGEST = 40_000
"""Characters of a text that is kept; the longest statement of a page of the console has 11,000."""
KEPT_DAYS = 7

Kinds = tuple[tuple[str, str], ...]
"""Name and kind of each parameter: `text 10` has 2 to 10 characters, `list 100 map` 11 to 100 maps."""
Key = tuple[str, Kinds]

_MOMENT = datetime(2000, 1, 1, tzinfo=UTC)
_PLAIN: Mapping[str, Any] = {
    "none": None,
    "truth": True,
    "number": 1,
    "fraction": 1.0,
    "moment": _MOMENT,
    "day": _MOMENT.date(),
    "map": {},
}
LARGEST = 10_000
"""Of a sample: nothing is planned otherwise for what is larger."""


@dataclass(slots=True)
class Use:
    """How often a statement was asked, and the last day on which it was; None: since the file was last written."""

    count: int
    day: date | None = None


class AskedStatements:
    """What was asked, most often first; the file it is kept in is that of all processes of a data folder."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._often: dict[Key, Use] = {}
        self._once: OrderedDict[int, None] = OrderedDict()

    def noting(self, inner: Span) -> Span:
        """What a graph tells its statements to, so that they are noted here; then it is as `inner`."""

        def noted(statement: Statement, lane: Lane) -> AbstractContextManager[None]:
            self.note(statement)
            return inner(statement, lane)

        return noted

    def note(self, statement: Statement) -> None:
        """Remember that a statement is asked."""
        key = (statement.text, tuple((name, _kind(value)) for name, value in statement.params.items()))
        if use := self._often.get(key):
            use.count += 1
            use.day = None
            return
        digest = hash(key)
        if digest not in self._once:
            self._once[digest] = None
            if len(self._once) > MOST:
                self._once.popitem(last=False)
            return
        del self._once[digest]
        if len(statement.text) <= LONGEST:
            self._often[key] = Use(2)
            if len(self._often) > 2 * MOST:
                self._often = dict(self._first())

    def samples(self) -> Iterator[Statement]:
        """The statements, the most often asked first, with values that mean nothing."""
        for (text, kinds), _ in self._first():
            yield Statement(text, {name: _sample(kind) for name, kind in kinds})

    def read(self, today: date) -> None:
        """Take up what the file holds of the last week, half as weighty as before; without one, nothing."""
        for key, use in self._written(today):
            self._often.setdefault(key, Use(max(1, use.count // 2), use.day))

    def write(self, today: date) -> None:
        """Keep what was asked, and what other processes have kept; a folder that cannot be written stops nobody."""
        for use in self._often.values():
            use.day = use.day or today
        for key, use in self._written(today):
            self._often.setdefault(key, use)
        rows = [
            {"text": text, "kinds": dict(kinds), "count": use.count, "day": str(use.day)}
            for (text, kinds), use in self._first()
        ]
        try:
            write_private(self._path, json.dumps(rows, ensure_ascii=False, separators=(",", ":")))
        except OSError as failure:
            log.warning("the statements asked are not kept: %s", failure.strerror)

    def _first(self) -> list[tuple[Key, Use]]:
        return sorted(self._often.items(), key=lambda item: -item[1].count)[:MOST]

    def _written(self, today: date) -> Iterator[tuple[Key, Use]]:
        """What the file holds of the last week."""
        try:
            rows = json.loads(self._path.read_text(encoding="utf-8"))
            for row in rows:
                kinds = tuple((str(name), str(kind)) for name, kind in row["kinds"].items())
                [_sample(kind) for _, kind in kinds]
                day = date.fromisoformat(row["day"])
                if day > today - timedelta(days=KEPT_DAYS):
                    yield (str(row["text"]), kinds), Use(int(row["count"]), day)
        except (OSError, ValueError, TypeError, KeyError, AttributeError):
            return  # there is none yet, or not of this release: what is asked from now on is kept


_KINDS: Mapping[type, str] = {
    type(None): "none",
    bool: "truth",
    int: "number",
    float: "fraction",
    datetime: "moment",
    date: "day",
    dict: "map",
}


def _kind(value: Any) -> str:
    if plain := _KINDS.get(type(value)):
        return plain
    if isinstance(value, str):
        return f"text {_rough(len(value))}"
    if isinstance(value, Collection) and not isinstance(value, Mapping):
        inside = _kind(next(iter(value))).partition(" ")[0] if value else "none"
        return f"list {_rough(len(value))} {inside}"
    return "map"


def _rough(size: int) -> int:
    """A size as Neo4j tells plans apart by: 0, 1, or the next power of ten, up to a million."""
    rough = min(size, 1)
    while rough < size and rough < 1_000_000:
        rough *= 10
    return rough


def _sample(kind: str) -> Any:
    """A value of a kind.

    Raises:
        ValueError: there is no such kind.
    """
    name, _, more = kind.partition(" ")
    if name in _PLAIN:
        return _PLAIN[name]
    size, _, inside = more.partition(" ")
    rough = min(int(size or 1), LARGEST)
    if name == "text":
        return "x" * rough
    if name == "list":
        return [_sample(inside)] * rough if inside else []
    raise ValueError(kind)
