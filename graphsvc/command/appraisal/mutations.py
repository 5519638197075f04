"""Acts about the appraisal of a year: noticed, objected to, decided, sealed."""

from __future__ import annotations

from functools import partial
from typing import Annotated

import strawberry

from graphsvc.access.scope import Operation
from graphsvc.command.appraisal import acts
from graphsvc.command.appraisal.store import AppraisalDays
from graphsvc.command.appraisal.types import YearlyAppraisal
from graphsvc.command.appraisal.yearly import UPHELD, Decision, Objection
from graphsvc.command.rules.responsibilities import HUNDREDTHS, MOST_ITEMS, Responsibilities, read_responsibilities
from graphsvc.command.rules.terms import Terms, read_terms
from graphsvc.errors import BadInput
from graphsvc.gql.execution.context import Info
from graphsvc.gql.schema.constraints import Constraint
from graphsvc.org.api.arguments import REASON, AreaCode, Id, Key, Version, argument, entry

ITEM = Constraint(min_length=1, max_length=50, format="line")
LISTED = Constraint(min_items=1, max_items=MOST_ITEMS)
Year = Annotated[int, argument("The year that is judged (年度).", Constraint(min=2000, max=2999))]


@strawberry.input(description="An item that the area objects to (申诉项).")
class AppraisalObjectionInput:
    """Which, and why."""

    item: str = entry("Its code (职责代码).", ITEM)
    reason: str = entry("Why its points are not right (申诉理由).", REASON)

    def read(self) -> Objection:
        """Put it in the words of the model."""
        return Objection(self.item.strip(), self.reason.strip())


@strawberry.input(description="What becomes of an item that was objected to (复核项).")
class AppraisalDecisionInput:
    """Which, its right points, and why."""

    item: str = entry("Its code (职责代码).", ITEM)
    points: float | None = entry(
        "The right points, with at most two decimals; null leaves them as noticed (得分).",
        Constraint(min=0, max=100),
        default=None,
    )
    reason: str = entry("Why (复核意见).", REASON)

    def read(self) -> Decision:
        """Put it in the words of the model.

        Raises:
            BadInput: the points have more than two decimals.
        """
        hundredths = UPHELD if self.points is None else round(self.points * HUNDREDTHS)
        if self.points is not None and abs(hundredths - self.points * HUNDREDTHS) > 1e-6:
            raise BadInput("得分最多两位小数。", "Points have at most two decimals.").at("decisions")
        return Decision(self.item.strip(), hundredths, self.reason.strip())


Objections = Annotated[
    list[AppraisalObjectionInput], argument("All items that are objected to, each once (申诉项).", LISTED)
]
Decisions = Annotated[
    list[AppraisalDecisionInput], argument("Every item that was objected to, each once (复核项).", LISTED)
]


@strawberry.type
class AppraisalMutations:
    """What is done about appraisals of years."""

    @strawberry.mutation(
        description="Freeze the score of a year that is over for the area to see, as the level above (公示年度考核)."
    )
    async def notice_appraisal(self, info: Info, area: AreaCode, year: Year, key: Key = None) -> YearlyAppraisal | None:
        work = partial(
            acts.notice,
            grant=info.context.may(Operation.APPRAISE),
            rules=info.context.tool(Responsibilities, read_responsibilities),
            terms=info.context.tool(Terms, read_terms),
            days=info.context.tool(AppraisalDays, AppraisalDays),
            area=area,
            year=year,
            by=info.context.caller.subject,
            now=info.context.now,
        )
        return await info.context.change(info, work, key)

    @strawberry.mutation(
        description="Object to items of a score that was noticed, once and in time, as the area (申诉年度考核)."
    )
    async def object_appraisal(
        self, info: Info, id: Id, expected_version: Version, objections: Objections, key: Key = None
    ) -> YearlyAppraisal | None:
        work = partial(
            acts.object_to,
            grant=info.context.may(Operation.OBJECT_APPRAISAL),
            terms=info.context.tool(Terms, read_terms),
            days=info.context.tool(AppraisalDays, AppraisalDays),
            id_=id,
            expected=expected_version,
            objections=[each.read() for each in objections],
            by=info.context.caller.subject,
            now=info.context.now,
        )
        return await info.context.change(info, work, key)

    @strawberry.mutation(
        description="Uphold or correct the items objected to, as the level above and not who noticed them "
        "(复核年度考核)."
    )
    async def decide_appraisal(
        self, info: Info, id: Id, expected_version: Version, decisions: Decisions, key: Key = None
    ) -> YearlyAppraisal | None:
        work = partial(
            acts.decide,
            grant=info.context.may(Operation.APPRAISE),
            id_=id,
            expected=expected_version,
            decisions=[each.read() for each in decisions],
            by=info.context.caller.subject,
            now=info.context.now,
        )
        return await info.context.change(info, work, key)

    @strawberry.mutation(
        description="Seal it for good, after a decision or when nobody objected or decided in time, as the level above "
        "(封存年度考核)."
    )
    async def seal_appraisal(
        self, info: Info, id: Id, expected_version: Version, key: Key = None
    ) -> YearlyAppraisal | None:
        work = partial(
            acts.seal,
            grant=info.context.may(Operation.APPRAISE),
            id_=id,
            expected=expected_version,
            by=info.context.caller.subject,
            now=info.context.now,
        )
        return await info.context.change(info, work, key)
