"""Queries and mutations of warnings: what is worth a look, and what was decided on it."""

from __future__ import annotations

from datetime import date, datetime
from functools import partial
from typing import Annotated

import strawberry

from graphsvc.access.scope import Operation
from graphsvc.alerts.model.statistics import (
    MOST_EVIDENCE,
    RiskWarning,
    RiskWarningKind,
    RiskWarningVerdict,
    WarningRules,
)
from graphsvc.alerts.store.verdicts import Verdict, judge_warning, open_first, read_verdicts
from graphsvc.alerts.store.warnings import Looked, read_warnings
from graphsvc.gql.execution.context import Info
from graphsvc.gql.schema.cost_directives import Cost, ListSize
from graphsvc.org.api.areas import Area, Node
from graphsvc.org.api.arguments import ID, AreaCode, Key, Reason, argument
from graphsvc.org.api.people import Person

MOST_TOLD = 200
On = Annotated[
    date | None, argument("As counted on this day; today when left out, with open tasks for today only (截止日期).")
]
WarningId = Annotated[strawberry.ID, argument("Its `reference` (预警编号).", ID)]
Decision = Annotated[RiskWarningVerdict, argument("What is decided; it stands for 28 days (处置).")]


@strawberry.type(name="RiskWarning", description="Something worth a look before it grows (风险预警).")
class ToldWarning:
    """A statistic of a day, no judgement."""

    warning: strawberry.Private[RiskWarning]
    reference: str = strawberry.field(
        description="To decide on it by, the same as long as it is about the same (预警编号)."
    )
    kind: RiskWarningKind = strawberry.field(description="What it is about (预警类别).")
    about: str = strawberry.field(
        description="The address, the code of the category, or the id of the person; empty where it is the area alone "
        "(对象)."
    )
    observed: int = strawberry.field(description="How many there were, or are open (数量).")
    expected: float = strawberry.field(description="How many were to be expected; 0 for addresses (预期).")
    verdict: RiskWarningVerdict | None = strawberry.field(description="What stands on it; null while nothing (处置).")
    verdict_reason: str | None = strawberry.field(description="Why that was decided (处置理由).")
    judged_at: datetime | None = strawberry.field(description="When that was decided (处置时间).")

    @strawberry.field(description="The community of an address, or the grid; the home of a worker's tasks (区域).")
    async def area(self, info: Info) -> Area | None:
        return await info.context.node(info, self.warning.area)

    @strawberry.field(description="Who has too many tasks; null for other kinds (人员).")
    async def worker(self, info: Info) -> Person | None:
        is_theirs = self.warning.kind is RiskWarningKind.OVERLOADED_WORKER
        return await info.context.node(info, self.warning.about if is_theirs else None)

    @strawberry.field(
        description=f"Cases, visits or shares it was counted from, the newest first, at most {MOST_EVIDENCE} (依据).",
        directives=[ListSize(assumed_size=MOST_EVIDENCE)],
    )
    async def evidence(self, info: Info) -> list[Node]:
        found: list[Node] = await info.context.nodes(info, list(self.warning.evidence))
        return found

    @classmethod
    def of(cls, warning: RiskWarning, verdict: Verdict | None) -> ToldWarning:
        """Show one."""
        return cls(
            warning=warning,
            reference=warning.id,
            kind=warning.kind,
            about=warning.about,
            observed=warning.observed,
            expected=round(warning.expected, 1),
            verdict=verdict.verdict if verdict else None,
            verdict_reason=verdict.reason if verdict else None,
            judged_at=verdict.at if verdict else None,
        )


@strawberry.type
class WarningQueries:
    """Roots that resolvers answer."""

    @strawberry.field(
        description="Warnings of an area on a day, those on which nothing was decided first, "
        f"at most {MOST_TOLD} (风险预警).",
        directives=[ListSize(assumed_size=MOST_TOLD), Cost(weight="300")],
    )
    async def risk_warnings(self, info: Info, area: AreaCode, as_of: On = None) -> list[ToldWarning] | None:
        grant, today, rules = info.context.may(Operation.READ_CASES), info.context.today, WarningRules()
        looked = Looked(area, as_of or today, today)
        found = await read_warnings(info.context.graph, grant, looked, rules)
        verdicts = await read_verdicts(info.context.graph, grant, area, looked.day, rules)
        return [ToldWarning.of(each, verdicts.get(each.id)) for each in open_first(found, verdicts)[:MOST_TOLD]]


@strawberry.type
class WarningMutations:
    """What is decided on warnings."""

    @strawberry.mutation(description="Acknowledge or dismiss a warning that stands today, with a reason (处置预警).")
    async def judge_risk_warning(
        self, info: Info, warning: WarningId, verdict: Decision, reason: Reason, key: Key = None
    ) -> Area | None:
        work = partial(
            judge_warning,
            grant=info.context.may(Operation.JUDGE_WARNING),
            id_=warning,
            verdict=verdict,
            reason=reason.strip(),
            by=info.context.caller.subject,
            now=info.context.now,
        )
        return await info.context.change(info, work, key)
