"""Decisions about findings, and where a finding stands by them on a day."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

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
    """One decision.

    Attributes:
        until: the first day on which a waiver no longer holds.
        paper: number of the paper that approves a waiver (批准文号).
        approver: who approves it (批准单位或人).
    """

    kind: Standing
    by: str
    on: date
    until: date | None
    reason: str
    paper: str = ""
    approver: str = ""

    def said(self) -> str:
        """Say it on one line, as a report prints it."""
        parts = [f"{self.on} {self.kind.zh}", f"处置人 {self.by}"]
        parts += [f"至 {self.until}"] if self.until else []
        parts += [f"批准 {self.approver}"] if self.approver else []
        parts += [f"文号 {self.paper}"] if self.paper else []
        parts += [f"理由：{self.reason}"] if self.reason else []
        return "，".join(parts)


def due_on(decided: Sequence[Decision], as_of: date, days: int) -> date:
    """The day by which a finding is to be mended: so many days after it was last acknowledged, else after the audit."""
    acknowledged = [each.on for each in decided if each.kind is Standing.ACKNOWLEDGED]
    return (acknowledged[-1] if acknowledged else as_of) + timedelta(days=days)


Decisions = Mapping[str, tuple[Decision, ...]]
"""Finding id -> its decisions, oldest first."""


def standing(decided: Sequence[Decision], as_of: date) -> Standing:
    """Let the last decision hold: a later one takes a waiver back or shortens it, and a waiver ends on its day."""
    if not decided:
        return Standing.OPEN
    last = decided[-1]
    waived = last.kind is Standing.WAIVED and (last.until is None or as_of < last.until)
    return Standing.WAIVED if waived else Standing.ACKNOWLEDGED
