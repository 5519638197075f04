"""How long each stage of a case may take, by category and urgency, with the source of every figure."""

from dataclasses import dataclass, fields, replace
from typing import Any

from graphsvc.cases.model.calendar import Span, Unit
from graphsvc.org.model.work import Urgency
from graphsvc.vocabulary.labelled import Labelled

GULOU = "南京市鼓楼区公布的“街道吹哨、部门报到”时限：1 小时内签收，24 小时内联系，3 个或 5 个工作日内报到"
HOUSE = "本系统预设，可按本地文件调整"
MARGIN_DAYS = 5  # working days that a case may take beside what its departments may


class PolicyName(Labelled):
    """How fast a case is worked on (时限类别)."""

    ORDINARY = "ORDINARY", "一般", "Ordinary"
    PRESSING = "PRESSING", "较急", "Pressing"
    EMERGENCY = "EMERGENCY", "应急", "Emergency, round the clock"


class Stage(Labelled):
    """Stage that a clock runs for (时限环节): of a case, or of a call to a department."""

    ACCEPT = "ACCEPT", "接报", "The community accepts the case"
    DECIDE = "DECIDE", "研判处理", "It is settled or departments are called"
    REQUEST = "REQUEST", "研判吹哨", "The subdistrict whistles as the community asks, or does not"
    SIGN = "SIGN", "签收", "The department signs for the call"
    CONTACT = "CONTACT", "联系", "The department makes contact"
    RESPOND = "RESPOND", "报到", "The department reports on the spot"
    HANDLE = "HANDLE", "办结", "The department does its part"
    REVIEW = "REVIEW", "退单审核", "The subdistrict says whether a department is let off"
    RULE = "RULE", "裁定", "The district rules whether a department is let off"
    LOOP = "LOOP", "协同处置", "From the whistle to the check on the spot"
    FEED_BACK = "FEED_BACK", "反馈", "The reporter is told"
    CLOSE = "CLOSE", "结案", "The case is closed"


@dataclass(frozen=True, slots=True)
class Policy:
    """Times allowed.

    `accept`, `decide` (settle or whistle), `request` (whistle as the community asks, or not), `feed_back` and `close`
    are the community's and the subdistrict's; `loop` runs from the whistle to the check on the spot. `sign`, `contact`
    and `respond` are a department's, all from the whistle; `handle` runs from its report. `review` is the
    subdistrict's, when a department asks to be let off or somebody asks for a pause, and `rule` the district's. `total`
    runs from when the case was raised until the reporter has been told; no step starts it again, and no stage outlasts
    it.
    """

    name: str
    accept: Span
    decide: Span
    request: Span
    sign: Span
    contact: Span
    respond: Span
    handle: Span
    review: Span
    rule: Span
    loop: Span
    feed_back: Span
    close: Span
    total: Span
    citation: str


def _days(amount: int) -> Span:
    return Span(amount, Unit.WORKING_DAYS)


def _hours(amount: float) -> Span:
    return Span(amount, Unit.WORKING_HOURS)


ORDINARY = Policy(
    "ORDINARY",
    accept=_hours(2),
    decide=_days(2),
    request=_days(1),
    sign=_hours(1),
    contact=Span(24, Unit.WORKDAY_HOURS),
    respond=_days(5),
    handle=_days(10),
    review=_days(1),
    rule=_days(2),
    loop=_days(15),
    feed_back=_days(1),
    close=_days(7),
    total=_days(20),
    citation=f"签收、联系、报到：{GULOU}；其余：{HOUSE}",
)
PRESSING = replace(
    ORDINARY,
    name="PRESSING",
    accept=_hours(1),
    decide=_days(1),
    request=_hours(4),
    respond=_days(3),
    handle=_days(5),
    review=_hours(4),
    rule=_days(1),
    loop=_days(8),
    total=_days(12),
)
EMERGENCY = Policy(
    "EMERGENCY",
    accept=Span(0.5, Unit.HOURS),
    decide=Span(0.5, Unit.HOURS),
    request=Span(0.5, Unit.HOURS),
    sign=Span(0.5, Unit.HOURS),
    contact=Span(1, Unit.HOURS),
    respond=Span(2, Unit.HOURS),
    handle=Span(24, Unit.HOURS),
    review=Span(0.5, Unit.HOURS),
    rule=Span(1, Unit.HOURS),
    loop=Span(48, Unit.HOURS),
    feed_back=Span(24, Unit.HOURS),
    close=_days(3),
    total=Span(72, Unit.HOURS),
    citation=f"昼夜计时，不分节假日：{HOUSE}",
)
BY_URGENCY = {
    Urgency.LOW: ORDINARY,
    Urgency.NORMAL: ORDINARY,
    Urgency.HIGH: PRESSING,
    Urgency.URGENT: EMERGENCY,
}


def policy_for(urgency: Urgency, handle_days: int | None = None) -> Policy:
    """The times of a case.

    Args:
        handle_days: working days that the category's own rules give a department, where the urgency allows more time.
    """
    policy = BY_URGENCY[urgency]
    if handle_days is None or policy is EMERGENCY:
        return policy
    loop = handle_days + int(policy.respond.amount)
    return replace(policy, handle=_days(handle_days), loop=_days(loop), total=_days(loop + MARGIN_DAYS))


@dataclass(frozen=True, slots=True)
class CallTimes:
    """Minutes from the whistle until a department has signed, has made sure of the facts, and acts on the spot."""

    respond: int
    verify: int
    act: int


def timed(policy: Policy, times: CallTimes) -> Policy:
    """Put the minutes of a rule in the place of a policy's own times to sign, make contact and report.

    An emergency counts round the clock; else the first counts working time, the others whole workdays of 24 hours, as
    the published times do.
    """
    round_the_clock = policy.name == EMERGENCY.name
    first, then = (Unit.HOURS, Unit.HOURS) if round_the_clock else (Unit.WORKING_HOURS, Unit.WORKDAY_HOURS)
    return replace(
        policy,
        sign=Span(times.respond / 60, first),
        contact=Span(times.verify / 60, then),
        respond=Span(times.act / 60, then),
    )


def spans(policy: Policy) -> dict[str, Span]:
    """The times of a policy by stage."""
    named = {each.name: getattr(policy, each.name) for each in fields(policy)}
    return {name: value for name, value in named.items() if isinstance(value, Span)}


def limits_of(policy: Policy) -> str:
    """Write the times of a policy in one line, so that a case can say by which it was counted."""
    return ";".join(f"{name} {span.amount} {span.unit}" for name, span in spans(policy).items())


def by_limits(policy: Policy, limits: str) -> Policy:
    """A policy with the times of a line that `limits_of` wrote."""
    words = (each.split(" ") for each in limits.split(";"))
    times: dict[str, Any] = {name: Span(float(amount), Unit(unit)) for name, amount, unit in words}
    return replace(policy, **times)
