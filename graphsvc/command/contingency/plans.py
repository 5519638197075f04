"""Contingency plans in the graph: written, amended, published, drilled and retired, each step one statement."""

from datetime import datetime
from pathlib import Path
from typing import Any

from graphsvc.access.principal import Grant
from graphsvc.china import day_in_china, in_utc
from graphsvc.command.model.contingency_plan import (
    PLAN,
    ContingencyHolder,
    ContingencyPlanAction,
    ContingencyPlanState,
    Drill,
    PlanStanding,
    PlanText,
)
from graphsvc.cypher.files import statements
from graphsvc.cypher.statement import Statement
from graphsvc.db.ports import Reader, Transaction
from graphsvc.errors import BadInput, NotFound, StepRefused
from graphsvc.log.events import Done, Event

TEXTS = statements(Path(__file__).with_name("plans.cypher"))


async def draft_plan(tx: Transaction, grant: Grant, text: PlanText, id_: str, by: str, now: datetime) -> Done:
    """Write a new plan.

    Raises:
        NotFound: no such area for this caller, or a unit, area or resource that it names is not there.
    """
    row = {"id": id_, "version": 1, "state": ContingencyPlanState.DRAFT.value, "draftedAt": in_utc(now)}
    asked = {"plan": {**_written(text, by), **row}, **_named(text), "scope": list(grant.scope)}
    rows = await tx.run(Statement(TEXTS["draft"], asked))
    if not rows:
        raise NotFound(
            "没有这个区域，或不由您编制预案；预案属于村社区及以上的区域。",
            "No such area of yours; a plan is of a community or above.",
        )
    done, held, offered, area = rows[0]
    if not done:
        raise _unnamed(held=held, offered=offered)
    told = {"steps": len(text.steps), "board": text.board.value}
    return Done((id_,), (Event("CONTINGENCY_PLAN_DRAFTED", id_, area, {}, told, text.title),))


async def amend_plan(tx: Transaction, grant: Grant, text: PlanText, id_: str, expected: int, by: str) -> Done:
    """Write a plan anew; what runs is not changed.

    Raises:
        NotFound: no such plan for this caller, or something that it names is not there.
        BadInput: the area is another. StepRefused: it has moved on, or is retired.
    """
    action = ContingencyPlanAction.AMEND
    asked = {"id": id_, "expected": expected, "plan": _written(text, by), **_named(text), **_sources(action)}
    rows = await tx.run(Statement(TEXTS["amend"], {**asked, "scope": list(grant.scope)}))
    if not rows:
        raise _absent()
    done, seen, state, same, held, offered, area = rows[0]
    if not done:
        if not seen or state not in asked["sources"]:
            raise refused(ContingencyPlanState(state), action)
        if not same:
            raise BadInput("预案所属区域不能改；请另行编制。", "The area of a plan stays; draft another.").at(
                "plan", "area"
            )
        raise _unnamed(held=held, offered=offered)
    told = {"version": expected + 1, "steps": len(text.steps)}
    return Done((id_,), (Event("CONTINGENCY_PLAN_AMENDED", id_, area, {"version": expected}, told, text.title),))


async def take_plan_step(
    tx: Transaction, grant: Grant, id_: str, action: ContingencyPlanAction, expected: int, note: str, now: datetime
) -> Done:
    """Publish or retire a plan.

    Raises:
        NotFound: no such plan for this caller. StepRefused: it has moved on, or does not allow this.
    """
    target, today = PLAN.target(action), day_in_china(now)
    on = {"publishedOn": today} if action is ContingencyPlanAction.PUBLISH else {"retiredOn": today}
    changes = {"state": target.value, "note": note or None, **on}
    asked = {"id": id_, "expected": expected, "changes": changes, **_sources(action), "scope": list(grant.scope)}
    rows = await tx.run(Statement(TEXTS["take_plan_step"], asked))
    if not rows:
        raise _absent()
    done, _, state, area = rows[0]
    if not done:
        raise refused(ContingencyPlanState(state), action)
    event = Event(f"CONTINGENCY_PLAN_{action}", id_, area, {"state": state}, {"state": target.value}, note)
    return Done((id_,), (event,))


