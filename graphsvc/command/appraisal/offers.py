"""Roots over appraisals of years, what the caller may do about them, and whether their seals hold."""

from __future__ import annotations

from typing import Annotated

import strawberry

from graphsvc.access.scope import Operation
from graphsvc.command.appraisal import acts
from graphsvc.command.appraisal.mutations import Year
from graphsvc.command.appraisal.types import YearlyAppraisal
from graphsvc.command.appraisal.yearly import AppraisalAction, Reach, YearlyAppraisalState, bar_act, digest
from graphsvc.gql.execution.context import Info
from graphsvc.gql.schema.cost_directives import ListSize
from graphsvc.gql.schema.fields import Connection, every, find
from graphsvc.org.api.arguments import ID, AreaCode, argument
from graphsvc.org.api.queries import BY_ID, by_id
from graphsvc.vocabulary.machine import offered

AppraisalId = Annotated[strawberry.ID, argument("Id of the appraisal (年度考核).", ID)]
NEEDED = dict.fromkeys(AppraisalAction, Operation.APPRAISE) | {AppraisalAction.OBJECT: Operation.OBJECT_APPRAISAL}


class YearlyAppraisalRoots:
    """Roots that are compiled."""

    yearly_appraisal: YearlyAppraisal | None = find(
        by_id("YearlyAppraisal"), "How a year of an area was judged (年度考核).", **BY_ID
    )
    yearly_appraisals: Connection[YearlyAppraisal] = every("All appraisals of years in scope, by area (年度考核列表).")


@strawberry.type(description="Something that may be done about a year of an area, for the caller (年度考核可办步骤).")
class AvailableAppraisalAction:
    """One offer."""

    action: AppraisalAction = strawberry.field(description="Named as its change (步骤).")
    allowed: bool = strawberry.field(description="Whether it may be done now (可办).")
    reason: str | None = strawberry.field(description="Why it may not, in Chinese (不可办的原因).")


@strawberry.type(description="Whether an appraisal still says what it was sealed with (年度考核验签).")
class AppraisalSeal:
    """One appraisal, looked at now."""

    digest: str = strawberry.field(description="SHA-256 of all that it says now (当前摘要).")
    sealed: str | None = strawberry.field(description="That in the record, from its seal; null before (封存摘要).")
    holds: bool | None = strawberry.field(
        description="Whether both are the same and it is still sealed; null before (封签有效)."
    )


@strawberry.type
class YearlyAppraisalQueries:
    """Roots that resolvers answer."""

    @strawberry.field(
        description="What the caller may do about a year of an area, and why not the rest: all of it "
        "(年度考核可办步骤).",
        directives=[ListSize(assumed_size=len(AppraisalAction))],
    )
    async def appraisal_actions(self, info: Info, area: AreaCode, year: Year) -> list[AvailableAppraisalAction] | None:
        caller, today = info.context.caller, info.context.today
        grant = info.context.may(Operation.READ_CASES)
        standing = await acts.read_standing(info.context.graph, grant, area, year)
        reaches = ((action, Reach(caller.granted(operation).scope)) for action, operation in NEEDED.items())
        bars = ((action, bar_act(standing, action, reach, caller.subject, today)) for action, reach in reaches)
        return offered(AvailableAppraisalAction, bars)

    @strawberry.field(description="Check the seal of an appraisal against all that it says (年度考核验签).")
    async def appraisal_seal(self, info: Info, appraisal: AppraisalId) -> AppraisalSeal | None:
        said = await acts.read_says(info.context.graph, info.context.may(Operation.READ_CASES), appraisal)
        found = digest(said.says)
        same = said.sealed == found and said.says["state"] == YearlyAppraisalState.SEALED
        return AppraisalSeal(digest=found, sealed=said.sealed, holds=None if said.sealed is None else same)
