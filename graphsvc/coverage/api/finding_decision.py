"""A decision about a finding as a node of the graph."""

from __future__ import annotations

from datetime import date

import strawberry

from graphsvc.gql.schema.fields import at, node, one
from graphsvc.org.api.areas import Node


@node("A decision about a finding, as it is kept (问题处置记录).")
class FindingDecision(Node):
    """Added, never changed; see `graphsvc.coverage.store.decisions`."""

    finding: strawberry.ID = at("finding", "Id of the finding (问题编号).", find=True)
    rule: str = at("rule", "Code of the rule (规则代码).")
    kind: str = at("kind", "ACKNOWLEDGED (已确认) or WAIVED (已豁免).")
    by: str = at("by", "Who decided (处置人).")
    decided_on: date = at("on", "When (日期).")
    until: date | None = at("until", "First day on which a waiver no longer holds (豁免至).")
    reason: str = at("reason", "Why (理由).")
    subject: Node | None = one("-[:JUDGES]->", "What the finding is about (对象).")