async def record_drill(
    tx: Transaction, grant: Grant, plan: str, expected: int, drill: Drill, id_: str, by: str, now: datetime
) -> Done:
    """Record a drill of a plan.

    Raises:
        BadInput: it has not been held. NotFound: no such plan for this caller.
        StepRefused: the plan has moved on, or is not published.
    """
    drill.check(day_in_china(now))
    row = {
        "id": id_,
        "heldOn": drill.held_on,
        "result": drill.result.value,
        "findings": drill.findings,
        "recordedAt": in_utc(now),
        "recordedBy": by,
    }
    action = ContingencyPlanAction.DRILL
    asked = {"id": plan, "expected": expected, "drill": row, **_sources(action), "scope": list(grant.scope)}
    rows = await tx.run(Statement(TEXTS["drill"], asked))
    if not rows:
        raise _absent()
    done, _, state, area = rows[0]
    if not done:
        raise refused(ContingencyPlanState(state), action)
    told = {"drill": id_, "heldOn": drill.held_on.isoformat(), "result": drill.result.value}
    return Done((plan,), (Event("CONTINGENCY_PLAN_DRILLED", plan, area, {}, told, drill.findings),))


async def read_plan_standing(graph: Reader, id_: str) -> PlanStanding:
    """Read how a plan stands.

    Raises:
        NotFound: no such plan.
    """
    rows = await graph.read(Statement(TEXTS["plan_standing"], {"id": id_}))
    if not rows:
        raise _absent()
    state, area, running = rows[0]
    return PlanStanding(ContingencyPlanState(state), area, running)


def refused(state: ContingencyPlanState, action: ContingencyPlanAction) -> StepRefused:
    """Refuse a step that the state does not allow, or of which the caller has read another version."""
    if (state, action) not in PLAN.table:
        return PLAN.refusal(state, action)
    allowed = tuple(each.value for each in PLAN.allowed(state))
    return StepRefused("预案已有变动，请刷新后再试。", "The plan was changed meanwhile; read it again.", allowed)


def _sources(action: ContingencyPlanAction) -> dict[str, list[str]]:
    return {"sources": [state.value for state in PLAN.sources(action)]}


def _named(text: PlanText) -> dict[str, Any]:
    """What has to be there for a plan: units and areas with a role, and resources with how much of each."""
    there = (ContingencyHolder.UNIT, ContingencyHolder.AREA)
    holders = sorted({role.holder for role in text.roles if role.kind in there})
    return {"holders": holders, "resources": [list(each) for each in sorted(text.resources)]}


def _written(text: PlanText, by: str) -> dict[str, Any]:
    return {
        "areaCode": text.area,
        "board": text.board.value,
        "title": text.title,
        "trigger": text.trigger,
        "categories": list(text.categories),
        "words": list(text.words),
        "roles": [role.name for role in text.roles],
        "roleKinds": [role.kind.value for role in text.roles],
        "roleHolders": [role.holder for role in text.roles],
        "steps": [step.text for step in text.steps],
        "stepRoles": [step.role for step in text.steps],
        "stepMinutes": [step.minutes for step in text.steps],
        "drillEveryDays": text.drill_days,
        "writtenBy": by,
    }


def _unnamed(*, held: bool, offered: bool) -> NotFound:
    if not held:
        return NotFound("角色中有不存在的单位或区域。", "A unit or area that has a role is not there.")
    assert not offered
    return NotFound("资源清单中没有预案要占用的某项资源。", "A resource that the plan holds is not on the list.")


def _absent() -> NotFound:
    return NotFound("没有这个预案，或不由您办理。", "No such contingency plan, or none of yours.")
