"""Mutations of cases: one for every step, named as the step and what it is taken on."""

from __future__ import annotations

import uuid
from datetime import datetime
from functools import partial
from typing import Annotated

import strawberry

from graphsvc.cases.api.callers import reporter
from graphsvc.cases.api.steps import CaseInput, calendar_of, handlings_of, take_step
from graphsvc.cases.api.types import Case
from graphsvc.cases.model.calendar import Calendar
from graphsvc.cases.model.categories import Handlings
from graphsvc.cases.model.decide import MOST_DEPARTMENTS, Wish
from graphsvc.cases.model.states import Action, WhistleKind
from graphsvc.cases.store.cases import Caller, Draft, raise_case
from graphsvc.db.ports import Transaction
from graphsvc.gql.execution.context import Info
from graphsvc.gql.schema.constraints import Constraint
from graphsvc.log.events import Done
from graphsvc.org.api.arguments import ID, IDS, Attachments, Id, Key, Note, Rating, Reason, Version, argument
from graphsvc.org.model.ids import node_id

CalledOnce = Constraint(format="id", read=node_id, min_items=1, max_items=MOST_DEPARTMENTS)

NewCase = Annotated[CaseInput, argument()]
OneCall = Annotated[strawberry.ID | None, argument("Id of one call; the case itself without it (部门办理).", ID)]
Redone = Annotated[list[strawberry.ID], argument("Ids of the calls that are done again, each once (部门办理).", IDS)]
Departments = Annotated[
    list[strawberry.ID], argument("Ids of the units that are called, each once (部门).", CalledOnce)
]
Lead = Annotated[strawberry.ID | None, argument("Id of the one of them that leads the others (牵头部门).", ID)]
Kind = Annotated[WhistleKind, argument("What it is for (吹哨类型).")]
PauseEnd = Annotated[datetime, argument("When the pause ends at the latest (挂账截止).")]
NewDeadline = Annotated[datetime, argument("The new deadline, later than the old one (新时限).")]


async def _raised(
    caller: Caller,
    draft: Draft,
    id_: str,
    now: datetime,
    calendar: Calendar,
    handlings: Handlings,
    tx: Transaction,
) -> Done:
    moved = await raise_case(tx, caller, draft, id_, now, calendar, handlings)
    return Done((moved.id,), (moved.event,))


@strawberry.type
class CaseMutations:
    """What is done with cases as a whole."""

    @strawberry.mutation(description="Raise a case (发现上报).")
    async def discover_case(self, info: Info, case: NewCase, key: Key = None) -> Case | None:
        caller, given = reporter(info.context.caller), dict(vars(case))
        shown = tuple(given.pop("attachments") or ())
        draft = Draft(area_code=str(given.pop("area")), attachments=shown, **given)
        id_, now = f"case-{uuid.uuid4().hex}", info.context.now
        work = partial(_raised, caller, draft, id_, now, calendar_of(info), handlings_of(info))
        return await info.context.change(info, work, key)

    @strawberry.mutation(description="Accept a case for the community (社区接报).")
    async def accept_case(
        self, info: Info, id: Id, expected_version: Version, note: Note = None, key: Key = None
    ) -> Case | None:
        return await take_step(info, id, expected_version, Wish(Action.ACCEPT, note=note), key)

    @strawberry.mutation(description="Settle a case without departments (社区自行办结).")
    async def settle_case(
        self,
        info: Info,
        id: Id,
        expected_version: Version,
        note: Note = None,
        attachments: Attachments = None,
        key: Key = None,
    ) -> Case | None:
        return await take_step(info, id, expected_version, Wish(Action.SETTLE, note=note), key, attachments)

    @strawberry.mutation(description="Send a case back to who raised it (退回).")
    async def return_case(
        self, info: Info, id: Id, expected_version: Version, reason: Reason, key: Key = None
    ) -> Case | None:
        return await take_step(info, id, expected_version, Wish(Action.RETURN, note=reason), key)

    @strawberry.mutation(description="Whistle: call departments to a case (镇街吹哨).")
    async def whistle_case(
        self,
        info: Info,
        id: Id,
        expected_version: Version,
        departments: Departments,
        kind: Kind,
        lead: Lead = None,
        note: Note = None,
        key: Key = None,
    ) -> Case | None:
        wish = Wish(Action.WHISTLE, note=note, kind=kind, departments=tuple(departments), lead=lead)
        return await take_step(info, id, expected_version, wish, key)

    @strawberry.mutation(description="Confirm on the spot that a case is resolved (核查办结).")
    async def resolve_case(
        self,
        info: Info,
        id: Id,
        expected_version: Version,
        note: Note = None,
        attachments: Attachments = None,
        key: Key = None,
    ) -> Case | None:
        return await take_step(info, id, expected_version, Wish(Action.RESOLVE, note=note), key, attachments)

    @strawberry.mutation(description="Have departments do their work again (返工).")
    async def redo_case(
        self, info: Info, id: Id, expected_version: Version, calls: Redone, reason: Reason, key: Key = None
    ) -> Case | None:
        return await take_step(info, id, expected_version, Wish(Action.REDO, note=reason, calls=tuple(calls)), key)

    @strawberry.mutation(description="Tell the reporter what came of it (结果反馈).")
    async def feed_back_case(
        self, info: Info, id: Id, expected_version: Version, note: Note = None, key: Key = None
    ) -> Case | None:
        return await take_step(info, id, expected_version, Wish(Action.FEED_BACK, note=note), key)

    @strawberry.mutation(description="Rate the result, as who raised the case (群众评价).")
    async def rate_case(
        self, info: Info, id: Id, expected_version: Version, rating: Rating, note: Note = None, key: Key = None
    ) -> Case | None:
        return await take_step(info, id, expected_version, Wish(Action.RATE, note=note, score=rating), key)

    @strawberry.mutation(
        description="Close a case; with a note where nobody was heard, or its result was rated 1 or 2 (结案归档)."
    )
    async def close_case(
        self, info: Info, id: Id, expected_version: Version, note: Note = None, key: Key = None
    ) -> Case | None:
        return await take_step(info, id, expected_version, Wish(Action.CLOSE, note=note), key)

    @strawberry.mutation(description="Open a closed case again (重新打开).")
    async def reopen_case(
        self, info: Info, id: Id, expected_version: Version, reason: Reason, key: Key = None
    ) -> Case | None:
        return await take_step(info, id, expected_version, Wish(Action.REOPEN, note=reason), key)


