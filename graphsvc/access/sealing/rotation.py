"""Rotation of the keys of personal fields: every value sealed under an older key is sealed again under the newest."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from graphsvc.access.masking import Field
from graphsvc.access.sealing.fields import INDEXED, FieldKeys, key_id
from graphsvc.access.sealing.suites import SUITES
from graphsvc.cypher.files import statements
from graphsvc.cypher.statement import Statement
from graphsvc.errors import SealBroken

STATEMENTS = statements(Path(__file__).with_name("sealing.cypher"))
BATCH = 500
"""People in one transaction."""

SAMPLES = 100
"""Values opened to see whether a key is the right one."""

SEALED = (Field.PHONE, Field.IDENTITY, Field.ADDRESS)
Row = dict[str, Any]


class Store(Protocol):
    """What a rotation needs of a graph."""

    async def read(self, statement: Statement) -> list[list[Any]]:
        """Read the rows of one statement."""

    async def write(self, statement: Statement) -> Any:
        """Run one statement in a transaction of its own; the rows are in `rows`."""


@dataclass(frozen=True, slots=True)
class Rotated:
    """People whose values are now under the newest key, whose values changed meanwhile, and whose do not open."""

    resealed: int = 0
    changed: int = 0
    unreadable: int = 0


async def rotate(graph: Store, keys: FieldKeys, after: str = "", batch: int = BATCH) -> Rotated:
    """Seal again what is not under the newest key, by id; to be repeated until nothing has changed meanwhile.

    It can be ended at any moment and started again: what is done is not done twice. A person one of whose values does
    not open keeps all of them as they are.

    Args:
        after: begin behind this id.
    """
    done = Rotated()
    while rows := await graph.read(_stale(keys, after, batch)):
        people = [_resealed(id_, before, keys) for id_, before in rows]
        ready = [row for row in people if row is not None]
        written = (await graph.write(Statement(STATEMENTS["reseal"], {"rows": ready}))).rows[0][0] if ready else 0
        done = Rotated(
            done.resealed + written,
            done.changed + len(ready) - written,
            done.unreadable + len(people) - len(ready),
        )
        after = rows[-1][0]
    return done


async def sealed_under(graph: Store) -> Mapping[str, int]:
    """Count the values sealed under each key, by its id."""
    return dict(await graph.read(Statement(STATEMENTS["status"])))


@dataclass(frozen=True, slots=True)
class Sealed:
    """One sealed value of one field of one node."""

    node: str
    field: Field
    text: str

    @property
    def key(self) -> str:
        """The id, or the old name, of the key it is sealed under; empty when it is no sealed text."""
        return key_id(self.text) or ""

    def opens(self, keys: FieldKeys) -> bool:
        """Whether one of the keys opens it."""
        try:
            keys.open(self.field, self.node, self.text)
        except SealBroken:
            return False
        return True


async def some_sealed(graph: Store, most: int = SAMPLES) -> list[Sealed]:
    """Return some sealed values, the first that are found: quick on a graph of any size."""
    return _values(await graph.read(Statement(STATEMENTS["some"], {"most": most})))


async def some_under(graph: Store, id_: str, count: int, most: int = SAMPLES) -> list[Sealed]:
    """Return some values under one key, drawn by chance.

    Args:
        count: how many there are in all; two times `most` or fewer are all looked at, up to `most`.
    """
    params = {
        "prefixes": [f"{version}.{id_}." for version in SUITES],
        "share": min(1.0, 2 * most / max(count, 1)),
        "most": most,
    }
    return _values(await graph.read(Statement(STATEMENTS["some_under"], params)))


def _values(rows: list[list[Any]]) -> list[Sealed]:
    return [Sealed(node, Field(of), text) for node, of, text in rows]


def _stale(keys: FieldKeys, after: str, most: int) -> Statement:
    return Statement(STATEMENTS["stale"], {"after": after, "newest": keys.prefix, "most": most})


def _resealed(id_: str, before: Mapping[str, str | None], keys: FieldKeys) -> Row | None:
    """What to write for a person; None when a value does not open."""
    after: dict[str, str] = {}
    try:
        for of in SEALED:
            sealed = before[of.value]
            if sealed is None or sealed.startswith(keys.prefix):
                continue
            value = keys.open(of, id_, sealed)
            after[f"{of}Sealed"] = keys.seal(of, id_, value)
            if of in INDEXED:
                after[f"{of}Blind"] = keys.blind_index(of, value)
    except SealBroken:
        return None
    return {"id": id_, "before": dict(before), "after": after}
