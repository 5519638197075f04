"""Mutations that let one case stand for several about the same event, and take them apart again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import Annotated, Any

import strawberry

from graphsvc.cases.api.callers import caller_for
from graphsvc.cases.api.steps import calendar_of
from graphsvc.cases.api.types import Case
from graphsvc.cases.duplicates.grouping import MOST_AT_ONCE, Group, leave, regroup
from graphsvc.cases.model.calendar import Calendar
from graphsvc.cases.model.states import Action
from graphsvc.cases.store.cases import Caller
from graphsvc.db.ports import Transaction
from graphsvc.gql.execution.context import Info
from graphsvc.gql.schema.constraints import Constraint
from graphsvc.log.events import Done
from graphsvc.org.api.arguments import ID, Id, Key, Reason, Version, argument
from graphsvc.org.model.ids import node_id

Others = Annotated[
    list[strawberry.ID],
    argument(
        "Ids of the other cases, each once (其他事件).",
        Constraint(format="id", read=node_id, min_items=1, max_items=MOST_AT_ONCE),
    ),
]
Into = Annotated[strawberry.ID, argument("Id of the case that stands for the event (并入的事件).", ID)]


@strawberry.type
class GroupingMutations:
    """What is done with several cases at once."""

    @strawberry.mutation(
        description="Let other cases about the same event go with this one; those who raised them are told what comes "
        "of it. It has to come to its end no later than any of them (合并)."
    )
    async def merge_case(
        self, info: Info, id: Id, expected_version: Version, cases: Others, reason: Reason, key: Key = None
    ) -> Case | None:
        return await _regroup(info, Action.MERGE, Group(id, _ids(cases), {id: expected_version}), id, reason, key)

    @strawberry.mutation(description="Let cases go their own way that were merged into this one (拆分).")
    async def split_case(
        self, info: Info, id: Id, expected_version: Version, cases: Others, reason: Reason, key: Key = None
    ) -> Case | None:
        return await _regroup(info, Action.SPLIT, Group(id, _ids(cases), {id: expected_version}), id, reason, key)

    @strawberry.mutation(description="Let this case go with another about the same event (并入).")
    async def join_case(
        self, info: Info, id: Id, expected_version: Version, into: Into, reason: Reason, key: Key = None
    ) -> Case | None:
        return await _regroup(info, Action.MERGE, Group(into, (id,), {id: expected_version}), id, reason, key)

    @strawberry.mutation(description="Let this case, which goes with another, go its own way again (拆出).")
    async def leave_case(
        self, info: Info, id: Id, expected_version: Version, reason: Reason, key: Key = None
    ) -> Case | None:
        caller, now = caller_for(info.context.caller, Action.LEAVE, None), info.context.now
        work = partial(_left, caller, id, expected_version, reason, now, calendar_of(info))
        return await info.context.change(info, work, key)


def _ids(cases: Sequence[strawberry.ID]) -> tuple[str, ...]:
    return tuple(map(str, cases))


async def _regroup(info: Info, action: Action, group: Group, subject: str, reason: str, key: str | None) -> Any:
    caller = caller_for(info.context.caller, action, None)
    work = partial(_done, caller, group, action, subject, reason, info.context.now, calendar_of(info))
    return await info.context.change(info, work, key)


async def _done(
    caller: Caller,
    group: Group,
    action: Action,
    subject: str,
    reason: str,
    now: datetime,
    calendar: Calendar,
    tx: Transaction,
) -> Done:
    return Done((subject,), await regroup(tx, caller, group, action, reason, now, calendar))


async def _left(
    caller: Caller, id_: str, expected: int, reason: str, now: datetime, calendar: Calendar, tx: Transaction
) -> Done:
    return Done((id_,), await leave(tx, caller, id_, expected, reason, now, calendar))
