"""Decisions about findings: acknowledged by somebody, or waived until a day; new ones are added, none is changed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import groupby

from graphsvc.access.principal import EVERYWHERE
from graphsvc.coverage.asked import BEYOND, Reader, statement
from graphsvc.coverage.findings import Finding
from graphsvc.db.bulkhead import Lane

MOST = 100_000


class Standing(StrEnum):
    """Where a finding stands on a day."""

    OPEN = "OPEN"
    ACKNOWLEDGED = "ACKNOWLEDGED"
    WAIVED = "WAIVED"

    @property
    def zh(self) -> str:
        """As a report prints it."""
        return {"OPEN": "待处理", "ACKNOWLEDGED": "已确认", "WAIVED": "已豁免"}[self.value]


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision; `until` is the first day on which a waiver no longer holds."""

    kind: Standing
    by: str
    on: date
    until: date | None
    reason: str


Decisions = Mapping[str, tuple[Decision, ...]]
"""Finding id -> its decisions, oldest first."""


async def decisions(reader: Reader, low: str, high: str, as_of: date, scope: Sequence[str] = EVERYWHERE) -> Decisions:
    """Everything decided up to a day about findings between two area codes and under these prefixes."""
    asked = statement("decisions", as_of, low=low, high=high, limit=MOST, scope=list(scope))
    rows = await reader.read(asked, Lane.HEAVY)
    return {id_: tuple(_decision(*row[1:]) for row in group) for id_, group in groupby(rows, key=lambda row: row[0])}


async def decisions_on(
    reader: Reader, findings: Sequence[Finding], as_of: date, scope: Sequence[str] = EVERYWHERE
) -> Decisions:
    """Everything decided up to a day about these findings, and perhaps about others between them."""
    if not findings:
        return {}
    codes = [each.area_code for each in findings]
    return await decisions(reader, min(codes), max(codes) + BEYOND, as_of, scope)


def _decision(kind: str, by: str, on: str, until: str | None, reason: str | None) -> Decision:
    ends = date.fromisoformat(until) if until else None
    return Decision(Standing(kind), by, date.fromisoformat(on), ends, reason or "")


def standing(decided: Sequence[Decision], as_of: date) -> Standing:
    """A waiver holds until its day; any decision acknowledges."""
    if any(each.kind is Standing.WAIVED and (each.until is None or as_of < each.until) for each in decided):
        return Standing.WAIVED
    return Standing.ACKNOWLEDGED if decided else Standing.OPEN
