"""Cases in the graph: raise one, take a step, read the record; a step is one statement that locks, checks and sets."""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any

from graphsvc.cases.entrusting.store import check_person
from graphsvc.cases.model.calendar import Calendar
from graphsvc.cases.model.case import Case, Step
from graphsvc.cases.model.categories import Handlings, category
from graphsvc.cases.model.clock import Clock
from graphsvc.cases.model.deadlines import limits_of
from graphsvc.cases.model.decide import COMMUNITY_DIGITS, Wish, decide, discovered
from graphsvc.cases.model.permissions import Actor, allowed
from graphsvc.cases.model.queues import owner_at
from graphsvc.cases.model.stage_clocks import Clocks, advance_clocks
from graphsvc.cases.model.states import CLOCK_ACTIONS, NUMBERED, Action, CaseSource, Party
from graphsvc.cases.store.digest import noted, taken_up
from graphsvc.cases.store.mapping import (
    Kept,
    amended,
    call_properties,
    case_properties,
    handling_properties,
    kept,
    passed_up,
    step_of,
    step_properties,
)
from graphsvc.cases.store.showing import show
from graphsvc.china import day_in_china, in_utc
from graphsvc.codes import prefix_of
from graphsvc.cypher.files import statements
from graphsvc.cypher.statement import Statement
from graphsvc.db.ports import Reader, Rows, Transaction
from graphsvc.errors import BadInput, Conflict, NotFound, StepRefused
from graphsvc.log.events import Event
from graphsvc.org.model.work import Urgency
from graphsvc.org.store.degrees import check_degrees
from graphsvc.whereabouts import refuse_half

TEXTS = statements(Path(__file__).with_name("cases.cypher"))
LIST_ALONE = Handlings()
"""No rules of handling: whose a case is stands in the responsibility list."""


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks: the actor, and the prefixes of area codes that lie in scope."""

    actor: Actor
    scope: tuple[str, ...]

    @property
    def params(self) -> dict[str, Any]:
        """What statements compare with: `$scope`, `$units`, `$me` and `$worker`."""
        mine = {"me": self.actor.id, "worker": self.actor.works_as}
        return {"scope": list(self.scope), "units": sorted(self.actor.units), **mine}

    def at(self, area: str) -> Actor:
        """The actor at a place: an official of elsewhere sees a case, and acts in it as who raised it at most."""
        if any(area.startswith(prefix) for prefix in self.scope):
            return self.actor
        return replace(self.actor, parties=self.actor.parties & {Party.DEPARTMENT})


@dataclass(frozen=True, slots=True)
class Draft:
    """A case as it is raised; `urgency` is the category's own when none is given."""

    area_code: str
    category: str
    title: str
    description: str | None = None
    urgency: Urgency | None = None
    place: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    attachments: tuple[str, ...] = ()
    source: CaseSource = CaseSource.GRID
    source_number: str | None = None

    @property
    def source_key(self) -> str | None:
        """Its number in the other channel, which no two cases share; None where it has none."""
        number = unicodedata.normalize("NFKC", self.source_number or "").strip().upper()
        return f"{self.source}:{number}" if number else None


@dataclass(frozen=True, slots=True)
class Moved:
    """What a step did: the case's version before and after it, and the case after it."""

    id: str
    before: int
    after: int
    step: Step
    case: Case
    event: Event


async def raise_case(
    transaction: Transaction,
    caller: Caller,
    draft: Draft,
    case_id: str,
    at: datetime,
    calendar: Calendar,
    handlings: Handlings = LIST_ALONE,
) -> Moved:
    """Raise a case in the caller's areas; whose it is and how fast, the rule says that holds there on the day.

    Raises:
        BadInput: the area is wider than a community, the degrees are far from it, or there is no such category or
            upload.
        Conflict: another case has its number of the same channel.
        NotFound: there is no such area, or none in scope.
    """
    _check(draft)
    at = in_utc(at)
    today, degrees = day_in_china(at), (draft.longitude, draft.latitude)
    await check_degrees(transaction, caller.scope, draft.area_code, *degrees, today, "case")
    step, case = discovered(caller.actor, at, None, draft.attachments)
    kind = category(draft.category)
    urgency = draft.urgency or kind.urgency
    handling = handlings.find(kind.code, draft.area_code, day_in_china(at))
    policy = kind.policy(urgency, handling)
    clocks = advance_clocks(calendar, policy, Clocks(), step, case, at)
    blank = Kept(case_id, draft.area_code, kind, urgency, case, clocks, at, at, {}, handling=handling)
    properties = {
        "id": case_id,
        "areaCode": draft.area_code,
        "title": draft.title.strip(),
        "description": draft.description,
        "category": kind.code,
        **handling_properties(kind, handling),
        "urgency": urgency.value,
        "policy": policy.name,
        "limits": limits_of(policy),
        "place": draft.place,
        "latitude": draft.latitude,
        "longitude": draft.longitude,
        "source": draft.source.value,
        "sourceNumber": draft.source_number,
        "sourceKey": draft.source_key,
        "reporter": caller.actor.id,
        "raisedAt": at,
        **case_properties(blank, step, case, clocks),
    }
    record = step_properties(case_id, draft.area_code, step, False)
    await _write(transaction, caller, properties, record)
    shown = await show(transaction, record["id"], caller.actor.id, step.attachments)
    return Moved(case_id, 0, 1, step, case, event_of(replace(blank, case=replace(case, version=0)), step, shown))


