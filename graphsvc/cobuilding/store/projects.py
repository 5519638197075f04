"""Changes of projects: each one statement that locks, checks and sets inside the transaction it is given."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from graphsvc.access.principal import Grant
from graphsvc.cobuilding.model.entry import NeedState, ResourceState
from graphsvc.cobuilding.model.gates import Bar, Barred, bars
from graphsvc.cobuilding.model.project import HOLDING, MACHINE, ProjectAction, ProjectState, RatingSide, target
from graphsvc.cobuilding.model.project_offers import not_theirs
from graphsvc.cobuilding.store.fragments import (
    alike,
    answered,
    asked,
    asker,
    asks,
    barred,
    delivered,
    differing,
    gives,
    late,
    left,
    noted,
    offered,
    pends,
    replied,
    short,
    stands,
    unasked,
    uncounted,
    worked_on,
)
from graphsvc.cypher.files import statements
from graphsvc.cypher.statement import Statement
from graphsvc.db.ports import Transaction
from graphsvc.errors import BadInput, Conflict, NotFound, StepRefused
from graphsvc.log.events import Done, Event

CYPHER = statements(
    Path(__file__).with_name("cobuilding.cypher"),
    barred=barred,
    short=short,
    offered=offered,
    worked_on=worked_on,
    gives=gives,
    alike=alike,
    uncounted=uncounted,
    left=left,
    delivered=delivered,
    pends=pends,
    asks=asks,
    asked=asked,
    asker=asker,
    differing=differing,
    noted=noted,
    unasked=unasked,
    stands=stands,
    replied=replied,
    late=late,
    answered=answered,
)
HELD_BY = [*(state.value for state in HOLDING), "RUNNING"]
"""States in which a project, or a contingency plan that runs, holds the capacity of resources."""
MEETABLE = [NeedState.OPEN.value, NeedState.IN_PROGRESS.value]  # states of a need that a project may be proposed for
MOST_USES = 20


@dataclass(frozen=True, slots=True)
class Use:
    """How much of a resource a project uses; at least 1."""

    resource: str
    quantity: int = 1


async def propose(
    tx: Transaction, grant: Grant, id_: str, need: str, title: str, uses: Sequence[Use], today: date, by: str = ""
) -> Done:
    """Propose a project (发起): a need, and the resources that are to meet it.

    Args:
        by: who proposes it, who can list it as their own.
    Raises:
        BadInput: a resource twice.
        NotFound: need or resource are not there for this caller. Conflict: the need is closed, a resource not on offer,
            or more is used than there is or is needed.
    """
    _check(uses)
    asked = {
        "id": id_,
        "need": need,
        "uses": [{"resource": use.resource, "quantity": use.quantity} for use in uses],
        "properties": {"title": title, "proposedOn": today, "author": by or None},
        "sources": MEETABLE,
        **grant.params,
    }
    done, status, stopped, area = _row(await tx.run(Statement(CYPHER["propose"], asked)))
    if not done:
        if stopped:
            raise barred_by([_not_proposed(*each) for each in stopped], "发起", "proposed")
        state = NeedState(status)
        raise Conflict(
            f"该需求“{state.zh}”，不能再发起项目。", f"The need is {state}; no project may be proposed for it."
        )
    return Done((id_,), (Event("PROPOSED", id_, area, {}, {"state": "PROPOSED", "need": need}),))


async def move(
    tx: Transaction,
    grant: Grant,
    id_: str,
    action: ProjectAction,
    expected: int | None,
    today: date,
    note: str = "",
    met: bool | None = None,
) -> Done:
    """Take any step but a rating; a note goes into the record, feedback also onto the project.

    A claimed project (认领) holds the capacity it uses, which never falls below zero.

    Args:
        met: whether the need is met, as the side says that delivers or feeds back; heard where no sum tells.

    Raises:
        NotFound: no such project for this caller. Conflict: the project's state does not allow it, another step came
            first, or a resource is full.
    """
    properties: dict[str, Any] = {}
    if action is ProjectAction.CLAIM:
        properties["claimedOn"] = today
    if action is ProjectAction.COORDINATE:
        properties["coordinatedOn"] = today
    if action is ProjectAction.DELIVER:
        properties["deliveredOn"] = today
    if action is ProjectAction.FEED_BACK:
        properties |= {"feedback": note, "feedbackOn": today}
    return await _step(tx, grant, id_, action, expected, properties, note, today, met)


async def rate(
    tx: Transaction, grant: Grant, id_: str, side: RatingSide, stars: int, expected: int | None, today: date
) -> Done:
    """Rate a project from one side, 1 to 5; the second side's rating closes it.

    Raises:
        NotFound. Conflict: not yet fed back, or this side has rated already.
    """
    more = {"side": side.value, "stars": stars, "today": today}
    done, status, version, _, area = await _moved(tx, "rate", grant, id_, ProjectAction.RATE, expected, more)
    if not done and status == ProjectState.FEEDBACK and expected in (None, version):
        raise Conflict("本方已评价过该项目。", "This side has rated the project already.")
    if not done:
        raise _refusal(status, ProjectAction.RATE, version, expected)
    return Done((id_,), (Event("RATED", id_, area, {}, {"side": side.value, "stars": stars}),))


async def _step(
    tx: Transaction,
    grant: Grant,
    id_: str,
    action: ProjectAction,
    expected: int | None,
    properties: Mapping[str, Any],
    note: str,
    today: date,
    met: bool | None,
) -> Done:
    name = "claim" if action is ProjectAction.CLAIM else "move"
    more = {
        "properties": dict(properties),
        "holding": HELD_BY,
        "today": today,
        "theirs": action is ProjectAction.FEED_BACK,
        "met": met,
    }
    done, status, version, stated, area, *offered = await _moved(tx, name, grant, id_, action, expected, more)
    free = _allows(status, action) and expected in (None, version)
    if free and (barring := bars(stated, offered[0] if offered else (), today)):
        raise barred_by(barring)  # what the statement may have set is rolled back
    if not done:
        raise _refusal(status, action, version, expected)
    after = {"state": target(action).value}
    return Done((id_,), (Event(target(action).value, id_, area, {"state": status}, after, note),))


async def _moved(
    tx: Transaction,
    name: str,
    grant: Grant,
    id_: str,
    action: ProjectAction,
    expected: int | None,
    more: Mapping[str, Any],
) -> Sequence[Any]:
    asked = {
        "id": id_,
        "expected": expected,
        "sources": [state.value for state in MACHINE.sources(action)],
        "target": target(action).value,
        **more,
        **grant.params,
    }
    rows = await tx.run(Statement(CYPHER[name], asked))
    if not rows and action is ProjectAction.FEED_BACK and not grant.scope:
        raise Conflict(not_theirs(action), "How it went is for the place of the need to say.")
    if not rows and more.get("side") == RatingSide.UNIT and not grant.unit:
        raise Conflict(not_theirs(action, RatingSide.UNIT), "The unit's side is rated by the unit itself.")
    return _row(rows)


def _row(rows: Sequence[Sequence[Any]]) -> Sequence[Any]:
    if not rows:
        raise NotFound("没有找到，或不在可见范围内。", "Nothing of that id is there, or none you may see.")
    return rows[0]


def _check(uses: Sequence[Use]) -> None:
    if len({use.resource for use in uses}) < len(uses):
        raise BadInput("同一项资源列了两次。", "A resource is named twice.").at("uses")


def _refusal(status: str, action: ProjectAction, version: int, expected: int | None) -> Conflict:
    """What stood in the way, and what may be done now."""
    state = ProjectState(status)
    if expected is None or version == expected:
        return MACHINE.refusal(state, action)
    steps = MACHINE.allowed(state)
    zh, en = "、".join(step.zh for step in steps) or "没有", ", ".join(steps) or "nothing"
    return StepRefused(
        f"项目已被他人改动，当前状态是“{state.zh}”；现在可以：{zh}。",
        f"The project was changed meanwhile and is {state}; possible now: {en}.",
        allowed=tuple(steps),
    )


def _allows(status: str, action: ProjectAction) -> bool:
    return ProjectState(status) in MACHINE.sources(action)


def _not_proposed(id_: str, why: str, most: int | None) -> Barred:
    if why in (Bar.SHORT, Bar.BEYOND):
        return Barred(id_, Bar(why), most)
    return Barred(id_, Bar.PENDING if why == ResourceState.PENDING else Bar.STOPPED)


def barred_by(barring: Sequence[Barred], step: str = "认领", done: str = "claimed") -> Conflict:
    """Refuse a step, a claim unless another is named, with everything that stands in its way."""
    return Conflict(
        f"不能{step}：{'；'.join(each.zh for each in barring)}。",
        f"It cannot be {done}: {'; '.join(each.en for each in barring)}.",
    )
