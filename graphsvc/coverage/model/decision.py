"""Decisions about findings, and where a finding stands by them on a day."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from graphsvc.vocabulary.labelled import Labelled


class Standing(Labelled):
    """Where a finding stands on a day (处理状态)."""

    OPEN = "OPEN", "待处理", "Nobody has decided anything"
    ACKNOWLEDGED = "ACKNOWLEDGED", "已确认", "Somebody answers for it"
    WAIVED = "WAIVED", "已豁免", "Waived until a day"


class Change(Labelled):
    """What has become of a finding from one day to another (变化)."""

    NEW = "NEW", "新增", "On the later day only"
    GONE = "GONE", "消除", "On the earlier day only"
    PERSISTING = "PERSISTING", "仍存在", "On both days"


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
