"""What a rule of the audit is: its code, how grave it is, the papers behind it, and how its findings are said."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import product
from typing import Any

from graphsvc.coverage.model.evidence import Names, say_value
from graphsvc.coverage.model.legal import Basis
from graphsvc.vocabulary.labelled import Labelled


class Severity(Labelled):
    """How grave a finding is (问题级别)."""

    HIGH = "HIGH", "严重", "No organization, or none that can act"
    MEDIUM = "MEDIUM", "一般", "An organization against the rules"
    LOW = "LOW", "提示", "A duty left undone"

    def includes(self, other: "Severity") -> bool:
        """Whether `other` is as grave as this one, or graver."""
        order = list(Severity)
        return order.index(other) <= order.index(self)


class RuleCode(Labelled):
    """Rule of the coverage audit (审计规则); the rules stand in the order in which findings are listed."""

    GRID_UNCOVERED = "GRID_UNCOVERED", "网格未被党组织覆盖", "A grid that no party cell covers"
    ESTATE_UNCOVERED = "ESTATE_UNCOVERED", "小区未被党组织覆盖", "An estate that no party cell covers"
    CELL_OVERLAP = "CELL_OVERLAP", "网格由多个党支部重复覆盖", "A grid that several branches cover"
    CHAIN_BROKEN = (
        "CHAIN_BROKEN",
        "隶属链条未贯通",
        "A chain of superiors that does not reach the party organizations of its areas",
    )
    BRANCH_BELOW_MINIMUM = "BRANCH_BELOW_MINIMUM", "党支部正式党员不足", "A branch with too few full members"
    BRANCH_TOO_LARGE = "BRANCH_TOO_LARGE", "党支部党员过多", "A branch with too many members"
    JOINT_BRANCH_TOO_WIDE = "JOINT_BRANCH_TOO_WIDE", "联合党支部覆盖单位过多", "A joint branch of too many units"
    FORMATION_MISMATCH = "FORMATION_MISMATCH", "组建方式与组建单位不符", "A formation that its forming units contradict"
    GROUP_MISPLACED = "GROUP_MISPLACED", "党小组未隶属党支部", "A group that does not hang below a branch"
    GROUP_TOO_SMALL = "GROUP_TOO_SMALL", "党小组人数不足", "A group with too few members, or no full one"
    COMMITTEE_MISSING = (
        "COMMITTEE_MISSING",
        "党支部委员会未设立或人数不合规",
        "A branch's committee that is missing or of the wrong size",
    )
    COMMITTEE_IRREGULAR = (
        "COMMITTEE_IRREGULAR",
        "党支部委员会设置不合规",
        "A committee that a branch is too small for, or on which sits who may not",
    )
    SECRETARY_MISSING = "SECRETARY_MISSING", "书记空缺", "An organization without a secretary"
    SECRETARY_UNQUALIFIED = "SECRETARY_UNQUALIFIED", "书记不符合任职条件", "A secretary who may not be one"
    TERM_EXPIRED = "TERM_EXPIRED", "届满未换届", "A term that has expired"
    TERM_ENDING_SOON = "TERM_ENDING_SOON", "即将届满", "A term that ends within six months"
    UNIT_WITHOUT_ORGANIZATION = (
        "UNIT_WITHOUT_ORGANIZATION",
        "单位应建未建党组织",
        "A unit with enough full members and no organization",
    )
    ENTERPRISE_WITHOUT_ORGANIZATION = (
        "ENTERPRISE_WITHOUT_ORGANIZATION",
        "企业有党员未纳入党组织",
        "An enterprise with members that has no organization and joins none",
    )
    MEMBER_WITHOUT_ORGANIZATION = "MEMBER_WITHOUT_ORGANIZATION", "党员没有隶属的党组织", "A member who belongs nowhere"
    MEMBER_OF_DISSOLVED = (
        "MEMBER_OF_DISSOLVED",
        "党员仍隶属已撤销的党组织",
        "A member who still belongs to a dissolved organization",
    )
    JOINT_COMMITTEE_MISSING = "JOINT_COMMITTEE_MISSING", "未建大工委或大党委", "An area without a joint committee"
    JOINT_COMMITTEE_EMPTY = "JOINT_COMMITTEE_EMPTY", "大工委或大党委没有成员单位", "A joint committee without units"
    FORCE_MISSING = "FORCE_MISSING", "网格缺少下沉力量", "A grid that lacks an embedded force"
    GRID_NOT_MERGED = "GRID_NOT_MERGED", "条线网格尚未整合", "A line grid that is not merged"
    GRID_TOO_LARGE = "GRID_TOO_LARGE", "网格户数过多", "A grid with too many households"
    GRID_TOO_SMALL = "GRID_TOO_SMALL", "网格户数过少", "A grid with too few households"
    UNIT_NOT_REGISTERED = "UNIT_NOT_REGISTERED", "单位未按期报到", "A unit that has not registered in time"
    PLEDGE_OVERDUE = "PLEDGE_OVERDUE", "承诺逾期", "A pledge that was not kept and reviewed in time"
    CONTACT_MISSING = "CONTACT_MISSING", "单位季度联系不足", "A registered unit with too few services in a quarter"
    POINTS_UNCONFIRMED = "POINTS_UNCONFIRMED", "服务记录久未确认", "A record of service that waits to be confirmed"
    REGISTRATION_RATE_LOW = "REGISTRATION_RATE_LOW", "在职党员报到率偏低", "A community where too few members register"
    ACTIVITY_MISSING = "ACTIVITY_MISSING", "单位年度活动不足", "A registered unit with too few activities in a year"
    REPEATED_ABSENCE = "REPEATED_ABSENCE", "多次缺岗", "A registrant that left several seats empty in a year"
    POINTS_ABOVE_CAP = "POINTS_ABOVE_CAP", "积分超过限额", "Points above what a service or a day may earn"
    COMMUNITY_UNPAIRED = "COMMUNITY_UNPAIRED", "社区没有单位包联", "A community that no unit stands by"
    DATES_MISSING = (
        "DATES_MISSING",
        "成立和届满日期均未登记",
        "Neither the founding nor the end of the term is on record",
    )
    TIES_BEFORE_FOUNDING = (
        "TIES_BEFORE_FOUNDING",
        "关系早于成立日期",
        "Ties older than the founding of their organization",
    )
    SUPERIOR_LOOP = "SUPERIOR_LOOP", "上级链条成环", "An organization that is above itself"


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule.

    Attributes:
        bases: legal bases, the first one the nearest.
        sentence: Chinese, filled from the subject's name and the evidence.
        remedy: Chinese, what would fix it in general.
        bounds: names of the thresholds it compares with.
        named: evidence keys that hold ids or codes, which the sentence shows by their names.
        by_setting: bases by the evidence of that name, of rules that papers set by the kind of organization.
        cures: names of the mutations that can cure a finding, the usual one first; none where a sheet has to be mended.
        about_data: it finds what cannot be right on record, rather than what is against a paper.
    """

    code: RuleCode
    severity: Severity
    bases: tuple[Basis, ...]
    sentence: str
    remedy: str
    bounds: tuple[str, ...] = ()
    named: tuple[str, ...] = ()
    by_setting: Mapping[str, tuple[Basis, ...]] = field(default_factory=dict, compare=False)
    cures: tuple[str, ...] = ()
    about_data: bool = False

    @property
    def title(self) -> str:
        """Chinese, as a heading."""
        return self.code.zh

    @property
    def statement(self) -> str:
        """Name of the statement that finds it."""
        return self.code.value.lower()

    def ids(self, evidence: Mapping[str, Any]) -> list[str]:
        """What the sentence would show by name."""
        held = (evidence[key] for key in self.named)
        return [id_ for value in held for id_ in (value if isinstance(value, list) else [value]) if id_]

    def bases_of(self, evidence: Mapping[str, Any]) -> tuple[Basis, ...]:
        """Give the papers behind one finding, those of its setting before those of all."""
        return self.by_setting.get(str(evidence.get("setting")), self.bases)

    def said(self, name: str, evidence: Mapping[str, Any], names: Names) -> str:
        """The finding in one Chinese sentence."""
        return self.sentence.format(name=name, **{key: say_value(key, value, names) for key, value in evidence.items()})