async def _write(tx: Transaction, caller: Caller, case: dict[str, Any], step: dict[str, Any]) -> None:
    text = TEXTS["raise_numbered" if case["sourceKey"] else "raise"]
    rows = await tx.run(Statement(text, {"case": case, "step": step, "scope": list(caller.scope)}))
    if not rows:
        raise NotFound(f"没有区域 {case['areaCode']}。", "No such area.")
    if (first := rows[0][0]) != case["id"]:
        raise Conflict(
            f"{CaseSource(case['source']).zh}的编号 {case['sourceNumber']} 已有事件 {first}，请办理那一件。",
            f"{case['source']} number {case['sourceNumber']} has come in as {first}; go on with that case.",
        )


def _check(draft: Draft) -> None:
    if len(prefix_of(draft.area_code)) < COMMUNITY_DIGITS:
        raise BadInput("事件报在网格、小区或社区。", "A case is raised in a grid, an estate or a community.").at(
            "case", "area"
        )
    refuse_half(draft.longitude, draft.latitude, "case")
    if draft.source_key and draft.source not in NUMBERED:
        words = "、".join(source.zh for source in NUMBERED)
        raise BadInput(
            f"只有其他渠道转来的事件有编号（{words}）。", f"Only {', '.join(NUMBERED)} have numbers of their own."
        ).at("case", "sourceNumber")


async def take(
    transaction: Transaction,
    caller: Caller,
    case_id: str,
    expected: int,
    wish: Wish,
    at: datetime,
    ids: Sequence[str],
    calendar: Calendar,
    handlings: Handlings = LIST_ALONE,
) -> Moved:
    """Take one step of a case.

    Args:
        expected: the version that the caller has seen.
        ids: a fresh id for each department that the step calls.
    Raises:
        NotFound: no such case, or none that the caller may see; or a department that is no unit of the graph.
        StepRefused: the case has moved on, or does not allow this step; it lists the actions possible now.
        BadInput: the wish lacks something, or shows what is no upload of the caller's.
        As `check_person`, where the step gives it to somebody by name.
    """
    before = await lock_case(transaction, caller, case_id)
    if before.case.version != expected:
        raise moved_on(before.case, caller.at(before.area_code), expected)
    change, step, after = changed(before, caller.at(before.area_code), wish, at, ids, calendar, handlings)
    await _check_members(transaction, caller, before, change["case"]["totalDueAt"])
    if wish.person:
        unit = call.unit if (call := before.case.call(wish.call)) else None
        await check_person(transaction, wish.person, unit, before.area_code, caller.scope, step.at)
    if rows := await transaction.run(Statement(TEXTS["move"], {"moves": [change], **caller.params})):
        shown = await show(transaction, change["step"]["id"], caller.actor.id, step.attachments)
        return Moved(case_id, rows[0][1], rows[0][2], step, after, event_of(before, step, shown))
    now = await read_case(transaction, caller, case_id)
    if now.case.version == expected and step.moved:
        raise NotFound(f"没有区域 {step.moved[1]}，或它已经撤并。", "No such area, or it is there no more.")
    if now.case.version == expected:
        raise NotFound("点名的部门里有图中没有的单位。", "One of the departments is no unit of the graph.")
    raise moved_on(now.case, caller.at(now.area_code), expected)


async def _check_members(tx: Transaction, caller: Caller, before: Kept, due_at: datetime | None) -> None:
    """Refuse to give a case more time than one has that goes with it: nobody wins time by a merger.

    Raises:
        BadInput: one of them has to come to its end earlier than the case would.
    """
    if not before.case.merged or due_at is None or (before.total_due_at and due_at <= before.total_due_at):
        return
    asked = {"id": before.id, **caller.params}
    for id_, member_due in await tx.run(Statement(TEXTS["earliest_member"], asked)):
        if in_utc(member_due) < due_at:
            raise BadInput(
                f"并入的事件{f' {id_} ' if id_ else ''}总时限更早，不能放宽这件事的时限；先把它拆出。",
                f"{id_ or 'A case'}, which goes with this case, has to come to its end earlier; split it off first.",
            )


async def read_case(graph: Reader, caller: Caller, case_id: str) -> Kept:
    """Read a case with its clocks.

    Raises:
        NotFound: no such case, or none that the caller may see.
    """
    return _found(await graph.read(Statement(TEXTS["snapshot"], {"id": case_id, **caller.params})))


