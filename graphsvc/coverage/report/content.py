"""What an audit report says, whatever its format: headings, rows of coverage, rows of findings, their legal bases."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from graphsvc.coverage.model.decision import Change, Standing
from graphsvc.coverage.model.evidence import say_evidence
from graphsvc.coverage.model.rules import RULES, Severity
from graphsvc.coverage.report.audit import Audit, Line
from graphsvc.coverage.store.counts import Tally

LEVELS = ("市", "区县", "镇街", "村（社区）", "网格", "小区")
COVERAGE_HEADINGS = (
    "代码",
    "名称",
    "网格数",
    "单独组建",
    "联合组建",
    "两者兼有",
    "未覆盖",
    "覆盖率",
    "小区数",
    "小区未覆盖",
    "党员数",
)
FINDING_HEADINGS = (
    "问题编号",
    "规则",
    "级别",
    "状态",
    "对象",
    "对象编号",
    "区划代码",
    "问题",
    "建议",
    "依据",
    "证据",
    "责任党组织",
    "整改期限",
    "处置",
    "变化",
)
RECTIFICATION_HEADINGS = ("规则", "前次问题数", "已消除", "仍存在", "新增", "本次问题数")
PLACE_HEADINGS = ("代码", "名称", "严重", "一般", "提示", "问题数", "已豁免")
RULE_HEADINGS = ("规则", "规则代码", "级别", "问题数", "其中已豁免", "阈值", "依据")
NOTES = (
    "各级数字按区划代码汇总，上级之数等于下级之和；截止日期当日有效的覆盖、隶属、领导、任职、席位和服务关系计入，已结束的不计。",
    "网格由在任的党支部或党小组覆盖即为已覆盖；小区自身或其所在任一网格已覆盖即为已覆盖。",
    "党员数为居住在该区域、截止日期前已入党的党员；正式或预备身份按现状计。",
    "责任党组织为对象的上级党组织；对象不是党组织的，为领导其所在村（社区）、镇街的党组织。整改期限自最近一次确认之日起算，未确认的自截止日期起算。",
    "问题编号由规则、对象确定，不随日期变化，可与以往审计逐条对照；证据所列编号可在图谱中逐项复核。",
    "未写条款的依据系整体引用，引用时以正式文本为准。",
)

CoverageRow = tuple[str, str, int, int, int, int, int, float | None, int, int, int]
FindingRow = tuple[str, str, str, str, str, str, str, str, str, str, str, str, date, str, str]
PlaceRow = tuple[str, str, int, int, int, int, int]
RectificationRow = tuple[str, int, int, int, int, int]


@dataclass(frozen=True, slots=True)
class Table:
    """Coverage of the areas of one level."""

    title: str
    rows: list[CoverageRow]


@dataclass(frozen=True, slots=True)
class RuleRow:
    """A rule with how often it is broken."""

    title: str
    code: str
    severity: Severity
    count: int
    waived: int
    bounds: tuple[str, ...]
    bases: tuple[str, ...]


def title(audit: Audit) -> str:
    """Return the report's own heading."""
    return f"{audit.area.name}党组织覆盖审计报告"


def total_row(audit: Audit) -> CoverageRow:
    """Write the row of the whole area."""
    return _row(audit.area.code, audit.area.name, audit.total.grids, audit.total.estates, audit.total.members)


def tables(audit: Audit) -> list[Table]:
    """Write the tables of coverage, level by level."""
    return [
        Table(
            f"{'、'.join(LEVELS[number - 1] for number in sorted({part.level for part in level}))}覆盖情况",
            [_row(part.code, part.name, part.grids, part.estates, part.members) for part in level],
        )
        for level in audit.levels
        if level
    ]


def _row(code: str, name: str, grids: Tally, estates: Tally, members: int) -> CoverageRow:
    counts = (grids.total, grids.single, grids.joint, grids.both, grids.none)
    return (code, name, *counts, grids.share, estates.total, estates.none, members)


def rule_rows(audit: Audit) -> list[RuleRow]:
    """Return every rule that was looked for, broken or not."""
    return [
        RuleRow(
            rule.title,
            rule.code,
            rule.severity,
            audit.count(rule.code),
            audit.counts[rule.code, Standing.WAIVED],
            tuple(f"{each.title} {each.said()}" for each in map(audit.thresholds.named, rule.bounds)),
            tuple(basis.cited() for basis in rule.bases),
        )
        for rule in audit.rules
    ]


