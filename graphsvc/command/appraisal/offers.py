"""Roots over appraisals of years, what the caller may do about them, and whether their seals hold."""

from __future__ import annotations

from typing import Annotated

import strawberry

from graphsvc.access.scope import Operation
from graphsvc.command.appraisal import acts, seals
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


@strawberry.type(description="An act of an appraisal, and whether what it said then still stands (年度考核步骤验签).")
class AppraisalSealStep:
    """One act."""

    action: AppraisalAction = strawberry.field(description="Which act (步骤).")
    recorded: str = strawberry.field(description="SHA-256 of all that it said then, in the record (存证摘要).")
    holds: bool = strawberry.field(description="Whether it still says that (未改动).")


@strawberry.type(description="Whether an appraisal still says what it said at each act (年度考核验签).")
class AppraisalSeal:
    """One appraisal, looked at now."""

    digest: str = strawberry.field(description="SHA-256 of all that it says now (当前摘要).")
    sealed: str | None = strawberry.field(description="That in the record, from its seal; null before (封存摘要).")
    holds: bool | None = strawberry.field(
        description="Whether it says what the record holds of every act, and stands where the last has left it; null "
        "where the record holds no digest (封签有效)."
    )
    steps: list[AppraisalSealStep] = strawberry.field(
        description=f"Acts that have a digest in the record, in order, at most {len(AppraisalAction)} (各步骤验签).",
        directives=[ListSize(assumed_size=len(AppraisalAction))],
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
        said = await seals.read_says(info.context.graph, info.context.may(Operation.READ_CASES), appraisal)
        steps = [AppraisalSealStep(action=each.action, recorded=each.recorded, holds=each.holds) for each in said.steps]
        now = digest(said.says, YearlyAppraisalState(said.says["state"]))
        return AppraisalSeal(digest=now, sealed=said.sealed, holds=said.holds, steps=steps)
