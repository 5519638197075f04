"""Mutations of cases: one for every step, each with the version that the caller has seen and a key for repeats."""

from __future__ import annotations

import uuid
from datetime import datetime
from functools import partial
from typing import Annotated

import strawberry

from graphsvc.cases.api.callers import caller_for, reporter
from graphsvc.cases.api.types import Case
from graphsvc.cases.model.calendar import Calendar
from graphsvc.cases.model.decide import Wish
from graphsvc.cases.model.states import Action, WhistleKind
from graphsvc.cases.store.cases import Caller, Draft, raise_case, take
from graphsvc.db.ports import Transaction
from graphsvc.gql.execution.context import Info
from graphsvc.log.events import Done
from graphsvc.org.model.ids import node_id
from graphsvc.org.model.work import Urgency

Version = Annotated[int, strawberry.argument(description="The version that the caller has seen (已见版本).")]
Key = Annotated[str | None, strawberry.argument(description="Idempotency key: a repeat answers as the first time.")]
Note = Annotated[str | None, strawberry.argument(description="In the caller's words (说明).")]
Reason = Annotated[str, strawberry.argument(description="Why (原因).")]
Attachment = Annotated[str | None, strawberry.argument(description="Reference of a photograph or file (附件).")]
Id = Annotated[strawberry.ID, strawberry.argument(description="Id of the case (事件 id).")]
CallId = Annotated[strawberry.ID, strawberry.argument(description="Id of the call, a department's part (部门办理 id).")]
OneCall = Annotated[
    strawberry.ID | None, strawberry.argument(description="Id of one call; the case itself without it (部门办理 id).")
]
Rating = Annotated[int, strawberry.argument(description="1 to 5 (评分).")]

Redone = Annotated[list[strawberry.ID], strawberry.argument(description="Ids of the calls (部门办理).")]
Department = Annotated[strawberry.ID, strawberry.argument(description="Id of the unit that takes it (部门).")]
Departments = Annotated[list[strawberry.ID], strawberry.argument(description="Ids of the units (部门).")]
Kind = Annotated[WhistleKind, strawberry.argument(description="What it is for (吹哨类型).")]
NewDeadline = Annotated[datetime, strawberry.argument(description="The new deadline (新时限).")]


@strawberry.input(description="A case as it is raised (事件上报).")
class CaseInput:
    """What is found, and where."""

    area: strawberry.ID = strawberry.field(description="Code of the grid or community (区域代码).")
    category: strawberry.ID = strawberry.field(description="Code in the responsibility list (类别).")
    title: str = strawberry.field(description="1 to 200 characters (标题).")
    description: str | None = strawberry.field(default=None, description="Up to 5,000 characters (说明).")
    urgency: Urgency | None = strawberry.field(default=None, description="The category's own unless told (紧急程度).")
    place: str | None = strawberry.field(default=None, description="Where, in words (地点).")
    latitude: float | None = strawberry.field(default=None, description="WGS 84 (纬度).")
    longitude: float | None = strawberry.field(default=None, description="WGS 84 (经度).")
    attachment: str | None = strawberry.field(default=None, description="Reference of a photograph or file (附件).")
    source: str = strawberry.field(default="GRID", description="How it came in: GRID, RESIDENT, OPEN311 (来源).")


Found = Annotated[CaseInput, strawberry.argument(description="What is found, and where (事件).")]


def _calendar(info: Info) -> Calendar:
    return info.context.tool(Calendar, Calendar)


async def _step(info: Info, id_: str, version: int, wish: Wish, key: str | None) -> Case:
    """Take a step, and answer with the case after it."""
    caller = caller_for(info.context.caller, wish.action, wish.call)
    ids = tuple(f"call-{uuid.uuid4().hex}" for _ in wish.departments)
    work = partial(_taken, caller, node_id(id_), version, wish, info.context.now, ids, _calendar(info))
    return await info.context.change(info, work, key)


async def _taken(
    caller: Caller,
    id_: str,
    version: int,
    wish: Wish,
    now: datetime,
    ids: tuple[str, ...],
    calendar: Calendar,
    tx: Transaction,
) -> Done:
    moved = await take(tx, caller, id_, version, wish, now, ids, calendar)
    return Done((moved.id,), (moved.event,))


async def _raised(caller: Caller, draft: Draft, id_: str, now: datetime, calendar: Calendar, tx: Transaction) -> Done:
    moved = await raise_case(tx, caller, draft, id_, now, calendar)
    return Done((moved.id,), (moved.event,))


