"""Repair of a chain that was written under a wrong key: sealed anew from the first entry on that does not verify.

What an entry says is never changed. What was done becomes an entry of its own: from where to where, which entries
verified under the other key, which under none, and a digest of all the hashes that stood there before.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from itertools import pairwise
from typing import Any

from graphsvc.cypher.statement import Statement
from graphsvc.db.bulkhead import Lane
from graphsvc.db.ports import Store, Transaction
from graphsvc.errors import SetupError
from graphsvc.log.chain import CYPHER, REPAIRED, STRETCH, Record, read_entry
from graphsvc.log.entry import FIRST, REGISTER, Entry
from graphsvc.log.events import Event


@dataclass(slots=True)
class Repaired:
    """What a repair found and sealed anew; numbers of entries."""

    district: str
    entries: int = 0
    begins: int = 0  # the first entry that did not verify; 0 when only the head did not
    under_other: list[int] = field(default_factory=list)
    under_none: list[int] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Order:
    """Who has a chain repaired, why, and under which other keys its entries may have been sealed.

    `accept_unverified` seals entries too that verify under no key at hand; the record then says which.
    """

    by: str
    reason: str
    others: tuple[Record, ...] = ()
    accept_unverified: bool = False


async def repair(graph: Store, record: Record, district: str, order: Order, now: datetime) -> Repaired:
    """Seal one chain anew, in one transaction that holds it.

    Raises:
        SetupError: entries are missing or cannot be read, or verify under no key and that is not accepted; nothing was
            written.
    """
    return await graph.transact(lambda tx: _repaired(tx, record, district, order, now), Lane.SETUP)


async def _repaired(tx: Transaction, record: Record, district: str, order: Order, now: datetime) -> Repaired:
    ((number, head),) = await tx.run(Statement(CYPHER["lock_chain"], {"district": district}))
    ((entries,),) = await tx.run(Statement(CYPHER["beyond"], {"district": district}))
    if entries != number:
        raise _incomplete(district)
    found, chain = Repaired(district, entries=number), _Chain(record, order.others)
    before = sha256()
    for after in range(0, number, STRETCH):
        asked = {"district": district, "after": after, "to": min(number, after + STRETCH)}
        rows = [row for (row,) in await tx.run(Statement(CYPHER["stretch"], asked))]
        sealed = [chain.seal(row, place, found) for place, row in enumerate(rows, start=after + 1)]
        before.update("".join(row["hash"] for row in rows).encode())
        changed = [{"number": row["number"], "hash": hash_} for row, hash_ in zip(rows, sealed, strict=True)]
        await tx.run(Statement(CYPHER["reseal"], {"district": district, "rows": changed}))
    if found.under_none and not order.accept_unverified:
        raise _unverified(district, found.under_none)
    seal = record.head_seal(district, number, chain.previous)
    await tx.run(Statement(CYPHER["seal_head"], {"district": district, "hash": chain.previous, "seal": seal}))
    event = _event(found, head, before.hexdigest(), order)
    await record.append_to(tx, district, [event], order.by, "SYSTEM", now)
    return found


class _Chain:
    """A chain followed with the hashes that stand there, and sealed anew beside them."""

    def __init__(self, record: Record, others: tuple[Record, ...]) -> None:
        self._record = record
        self._others = others
        self._stood = FIRST
        self.previous = FIRST

    def seal(self, row: dict[str, Any], number: int, found: Repaired) -> str:
        """Seal an entry anew; notes in `found` if it did not verify under the record's key."""
        entry = _entry(row, number)
        stood, before = row["hash"], self._stood
        if stood != self._record.hashed(entry, before, stood):
            found.begins = found.begins or number
            is_other = any(stood == other.hashed(entry, before, stood) for other in self._others)
            (found.under_other if is_other else found.under_none).append(number)
        self._stood, self.previous = stood, self._record.hashed(entry, self.previous)
        return self.previous


def _entry(row: dict[str, Any], number: int) -> Entry:
    try:
        entry = read_entry(row)
    except (KeyError, TypeError, ValueError):
        raise _incomplete(str(row.get("district"))) from None
    if entry.number != number:
        raise _incomplete(entry.district)
    return entry


def _event(found: Repaired, head: str, hashes: str, order: Order) -> Event:
    return Event(
        REPAIRED,
        found.district,
        "" if found.district == REGISTER else found.district,
        {"head": head, "hashes": hashes, "from": found.begins, "to": found.entries},
        {
            "underOtherKey": ranges(found.under_other),
            "underNoKey": ranges(found.under_none),
            "otherKeys": [other.key_id for other in order.others],
        },
        order.reason,
    )


def ranges(numbers: Iterable[int]) -> str:
    """Write ascending numbers as `3-7, 9`."""
    ordered = list(numbers)
    breaks = [place for place, (one, next_) in enumerate(pairwise(ordered), start=1) if next_ != one + 1]
    parts = [ordered[start:end] for start, end in pairwise([0, *breaks, len(ordered)])] if ordered else []
    return ", ".join(f"{part[0]}-{part[-1]}" if len(part) > 1 else str(part[0]) for part in parts)


def _incomplete(district: str) -> SetupError:
    return SetupError(
        f"{district} 的记录有缺失或无法读取的条目，修复不能掩盖这一点；请从备份恢复。",
        f"Entries of {district} are missing or cannot be read, which a repair must not hide; restore a backup.",
    )


def _unverified(district: str, numbers: list[int]) -> SetupError:
    where = ranges(numbers)
    return SetupError(
        f"{district} 的第 {where} 条用现有密钥都无法验证。请用 --other-key-file 给出写入它们的密钥；"
        "确已丢失时加 --accept-unverified，记录中会写明这些条目。",
        f"Entries {where} of {district} verify under no key at hand. Give the key they were written under by "
        "--other-key-file; if it is lost, --accept-unverified seals them and the record says which they are.",
    )
