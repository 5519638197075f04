"""Which entries of the record are told to whom: a table over the actions of the record."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from graphsvc.access.address import to_person, to_role, to_unit
from graphsvc.access.role import Role
from graphsvc.codes import DIGITS, AreaLevel, prefix_of
from graphsvc.notices.model.notice import Notice, NoticeKind


class Audience(StrEnum):
    """Who is told, by what they are to the thing."""

    CALLED = "CALLED"  # the units that this step called
    UNIT = "UNIT"  # the unit that the step is about: of a call, a share, a claim
    WORKING = "WORKING"  # who has the work: the unit of the call, or the community where there is none
    ENTRUSTED = "ENTRUSTED"  # the person who has, had or is given the work by name
    REPORTER = "REPORTER"
    REPORTERS = "REPORTERS"  # who raised the case or one that goes with it, each told of their own
    GRID = "GRID"
    COMMUNITY = "COMMUNITY"
    SUBDISTRICT = "SUBDISTRICT"
    DISTRICT = "DISTRICT"
    ARBITER = "ARBITER"  # the officials of the level that rules where a case belongs
    OWNER = "OWNER"  # the officials of the level that owns a case now
    RECEIVERS = "RECEIVERS"  # of a task or a share
    GIVER = "GIVER"  # who gave a task
    PROVIDERS = "PROVIDERS"  # who offers what a project uses


@dataclass(frozen=True, slots=True)
class Rule:
    """What is told of an action, and to whom.

    `of_call` tells steps of a call from those of the case, `side` what the community said from what it was told, and
    what a unit answered from what was answered in its stead, and what the service did itself.
    """

    kind: NoticeKind
    word: str
    audiences: tuple[Audience, ...]
    of_call: bool | None = None
    side: str = ""


def _rule(kind: NoticeKind, word: str, *audiences: Audience, of_call: bool | None = None, side: str = "") -> Rule:
    return Rule(kind, word, audiences, of_call, side)


SERVICE_SIDE = "SERVICE"
"""Side of what the service did itself when it fell due."""
_K, _A = NoticeKind, Audience
RULES: Mapping[str, tuple[Rule, ...]] = {
    "CASE_REQUEST": (_rule(_K.CALL, "社区报镇街，请研判", _A.SUBDISTRICT),),
    "CASE_WHISTLE": (_rule(_K.CALL, "已吹哨，请签收", _A.CALLED),),
    "CASE_REASSIGN": (_rule(_K.CALL, "已改派，请签收", _A.CALLED), _rule(_K.RETURN, "已改派其他部门", _A.UNIT)),
    "CASE_HAND_OVER": (_rule(_K.CALL, "已移交，请签收", _A.CALLED), _rule(_K.RETURN, "部门已移交", _A.SUBDISTRICT)),
    "CASE_REDO": (_rule(_K.CALL, "请返工", _A.CALLED),),
    "CASE_ENTRUST": (_rule(_K.TASK, "转办给您，时限照走，请办理", _A.ENTRUSTED),),
    "CASE_TAKE_BACK": (
        _rule(_K.RETURN, "承办人已离岗，转办结束，请另行安排", _A.WORKING, side=SERVICE_SIDE),
        _rule(_K.RETURN, "转办已收回", _A.ENTRUSTED, of_call=True),
        _rule(_K.RETURN, "转办已收回", _A.ENTRUSTED, _A.COMMUNITY, of_call=False),
    ),
    "CASE_REMIND": (_rule(_K.REMINDER, "催办：时限已用八成", _A.WORKING, _A.ENTRUSTED),),
    "CASE_SUPERVISE": (_rule(_K.REMINDER, "督办：已到期", _A.WORKING, _A.ENTRUSTED, _A.SUBDISTRICT),),
    "CASE_ESCALATE": (_rule(_K.REMINDER, "提级：超期未办", _A.WORKING, _A.ENTRUSTED, _A.SUBDISTRICT, _A.DISTRICT),),
    "CASE_RETURN": (
        _rule(_K.RETURN, "部门申请退单，请审核", _A.SUBDISTRICT, of_call=True),
        _rule(_K.RETURN, "已退回，请补正", _A.GRID, _A.REPORTER, of_call=False),
    ),
    "CASE_APPROVE_RETURN": (_rule(_K.RETURN, "退单已同意", _A.UNIT),),
    "CASE_REFUSE_RETURN": (_rule(_K.RETURN, "退单未同意，请继续办理", _A.UNIT),),
    "CASE_DISPUTE": (_rule(_K.RETURN, "部门提请裁定", _A.DISTRICT),),
    "CASE_RELEASE": (
        _rule(_K.CALL, "裁定由贵单位承办，请签收", _A.CALLED),
        _rule(_K.RETURN, "裁定退出", _A.UNIT, _A.SUBDISTRICT),
    ),
    "CASE_UPHOLD": (_rule(_K.RETURN, "裁定承办，请继续办理", _A.UNIT, _A.SUBDISTRICT),),
    "CASE_RECALL": (_rule(_K.RETURN, "已撤哨", _A.UNIT),),
    "CASE_DECLINE": (_rule(_K.RETURN, "镇街已退回社区", _A.COMMUNITY),),
    "CASE_PASS_UP": (_rule(_K.RETURN, "下级认为不属于其层级，请办理", _A.OWNER),),
    "CASE_ASK_PAUSE": (_rule(_K.RETURN, "申请挂账，请在时限内答复", _A.SUBDISTRICT),),
    "CASE_PAUSE": (_rule(_K.RETURN, "已同意挂账", _A.WORKING),),
    "CASE_REFUSE_PAUSE": (_rule(_K.RETURN, "挂账未同意，时限照走", _A.WORKING),),
    "CASE_TRANSFER": (_rule(_K.CALL, "其他地方移送来的事件，请接报", _A.COMMUNITY),),
    "CASE_TURN_BACK": (
        _rule(_K.RETURN, "属地有争议，请裁定", _A.ARBITER),
        _rule(_K.RETURN, "移送被退回，等待裁定属地", _A.COMMUNITY),
    ),
    "CASE_ALLOT": (_rule(_K.CALL, "属地已裁定，请接报", _A.COMMUNITY),),
    "CASE_REJECT": (_rule(_K.RETURN, "不予受理", _A.GRID, _A.REPORTER),),
    "CASE_JOIN": (_rule(_K.RESULT, "已并入同一事件，一并办理", _A.REPORTER),),
    "CASE_LEAVE": (_rule(_K.RESULT, "已拆出，单独办理", _A.REPORTER, _A.COMMUNITY),),
    "CASE_FEED_BACK": (_rule(_K.RESULT, "办理结果已反馈", _A.REPORTERS),),
    "PROPOSED": (_rule(_K.PROPOSAL, "有共建项目待认领", _A.PROVIDERS),),
    "ENTRY_ASKED": (_rule(_K.PROPOSAL, "他人以贵单位名义登记清单条目，请确认", _A.UNIT),),
    "ENTRY_CONFIRMED": (
        _rule(_K.RESULT, "单位已确认您登记或修改的条目", _A.REPORTER, side="UNIT"),
        _rule(_K.RESULT, "上级已代单位答复，确认您登记或修改的条目", _A.REPORTER, side="SUPERIOR"),
        _rule(_K.RESULT, "上级已代贵单位答复，确认条目", _A.UNIT, side="SUPERIOR"),
    ),
    "ENTRY_DECLINED": (
        _rule(_K.RETURN, "单位不认可您登记或修改的条目", _A.REPORTER, side="UNIT"),
        _rule(_K.RETURN, "上级已代单位答复，不认可您登记或修改的条目", _A.REPORTER, side="SUPERIOR"),
        _rule(_K.RETURN, "上级已代贵单位答复，不认可条目", _A.UNIT, side="SUPERIOR"),
    ),
    "CLAIMED": (_rule(_K.CLAIM, "共建项目已认领", _A.COMMUNITY),),
    "DECLINED": (_rule(_K.RETURN, "共建项目未获认领", _A.COMMUNITY),),
    "POST_CLAIMED": (_rule(_K.CLAIM, "岗位有人认领，请确认", _A.COMMUNITY),),
    "CLAIM_CONFIRM": (_rule(_K.CLAIM, "认领已确认", _A.UNIT, _A.REPORTER),),
    "CLAIM_FREED": (_rule(_K.CLAIM, "岗位已结束或取消，认领释放", _A.UNIT, _A.REPORTER),),
    "CLAIM_CANCEL": (_rule(_K.CLAIM, "认领已释放", _A.COMMUNITY),),
    "CLAIM_MESSAGE_SENT": (
        _rule(_K.CLAIM, "社区就认领发来消息，请查看", _A.UNIT, _A.REPORTER, side="COMMUNITY"),
        _rule(_K.CLAIM, "认领人发来消息，请查看", _A.COMMUNITY, side="REGISTRANT"),
    ),
    "REGISTRANT_NEED_RAISED": (_rule(_K.CALL, "党员或单位提出需求，请受理", _A.COMMUNITY),),
    "REGISTRANT_NEED_ACCEPT": (_rule(_K.RESULT, "您的需求已受理", _A.UNIT, _A.REPORTER),),
    "REGISTRANT_NEED_MEET": (_rule(_K.RESULT, "您的需求已办结，请查看答复", _A.UNIT, _A.REPORTER),),
    "REGISTRANT_NEED_DECLINE": (_rule(_K.RETURN, "您的需求未受理，请查看答复", _A.UNIT, _A.REPORTER),),
    "REGISTRANT_NEED_WITHDRAW": (_rule(_K.RETURN, "党员或单位撤回了需求", _A.COMMUNITY),),
    "TASK_DISPATCHED": (_rule(_K.TASK, "有新任务，请接单", _A.RECEIVERS),),
    "TASK_HAND_OVER": (
        _rule(_K.TASK, "任务移交给您，请接单", _A.RECEIVERS),
        _rule(_K.RETURN, "任务已移交，转办结束", _A.ENTRUSTED),
    ),
    "TASK_ENTRUST": (_rule(_K.TASK, "任务转办给您，时限不变，请办理", _A.ENTRUSTED),),
    "TASK_TAKE_BACK": (
        _rule(_K.RETURN, "承办人已离岗，任务转办结束，请另行安排", _A.RECEIVERS, side=SERVICE_SIDE),
        _rule(_K.RETURN, "任务转办已收回", _A.ENTRUSTED, _A.RECEIVERS),
    ),
    "TASK_REPORT": (
        _rule(_K.TASK, "任务已上报，请确认", _A.GIVER),
        _rule(_K.RETURN, "任务已上报，转办结束", _A.ENTRUSTED),
    ),
    "TASK_SEND_BACK": (_rule(_K.RETURN, "任务退回重办", _A.RECEIVERS),),
    "SUPERVISION_OPENED": (_rule(_K.REMINDER, "指挥中心督办，请按期答复", _A.RECEIVERS),),
    "SUPERVISION_RETURN": (_rule(_K.RETURN, "督办答复退回，请重办", _A.RECEIVERS),),
    "SUPERVISION_ANSWER": (_rule(_K.REMINDER, "督办已答复，请核查", _A.SUBDISTRICT),),
    "APPRAISAL_NOTICED": (_rule(_K.RESULT, "年度考核已公示，有异议请在期限内申诉", _A.COMMUNITY),),
    "APPRAISAL_OBJECT": (_rule(_K.RETURN, "被考核区域申诉，请复核", _A.OWNER),),
    "APPRAISAL_UNDECIDED": (_rule(_K.REMINDER, "申诉逾期未复核，请查看", _A.COMMUNITY, _A.OWNER, _A.DISTRICT),),
    "APPRAISAL_DECIDE": (_rule(_K.RESULT, "申诉已复核，请查看", _A.COMMUNITY),),
    "APPRAISAL_SEAL": (_rule(_K.RESULT, "年度考核已封存", _A.COMMUNITY),),
    "AREA_RATING_GIVEN": (_rule(_K.RESULT, "收到区域评议，请查看", _A.RECEIVERS),),
    "AREA_RATING_WITHDRAW": (_rule(_K.RETURN, "区域评议已撤回", _A.RECEIVERS),),
    "PAIRING_REQUEST_PLACED": (_rule(_K.TASK, "包联区域派单，请接单", _A.UNIT),),
    "PAIRING_REQUEST_TAKE": (_rule(_K.TASK, "包联单位已接单", _A.COMMUNITY),),
    "PAIRING_REQUEST_DECLINE": (_rule(_K.RETURN, "包联单位未接单，请查看原因", _A.COMMUNITY),),
    "PAIRING_REQUEST_FINISH": (_rule(_K.TASK, "包联派单已办理，请确认", _A.COMMUNITY),),
    "PAIRING_REQUEST_CONFIRM": (_rule(_K.RESULT, "包联派单已确认办结", _A.UNIT),),
    "PAIRING_REQUEST_RETURN": (_rule(_K.RETURN, "包联派单退回重办", _A.UNIT),),
    "PAIRING_REQUEST_WITHDRAW": (_rule(_K.RETURN, "包联派单已撤回", _A.UNIT),),
    "VISIT_MISSED": (_rule(_K.REMINDER, "走访漏访，请补访并登记", _A.GRID, _A.COMMUNITY),),
    "DEPUTY_NAMED": (_rule(_K.TASK, "请您代办，见“我的代办”", _A.RECEIVERS),),
    "DEPUTY_ENDED": (
        _rule(_K.TASK, "代办已提前结束", _A.RECEIVERS),
        _rule(_K.RETURN, "代办人已离岗，代办结束，请另行指定", _A.UNIT, _A.OWNER, side=SERVICE_SIDE),
    ),
    "TASK_WITHDRAW": (_rule(_K.TASK, "任务已撤回", _A.RECEIVERS, _A.ENTRUSTED),),
}
"""Action of the record → what is told of it; of every other action nothing."""

URGENT_ACTIONS = frozenset({"CASE_SUPERVISE", "CASE_ESCALATE"})
"""Told at any hour, whatever the case's own urgency."""