@strawberry.type
class CaseChanges:
    """What is done with cases as a whole."""

    @strawberry.mutation(description="Raise a case (发现上报).")
    async def discover_case(
        self,
        info: Info,
        case: Found,
        key: Key = None,
    ) -> Case:
        caller, given = reporter(info.context.caller), dict(vars(case))
        draft = Draft(area_code=str(given.pop("area")), **given)
        work = partial(_raised, caller, draft, f"case-{uuid.uuid4().hex}", info.context.now, _calendar(info))
        return await info.context.change(info, work, key)

    @strawberry.mutation(description="Accept a case for the community (社区接报).")
    async def accept_case(
        self, info: Info, id: Id, expected_version: Version, note: Note = None, key: Key = None
    ) -> Case:
        return await _step(info, id, expected_version, Wish(Action.ACCEPT, note=note), key)

    @strawberry.mutation(description="Settle a case without departments (社区自行办结).")
    async def settle_case(
        self,
        info: Info,
        id: Id,
        expected_version: Version,
        note: Note = None,
        attachment: Attachment = None,
        key: Key = None,
    ) -> Case:
        wish = Wish(Action.SETTLE, note=note, attachment=attachment)
        return await _step(info, id, expected_version, wish, key)

    @strawberry.mutation(description="Send a case back to who raised it, with a reason (退回).")
    async def return_case(self, info: Info, id: Id, expected_version: Version, reason: Reason, key: Key = None) -> Case:
        return await _step(info, id, expected_version, Wish(Action.RETURN, note=reason), key)

    @strawberry.mutation(description="Whistle: call departments to a case (镇街吹哨).")
    async def whistle_case(
        self,
        info: Info,
        id: Id,
        expected_version: Version,
        departments: Departments,
        kind: Kind,
        note: Note = None,
        key: Key = None,
    ) -> Case:
        named = tuple(node_id(each) for each in departments)
        wish = Wish(Action.WHISTLE, note=note, kind=kind, departments=named)
        return await _step(info, id, expected_version, wish, key)

    @strawberry.mutation(description="Confirm on the spot that a case is resolved (核查办结).")
    async def resolve_case(
        self,
        info: Info,
        id: Id,
        expected_version: Version,
        note: Note = None,
        attachment: Attachment = None,
        key: Key = None,
    ) -> Case:
        wish = Wish(Action.RESOLVE, note=note, attachment=attachment)
        return await _step(info, id, expected_version, wish, key)

    @strawberry.mutation(description="Have departments do their work again (返工).")
    async def redo_case(
        self,
        info: Info,
        id: Id,
        expected_version: Version,
        calls: Redone,
        reason: Reason,
        key: Key = None,
    ) -> Case:
        wish = Wish(Action.REDO, note=reason, calls=tuple(calls))
        return await _step(info, id, expected_version, wish, key)

    @strawberry.mutation(description="Tell the reporter what came of it (结果反馈).")
    async def feed_back_case(
        self, info: Info, id: Id, expected_version: Version, note: Note = None, key: Key = None
    ) -> Case:
        return await _step(info, id, expected_version, Wish(Action.FEED_BACK, note=note), key)

    @strawberry.mutation(description="Rate the result, 1 to 5, by who raised the case (群众评价).")
    async def rate_case(
        self, info: Info, id: Id, expected_version: Version, rating: Rating, note: Note = None, key: Key = None
    ) -> Case:
        return await _step(info, id, expected_version, Wish(Action.RATE, note=note, score=rating), key)

    @strawberry.mutation(description="Close a case; with a reason when its result was rated 1 or 2 (结案归档).")
    async def close_case(
        self, info: Info, id: Id, expected_version: Version, note: Note = None, key: Key = None
    ) -> Case:
        return await _step(info, id, expected_version, Wish(Action.CLOSE, note=note), key)

    @strawberry.mutation(description="Open a closed case again (重新打开).")
    async def reopen_case(self, info: Info, id: Id, expected_version: Version, reason: Reason, key: Key = None) -> Case:
        return await _step(info, id, expected_version, Wish(Action.REOPEN, note=reason), key)


