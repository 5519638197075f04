"""Policy notices (优惠政策告知): who qualifies is counted by area, as the office has it on its own list, never named.

An area's share of a notice is how many qualify there, how many of them were told, and how many answered: applied, or
said that they will not. Each of those is at most the one before.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from graphsvc.codes import DIGITS, AreaLevel, prefix_of
from graphsvc.errors import BadInput
from graphsvc.places.model.points import NOT_THEIRS
from graphsvc.vocabulary.labelled import Labelled
from graphsvc.vocabulary.machine import Machine

MOST_SHARES = 200
MOST_QUALIFY = 1_000_000
LONGEST_NOTICE = timedelta(days=2 * 366)


class PolicyNoticeState(Labelled):
    """Whether a notice stands (政策告知状态)."""

    PUBLISHED = "PUBLISHED", "已发布", "Published"
    REVOKED = "REVOKED", "已撤回", "No longer to be told"


class PolicyNoticeAction(Labelled):
    """What can be done with a notice (政策告知步骤)."""

    AMEND = "AMEND", "更新", "Change what is told of it, and its last days"
    EXTEND = "EXTEND", "增加区域", "Have people told in more areas"
    REVOKE = "REVOKE", "撤回", "Tell people of it no longer"


class PolicyShareState(Labelled):
    """Whether an area is still at it (告知任务状态)."""

    TELLING = "TELLING", "告知中", "People are being told, and answer"
    DONE = "DONE", "已办结", "Nothing more is done"


class PolicyShareAction(Labelled):
    """What can be done with an area's share of a notice (告知任务步骤)."""

    REPORT = "REPORT", "登记进度", "Say how many were told and answered"
    CLOSE = "CLOSE", "办结", "Say that nothing more is done, and why"


_N, _NA, _S, _SA = PolicyNoticeState, PolicyNoticeAction, PolicyShareState, PolicyShareAction
NOTICE = Machine(
    "policy notice",
    {
        (_N.PUBLISHED, _NA.AMEND): _N.PUBLISHED,
        (_N.PUBLISHED, _NA.EXTEND): _N.PUBLISHED,
        (_N.PUBLISHED, _NA.REVOKE): _N.REVOKED,
    },
)
SHARE = Machine("policy share", {(_S.TELLING, _SA.REPORT): _S.TELLING, (_S.TELLING, _SA.CLOSE): _S.DONE})
NOT_THERE = "须由该区域的网格员、社区、镇街或区县办理。"


def bar_notice(state: PolicyNoticeState, action: PolicyNoticeAction, *, keeps: bool) -> str | None:
    """Say in Chinese why somebody may not take a step now; None where it may."""
    return NOTICE.bar(state, action) or (None if keeps else NOT_THEIRS)


def bar_share(state: PolicyShareState, action: PolicyShareAction, *, keeps: bool, tells: bool) -> str | None:
    """Say in Chinese why somebody may not take a step now; None where it may.

    Args:
        keeps: whether the caller keeps notices of that area.
        tells: whether it tells people there.
    """
    if bar := SHARE.bar(state, action):
        return bar
    if action is PolicyShareAction.REPORT:
        return None if tells else NOT_THERE
    return None if keeps else NOT_THEIRS


@dataclass(frozen=True, slots=True)
class PolicyDetails:
    """What is told of a policy; `tell_by` and `apply_by` are last days."""

    title: str
    text: str
    qualifies: str
    tell_by: date
    apply_by: date

    def check(self, today: date, earliest: date) -> None:
        """
        Args:
            earliest: first day that may be the last one to tell people.
        Raises:
            BadInput: people are to be told before that, or after they could have applied, or apply in years to come.
        """
        if not earliest <= self.tell_by <= self.apply_by <= today + LONGEST_NOTICE:
            raise BadInput(
                f"告知期限不早于发布日期，不晚于申请截止日期；申请截止日期须在 {LONGEST_NOTICE.days} 天内。",
                "People are told from the day of publishing to the last day to apply, which is within "
                f"{LONGEST_NOTICE.days} days.",
            ).at("notice", "tellByOn")

    def row(self) -> dict[str, object]:
        """Its properties in the graph."""
        return {
            "title": self.title,
            "text": self.text,
            "qualifies": self.qualifies,
            "tellBy": self.tell_by,
            "applyBy": self.apply_by,
        }


@dataclass(frozen=True, slots=True)
class Qualifying:
    """How many qualify in a community or grid."""

    area: str
    count: int


@dataclass(frozen=True, slots=True)
class Progress:
    """How many qualify, were told and answered by now."""

    qualified: int
    told: int
    answered: int

    def check(self) -> None:
        """
        Raises:
            BadInput: more answered than were told, or more were told than qualify.
        """
        if not self.answered <= self.told <= self.qualified:
            raise BadInput(
                "已回应人数不能多于已告知人数，已告知人数不能多于符合条件人数。",
                "No more answer than were told, and no more are told than qualify.",
            ).at("progress", "toldCount")


def check_shares(under: str, shares: Sequence[Qualifying], *field: str) -> None:
    """Refuse shares that would count somebody twice.

    Args:
        under: what the codes begin with.
        field: where in the input they stand.
    Raises:
        BadInput: one is no community or grid under the area, or lies in another one.
    """
    codes = sorted(prefix_of(each.area) for each in shares)
    if any("E" in each.area or len(prefix_of(each.area)) < DIGITS[AreaLevel.COMMUNITY] for each in shares) or any(
        not code.startswith(under) for code in codes
    ):
        raise BadInput("请填该区域内社区或网格的代码。", "Give codes of communities or grids in that area.").at(*field)
    if any(below.startswith(above) for above, below in pairwise(codes)):
        raise counted_twice().at(*field)


def counted_twice() -> BadInput:
    """The refusal of an area that is counted already, or lies in one that is, or around it."""
    return BadInput("同一区域只能填一次，社区与其网格不能同时填。", "Count each area once, alone or within.")