async def lock_case(transaction: Transaction, caller: Caller, case_id: str) -> Kept:
    """Lock a case until the transaction ends, then read it, so that a step can be decided on what is read.

    Raises:
        NotFound: as `read_case`.
    """
    return _found(await transaction.run(Statement(TEXTS["held"], {"id": case_id, **caller.params})))


def _found(rows: Rows) -> Kept:
    if not rows:
        raise NotFound("没有这个事件，或不在您的管辖范围内。", "No such case, or none in your scope.")
    return kept(*rows[0])


async def read_steps(graph: Reader, caller: Caller, case_id: str) -> list[Step]:
    """Read the steps of a case in their order, those that the caller may see."""
    rows = await graph.read(Statement(TEXTS["record"], {"id": case_id, **caller.params}))
    return [step_of(step) for (step,) in rows]


def changed(
    before: Kept,
    actor: Actor,
    wish: Wish,
    at: datetime,
    ids: Sequence[str],
    calendar: Calendar,
    handlings: Handlings = LIST_ALONE,
) -> tuple[dict[str, Any], Step, Case]:
    """What a step changes, as a row of the statement `move`; the step; and the case after it.

    A step is never dated before the one it follows, whatever the clocks of several machines say.
    """
    step, after = decide(before.case, actor, wish, max(in_utc(at), before.moved_at), ids)
    about, corrected = before, dict[str, Any]()
    if wish.amended:
        about, corrected, words = amended(before, wish.amended, handlings)
        step = replace(step, amended=words)
        after = replace(after, owner=owner_at(about.handling.level if about.handling else None, before.area_code))
    elif wish.action is Action.PASS_UP:
        about, corrected = passed_up(before, after)
    elif step.moved:
        about, corrected = _placed(before, step.moved[1], handlings)
        after = replace(after, owner=owner_at(about.handling.level if about.handling else None, about.area_code))
    elif wish.action is Action.RECOUNT:
        corrected = {"limits": limits_of(before.policy)}
    clocks = advance_clocks(calendar, about.policy, before.clocks, step, after, before.raised_at)
    late = _late(before, step)
    new = {each.call for each in step.opened}
    rows = [
        call_properties(about, step, call, clocks)
        for call in after.calls
        if before.case.call(call.id) != call or _clock(before.clocks, call.id) != _clock(clocks, call.id)
    ]
    counted = noted(step, answered=before.answered, late=late)
    change = {
        "id": before.id,
        "expected": before.case.version,
        "source": before.case.state.value,
        "case": {**case_properties(about, step, after, clocks), **corrected, **counted},
        "calls": [row | taken_up(step, late, row) for row in rows if row["id"] not in new],
        "opened": [row for row in rows if row["id"] in new],
        "step": step_properties(before.id, about.area_code, step, late),
        "moved": list(step.moved) if step.moved else None,
    }
    return change, step, after


def _placed(before: Kept, area: str, handlings: Handlings) -> tuple[Kept, dict[str, Any]]:
    """The case at another place, where it is whose the rule says that held there on the day it was raised."""
    handling = handlings.find(before.category.code, area, day_in_china(before.raised_at))
    if handling and before.case.passed_up and before.handling:
        handling = replace(handling, level=before.handling.level)
    after = replace(before, area_code=area, handling=handling)
    limits = limits_of(after.policy)
    return after, {"areaCode": area, **handling_properties(before.category, handling), "limits": limits}


def event_of(before: Kept, step: Step, shown: Mapping[str, str] = MappingProxyType({})) -> Event:
    """What the record and the live feeds hear of a step; `shown` are hashes of its attachments."""
    files = {"attachments": dict(shown)} if shown else {}
    corrected = {"amended": step.amended} if step.amended else {}
    others = {"cases": list(step.cases)} if step.cases else {}
    moved = {"moved": list(step.moved)} if step.moved else {}
    return Event(
        f"CASE_{step.action}",
        before.id,
        before.area_code,
        before={"state": before.case.state.value, "version": before.case.version},
        after={
            "state": step.target.value,
            "version": step.version,
            "call": step.call,
            **files,
            **corrected,
            **others,
            **moved,
        },
        note=step.note or "",
    )


def _clock(clocks: Clocks, call: str | None) -> Clock | None:
    """The clock of a call, or the case's own."""
    return (clocks.calls or {}).get(call) if call else clocks.case


def _late(before: Kept, step: Step) -> bool:
    clock = _clock(before.clocks, step.call)
    return clock is not None and step.action not in CLOCK_ACTIONS and (clock.paused_at or step.at) > clock.due_at


def moved_on(case: Case, actor: Actor, expected: int) -> StepRefused:
    """The refusal of who has seen an older version, with what is possible now."""
    possible = allowed(case, actor)
    words = "、".join(Action(each).zh for each in possible) or "没有"
    return StepRefused(
        f"事件已到第 {case.version} 版（您看到的是第 {expected} 版），现在是“{case.state.zh}”；现在可以：{words}。",
        f"The case is at version {case.version}, not {expected}, in {case.state.value}; "
        f"possible now: {', '.join(possible) or 'nothing'}.",
        possible,
    )
