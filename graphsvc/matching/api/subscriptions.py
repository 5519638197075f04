"""A plan that is watched while it is made: a feed of how far it is, the plan at its end; whoever leaves cancels it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator

import strawberry

from graphsvc.gql.execution.context import Info
from graphsvc.gql.schema.cost_directives import Cost
from graphsvc.matching.api.plans import AssignmentPlan, Keeping, Needs, made
from graphsvc.org.api.arguments import AreaCode


@strawberry.type(description="How far a plan is (方案进度).")
class PlanProgress:
    """Told after each place whose needs have been looked at."""

    done: int = strawberry.field(description="Needs whose candidates are gathered (已收集候选的需求).")
    total: int = strawberry.field(description="Of how many (需求总数).")
    plan: AssignmentPlan | None = strawberry.field(description="The plan, at the end (方案).")


@strawberry.type
class PlanFeeds:
    """Feeds of plans: each is made by the worker that its follower is connected to, and ends with the connection."""

    @strawberry.subscription(
        description="Make the best plan and tell how far it is; to leave is to cancel it (最优匹配方案及进度).",
        directives=[Cost(weight="1000")],
    )
    async def planning(
        self, info: Info, area: AreaCode, needs: Needs = None, limits: Keeping = None
    ) -> AsyncGenerator[PlanProgress, None]:
        """As assignmentPlan, step by step."""
        told: asyncio.Queue[tuple[int, int] | None] = asyncio.Queue()
        work = asyncio.create_task(
            made(info.context, area, needs, limits, lambda done, total: told.put_nowait((done, total)))
        )
        work.add_done_callback(lambda _: told.put_nowait(None))
        try:
            while (step := await told.get()) is not None:
                yield PlanProgress(done=step[0], total=step[1], plan=None)
            plan = await work
            yield PlanProgress(done=plan.need_count, total=plan.need_count, plan=plan)
        finally:
            work.cancel()
