"""A decision about a finding as a node of the graph."""

from __future__ import annotations

from datetime import date

from graphsvc.coverage.model.decision import Standing
from graphsvc.coverage.model.rules import RuleCode
from graphsvc.gql.schema.fields import at, node, one
from graphsvc.org.api.areas import Node


@node("A decision about a finding, as it is kept (问题处置记录).")
class FindingDecision(Node):
    """Added, never changed; see `graphsvc.coverage.changes.decisions`."""

    finding_code: str = at("finding", "Code of the finding, the same on every day (问题编号).", find=True)
    rule: RuleCode = at("rule", "What the finding broke (规则).", find=True)
    state: Standing = at("kind", "What it made of the finding: ACKNOWLEDGED or WAIVED (处置).", find=True)
    by: str = at("by", "Who decided: the subject of the token (处置人).")
    decided_on: date = at("on", "The day (处置日期).")
    until: date | None = at("until", "First day on which a waiver no longer holds (豁免至).")
    reason: str = at("reason", "Why (理由).")
    paper: str | None = at("paper", "Number of the paper that approves a waiver (批准文号).")
    approver: str | None = at("approver", "Who approves a waiver (批准单位或人).")
    subject: Node | None = one("-[:JUDGES]->", "What the finding is about (对象).")
