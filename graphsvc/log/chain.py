"""The chain of entries: appended in the transaction of the change they tell of, and verified from end to end."""

import hmac
from collections.abc import AsyncIterator, Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from itertools import groupby
from pathlib import Path
from typing import Any

from graphsvc.cypher.files import statements
from graphsvc.cypher.statement import Statement
from graphsvc.db.bulkhead import Lane
from graphsvc.db.ports import Reader, Transaction
from graphsvc.errors import RecordBroken
from graphsvc.log.entry import FIRST, REGISTER, Entry, canonical_json, district_of, head_seal, is_sm3
from graphsvc.log.events import Event
from graphsvc.log.record_key import key_check, key_id

CYPHER = statements(Path(__file__).with_name("log.cypher"))
STRETCH = 5_000
"""Entries verified at a time."""
REPAIRED = "CHAIN_REPAIRED"
"""The action of an entry that tells of a repair."""
BEYOND = "链尾之后还有记录"


class Record:
    """The record of one graph, under one key."""

    def __init__(self, key: bytes, *, sm3: bool = False) -> None:
        """Args: `sm3` writes what is new in 国密; older entries verify by what they were written with."""
        self._key = key
        self._sm3 = sm3

    @property
    def key_id(self) -> str:
        """What its key is called."""
        return key_id(self._key)

    @property
    def key_check(self) -> str:
        """What only a holder of its key can make."""
        return key_check(self._key)

    def derived(self, purpose: str) -> bytes:
        """Derive a key of 32 bytes for one purpose (HMAC-SHA256 as in NIST SP 800-108)."""
        return hmac.digest(self._key, f"graphsvc/record/derived/{purpose}".encode(), "sha256")

    def hashed(self, entry: Entry, previous: str, like: str | None = None) -> str:
        """Hash an entry behind another, as new ones are made, or by the algorithm of the hash `like`."""
        return entry.hashed(self._key, previous, sm3=self._sm3 if like is None else is_sm3(like))

    def head_seal(self, district: str, number: int, hash_: str, like: str | None = None) -> str:
        """Seal a chain that ends so; algorithms as for `hashed`."""
        return head_seal(self._key, district, number, hash_, sm3=self._sm3 if like is None else is_sm3(like))

    async def append(self, tx: Transaction, events: Iterable[Event], by: str, role: str, now: datetime) -> None:
        """Write events as the next entries of their districts' chains; call it last, since it locks the chains.

        Districts are locked in the order of their codes and the register behind them, so that no two changes wait for
        each other.
        """
        begun: list[Event] = []
        ordered = sorted(events, key=lambda event: district_of(event.area))
        for district, of_district in groupby(ordered, key=lambda event: district_of(event.area)):
            if await self.append_to(tx, district, list(of_district), by, role, now):
                begun.append(Event("CHAIN_BEGUN", district, ""))
        if begun:
            await self.append_to(tx, REGISTER, begun, by, role, now)

    async def append_to(
        self, tx: Transaction, district: str, events: list[Event], by: str, role: str, now: datetime
    ) -> bool:
        """Append to one chain, which is locked; whether it begins with this.

        Raises:
            RecordBroken: what stands there was not sealed under this key.
        """
        asked = {"district": district, "count": len(events), "first": FIRST}
        ((before, previous, seal),) = await tx.run(Statement(CYPHER["take"], asked))
        if before and seal != self.head_seal(district, before, previous, seal):
            raise _broken(district)
        rows: list[dict[str, Any]] = []
        for number, event in enumerate(events, start=before + 1):
            entry = _entry(district, number, event, by, role, now)
            previous = self.hashed(entry, previous)
            rows.append(to_properties(entry, previous))
        seal = self.head_seal(district, before + len(rows), previous)
        params = {"district": district, "hash": previous, "seal": seal, "entries": rows}
        await tx.run(Statement(CYPHER["append"], params))
        return bool(before == 0)

    async def heads(self, graph: Reader) -> "list[Head]":
        """Return the heads of all chains, by district, each with whether this key has sealed it."""
        rows = await graph.read(Statement(CYPHER["chains"]), Lane.HEAVY)
        return [
            Head(district, number, hash_, seal == self.head_seal(district, number, hash_, like=seal or ""))
            for district, number, hash_, seal in rows
        ]

    async def verify(self, graph: Reader) -> AsyncIterator["Fault | Whole"]:
        """Follow every chain from its first entry to its head, and the register of chains.

        Yields:
            for each chain its first fault, since nothing behind it can be trusted, or that it is whole.
        """
        heads = {head.district: head for head in await self.heads(graph)}
        for head in heads.values():
            yield await self._verified(graph, head)
        begun = {row[0] for row in await graph.read(Statement(CYPHER["begun"], {"register": REGISTER}), Lane.HEAVY)}
        for district in sorted(begun ^ (set(heads) - {REGISTER})):
            yield Fault(district, 0, "整条记录链缺失" if district in begun else "记录链未登记")

    async def _verified(self, graph: Reader, head: "Head") -> "Fault | Whole":
        district = head.district
        if not head.is_sealed:
            return Fault(district, head.number, "链尾被改动，或由另一密钥写成")
        previous, number, repairs = FIRST, 0, 0
        while number < head.number:
            to = min(head.number, number + STRETCH)
            asked = {"district": district, "after": number, "to": to}
            for (row,) in await graph.read(Statement(CYPHER["stretch"], asked), Lane.HEAVY):
                number += 1
                repairs += row.get("action") == REPAIRED
                previous, fault = self._followed(row, district, number, previous)
                if fault:
                    return fault
            if number < to:
                return Fault(district, number + 1, "记录缺失")
        ((entries,),) = await graph.read(Statement(CYPHER["beyond"], {"district": district}), Lane.HEAVY)
        if (entries, previous) != (head.number, head.hash):
            return Fault(district, head.number + 1, BEYOND)
        return Whole(district, head.number, repairs)

    def _followed(
        self, row: Mapping[str, Any], district: str, number: int, previous: str
    ) -> tuple[str, "Fault | None"]:
        """The hash of the next entry, and what is wrong with it."""
        if row.get("number") != number:
            return previous, Fault(district, number, "记录缺失")
        try:
            entry = read_entry(row)
        except (KeyError, TypeError, ValueError):
            return previous, Fault(district, number, "记录的字段缺失或无法读取")
        expected = self.hashed(entry, previous, str(row.get("hash")))
        if dict(row) != to_properties(entry, expected):
            return expected, Fault(district, number, "记录内容与哈希不符")
        return expected, None


