"""Queries and mutations of patrols: plans opened, drawn up, paused, ended; visits reported and called off."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Annotated, Any
from uuid import uuid4

import strawberry

from graphsvc.access.scope import Operation
from graphsvc.gql.execution.context import Info
from graphsvc.gql.schema.constraints import Constraint
from graphsvc.gql.schema.cost_directives import ListSize
from graphsvc.gql.schema.fields import Connection, every, find
from graphsvc.org.api.arguments import ID, Id, Key, Reason, Version, argument
from graphsvc.org.api.queries import BY_ID, by_id
from graphsvc.patrol.api.patrol_inputs import AbsenceInput, DaysInput, PatrolPlanInput, VisitReportInput
from graphsvc.patrol.api.patrol_types import PatrolPlan, Visit
from graphsvc.patrol.model.plans import Days
from graphsvc.patrol.model.visits import MOST_REPORTS, VisitAction, bar_visit_step
from graphsvc.patrol.store import plans, visits
from graphsvc.patrol.store.ports import CaseDesk, Workdays
from graphsvc.vocabulary.machine import offered

MOST_ABSENCES = 200
NewPlan = Annotated[PatrolPlanInput, argument("What is visited, and when (计划).")]
StartsOn = Annotated[date | None, argument("First day to draw up; today when left out (起).")]
UntilOn = Annotated[date, argument("Last day to draw up (止).")]
Absences = Annotated[
    list[AbsenceInput] | None, argument("Who is away, and when (请假).", Constraint(max_items=MOST_ABSENCES))
]
Pause = Annotated[DaysInput, argument("The days, such as those of a storm (暂停日期).")]
Reports = Annotated[
    list[VisitReportInput],
    argument(f"1 to {MOST_REPORTS} reports (走访登记).", Constraint(min_items=1, max_items=MOST_REPORTS)),
]


VisitId = Annotated[strawberry.ID, argument("Id of the visit (走访).", ID)]
NEEDED = {VisitAction.REPORT: Operation.REPORT_VISIT, VisitAction.CALL_OFF: Operation.KEEP_PATROL}


class PatrolRoots:
    """Roots that are compiled."""

    patrol_plan: PatrolPlan | None = find(
        by_id("PatrolPlan"), "A plan by which places are visited (巡查走访计划).", **BY_ID
    )
    patrol_plans: Connection[PatrolPlan] = every("All patrol plans in scope, by area (巡查走访计划列表).")
    visit: Visit | None = find(by_id("Visit"), "A visit, due, made or missed (走访).", **BY_ID)
    visits: Connection[Visit] = every("All visits in scope, by grid; those that were missed by their state (走访列表).")


@strawberry.type(description="A step of a visit for the caller (走访可办步骤).")
class AvailableVisitAction:
    """One offer."""

    action: VisitAction = strawberry.field(description="Named as its change (步骤).")
    allowed: bool = strawberry.field(description="Whether it may be done now (可办).")
    reason: str | None = strawberry.field(description="Why it may not, in Chinese (不可办的原因).")


@strawberry.type
class PatrolQueries:
    """Roots that resolvers answer."""

    @strawberry.field(
        description="What the caller may do with a visit, and why not the rest: all of it (走访可办步骤).",
        directives=[ListSize(assumed_size=len(VisitAction))],
    )
    async def visit_actions(self, info: Info, visit: VisitId) -> list[AvailableVisitAction] | None:
        seen, caller = info.context.may(Operation.READ_CASES), info.context.caller
        state, area = await visits.read_standing(info.context.graph, seen, visit, info.context.today)
        bars = (
            (action, bar_visit_step(state, action, theirs=any(map(area.startswith, caller.granted(needed).scope))))
            for action, needed in NEEDED.items()
        )
        return offered(AvailableVisitAction, bars)


@strawberry.type
class PatrolMutations:
    """What is done with patrols."""

    @strawberry.mutation(description="Open a plan over places of one kind (制定巡查走访计划).")
    async def open_patrol_plan(self, info: Info, plan: NewPlan, key: Key = None) -> PatrolPlan | None:
        work = partial(
            plans.open_plan,
            grant=info.context.may(Operation.KEEP_PATROL),
            plan=plan.read(),
            id_=f"patrol-{uuid4().hex[:16]}",
            by=info.context.caller.subject,
            now=info.context.now,
        )
        return await info.context.change(info, work, key)

    @strawberry.mutation(
        description="Draw up the visits that fall due and share them out evenly, those still due anew (排定走访)."
    )
    async def draw_up_visits(
        self,
        info: Info,
        id: Id,
        expected_version: Version,
        until_on: UntilOn,
        starts_on: StartsOn = None,
        absences: Absences = None,
        key: Key = None,
    ) -> PatrolPlan | None:
        work = partial(
            plans.draw_up,
            grant=info.context.may(Operation.KEEP_PATROL),
            id_=id,
            expected=expected_version,
            wanted=Days(starts_on or info.context.today, until_on),
            absences=[each.read() for each in absences or ()],
            is_worked=info.context.tool(Workdays, Workdays).is_worked,
            today=info.context.today,
        )
        return await info.context.change(info, work, key)

    @strawberry.mutation(
        description="Pause a plan for some days: visits due then are called off, none are drawn up (暂停巡查)."
    )
    async def pause_patrol_plan(
        self, info: Info, id: Id, expected_version: Version, days: Pause, reason: Reason, key: Key = None
    ) -> PatrolPlan | None:
        grant = info.context.may(Operation.KEEP_PATROL)
        work = partial(
            plans.pause,
            grant=grant,
            id_=id,
            expected=expected_version,
            days=days.read(),
            reason=reason.strip(),
            today=info.context.today,
        )
        return await info.context.change(info, work, key)

    @strawberry.mutation(description="End a plan: what is due from today on is called off (终止计划).")
    async def end_patrol_plan(
        self, info: Info, id: Id, expected_version: Version, reason: Reason, key: Key = None
    ) -> PatrolPlan | None:
        grant, now = info.context.may(Operation.KEEP_PATROL), info.context.now
        work = partial(plans.end, grant=grant, id_=id, expected=expected_version, reason=reason.strip(), now=now)
        return await info.context.change(info, work, key)

    @strawberry.mutation(
        description="Report visits, as a phone sends them: what was sent before has no second effect, and a visit that "
        "somebody else has reported stays as it is, which its `reportKey` shows (登记走访)."
    )
    async def report_visits(self, info: Info, reports: Reports, key: Key = None) -> list[Visit] | None:
        caller = info.context.caller
        desk = info.context.tool(CaseDesk, CaseDesk)
        reporter = visits.Reporter(caller, info.context.may(Operation.REPORT_VISIT), desk.raise_case)
        read = [each.read() for each in reports]
        work = partial(visits.report_visits, reporter=reporter, reports=read, now=info.context.now)
        return await info.context.change(info, work, key)

    @strawberry.mutation(description="Call a visit off, before its day is over (取消走访).")
    async def call_off_visit(
        self, info: Info, id: Id, expected_version: Version, reason: Reason, key: Key = None
    ) -> Visit | None:
        work: Any = partial(
            visits.call_off,
            grant=info.context.may(Operation.KEEP_PATROL),
            id_=id,
            expected=expected_version,
            reason=reason.strip(),
            by=info.context.caller.subject,
            now=info.context.now,
        )
        return await info.context.change(info, work, key)
