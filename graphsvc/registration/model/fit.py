"""How well a post suits a registrant (岗位匹配): near, of a kind offered, by skills and free days, each explained.

Weights are the service's own; order among posts of one community changes little when one of them is halved or doubled.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from dateutil.rrule import rrulestr

from graphsvc.china import rule_in_china
from graphsvc.vocabulary.labelled import Labelled

DAYS = 28
"""Days ahead over which times are compared."""
UNKNOWN = 0.5
"""For what one side has not said."""


class FitReason(Labelled):
    """What a post suits somebody by (匹配因素)."""

    PLACE = "PLACE", "就近", "How near it is"
    SERVICE = "SERVICE", "类别", "Whether it is of a kind that is offered"
    SKILLS = "SKILLS", "专长", "How many of the skills asked for are there"
    TIMES = "TIMES", "时间", "How many of its days are free"


WEIGHTS = {FitReason.PLACE: 0.35, FitReason.SERVICE: 0.3, FitReason.SKILLS: 0.2, FitReason.TIMES: 0.15}


@dataclass(frozen=True, slots=True)
class Offer:
    """What a registrant offers: place, kinds of service, speciality in words, free times as an RRULE."""

    place: str
    services: frozenset[str] = frozenset()
    speciality: str = ""
    free_times: str = ""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a post asks for."""

    place: str
    service: str
    skills: tuple[str, ...] = ()
    times: str = ""


@dataclass(frozen=True, slots=True)
class FitPart:
    """A part of the points, and why in Chinese."""

    reason: FitReason
    points: float
    text: str


@dataclass(frozen=True, slots=True)
class Fit:
    """0 to 100 points, the sum of the parts."""

    parts: tuple[FitPart, ...]

    @property
    def points(self) -> float:
        """The whole."""
        return sum(each.points for each in self.parts)


def fit(offer: Offer, wanted: Wanted, today: date) -> Fit:
    """Say how well a post and a registrant suit each other, part by part."""
    measured = {
        FitReason.PLACE: _place(offer.place, wanted.place),
        FitReason.SERVICE: _service(offer.services, wanted.service),
        FitReason.SKILLS: _skills(offer.speciality, wanted.skills),
        FitReason.TIMES: _times(offer.free_times, wanted.times, today),
    }
    return Fit(tuple(FitPart(why, 100 * WEIGHTS[why] * of, text) for why, (of, text) in measured.items()))


def _place(here: str, there: str) -> tuple[float, str]:
    if here == there and len(here) > 12:
        return 1.0, "同一网格"
    if here[:12] == there[:12]:
        return 0.8, "同一社区"
    if here[:9] == there[:9]:
        return 0.4, "同一镇街"
    return 0.0, "不在同一镇街"


def _service(offered: frozenset[str], wanted: str) -> tuple[float, str]:
    if not offered:
        return UNKNOWN, "未填写服务类别"
    return (1.0, "类别相符") if wanted in offered else (0.0, "类别不符")


def _skills(speciality: str, wanted: Sequence[str]) -> tuple[float, str]:
    if not wanted:
        return 1.0, "没有技能要求"
    if not speciality:
        return UNKNOWN, "未填写专长"
    found = [each for each in wanted if each.casefold() in speciality.casefold()]
    return len(found) / len(wanted), f"具备 {len(wanted)} 项要求中的 {len(found)} 项"


def _times(free: str, wanted: str, today: date) -> tuple[float, str]:
    asked, spare = days_of(wanted, today), days_of(free, today)
    if not asked:
        return UNKNOWN, "岗位时间未定"
    if not spare:
        return UNKNOWN, "未填写空闲时间"
    both = asked & spare
    return len(both) / len(asked), f"未来 {DAYS} 天 {len(asked)} 次中有空 {len(both)} 次"


def days_of(rule: str, today: date) -> frozenset[date]:
    """List the days of a rule from today on; none for one that names no days, such as FREQ=WEEKLY alone."""
    wanted = rule.strip().removeprefix("RRULE:").upper()
    if not wanted or not ("BYDAY" in wanted or "BYMONTHDAY" in wanted or "DAILY" in wanted):
        return frozenset()
    begins = datetime(today.year, today.month, today.day)
    times = rrulestr(rule_in_china(wanted), dtstart=begins)
    return frozenset(each.date() for each in times.between(begins, begins + timedelta(days=DAYS), inc=True))