@strawberry.type
class ClockMutations:
    """What is done with the clocks of cases and calls."""

    @strawberry.mutation(description="Ask the subdistrict that one clock waits, as who owes the next step (申请挂账).")
    async def ask_pause(
        self,
        info: Info,
        id: Id,
        expected_version: Version,
        until: PauseEnd,
        reason: Reason,
        call: OneCall = None,
        key: Key = None,
    ) -> Case | None:
        return await take_step(
            info, id, expected_version, Wish(Action.ASK_PAUSE, call=call, note=reason, until=until), key
        )

    @strawberry.mutation(
        description="Let the clock of a call wait, or of a case that no department is at work on (同意挂账)."
    )
    async def pause_case(
        self,
        info: Info,
        id: Id,
        expected_version: Version,
        until: PauseEnd,
        reason: Reason,
        call: OneCall = None,
        key: Key = None,
    ) -> Case | None:
        return await take_step(info, id, expected_version, Wish(Action.PAUSE, call=call, note=reason, until=until), key)

    @strawberry.mutation(description="Let the clock run on that was asked to wait (不同意挂账).")
    async def refuse_pause(
        self, info: Info, id: Id, expected_version: Version, reason: Reason, call: OneCall = None, key: Key = None
    ) -> Case | None:
        return await take_step(info, id, expected_version, Wish(Action.REFUSE_PAUSE, call=call, note=reason), key)

    @strawberry.mutation(description="End a pause before its end (恢复计时).")
    async def resume_case(
        self, info: Info, id: Id, expected_version: Version, call: OneCall = None, note: Note = None, key: Key = None
    ) -> Case | None:
        return await take_step(info, id, expected_version, Wish(Action.RESUME, call=call, note=note), key)

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
    ) -> Case | None:
        return await take_step(
            info, id, expected_version, Wish(Action.EXTEND, call=call, note=reason, until=until), key
        )

    @strawberry.mutation(description="Remind of a case, or of one call (催办).")
    async def remind_case(
        self, info: Info, id: Id, expected_version: Version, call: OneCall = None, note: Note = None, key: Key = None
    ) -> Case | None:
        return await take_step(info, id, expected_version, Wish(Action.REMIND, call=call, note=note), key)

    @strawberry.mutation(description="Give notice of a case, or of one call (督办).")
    async def supervise_case(
        self, info: Info, id: Id, expected_version: Version, call: OneCall = None, note: Note = None, key: Key = None
    ) -> Case | None:
        return await take_step(info, id, expected_version, Wish(Action.SUPERVISE, call=call, note=note), key)

    @strawberry.mutation(description="Put a case, or one call, before the superior (提级).")
    async def escalate_case(
        self, info: Info, id: Id, expected_version: Version, call: OneCall = None, note: Note = None, key: Key = None
    ) -> Case | None:
        return await take_step(info, id, expected_version, Wish(Action.ESCALATE, call=call, note=note), key)
