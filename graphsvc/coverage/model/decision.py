"""Decisions about findings, and where a finding stands by them on a day."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


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


def standing(decided: Sequence[Decision], as_of: date) -> Standing:
    """A waiver holds until its day; any decision acknowledges."""
    if any(each.kind is Standing.WAIVED and (each.until is None or as_of < each.until) for each in decided):
        return Standing.WAIVED
    return Standing.ACKNOWLEDGED if decided else Standing.OPEN
