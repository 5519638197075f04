"""What the audit shows in GraphQL: rules with their bases, findings, what would fix them."""

from __future__ import annotations

from datetime import date

import strawberry

from graphsvc.coverage.api.proposals import ProposedCell, UncoverableGrid
from graphsvc.coverage.model.cells import NewCell, Uncoverable
from graphsvc.coverage.model.decision import Decision, Standing, due_on, standing
from graphsvc.coverage.model.evidence import EVIDENCE, say_value, write_value
from graphsvc.coverage.model.finding_key import FindingKey
from graphsvc.coverage.model.legal import Basis
from graphsvc.coverage.model.rules import Rule, RuleCode, Severity
from graphsvc.coverage.model.thresholds import Threshold, Thresholds
from graphsvc.coverage.store.findings import Finding
from graphsvc.gql.execution.context import Info
from graphsvc.gql.schema.cost_directives import ListSize
from graphsvc.org.api.areas import Area, Node
from graphsvc.org.api.party import PartyOrganization


def thresholds_of(info: Info) -> Thresholds:
    """Bounds of the rules as this installation sets them."""
    return info.context.tool(Thresholds, Thresholds)


@strawberry.type(description="Where a rule comes from (依据).")
class LegalBasis:
    """Document, article, text version."""

    document: str = strawberry.field(description="Title of the paper it stands in (文件).")
    article: str = strawberry.field(description="Article or part; empty for the document as a whole (条款).")
    version: str = strawberry.field(description="Which text of it (版本).")
    says: str = strawberry.field(description="What it says, in short (内容概要).")

    @classmethod
    def of(cls, basis: Basis) -> LegalBasis:
        """From the core."""
        return cls(document=basis.document, article=basis.article, version=basis.version, says=basis.says)


@strawberry.type(description="A number that a rule compares with (阈值).")
class RuleThreshold:
    """As it is set, with the paper behind the usual value."""

    name: str = strawberry.field(description="By which a setting changes it (代号).")
    title: str = strawberry.field(description="What it bounds (名称).")
    value: str = strawberry.field(description="As it is set (取值).")
    basis: LegalBasis = strawberry.field(description="Where the usual value comes from (出处).")

    @classmethod
    def of(cls, threshold: Threshold) -> RuleThreshold:
        """From the core."""
        basis = LegalBasis.of(threshold.basis)
        return cls(name=threshold.name, title=threshold.title, value=threshold.said(), basis=basis)


@strawberry.type(description="A rule of the coverage audit (审计规则).")
class AuditRule:
    """One entry of `coverage/model/rules.py`."""

    code: RuleCode = strawberry.field(description="The same in every release, to filter by (规则代码).")
    severity: Severity = strawberry.field(description="How grave it is to break it (级别).")
    title: str = strawberry.field(description="What is wrong where it is broken (名称).")
    remedy: str = strawberry.field(description="What fixes it in general (整改建议).")
    cures: list[str] = strawberry.field(
        description="Mutations that can cure a finding, the usual one first, at most 5 (可用的整改操作).",
        directives=[ListSize(assumed_size=5)],
    )
    bases: list[LegalBasis] = strawberry.field(
        description="Legal bases, the nearest first, at most 10 (依据).", directives=[ListSize(assumed_size=10)]
    )
    rule: strawberry.Private[Rule]

    @classmethod
    def of(cls, rule: Rule) -> AuditRule:
        """From the core."""
        return cls(
            code=rule.code,
            severity=rule.severity,
            title=rule.title,
            remedy=rule.remedy,
            cures=list(rule.cures),
            bases=[LegalBasis.of(basis) for basis in rule.bases],
            rule=rule,
        )

    @strawberry.field(
        description="Numbers it compares with, at most 10 (阈值).", directives=[ListSize(assumed_size=10)]
    )
    def thresholds(self, info: Info) -> list[RuleThreshold]:
        """As this installation sets them."""
        return [RuleThreshold.of(thresholds_of(info).named(name)) for name in self.rule.bounds]


@strawberry.type(description="One thing a finding rests on (证据).")
class FindingEvidence:
    """A key with its ids or numbers."""

    key: str = strawberry.field(description="What, for programs, e.g. fullMembers (项目).")
    title: str = strawberry.field(description="What, in Chinese, e.g. 正式党员数 (项目名称).")
    values: list[str] = strawberry.field(description="Ids or numbers, e.g. 2 (编号或数字).")
    words: str = strawberry.field(description="The values as people read them, names instead of ids (中文).")