@strawberry.type
class ClockChanges:
    """What is done with the clocks of cases and calls."""

    @strawberry.mutation(description="Stop all clocks of a case while the reporter is waited for (暂停计时).")
    async def pause_case(self, info: Info, id: Id, expected_version: Version, reason: Reason, key: Key = None) -> Case:
        return await _step(info, id, expected_version, Wish(Action.PAUSE, note=reason), key)

    @strawberry.mutation(description="Let the clocks of a case run again (恢复计时).")
    async def resume_case(
        self, info: Info, id: Id, expected_version: Version, note: Note = None, key: Key = None
    ) -> Case:
        return await _step(info, id, expected_version, Wish(Action.RESUME, note=note), key)

    @strawberry.mutation(description="Extend the deadline of a case, or of one call, before it has passed (延期).")
    async def extend_case(
        self,
        info: Info,
        id: Id,
        expected_version: Version,
        until: NewDeadline,
        reason: Reason,
        call: OneCall = None,
        key: Key = None,
    ) -> Case:
        wish = Wish(Action.EXTEND, call=call, note=reason, until=until)
        return await _step(info, id, expected_version, wish, key)

    @strawberry.mutation(description="Remind of a case or one call by hand (催办).")
    async def remind_case(
        self,
        info: Info,
        id: Id,
        expected_version: Version,
        call: OneCall = None,
        note: Note = None,
        key: Key = None,
    ) -> Case:
        return await _step(info, id, expected_version, Wish(Action.REMIND, call=call, note=note), key)

    @strawberry.mutation(description="Give notice of a case or one call by hand (督办).")
    async def supervise_case(
        self,
        info: Info,
        id: Id,
        expected_version: Version,
        call: OneCall = None,
        note: Note = None,
        key: Key = None,
    ) -> Case:
        return await _step(info, id, expected_version, Wish(Action.SUPERVISE, call=call, note=note), key)

    @strawberry.mutation(description="Put a case or one call before the superior (提级).")
    async def escalate_case(
        self,
        info: Info,
        id: Id,
        expected_version: Version,
        call: OneCall = None,
        note: Note = None,
        key: Key = None,
    ) -> Case:
        return await _step(info, id, expected_version, Wish(Action.ESCALATE, call=call, note=note), key)


@strawberry.type
class CallChanges:
    """What a called department does, and what is done with its work."""

    @strawberry.mutation(description="Sign for a call (部门签收).")
    async def sign_call(
        self, info: Info, id: Id, call: CallId, expected_version: Version, note: Note = None, key: Key = None
    ) -> Case:
        return await _step(info, id, expected_version, Wish(Action.SIGN, call=call, note=note), key)

    @strawberry.mutation(description="Make contact with the community (部门联系).")
    async def contact_call(
        self, info: Info, id: Id, call: CallId, expected_version: Version, note: Note = None, key: Key = None
    ) -> Case:
        return await _step(info, id, expected_version, Wish(Action.CONTACT, call=call, note=note), key)

    @strawberry.mutation(description="Report on the spot (部门报到).")
    async def respond_call(
        self, info: Info, id: Id, call: CallId, expected_version: Version, note: Note = None, key: Key = None
    ) -> Case:
        return await _step(info, id, expected_version, Wish(Action.RESPOND, call=call, note=note), key)

    @strawberry.mutation(description="Begin work (开始处置).")
    async def handle_call(
        self, info: Info, id: Id, call: CallId, expected_version: Version, note: Note = None, key: Key = None
    ) -> Case:
        return await _step(info, id, expected_version, Wish(Action.HANDLE, call=call, note=note), key)

    @strawberry.mutation(description="The department's part is done (部门办结).")
    async def resolve_call(
        self,
        info: Info,
        id: Id,
        call: CallId,
        expected_version: Version,
        note: Note = None,
        attachment: Attachment = None,
        key: Key = None,
    ) -> Case:
        wish = Wish(Action.RESOLVE, call=call, note=note, attachment=attachment)
        return await _step(info, id, expected_version, wish, key)

    @strawberry.mutation(description="Send a call back: it is not the department's to do (部门退回).")
    async def return_call(
        self, info: Info, id: Id, call: CallId, expected_version: Version, reason: Reason, key: Key = None
    ) -> Case:
        return await _step(info, id, expected_version, Wish(Action.RETURN, call=call, note=reason), key)

    @strawberry.mutation(description="Hand a call over to another department (横向移交).")
    async def hand_over_call(
        self,
        info: Info,
        id: Id,
        call: CallId,
        expected_version: Version,
        department: Department,
        reason: Reason,
        key: Key = None,
    ) -> Case:
        wish = Wish(Action.HAND_OVER, call=call, note=reason, departments=(node_id(department),))
        return await _step(info, id, expected_version, wish, key)

    @strawberry.mutation(description="Rate a department, 1 to 5, by the community (社区评价部门).")
    async def rate_call(
        self,
        info: Info,
        id: Id,
        call: CallId,
        expected_version: Version,
        rating: Rating,
        note: Note = None,
        key: Key = None,
    ) -> Case:
        return await _step(info, id, expected_version, Wish(Action.RATE, call=call, note=note, score=rating), key)
