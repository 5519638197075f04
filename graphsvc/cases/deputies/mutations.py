"""Mutations of deputyships: named, and ended before their time."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import Annotated
from uuid import uuid4

import strawberry

from graphsvc.access.role import Role
from graphsvc.access.scope import Operation
from graphsvc.cases.deputies import store
from graphsvc.cases.deputies.tie import LONGEST, Tie
from graphsvc.cases.deputies.types import Deputyship
from graphsvc.gql.execution.context import Info
from graphsvc.org.api.arguments import ID, REASON, Id, Key, Reason, Version, argument, entry


@strawberry.input(description="Who acts for whom, from when until when (代办).")
class DeputyshipInput:
    """A deputyship as it is named."""

    role: Role = entry("As what: a grid worker, an official, or a department (岗位角色).")
    place: strawberry.ID = entry("Code of the seat's area, or id of the department (岗位所在).", ID)
    person: strawberry.ID = entry("Id of the person who acts: of the caller's areas or unit (代办人).", ID)
    absent: strawberry.ID | None = entry(
        "Id of the person on leave; without one the seat itself stands empty (请假人).", ID, default=None
    )
    starts_at: datetime | None = entry("From when on, now or later; now when left out (开始时间).", default=None)
    ends_at: datetime = entry(f"Until when, at most {LONGEST.days} days (截止时间).")
    reason: str = entry("Why (原因).", REASON)

    def read(self, now: datetime) -> Tie:
        """Put it in the words of the model."""
        absent = str(self.absent or "")
        return Tie(self.role, self.place, absent, self.person, self.starts_at or now, self.ends_at, self.reason.strip())


NewDeputyship = Annotated[DeputyshipInput, argument()]


@strawberry.type
class DeputyMutations:
    """What is done with deputyships."""

    @strawberry.mutation(
        description="Say who acts for a seat on leave, one's own or one below; a deputy has no deputy (指定代办)."
    )
    async def open_deputyship(self, info: Info, deputyship: NewDeputyship, key: Key = None) -> Deputyship | None:
        context, now = info.context, info.context.now
        grant, id_ = context.may(Operation.NAME_DEPUTY), f"deputyship-{uuid4().hex}"
        work = partial(store.open_tie, grant=grant, caller=context.caller, tie=deputyship.read(now), id_=id_, now=now)
        return await context.change(info, work, key)

    @strawberry.mutation(description="End a deputyship before its time, from this moment on (结束代办).")
    async def end_deputyship(
        self, info: Info, id: Id, expected_version: Version, reason: Reason, key: Key = None
    ) -> Deputyship | None:
        context = info.context
        grant, now = context.may(Operation.NAME_DEPUTY), context.now
        work = partial(
            store.end_tie, grant=grant, caller=context.caller, id_=id, expected=expected_version, reason=reason, now=now
        )
        return await context.change(info, work, key)