@strawberry.type(description="A decision about a finding (问题处置).")
class FindingVerdict:
    """As it stands on the finding."""

    state: Standing = strawberry.field(description="What it made of the finding: ACKNOWLEDGED or WAIVED (处置).")
    by: str = strawberry.field(description="Who decided: the subject of the token (处置人).")
    decided_on: date = strawberry.field(description="The day (处置日期).")
    until: date | None = strawberry.field(description="First day on which a waiver no longer holds (豁免至).")
    reason: str = strawberry.field(description="Why (理由).")
    paper: str = strawberry.field(description="Number of the paper that approves a waiver, or empty (批准文号).")
    approver: str = strawberry.field(description="Who approves a waiver, or empty (批准单位或人).")


@strawberry.type(name="Finding", description="Something that breaks a rule on a day (审计问题).")
class FoundFinding:
    """A finding with its decisions."""

    id: strawberry.ID = strawberry.field(description="Its id on the day (编号).")
    code: str = strawberry.field(description="The same on every day, to compare audits by (问题编号).")
    sentence: str = strawberry.field(description="The finding in one Chinese sentence (问题).")
    advice: str = strawberry.field(description="What would fix it, in Chinese (建议).")
    severity: Severity = strawberry.field(description="As grave as its rule (级别).")
    rule: AuditRule = strawberry.field(description="What it breaks (规则).")
    state: Standing = strawberry.field(description="Where it stands on the day (处理状态).")
    decisions: list[FindingVerdict] = strawberry.field(
        description="Decided so far, oldest first, at most 100 (处置记录).", directives=[ListSize(assumed_size=100)]
    )
    evidence: list[FindingEvidence] = strawberry.field(
        description="What it rests on, at most 10 (证据).", directives=[ListSize(assumed_size=10)]
    )
    new_cell: ProposedCell | None = strawberry.field(description="Of an uncovered grid: what to found (拟建党组织).")
    uncoverable: UncoverableGrid | None = strawberry.field(
        description="Of an uncovered grid: why nothing can be founded (无法新建)."
    )
    subject_id: strawberry.Private[str]
    area_id: strawberry.Private[str]
    responsible_id: strawberry.Private[str | None]
    decided: strawberry.Private[tuple[Decision, ...]]
    as_of: strawberry.Private[date]

    @classmethod
    def of(cls, found: Finding, decided: tuple[Decision, ...], as_of: date) -> FoundFinding:
        """From the core."""
        proposal = found.proposal
        return cls(
            id=strawberry.ID(FindingKey(as_of, found.rule.code, found.subject, found.key).id),
            code=found.id,
            sentence=found.sentence,
            advice=found.advice,
            severity=found.severity,
            rule=AuditRule.of(found.rule),
            state=standing(decided, as_of),
            decisions=[
                FindingVerdict(
                    state=each.kind,
                    by=each.by,
                    decided_on=each.on,
                    until=each.until,
                    reason=each.reason,
                    paper=each.paper,
                    approver=each.approver,
                )
                for each in decided
            ],
            evidence=[
                FindingEvidence(
                    key=key,
                    title=EVIDENCE[key],
                    values=list(map(write_value, value if isinstance(value, list) else [value])),
                    words=say_value(key, value, found.names),
                )
                for key, value in sorted(found.evidence.items())
                if value is not None
            ],
            new_cell=ProposedCell.of(proposal, found.names) if isinstance(proposal, NewCell) else None,
            uncoverable=UncoverableGrid.of(proposal, found.names) if isinstance(proposal, Uncoverable) else None,
            subject_id=found.subject,
            area_id=found.area_code,
            responsible_id=found.responsible,
            decided=decided,
            as_of=as_of,
        )

    @strawberry.field(description="What it is about (对象).")
    async def subject(self, info: Info) -> Node | None:
        return await info.context.node(info, self.subject_id)

    @strawberry.field(description="Where that lies (区域).")
    async def area(self, info: Info) -> Area | None:
        return await info.context.node(info, self.area_id)

    @strawberry.field(
        description="Who has to see to it: the organization above, else who leads the area around (责任党组织)."
    )
    async def responsible(self, info: Info) -> PartyOrganization | None:
        return await info.context.node(info, self.responsible_id)

    @strawberry.field(
        description="By when it is to be mended: counted from its last acknowledgement, else from the day (整改期限)."
    )
    def due_on(self, info: Info) -> date:
        """As this installation sets the days."""
        return due_on(self.decided, self.as_of, thresholds_of(info).mending_days(self.severity))
