"""Roots over contingency plans and their runs, and what the caller may do with each."""

from __future__ import annotations

from typing import Annotated

import strawberry

from graphsvc.access.scope import Operation
from graphsvc.command.contingency.plans import read_plan_standing
from graphsvc.command.contingency.runs import read_run_standing
from graphsvc.command.contingency.types import ContingencyPlan, ContingencyRun
from graphsvc.command.model.contingency_plan import ContingencyPlanAction, bar_plan_step
from graphsvc.command.model.contingency_run import ContingencyRunAction, bar_run_step
from graphsvc.command.model.supervision import Reach
from graphsvc.gql.execution.context import Info
from graphsvc.gql.schema.cost_directives import ListSize
from graphsvc.gql.schema.fields import Connection, every, find
from graphsvc.org.api.arguments import ID, argument
from graphsvc.org.api.queries import BY_ID, by_id
from graphsvc.vocabulary.machine import offered

PlanId = Annotated[strawberry.ID, argument("Id of the contingency plan (预案).", ID)]
RunId = Annotated[strawberry.ID, argument("Id of the run (预案运行).", ID)]
NEEDED = {ContingencyPlanAction.START: Operation.RUN_CONTINGENCY} | {
    action: Operation.KEEP_CONTINGENCY for action in ContingencyPlanAction if action is not ContingencyPlanAction.START
}
"""What each step needs, the one first that is in a hurry."""


class ContingencyRoots:
    """Roots that are compiled."""

    contingency_plan: ContingencyPlan | None = find(
        by_id("ContingencyPlan"), "What an area does when something bad happens (预案).", **BY_ID
    )
    contingency_plans: Connection[ContingencyPlan] = every("All contingency plans, by area (预案列表).")
    contingency_run: ContingencyRun | None = find(
        by_id("ContingencyRun"), "A plan that runs or has run (预案运行).", **BY_ID
    )
    contingency_runs: Connection[ContingencyRun] = every("All runs in scope, by area (预案运行列表).")


@strawberry.type(description="A step of a contingency plan for the caller (预案可办步骤).")
class AvailableContingencyPlanAction:
    """One offer."""

    action: ContingencyPlanAction = strawberry.field(description="Named as its change (步骤).")
    allowed: bool = strawberry.field(description="Whether it may be done now (可办).")
    reason: str | None = strawberry.field(description="Why it may not, in Chinese (不可办的原因).")


@strawberry.type(description="A step of a run for the caller (预案运行可办步骤).")
class AvailableContingencyRunAction:
    """One offer."""

    action: ContingencyRunAction = strawberry.field(description="Named as its change (步骤).")
    allowed: bool = strawberry.field(description="Whether it may be done now (可办).")
    reason: str | None = strawberry.field(description="Why it may not, in Chinese (不可办的原因).")


@strawberry.type
class ContingencyQueries:
    """Roots that resolvers answer."""

    @strawberry.field(
        description="What the caller may do with a contingency plan, and why not the rest: all of it (预案可办步骤).",
        directives=[ListSize(assumed_size=len(ContingencyPlanAction))],
    )
    async def contingency_plan_actions(self, info: Info, plan: PlanId) -> list[AvailableContingencyPlanAction] | None:
        info.context.may(Operation.READ_STRUCTURE)
        standing = await read_plan_standing(info.context.graph, plan)
        reaches = ((action, Reach(info.context.caller.granted(needed).scope)) for action, needed in NEEDED.items())
        bars = ((action, bar_plan_step(standing, action, reach)) for action, reach in reaches)
        return offered(AvailableContingencyPlanAction, bars)

    @strawberry.field(
        description="What the caller may do with a run, and why not the rest: all of it (预案运行可办步骤).",
        directives=[ListSize(assumed_size=len(ContingencyRunAction))],
    )
    async def contingency_run_actions(self, info: Info, run: RunId) -> list[AvailableContingencyRunAction] | None:
        seen = info.context.may(Operation.READ_CASES)
        standing = await read_run_standing(info.context.graph, seen, run)
        reach = Reach(info.context.caller.granted(Operation.RUN_CONTINGENCY).scope)
        bars = ((action, bar_run_step(standing, action, reach)) for action in ContingencyRunAction)
        return offered(AvailableContingencyRunAction, bars)
