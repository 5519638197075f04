"""A visit (巡查走访): due on a day, reported once with what was found, by whoever went there; late or missed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from graphsvc.china import day_in_china, in_utc
from graphsvc.errors import BadInput
from graphsvc.vocabulary.labelled import Labelled
from graphsvc.vocabulary.machine import Machine

MOST_REPORTS = 100
MOST_FINDINGS = 20
MOST_HOUSEHOLDS = 1_000
LONGEST = timedelta(hours=24)
CLOCKS_APART = timedelta(minutes=10)
"""How far a phone's clock may be ahead."""


class VisitState(Labelled):
    """Where a visit stands (走访状态)."""

    DUE = "DUE", "待走访", "To be made"
    DONE = "DONE", "已走访", "Made and reported"
    MISSED = "MISSED", "漏访", "Its day is over and nobody has reported it"
    CALLED_OFF = "CALLED_OFF", "已取消", "Called off, such as for the weather"


class VisitAction(Labelled):
    """What can be done with a visit (走访步骤)."""

    REPORT = "REPORT", "登记走访", "Report it, also late"
    CALL_OFF = "CALL_OFF", "取消走访", "Call it off"


class FindingClass(Labelled):
    """What kind of thing a visit has found (发现问题类别)."""

    DISPUTE = "DISPUTE", "矛盾纠纷", "A dispute"
    DEMAND = "DEMAND", "群众诉求", "Something that people ask for"
    SUGGESTION = "SUGGESTION", "意见建议", "A suggestion"
    SECURITY = "SECURITY", "治安隐患", "A risk to security"
    FIRE = "FIRE", "消防隐患", "A risk of fire"
    ENVIRONMENT = "ENVIRONMENT", "环境问题", "Posters, rubbish, illegal building"
    OTHER = "OTHER", "其他问题", "Anything else"


_S, _A = VisitState, VisitAction
VISIT = Machine(
    "visit",
    {
        (_S.DUE, _A.REPORT): _S.DONE,
        (_S.DUE, _A.CALL_OFF): _S.CALLED_OFF,
        (_S.MISSED, _A.REPORT): _S.DONE,
    },
)


@dataclass(frozen=True, slots=True)
class Found:
    """Something that a visit has found: solved on the spot, or raised as a case of a category of the duty list."""

    kind: FindingClass
    text: str
    category: str | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """What somebody says of a visit; `key` is the phone's own id of it, by which it is known when sent again."""

    key: str
    visit: str
    started_at: datetime
    ended_at: datetime
    households: int = 0
    companion: str | None = None
    note: str | None = None
    findings: tuple[Found, ...] = ()
    items: tuple[str, ...] = ()

    def check(self, line: int, now: datetime) -> None:
        """
        Args:
            line: its number in the batch, from 0, for a refusal to name.
        Raises:
            BadInput: its times are not in order, or lie in the future.
        """
        begun, ended = in_utc(self.started_at), in_utc(self.ended_at)
        if not begun <= ended <= begun + LONGEST or ended > in_utc(now) + CLOCKS_APART:
            raise BadInput(
                f"第 {line + 1} 条的起止时间不对：不能晚于现在，且不超过 24 小时。",
                f"Line {line + 1}: a visit ends after it begins, within 24 hours, and not in the future.",
            ).at("reports", line, "endedAt")

    @property
    def minutes(self) -> int:
        """How long it took, in whole minutes."""
        return int((in_utc(self.ended_at) - in_utc(self.started_at)).total_seconds() // 60)

    @property
    def visited_on(self) -> date:
        """The day on which it began, in China."""
        return day_in_china(self.started_at)


def state_on(state: VisitState, due_on: date, day: date) -> VisitState:
    """Tell the state of a visit on a day: one that is due and whose day is over is missed."""
    return VisitState.MISSED if state is VisitState.DUE and due_on < day else state


def check_batch(reports: Sequence[Report], now: datetime) -> None:
    """Check a batch by itself.

    Raises:
        BadInput: a visit or a phone's id twice, or as `Report.check`.
    """
    for line, report in enumerate(reports):
        report.check(line, now)
    for name, zh in (("visit", "走访"), ("key", "登记编号")):
        seen = [getattr(report, name) for report in reports]
        if twice := next((line for line, value in enumerate(seen) if value in seen[:line]), None):
            raise BadInput(
                f"第 {twice + 1} 条的{zh}与前面重复。", f"Line {twice + 1}: its {name} stands in the batch already."
            ).at("reports", twice, name)


def bar_visit_step(state: VisitState, action: VisitAction, *, theirs: bool) -> str | None:
    """Say in Chinese why somebody may not take a step now; None where it may.

    Args:
        state: as it stands today, missed where its day is over.
    """
    return VISIT.bar(state, action) or (None if theirs else NOT_THEIRS[action])


NOT_THEIRS = {
    VisitAction.REPORT: "须由该网格的网格员或其社区、镇街登记。",
    VisitAction.CALL_OFF: "须由该网格所在的社区或镇街取消。",
}