def by_severity(audit: Audit) -> Mapping[Severity, int]:
    """Count the findings that are not waived, by severity."""
    counts = dict.fromkeys(Severity, 0)
    for row in rule_rows(audit):
        counts[row.severity] += row.count - row.waived
    return counts


def conclusion(audit: Audit) -> str:
    """Say the audit in one Chinese sentence."""
    grids, found = audit.total.grids, by_severity(audit)
    counts = "、".join(f"{severity.zh} {count} 个" for severity, count in found.items())
    waived = sum(row.waived for row in rule_rows(audit))
    return (
        f"截至 {audit.as_of}，{audit.area.name}有网格 {grids.total} 个，已由党组织覆盖 {grids.covered} 个，"
        f"覆盖率 {share(grids.share)}，未覆盖 {grids.none} 个；按 {len(audit.rules)} 条规则审计，"
        f"发现问题 {sum(found.values())} 个（{counts}），另有已豁免 {waived} 个。"
        f"{_rectified(audit)}{_most_common(audit)}"
    )


def _rectified(audit: Audit) -> str:
    """What has become of the findings of the earlier audit."""
    if audit.since is None:
        return ""
    _, before, gone, left, new, _ = rectification_rows(audit)[-1]
    return f"与 {audit.since} 的 {before} 个问题相比，已消除 {gone} 个，仍存在 {left} 个，新增 {new} 个。"


def rectification_rows(audit: Audit) -> list[RectificationRow]:
    """Compare with the earlier audit rule by rule, as far as either found something, and in all (整改对账)."""
    by_rule = [(rule.title, [audit.changes[rule.code, change] for change in _CHANGES]) for rule in audit.rules]
    total = [sum(counts[number] for _, counts in by_rule) for number in range(len(_CHANGES))]
    return [_rectification_row(*each) for each in [*(each for each in by_rule if any(each[1])), ("合计", total)]]


_CHANGES = (Change.GONE, Change.PERSISTING, Change.NEW)


def _rectification_row(name: str, counts: Sequence[int]) -> RectificationRow:
    gone, left, new = counts
    return (name, gone + left, gone, left, new, left + new)


def _most_common(audit: Audit) -> str:
    """The rules that are broken, the most broken first."""
    rows = sorted((row for row in rule_rows(audit) if row.count), key=lambda row: -row.count)
    broken = "、".join(f"{row.title} {row.count} 个" for row in rows)
    return f"按规则：{broken}。" if broken else ""


def place_rows(audit: Audit) -> list[PlaceRow]:
    """Count the findings of each community, and of areas above what lies in none; the last row is the sum.

    Those that are waived are counted apart.
    """
    rows = [_place_row(audit, code) for code in sorted({code for code, _ in audit.places})]
    counts = [row[2:] for row in rows]
    high, medium, low, found, waived = (sum(each[number] for each in counts) for number in range(5))
    return [*rows, ("合计", "", high, medium, low, found, waived)]


def _place_row(audit: Audit, code: str) -> PlaceRow:
    high, medium, low = (audit.places[code, severity] for severity in Severity)
    return (code, audit.names.get(code, ""), high, medium, low, high + medium + low, audit.places[code, None])


def finding_rows(audit: Audit) -> Iterator[FindingRow]:
    """Return all findings, one at a time."""
    return map(finding_row, audit.lines())


def gone_rows(audit: Audit) -> Iterator[FindingRow]:
    """Return the findings of the earlier audit that are gone, each as it was."""
    return map(finding_row, audit.gone())


def finding_row(line: Line) -> FindingRow:
    """Return a finding under `FINDING_HEADINGS`."""
    rule = RULES[line.rule]
    return (
        line.id,
        rule.title,
        rule.severity.zh,
        line.standing.zh,
        line.name,
        line.subject,
        line.area_code,
        line.sentence,
        line.advice,
        "；".join(basis.cited() for basis in line.bases),
        say_evidence(line.evidence),
        line.responsible,
        line.due_on,
        line.decided,
        line.change.zh if line.change else "",
    )


def share(value: float | None) -> str:
    """Write a share of 1 in per cent, to a tenth; a dash where there is nothing to share."""
    return "—" if value is None else f"{value:.1%}"