def distance(code: RuleCode, evidence: Mapping[str, Any]) -> int:
    """Measure how far a subject is from keeping a rule, to compare before and after; 0 where a rule has no degrees."""
    match code:
        case RuleCode.BRANCH_BELOW_MINIMUM:
            return int(evidence["least"] - evidence["fullMembers"])
        case RuleCode.BRANCH_TOO_LARGE:
            return int(evidence["members"] - evidence["most"])
        case RuleCode.CELL_OVERLAP | RuleCode.JOINT_BRANCH_TOO_WIDE:
            return int(evidence["count"] - evidence["most"])
        case RuleCode.COMMITTEE_MISSING:
            return int(max(evidence["least"] - evidence["seats"], evidence["seats"] - evidence["most"]))
        case RuleCode.COMMITTEE_IRREGULAR:
            return len(evidence["surplus"])
        case RuleCode.FORMATION_MISMATCH:
            return 0 if evidence["formation"] == "JOINT" else int(evidence["count"])
        case RuleCode.GROUP_TOO_SMALL:
            return int(max(evidence["least"] - evidence["members"], evidence["leastFull"] - evidence["fullMembers"]))
        case RuleCode.TIES_BEFORE_FOUNDING:
            return int(evidence["count"])
    return 0


def faults(code: RuleCode, evidence: Mapping[str, Any]) -> frozenset[tuple[str, ...]]:
    """Tell apart what is wrong about one subject; what was not wrong before is new, however many faults are left."""
    match code:
        case RuleCode.SECRETARY_UNQUALIFIED:
            return frozenset(product(evidence["reasons"], evidence["secretaries"]))
        case RuleCode.COMMITTEE_IRREGULAR:
            seated = {each: evidence[each] for each in ("strangers", "probationary")}
            return frozenset((each, id_) for each, ids in seated.items() for id_ in ids)
        case RuleCode.CHAIN_BROKEN:
            return frozenset((code_,) for code_ in evidence["unreached"])
        case RuleCode.FORMATION_MISMATCH:
            return frozenset({(evidence["formation"] or "SINGLE",)})
    return frozenset()
