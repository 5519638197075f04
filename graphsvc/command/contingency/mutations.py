"""Mutations of contingency plans: written, published, drilled, retired; started, ended, looked back upon."""

from __future__ import annotations

from functools import partial
from typing import Annotated, Any
from uuid import uuid4

import strawberry

from graphsvc.access.scope import Operation
from graphsvc.command.api.handling import rules_of
from graphsvc.command.contingency import plans, runs
from graphsvc.command.contingency.inputs import ContingencyDrillInput, ContingencyPlanInput
from graphsvc.command.contingency.types import ContingencyPlan, ContingencyRun
from graphsvc.command.model.contingency_plan import ContingencyPlanAction, PlanText
from graphsvc.command.model.contingency_run import ContingencyRunAction
from graphsvc.gql.execution.context import Info
from graphsvc.org.api.arguments import AREA_CODE, ID, REASON, Id, Key, Note, Reason, Version, argument

Written = Annotated[ContingencyPlanInput, argument("All of it; what is left out is empty (预案).")]
Held = Annotated[ContingencyDrillInput, argument("The day it was held, and how it went (演练).")]
Place = Annotated[
    strawberry.ID | None,
    argument("Code of the area where it runs, under that of the plan; all of that unless told (启动地点).", AREA_CODE),
]
ForCase = Annotated[strawberry.ID | None, argument("Id of the open case that it is started for (所为事件).", ID)]
Review = Annotated[str, argument("What went well and what did not, in your own words (复盘).", REASON)]


@strawberry.type
class ContingencyMutations:
    """What is done with contingency plans and their runs."""

    @strawberry.mutation(description="Write a contingency plan; it is published before it can be started (编制预案).")
    async def draft_contingency_plan(self, info: Info, plan: Written, key: Key = None) -> ContingencyPlan | None:
        work = partial(
            plans.draft_plan,
            grant=info.context.may(Operation.KEEP_CONTINGENCY),
            text=_checked(info, plan),
            id_=f"plan-{uuid4().hex[:16]}",
            by=info.context.caller.subject,
            now=info.context.now,
        )
        return await info.context.change(info, work, key)

    @strawberry.mutation(description="Write a plan anew where it stands; what runs is not changed (修改预案).")
    async def amend_contingency_plan(
        self, info: Info, id: Id, expected_version: Version, plan: Written, key: Key = None
    ) -> ContingencyPlan | None:
        work = partial(
            plans.amend_plan,
            grant=info.context.may(Operation.KEEP_CONTINGENCY),
            text=_checked(info, plan),
            id_=id,
            expected=expected_version,
            by=info.context.caller.subject,
        )
        return await info.context.change(info, work, key)

    @strawberry.mutation(description="Publish a plan: it can be started, and cases propose it (发布预案).")
    async def publish_contingency_plan(
        self, info: Info, id: Id, expected_version: Version, note: Note = None, key: Key = None
    ) -> ContingencyPlan | None:
        return await _take_plan_step(info, id, expected_version, ContingencyPlanAction.PUBLISH, note or "", key)

    @strawberry.mutation(description="Retire a plan: it is started no more; what runs goes on (停用预案).")
    async def retire_contingency_plan(
        self, info: Info, id: Id, expected_version: Version, reason: Reason, key: Key = None
    ) -> ContingencyPlan | None:
        return await _take_plan_step(info, id, expected_version, ContingencyPlanAction.RETIRE, reason, key)

    @strawberry.mutation(description="Record a drill of a published plan and its result (登记演练).")
    async def drill_contingency_plan(
        self, info: Info, id: Id, expected_version: Version, drill: Held, key: Key = None
    ) -> ContingencyPlan | None:
        work = partial(
            plans.record_drill,
            grant=info.context.may(Operation.KEEP_CONTINGENCY),
            plan=id,
            expected=expected_version,
            drill=drill.read(),
            id_=f"drill-{uuid4().hex[:16]}",
            by=info.context.caller.subject,
            now=info.context.now,
        )
        return await info.context.change(info, work, key)

    @strawberry.mutation(
        description="Start a published plan: a run of it as it is now, with a task for each step and its resources "
        "held, in one transaction; once at a place until it is ended (启动预案)."
    )
    async def start_contingency_plan(
        self,
        info: Info,
        id: Id,
        expected_version: Version,
        place: Place = None,
        case: ForCase = None,
        note: Note = None,
        key: Key = None,
    ) -> ContingencyRun | None:
        run = f"run-{uuid4().hex[:16]}"
        start = runs.Start(id, expected_version, run, place or "", case or "", (note or "").strip())
        work = partial(
            runs.start_plan,
            grant=info.context.may(Operation.RUN_CONTINGENCY),
            start=start,
            by=info.context.caller.subject,
            now=info.context.now,
        )
        return await info.context.change(info, work, key)

    @strawberry.mutation(
        description="End a run: what is still open of its tasks is withdrawn, what it holds is free (终止响应)."
    )
    async def end_contingency_run(
        self, info: Info, id: Id, expected_version: Version, reason: Reason, key: Key = None
    ) -> ContingencyRun | None:
        return await _take_run_step(info, id, expected_version, ContingencyRunAction.END, reason, key)

    @strawberry.mutation(description="Keep the review of a run that was ended; it is not changed later (复盘).")
    async def review_contingency_run(
        self, info: Info, id: Id, expected_version: Version, review: Review, key: Key = None
    ) -> ContingencyRun | None:
        return await _take_run_step(info, id, expected_version, ContingencyRunAction.REVIEW, review, key)


def _checked(info: Info, plan: ContingencyPlanInput) -> PlanText:
    text = plan.read()
    text.check(frozenset(rules_of(info).categories))
    return text


async def _take_plan_step(
    info: Info, id_: str, version: int, action: ContingencyPlanAction, note: str, key: str | None
) -> Any:
    work = partial(
        plans.take_plan_step,
        grant=info.context.may(Operation.KEEP_CONTINGENCY),
        id_=id_,
        action=action,
        expected=version,
        note=note.strip(),
        now=info.context.now,
    )
    return await info.context.change(info, work, key)


async def _take_run_step(
    info: Info, id_: str, version: int, action: ContingencyRunAction, words: str, key: str | None
) -> Any:
    work = partial(
        runs.take_run_step,
        grant=info.context.may(Operation.RUN_CONTINGENCY),
        id_=id_,
        action=action,
        expected=version,
        words=words.strip(),
        by=info.context.caller.subject,
        now=info.context.now,
    )
    return await info.context.change(info, work, key)