@dataclass(frozen=True, slots=True)
class Head:
    """The end of a chain: how many entries it has, the hash of the last, and whether the key in use has sealed both."""

    district: str
    number: int
    hash: str
    is_sealed: bool


@dataclass(frozen=True, slots=True)
class Whole:
    """A chain of which every entry is as it was written; `repairs` of them tell of a repair."""

    district: str
    entries: int
    repairs: int = 0


@dataclass(frozen=True, slots=True)
class Fault:
    """The first place of a chain that is not as it was written; number 0 is the chain as a whole."""

    district: str
    number: int
    zh: str


def _broken(district: str) -> RecordBroken:
    return RecordBroken(
        f"{district} 的操作记录末尾不是由当前密钥写成，或被改动；未写入任何内容。"
        "请管理员运行 graphsvc audit-log verify。",
        f"The record of {district} does not end with a seal of the key in use; nothing was written. "
        "An operator runs `graphsvc audit-log verify`.",
    )


def _entry(district: str, number: int, event: Event, by: str, role: str, now: datetime) -> Entry:
    before, after = canonical_json(event.before), canonical_json(event.after)
    return Entry(district, number, now, by, role, event.action, event.subject, event.area, before, after, event.note)


def to_properties(entry: Entry, hash_: str) -> dict[str, Any]:
    """Turn an entry into the properties of its node."""
    values = asdict(entry)
    return {**values, "at": entry.at.isoformat(), "areaCode": values.pop("area"), "id": entry.id, "hash": hash_}


def read_entry(row: Mapping[str, Any]) -> Entry:
    """Read the entry that a node's properties hold.

    Raises:
        KeyError, TypeError, ValueError: they hold none.
    """
    names = ("by", "role", "action", "subject", "before", "after", "note")
    return Entry(
        district=row["district"],
        number=row["number"],
        at=datetime.fromisoformat(row["at"]),
        area=row["areaCode"],
        **{name: row[name] for name in names},
    )