@dataclass(frozen=True, slots=True)
class Told:
    """An entry of the record, as far as a notice needs it."""

    district: str
    number: int
    action: str
    subject: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Receiver:
    """Whom a task was given to: an area, a unit or a person; of a case that goes with another, `kind` is its id."""

    kind: str
    id: str


@dataclass(frozen=True, slots=True)
class Called:
    """A department whose part in a case begins, or begins again, and until when it has to do its first step."""

    unit: str
    due_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """What the graph holds about the thing an entry is about; empty where it does not apply.

    `due_at` is the deadline of whose step it was; those that are called have their own.
    """

    area: str
    place: str
    due_at: datetime | None = None
    is_urgent: bool = False
    of_call: bool = False
    unit: str = ""
    called: tuple[Called, ...] = ()
    person: str = ""
    entrusted: str = ""
    level: str = ""
    arbiter: str = ""
    merged: tuple[Receiver, ...] = ()
    giver: str = ""
    receivers: tuple[Receiver, ...] = ()
    providers: tuple[str, ...] = ()
    side: str = ""


def notices_of(entry: Told, facts: Facts) -> list[Notice]:
    """Derive the notices of an entry, in an order that is the same whenever they are derived."""
    found: dict[tuple[str, str], Rule] = {}
    for rule in RULES.get(entry.action, ()):
        if (rule.of_call is None or rule.of_call == facts.of_call) and rule.side in ("", facts.side):
            for audience in rule.audiences:
                for address in _addresses(audience, facts):
                    found.setdefault((address, entry.subject), rule)
                if audience is Audience.REPORTERS:
                    found |= {(to_person(each.id), each.kind): rule for each in facts.merged}
    return [_notice(entry, facts, place, *each) for place, each in enumerate(found.items(), start=1)]


