"""The rules of the audit as data: one entry a rule, with its statement, its legal basis and its sentence."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from graphsvc.coverage.model import legal
from graphsvc.coverage.model.evidence import say_value
from graphsvc.coverage.model.legal import Basis
from graphsvc.coverage.model.names import Names
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
    COMMITTEE_MISSING = (
        "COMMITTEE_MISSING",
        "党支部委员会未设立或人数不合规",
        "A branch's committee that is missing or of the wrong size",
    )
    SECRETARY_MISSING = "SECRETARY_MISSING", "书记空缺", "An organization without a secretary"
    TERM_EXPIRED = "TERM_EXPIRED", "届满未换届", "A term that has expired"
    JOINT_COMMITTEE_MISSING = "JOINT_COMMITTEE_MISSING", "未建大工委或大党委", "An area without a joint committee"
    JOINT_COMMITTEE_EMPTY = "JOINT_COMMITTEE_EMPTY", "大工委或大党委没有成员单位", "A joint committee without units"
    FORCE_MISSING = "FORCE_MISSING", "网格缺少下沉力量", "A grid that lacks an embedded force"
    GRID_NOT_MERGED = "GRID_NOT_MERGED", "条线网格尚未整合", "A line grid that is not merged"


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule.

    Attributes:
        bases: legal bases, the first one the nearest.
        sentence: Chinese, filled from the subject's name and the evidence.
        remedy: Chinese, what would fix it in general.
        bounds: names of the thresholds it compares with.
        named: evidence keys that hold ids or codes, which the sentence shows by their names.
    """

    code: RuleCode
    severity: Severity
    bases: tuple[Basis, ...]
    sentence: str
    remedy: str
    bounds: tuple[str, ...] = ()
    named: tuple[str, ...] = ()

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
        return [id_ for key in self.named for id_ in evidence[key]]

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
        case RuleCode.CHAIN_BROKEN:
            return len(evidence["unreached"])
    return 0


