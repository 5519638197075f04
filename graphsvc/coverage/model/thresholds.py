"""Numbers the audit rules compare with, each with the paper it is taken from."""

from dataclasses import dataclass, field, fields, replace
from typing import Any

from graphsvc.coverage.model import legal
from graphsvc.coverage.model.evidence import say_value
from graphsvc.coverage.model.legal import Basis
from graphsvc.coverage.model.rule import Severity
from graphsvc.errors import SetupError
from graphsvc.org.model.people import ForceRole


def _bound(usual: Any, title: str, basis: Basis) -> Any:
    """A field with its Chinese title and its source."""
    return field(default=usual, metadata={"title": title, "basis": basis})


@dataclass(frozen=True, slots=True)
class Threshold:
    """One bound as it is set: its name, Chinese title, value, and the paper behind the usual value."""

    name: str
    title: str
    value: int | tuple[str, ...]
    basis: Basis

    def said(self) -> str:
        """Say its value."""
        return str(self.value) if isinstance(self.value, int) else say_value("present", list(self.value), {})


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Bounds of the rules; a locality with rules of its own gives another value for one of them."""

    minimum_full_members: int = _bound(3, "党支部最少正式党员", legal.SINGLE_FIRST)
    most_members: int = _bound(50, "党支部最多党员", legal.SINGLE_FIRST)
    organ_general_branch_from: int = _bound(50, "机关应设党总支的党员", legal.ORGANS)
    committee_from_members: int = _bound(100, "应设或可设党委的党员，不足的设党总支", legal.FIRMS)
    most_joint_units: int = _bound(5, "联合党支部最多组建单位", legal.JOINT)
    group_members_least: int = _bound(3, "党小组最少党员", legal.GROUP_SIZE)
    group_full_members_least: int = _bound(1, "党小组最少正式党员", legal.GROUP_SIZE)
    branch_committee_from: int = _bound(7, "应设支部委员会的正式党员", legal.BRANCH_COMMITTEE)
    branch_committee_least: int = _bound(3, "支部委员会最少人数", legal.BRANCH_COMMITTEE)
    branch_committee_usual: int = _bound(5, "支部委员会一般最多人数", legal.BRANCH_COMMITTEE)
    branch_committee_most: int = _bound(7, "支部委员会最多人数", legal.BRANCH_COMMITTEE)
    secretary_party_years: int = _bound(1, "书记的党龄（年）", legal.SECRETARY)
    term_years_local: int = _bound(5, "村、社区每届任期（年）", legal.TERM)
    term_years_committee: int = _bound(5, "其他基层委员会每届任期（年）", legal.TERM)
    term_years_elsewhere: int = _bound(3, "其他总支、支部每届任期（年）", legal.TERM)
    term_reminder_months: int = _bound(6, "届满前提醒（月）", legal.REMINDED)
    postponement_years: int = _bound(1, "延期换届最长（年）", legal.ELECTIONS)
    branches_a_grid: int = _bound(1, "一个网格最多党支部，或党小组", legal.GRID_CELLS)
    lines_a_place: int = _bound(1, "一个网格最多条线网格种类", legal.ONE_PLATFORM)
    grid_households_least: int = _bound(300, "一个网格最少户数", legal.GRID_SIZE)
    grid_households_most: int = _bound(500, "一个网格最多户数", legal.GRID_SIZE)
    register_by_month: int = _bound(6, "单位报到期限（月，含当月）", legal.REGISTERED_BY)
    contacts_a_quarter: int = _bound(2, "报到单位每季度最少服务次数", legal.CONTACTS)
    confirming_days: int = _bound(14, "服务记录确认期限（天）", legal.CONFIRMING)
    registration_rate_least: int = _bound(60, "在职党员最低报到率（%）", legal.RATES)
    activities_a_year: int = _bound(4, "报到单位每年最少活动次数", legal.ACTIVITIES)
    absences_a_year: int = _bound(3, "一年缺岗达到的次数", legal.ABSENCES)
    points_a_service: int = _bound(2, "一次服务最多积分", legal.CAPPED)
    points_a_day: int = _bound(4, "一天最多积分", legal.CAPPED)
    mending_days_high: int = _bound(30, "严重问题的整改期限（天）", legal.MENDING)
    mending_days_medium: int = _bound(60, "一般问题的整改期限（天）", legal.MENDING)
    mending_days_low: int = _bound(90, "提示问题的整改期限（天）", legal.MENDING)
    forces: tuple[str, ...] = _bound(tuple(sorted(role.value for role in ForceRole)), "网格应有的力量", legal.TOGETHER)

    def parameters(self) -> dict[str, Any]:
        """Give the bounds as parameters of statements, `most_members` as `mostMembers`."""
        values = {each.name: getattr(self, each.name) for each in fields(self)}
        return {_parameter(name): sorted(each) if name == "forces" else each for name, each in values.items()}

    def mending_days(self, severity: Severity) -> int:
        """Within how many days a finding of a severity is to be mended."""
        days = {
            Severity.HIGH: self.mending_days_high,
            Severity.MEDIUM: self.mending_days_medium,
            Severity.LOW: self.mending_days_low,
        }
        return days[severity]

    def named(self, name: str) -> Threshold:
        """Find one of them, with its source."""
        known = next(each for each in fields(self) if each.name == name)
        return Threshold(name, known.metadata["title"], getattr(self, name), known.metadata["basis"])


def _parameter(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(word.title() for word in rest)


USUAL = Thresholds()


def parse_bounds(text: str, earned: tuple[int, int] = (0, 0)) -> Thresholds:
    """Read bounds such as `most_members=40; forces=CADRE,GRID_WORKER`: numbers from 1, some forces; the rest as usual.

    Args:
        earned: points that the rules in force let a service and a day earn; the usual bounds of both are no less.
    Raises:
        SetupError: no such bounds.
    """
    given: dict[str, Any] = dict(_parsed(part) for part in text.split(";") if part.strip())
    service, day = max(earned[0], USUAL.points_a_service), max(earned[1], USUAL.points_a_day)
    return replace(USUAL, **{"points_a_service": service, "points_a_day": day, **given})


def _parsed(text: str) -> tuple[str, int | tuple[str, ...]]:
    name, _, value = (part.strip() for part in text.partition("="))
    usual = {each.name: each.default for each in fields(Thresholds)}.get(name)
    if isinstance(usual, int) and value.isdecimal() and int(value) > 0:
        return name, int(value)
    if isinstance(usual, tuple) and (forces := [each.strip() for each in value.split(",")]) and set(forces) <= {*usual}:
        return name, tuple(forces)
    raise SetupError(
        f"GRAPHSVC_AUDIT_BOUNDS 中的“{text.strip()}”不对；例如 most_members=40; forces=CADRE,GRID_WORKER。",
        f"GRAPHSVC_AUDIT_BOUNDS holds no such bound: {text.strip()}; for example most_members=40; "
        f"forces=CADRE,GRID_WORKER. The bounds are {', '.join(each.name for each in fields(Thresholds))}.",
    )
