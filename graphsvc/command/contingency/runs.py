"""Runs of contingency plans in the graph: started with all tasks in one transaction, ended, looked back upon.

What is short does not stop a start: an emergency does not wait for a resource that is held elsewhere, nor for somebody
to serve where nobody does. The run tells what it could not hold; a step that nobody there has goes to the plan's area.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from graphsvc.access.principal import Grant
from graphsvc.china import day_in_china, in_utc
from graphsvc.cobuilding.store.fragments import short
from graphsvc.cobuilding.store.projects import HELD_BY
from graphsvc.command.contingency.plans import refused
from graphsvc.command.model.contingency_plan import (
    PLAN,
    RUNS_ALREADY,
    ContingencyHolder,
    ContingencyPlanAction,
    ContingencyPlanState,
)
from graphsvc.command.model.contingency_run import RUN, ContingencyRunAction, ContingencyRunState, RunStanding
from graphsvc.cypher.files import statements
from graphsvc.cypher.statement import Statement
from graphsvc.db.ports import Reader, Transaction
from graphsvc.errors import BadInput, Conflict, NotFound
from graphsvc.log.events import Done, Event
from graphsvc.tasks.model.task import Act, Draft, TaskKind
from graphsvc.tasks.store.shares import act
from graphsvc.tasks.store.tasks import Caller, Given, Receivers, dispatch

TEXTS = statements(Path(__file__).with_name("runs.cypher"), short=short)


@dataclass(frozen=True, slots=True)
class Start:
    """A plan that is to run: in all of its area unless a `place` under it is named, for a case where there is one."""

    plan: str
    expected: int
    run: str
    place: str = ""
    case: str = ""
    note: str = ""


async def start_plan(tx: Transaction, grant: Grant, start: Start, by: str, now: datetime) -> Done:
    """Start a plan: a run of it as it is now, its resources held, the task of each step given.

    Raises:
        NotFound: no such plan of the caller, no such place under its area, or no such open case there.
        StepRefused: it was changed meanwhile, or is not published. Conflict: it runs there already.
    """
    plan, place, prefix = await _lock(tx, grant, start)
    row = _run_of(plan, start, by, now) | {"areaCode": place, "prefix": prefix}
    await tx.run(Statement(TEXTS["start"], {"plan": start.plan, "run": row, "case": start.case}))
    holding = {"run": start.run, "holding": HELD_BY, "today": day_in_china(now)}
    held = await tx.run(Statement(TEXTS["hold"], holding))
    missing = [list(each) for each in held if each[2] is not None]
    caller = Caller(by, grant.scope)
    given = [await _give(tx, caller, plan, start, place, number, now) for number in range(len(plan["steps"]))]
    tied = {"run": start.run, "tasks": [task.id for task in given], "missing": missing}
    await tx.run(Statement(TEXTS["tie_tasks"], tied))
    told = {"plan": start.plan, "planVersion": plan["version"], "tasks": len(given), "missing": len(missing)}
    begun = Event("CONTINGENCY_RUN_STARTED", start.run, place, {}, told, start.note or plan["title"])
    return Done((start.run,), (begun, *(task.event for task in given)))


async def take_run_step(
    tx: Transaction,
    grant: Grant,
    id_: str,
    action: ContingencyRunAction,
    expected: int,
    words: str,
    by: str,
    now: datetime,
) -> Done:
    """End a run, which withdraws what is still open of its tasks and frees what it holds; or keep its review.

    Raises:
        NotFound: no such run of the caller. StepRefused: it has moved on, or does not allow this.
    """
    target = RUN.target(action)
    asked = {
        "id": id_,
        "expected": expected,
        "sources": [state.value for state in RUN.sources(action)],
        "changes": {"state": target.value, **_changes(action, words, by, now)},
        "scope": list(grant.scope),
    }
    rows = await tx.run(Statement(TEXTS["lock_run"], asked))
    if not rows:
        raise _absent()
    done, _, state, area = rows[0]
    if not done:
        raise RUN.stopped(ContingencyRunState(state), action)
    ended = action is ContingencyRunAction.END
    withdrawn = await _withdraw_open(tx, Caller(by, grant.scope), id_, words, now) if ended else ()
    event = Event(f"CONTINGENCY_RUN_{action}", id_, area, {"state": state}, {"state": target.value}, words)
    return Done((id_,), (event, *withdrawn))


async def read_run_standing(graph: Reader, grant: Grant, id_: str) -> RunStanding:
    """Read how a run stands.

    Raises:
        NotFound: no such run for this caller.
    """
    rows = await graph.read(Statement(TEXTS["run_standing"], {"id": id_, **grant.params}))
    if not rows:
        raise _absent()
    return RunStanding(ContingencyRunState(rows[0][0]), rows[0][1])


async def _lock(tx: Transaction, grant: Grant, start: Start) -> tuple[dict[str, Any], str, str]:
    asked = {"id": start.plan, "place": start.place, "case": start.case, "scope": list(grant.scope)}
    rows = await tx.run(Statement(TEXTS["lock_plan"], asked))
    if not rows:
        raise NotFound("没有这个预案，或不由您办理。", "No such contingency plan, or none of yours.")
    plan, place, prefix, open_, running = rows[0]
    state, action = ContingencyPlanState(plan["state"]), ContingencyPlanAction.START
    if plan["version"] != start.expected or (state, action) not in PLAN.table:
        raise refused(state, action)
    if place is None:
        raise NotFound("启动地点须在预案所属区域内。", "No such place under the area of the plan.")
    if not open_:
        raise NotFound("预案区域内没有这个未结事件。", "No such open case under the area of the plan.")
    if running:
        raise Conflict(RUNS_ALREADY, "The plan runs there already, or above or below; work on that run.")
    return plan, place, prefix


def _run_of(plan: dict[str, Any], start: Start, by: str, now: datetime) -> dict[str, Any]:
    """The properties of a run: what the plan says now, which no later change of it touches."""
    kept = ("title", "trigger", "board", "roles", "roleKinds", "roleHolders", "steps", "stepRoles", "stepMinutes")
    return {
        **{name: plan[name] for name in kept},
        "id": start.run,
        "version": 1,
        "state": ContingencyRunState.RUNNING.value,
        "planVersion": plan["version"],
        "startedAt": in_utc(now),
        "startedBy": by,
        "note": start.note or None,
    }


async def _give(
    tx: Transaction, caller: Caller, plan: dict[str, Any], start: Start, place: str, number: int, now: datetime
) -> Given:
    """Give the task of a step to who has its role at the place; to the plan's area where nobody has."""
    role = plan["roles"].index(plan["stepRoles"][number])
    kind, holder = ContingencyHolder(plan["roleKinds"][role]), plan["roleHolders"][role]
    draft = Draft(
        title=plan["steps"][number],
        area_code=plan["areaCode"],
        description=f"预案“{plan['title']}”第 {number + 1} 步，角色：{plan['roles'][role]}。",
        kind=TaskKind.INCIDENT,
        board=plan["board"],
        case=start.case or None,
        due_at=now + timedelta(minutes=plan["stepMinutes"][number]),
    )
    task = f"{start.run}.{number + 1}"
    try:
        return await dispatch(tx, caller, draft, _receivers(kind, holder, place), task, now)
    except (BadInput, NotFound):  # nobody, or no more: whoever runs the plan sees to it
        return await dispatch(tx, caller, draft, Receivers(areas=(plan["areaCode"],)), task, now)


def _receivers(kind: ContingencyHolder, holder: str, place: str) -> Receivers:
    match kind:
        case ContingencyHolder.UNIT:
            return Receivers(units=(holder,))
        case ContingencyHolder.AREA:
            return Receivers(areas=(holder,))
        case ContingencyHolder.LEVEL:
            return Receivers(levels=((holder, place),))
        case ContingencyHolder.FORCE:
            return Receivers(forces=((holder, place),))


async def _withdraw_open(tx: Transaction, caller: Caller, id_: str, note: str, now: datetime) -> tuple[Event, ...]:
    rows = await tx.run(Statement(TEXTS["left_open"], {"id": id_}))
    moved = [await act(tx, caller, share, version, Act.WITHDRAW, now, note) for share, version in rows]
    return tuple(each.event for each in moved)


def _changes(action: ContingencyRunAction, words: str, by: str, now: datetime) -> dict[str, Any]:
    if action is ContingencyRunAction.END:
        return {"endedAt": in_utc(now), "endedBy": by, "outcome": words}
    return {"reviewedAt": in_utc(now), "reviewedBy": by, "review": words}


def _absent() -> NotFound:
    return NotFound("没有这次预案运行，或不由您办理。", "No such run of a contingency plan, or none of yours.")