def _notice(entry: Told, facts: Facts, place: int, about: tuple[str, str], rule: Rule) -> Notice:
    to, subject = about
    return Notice(
        f"notice-{entry.district}-{entry.number}-{place}",
        to,
        rule.kind,
        entry.action,
        rule.word,
        entry.district,
        entry.number,
        facts.area,
        facts.place,
        subject,
        entry.at,
        _due_at(to, rule, facts),
        facts.is_urgent or entry.action in URGENT_ACTIONS,
    )


def _due_at(to: str, rule: Rule, facts: Facts) -> datetime | None:
    if Audience.CALLED in rule.audiences:
        return next(each.due_at for each in facts.called if to_unit(each.unit) == to)
    return facts.due_at


def _addresses(audience: Audience, facts: Facts) -> Iterator[str]:
    match audience:
        case Audience.CALLED:
            yield from (to_unit(each.unit) for each in facts.called)
        case Audience.UNIT if facts.unit:
            yield to_unit(facts.unit)
        case Audience.WORKING:
            yield to_unit(facts.unit) if facts.unit else to_official(facts.area, AreaLevel.COMMUNITY)
        case Audience.REPORTER | Audience.REPORTERS | Audience.ENTRUSTED:
            yield from _person(facts.entrusted if audience is Audience.ENTRUSTED else facts.person)
        case Audience.GRID if len(facts.area) > DIGITS[AreaLevel.COMMUNITY]:
            yield to_role(Role.GRID_WORKER, facts.area)
        case Audience.COMMUNITY | Audience.SUBDISTRICT | Audience.DISTRICT:
            yield to_official(facts.area, AreaLevel(audience.value))
        case Audience.OWNER | Audience.ARBITER:
            yield from _of_level(facts.area, facts.level if audience is Audience.OWNER else facts.arbiter)
        case Audience.RECEIVERS:
            yield from map(_receiver, facts.receivers)
        case Audience.GIVER if facts.giver:
            yield _of_area(facts.giver)
        case Audience.PROVIDERS:
            yield from map(to_unit, facts.providers)