_ALL = (
    Rule(
        RuleCode.GRID_UNCOVERED,
        Severity.HIGH,
        (legal.FULL_COVERAGE, legal.GRID_CELLS),
        "{name}没有在任的党支部或党小组覆盖；网格内居住正式党员 {fullMembers} 名。",
        "正式党员满 3 名的单独组建，不足的与相邻网格或驻区单位联合组建。",
    ),
    Rule(
        RuleCode.ESTATE_UNCOVERED,
        Severity.MEDIUM,
        (legal.FULL_COVERAGE, legal.GRID_CELLS),
        "{name}及其所在网格（{grids}）都没有在任的党支部或党小组覆盖。",
        "在小区组建党支部或党小组，或由所在网格的党组织覆盖。",
        named=("grids",),
    ),
    Rule(
        RuleCode.CELL_OVERLAP,
        Severity.MEDIUM,
        (legal.GRID_CELLS,),
        "{name}同时由 {count} 个党支部覆盖：{branches}，责任主体不唯一。",
        "确定一个党支部负责，其余党支部结束对该网格的覆盖。",
        ("branches_a_grid",),
        ("branches",),
    ),
    Rule(
        RuleCode.CHAIN_BROKEN,
        Severity.HIGH,
        (legal.ONE_WHOLE, legal.CHAIN),
        "{name}的上级（{chain}）没有通到领导 {unreached} 的党组织。",
        "把隶属关系调整到所在社区党组织及其上级党组织之下。",
        named=("unreached", "chain"),
    ),
    Rule(
        RuleCode.BRANCH_BELOW_MINIMUM,
        Severity.HIGH,
        (legal.THREE_FULL_MEMBERS, legal.SINGLE_FIRST, legal.ADJUSTED),
        "{name}只有正式党员 {fullMembers} 名，少于 {least} 名。",
        "补足正式党员，或与相邻党支部合并、改为联合党支部，或撤销。",
        ("minimum_full_members",),
    ),
    Rule(
        RuleCode.BRANCH_TOO_LARGE,
        Severity.MEDIUM,
        (legal.SINGLE_FIRST, legal.LARGER),
        "{name}有党员 {members} 名，超过 {most} 名，应设{due}。",
        "按人数设立党总支或党委，或划出部分党员另设党支部。",
        ("most_members", "committee_from_members"),
    ),
    Rule(
        RuleCode.JOINT_BRANCH_TOO_WIDE,
        Severity.MEDIUM,
        (legal.JOINT,),
        "{name}由 {count} 个单位联合组建，超过 {most} 个：{units}。",
        "减少组建单位，符合条件的单位单独组建。",
        ("most_joint_units",),
        ("units",),
    ),
    Rule(
        RuleCode.FORMATION_MISMATCH,
        Severity.MEDIUM,
        (legal.SINGLE_FIRST, legal.JOINT),
        "{name}登记为{formation}，参与组建的单位却有 {count} 个（{units}）。",
        "核对组建单位，更正组建方式。",
        named=("units",),
    ),
    Rule(
        RuleCode.COMMITTEE_MISSING,
        Severity.MEDIUM,
        (legal.BRANCH_COMMITTEE,),
        "{name}有正式党员 {fullMembers} 名，应设 {least} 至 5 人（至多 {most} 人）的支部委员会，现有 {seats} 人。",
        "召开党员大会选举支部委员会，或把委员调整到规定人数。",
        ("branch_committee_from", "branch_committee_least", "branch_committee_most"),
    ),
    Rule(
        RuleCode.SECRETARY_MISSING,
        Severity.HIGH,
        (legal.VACANCY, legal.BRANCH_COMMITTEE),
        "{name}没有在任书记；上一任离任日期：{lastUntil}。",
        "按程序选举或任命书记。",
    ),
    Rule(
        RuleCode.TERM_EXPIRED,
        Severity.MEDIUM,
        (legal.TERM, legal.BRANCH_TERM),
        "{name}任期（{years} 年）已于 {ended} 届满，未见换届。",
        "及时换届；确需延期的报上级党组织批准。",
        ("term_years_local", "term_years_committee", "term_years_elsewhere"),
    ),
    Rule(
        RuleCode.JOINT_COMMITTEE_MISSING,
        Severity.LOW,
        (legal.JOINT_COMMITTEES, legal.TOGETHER),
        "{name}尚未建立{due}；辖区内有单位 {units} 个。",
        "由本级党组织召集驻区单位组建。",
    ),
    Rule(
        RuleCode.JOINT_COMMITTEE_EMPTY,
        Severity.LOW,
        (legal.JOINT_COMMITTEES, legal.TOGETHER),
        "{name}没有在任的成员单位；曾有 {past} 个。",
        "吸纳驻区单位加入并明确席位。",
    ),
    Rule(
        RuleCode.FORCE_MISSING,
        Severity.LOW,
        (legal.TOGETHER, legal.ONE_PLATFORM),
        "{name}缺少{role}；现有：{present}。",
        "向有关部门申请力量下沉，或由相邻网格的力量兼任。",
        ("forces",),
    ),
    Rule(
        RuleCode.GRID_NOT_MERGED,
        Severity.LOW,
        (legal.ONE_PLATFORM,),
        "{name}上仍有 {lines} 的条线网格（{lineGrids}），未做到多网合一。",
        "把条线网格并入一般网格（多网合一）。",
        ("lines_a_place",),
        ("lineGrids",),
    ),
)

RULES: Mapping[RuleCode, Rule] = MappingProxyType({rule.code: rule for rule in _ALL})


def chosen(codes: Sequence[RuleCode] | None, severity: Severity | None) -> list[Rule]:
    """The rules of a request, in their own order.

    Args:
        codes: None means all.
        severity: only rules as grave as this, or graver.
    """
    wanted = set(RuleCode if codes is None else codes)
    least = severity or Severity.LOW
    return [rule for rule in RULES.values() if rule.code in wanted and least.includes(rule.severity)]
