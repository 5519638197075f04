"""The rules of the audit as data: one entry a rule, with its statement, its legal basis and its sentence."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from graphsvc.coverage.model import legal
from graphsvc.coverage.model.rule import Rule, RuleCode, Severity, distance

__all__ = ["RULES", "Rule", "RuleCode", "Severity", "chosen", "distance"]

_TERM_BOUNDS = ("term_years_local", "term_years_committee", "term_years_elsewhere", "postponement_years")

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
        "{name}同时由 {count} 个{kind}覆盖：{branches}，责任主体不唯一。",
        "确定一个党组织负责，其余同类党组织结束对该网格的覆盖。",
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
        (legal.SINGLE_FIRST, legal.KINDS_BY_SIZE, legal.ORGANS, legal.FIRMS, legal.LARGER),
        "{name}有党员 {members} 名，党支部至多 {most} 名，{duty}{due}。",
        "按人数设立党总支或党委，或划出部分党员另设党支部。",
        ("most_members", "organ_general_branch_from", "committee_from_members"),
        by_setting={
            "ORGAN": (legal.ORGANS, legal.SINGLE_FIRST),
            "ENTERPRISE": (legal.SINGLE_FIRST, legal.FIRMS),
            "VILLAGE": (legal.LARGER, legal.SINGLE_FIRST),
            "OTHER": (legal.SINGLE_FIRST, legal.KINDS_BY_SIZE),
        },
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
        "{name}的组建方式为{formation}，参与组建的单位有 {count} 个（{units}），覆盖 {places} 处（{placesCovered}）。",
        "核对组建单位，更正组建方式。",
        named=("units", "placesCovered"),
    ),
    Rule(
        RuleCode.GROUP_MISPLACED,
        Severity.MEDIUM,
        (legal.GROUPS,),
        "{name}的上级（{superior}）不是党支部。",
        "把党小组划归一个党支部。",
        named=("superior",),
    ),
    Rule(
        RuleCode.GROUP_TOO_SMALL,
        Severity.LOW,
        (legal.GROUPS, legal.GROUP_SIZE),
        "{name}有党员 {members} 名（正式党员 {fullMembers} 名），党小组至少 {least} 名（正式党员 {leastFull} 名）。",
        "从所在党支部划入党员，或与相邻党小组合并。",
        ("group_members_least", "group_full_members_least"),
    ),
    Rule(
        RuleCode.COMMITTEE_MISSING,
        Severity.MEDIUM,
        (legal.BRANCH_COMMITTEE,),
        "{name}有正式党员 {fullMembers} 名，应设 {least} 至 {usual} 人（至多 {most} 人）的支委会，现有 {seats} 人。",
        "召开党员大会选举支部委员会，或把委员调整到规定人数。",
        ("branch_committee_from", "branch_committee_least", "branch_committee_usual", "branch_committee_most"),
    ),
    Rule(
        RuleCode.COMMITTEE_IRREGULAR,
        Severity.MEDIUM,
        (legal.BRANCH_COMMITTEE, legal.ELECTED),
        "{name}有正式党员 {fullMembers} 名（{from} 名以上设支部委员会），委员的问题：{reasons}。",
        "按规定重新选举：不足人数的只设书记，必要时设 1 名副书记；委员由本支部正式党员担任。",
        ("branch_committee_from",),
    ),
    Rule(
        RuleCode.SECRETARY_MISSING,
        Severity.HIGH,
        (legal.VACANCY, legal.BRANCH_COMMITTEE),
        "{name}没有在任书记；上一任离任日期：{lastUntil}。",
        "按程序选举或任命书记。",
    ),
    Rule(
        RuleCode.SECRETARY_UNQUALIFIED,
        Severity.HIGH,
        (legal.SECRETARY, legal.ELECTED),
        "{name}的书记不符合任职条件：{reasons}；党龄要求 {years} 年以上。",
        "由本支部符合条件的正式党员接任书记。",
        ("secretary_party_years",),
    ),
    Rule(
        RuleCode.TERM_EXPIRED,
        Severity.MEDIUM,
        (legal.ELECTIONS, legal.TERM, legal.BRANCH_TERM),
        "{name}任期（{years} 年）已于 {ended} 届满，未见换届。",
        "及时换届；确需延期的报上级党组织批准，延期不超过 1 年。",
        _TERM_BOUNDS,
    ),
    Rule(
        RuleCode.TERM_ENDING_SOON,
        Severity.LOW,
        (legal.REMINDED, legal.TERM),
        "{name}任期（{years} 年）将于 {ended} 届满。",
        "提前做好换届准备；确需延期的报上级党组织批准，延期不超过 1 年。",
        (*_TERM_BOUNDS, "term_reminder_months"),
    ),
    Rule(
        RuleCode.UNIT_WITHOUT_ORGANIZATION,
        Severity.HIGH,
        (legal.THREE_FULL_MEMBERS, legal.SINGLE_FIRST),
        "{name}有正式党员 {fullMembers} 名，应建未建党组织；参加的联合党支部：{jointBranches}。",
        "单独组建党支部。",
        ("minimum_full_members",),
        ("jointBranches",),
    ),
    Rule(
        RuleCode.ENTERPRISE_WITHOUT_ORGANIZATION,
        Severity.LOW,
        (legal.JOINT, legal.FULL_COVERAGE),
        "{name}有正式党员 {fullMembers} 名，没有党组织，也没有参加联合党支部。",
        "按地域相邻、行业相近的原则参加联合党支部。",
        ("minimum_full_members",),
    ),
    Rule(
        RuleCode.MEMBER_WITHOUT_ORGANIZATION,
        Severity.MEDIUM,
        (legal.EVERY_MEMBER,),
        "{name}（{membership}）没有隶属的党组织；上一个所在党组织：{lastOrganization}。",
        "查明组织关系，编入所在单位或居住地的党支部。",
        named=("lastOrganization",),
    ),
    Rule(
        RuleCode.MEMBER_OF_DISSOLVED,
        Severity.MEDIUM,
        (legal.EVERY_MEMBER, legal.ADJUSTED),
        "{name}（{membership}）的组织关系仍在已于 {dissolvedOn} 撤销的{organization}。",
        "把组织关系转到接收的党组织。",
        named=("organization",),
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
    Rule(
        RuleCode.GRID_TOO_LARGE,
        Severity.LOW,
        (legal.GRID_SIZE,),
        "{name}有 {households} 户，超过 {most} 户。",
        "按程序拆分网格。",
        ("grid_households_most",),
    ),
    Rule(
        RuleCode.GRID_TOO_SMALL,
        Severity.LOW,
        (legal.GRID_SIZE,),
        "{name}有 {households} 户，不足 {least} 户。",
        "按程序与相邻网格合并。",
        ("grid_households_least",),
    ),
    Rule(
        RuleCode.DATES_MISSING,
        Severity.LOW,
        (legal.TERM,),
        "{name}没有登记成立日期和届满日期，无法判断是否届满。",
        "补录成立日期和届满日期。",
        about_data=True,
    ),
    Rule(
        RuleCode.TIES_BEFORE_FOUNDING,
        Severity.LOW,
        (legal.ONE_WHOLE,),
        "{name}成立于 {foundedOn}，有 {count} 条关系早于成立，最早的始于 {earliest}。",
        "核对成立日期和各项关系的起始日期。",
        about_data=True,
    ),
    Rule(
        RuleCode.SUPERIOR_LOOP,
        Severity.LOW,
        (legal.ONE_WHOLE,),
        "{name}的上级链条回到自身：{chain}。",
        "更正上级党组织。",
        named=("chain",),
        about_data=True,
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