_OFFICIALS: Sequence[tuple[AreaLevel, Role]] = (
    (AreaLevel.COMMUNITY, Role.COMMUNITY_OFFICIAL),
    (AreaLevel.SUBDISTRICT, Role.SUBDISTRICT_OFFICIAL),
    (AreaLevel.DISTRICT, Role.DISTRICT_ADMIN),
)


def to_official(area: str, level: AreaLevel) -> str:
    """Address the officials of a level that an area lies under; of a higher level where the area is one itself."""
    for each, role in _OFFICIALS[[of for of, _ in _OFFICIALS].index(level) :]:
        if len(prefix_of(area)) >= DIGITS[each]:
            return to_role(role, area[: DIGITS[each]].ljust(DIGITS[AreaLevel.COMMUNITY], "0"))
    return to_role(Role.DISTRICT_ADMIN, area)


def _of_level(area: str, level: str) -> Iterator[str]:
    if level:
        yield to_official(area, AreaLevel(level))


def _of_area(area: str) -> str:
    """Whoever works in an area of any level."""
    if len(area) > DIGITS[AreaLevel.COMMUNITY]:
        return to_role(Role.GRID_WORKER, area)
    return to_official(area, AreaLevel.COMMUNITY)


def _person(id_: str) -> Iterator[str]:
    if id_:
        yield to_person(id_)


def _receiver(receiver: Receiver) -> str:
    match receiver.kind:
        case "UNIT":
            return to_unit(receiver.id)
        case "PERSON":
            return to_person(receiver.id)
    return _of_area(receiver.id)
