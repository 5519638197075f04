"""A record of service (服务记录): the member writes what it did and when, the community confirms or corrects it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from graphsvc.errors import BadInput
from graphsvc.vocabulary.labelled import Labelled
from graphsvc.vocabulary.machine import Machine

STEP_MINUTES = 30
"""Time is credited in half hours, the nearest one; from a quarter of an hour on it is the half that was begun."""
LEAST = timedelta(minutes=STEP_MINUTES // 2)
LONGEST = timedelta(hours=12)
OLDEST = timedelta(days=92)
"""A quarter: what lies further back has gone into a card already."""


class ServiceRecordState(Labelled):
    """Where a record of service stands (服务记录状态)."""

    WRITTEN = "WRITTEN", "待确认", "Written by who served, not confirmed yet"
    CONFIRMED = "CONFIRMED", "时长已确认", "Confirmed by the community; it counts"
    REJECTED = "REJECTED", "未予确认", "Not confirmed, for a reason; it does not count"
    RETRACTED = "RETRACTED", "已收回", "Taken back by who wrote it"


class ServiceRecordAction(Labelled):
    """What can be done with a record of service (服务记录步骤)."""

    CONFIRM = "CONFIRM", "确认时长", "Confirm it as it was written, as the community"
    CORRECT = "CORRECT", "更正时长", "Correct its time, for a reason, as the community"
    REJECT = "REJECT", "不予确认", "Do not confirm it, for a reason, as the community"
    RETRACT = "RETRACT", "收回", "Take it back, as who wrote it"


_S, _A = ServiceRecordState, ServiceRecordAction
SERVICE_RECORD = Machine(
    "service record",
    {
        (_S.WRITTEN, _A.CONFIRM): _S.CONFIRMED,
        (_S.WRITTEN, _A.CORRECT): _S.CONFIRMED,
        (_S.WRITTEN, _A.REJECT): _S.REJECTED,
        (_S.WRITTEN, _A.RETRACT): _S.RETRACTED,
        (_S.CONFIRMED, _A.CORRECT): _S.CONFIRMED,
    },
)
COUNTED = (_S.WRITTEN, _S.CONFIRMED)
"""Records whose time is taken: no two of one person overlap."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """From when to when somebody served; moments with a zone."""

    started_at: datetime
    ended_at: datetime

    def check(self, now: datetime) -> None:
        """
        Raises:
            BadInput: shorter than a quarter of an hour, longer than 12 hours, not over yet, or more than a quarter ago.
        """
        lasted = self.ended_at - self.started_at
        if not LEAST <= lasted <= LONGEST:
            raise BadInput("一次服务为 15 分钟到 12 小时。", "A service lasts from 15 minutes to 12 hours.").at(
                "endedAt"
            )
        if self.ended_at > now:
            raise BadInput("服务还没有结束。", "The service is not over yet.").at("endedAt")
        if self.started_at < now - OLDEST:
            raise BadInput("只能填写近 92 天的服务。", "A service lies within the last 92 days.").at("startedAt")

    @property
    def minutes(self) -> int:
        """The minutes that count: the nearest half hours, a quarter rounded up."""
        whole = int((self.ended_at - self.started_at).total_seconds() // 60)
        return (whole + STEP_MINUTES // 2) // STEP_MINUTES * STEP_MINUTES
