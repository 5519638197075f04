"""Mutations of registrations: filed, received, pledged, kept, reviewed, moved and withdrawn."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Annotated, Any
from uuid import uuid4

import strawberry

from graphsvc.access.scope import Operation
from graphsvc.gql.execution.context import Info
from graphsvc.gql.schema.constraints import Constraint
from graphsvc.org.api.arguments import AREA_CODE, Id, Key, Note, Rating, Reason, Version, argument
from graphsvc.registration.api.inputs import RegistrationInput
from graphsvc.registration.api.types import Registration
from graphsvc.registration.model.registration import (
    BY_COMMUNITY,
    MOST_ITEMS,
    Pledge,
    RegistrationAction,
    Wish,
    place_in,
)
from graphsvc.registration.store import registrations as store

NewRegistration = Annotated[RegistrationInput, argument()]
Promises = Annotated[
    list[str],
    argument(
        "What is promised, each in a few words (承诺事项).",
        Constraint(min_length=1, max_length=200, format="line", min_items=1, max_items=MOST_ITEMS),
    ),
]
DueOn = Annotated[date, argument("Day by which it is to be kept, today at the earliest (践诺期限).")]
Kept = Annotated[
    list[int],
    argument(
        "Numbers of all that is kept now, from 0 (已践诺序号).",
        Constraint(min=0, max=MOST_ITEMS - 1, max_items=MOST_ITEMS),
    ),
]
NewCommunity = Annotated[strawberry.ID, argument("Code of the community that it moves to (转往社区).", AREA_CODE)]
NewGrid = Annotated[strawberry.ID | None, argument("Code of a grid in that community (网格).", AREA_CODE)]


@strawberry.type
class RegistrationMutations:
    """What is done with registrations."""

    @strawberry.mutation(description="Report to a community for this year; one a member or unit and year (报到).")
    async def file_registration(
        self, info: Info, registration: NewRegistration, key: Key = None
    ) -> Registration | None:
        grant = info.context.may(Operation.FILE_REGISTRATION)
        work = partial(
            store.file,
            grant=grant,
            draft=registration.read(grant),
            id_=f"registration-{uuid4().hex[:16]}",
            by=info.context.caller.subject,
            now=info.context.now,
        )
        return await info.context.change(info, work, key)

    @strawberry.mutation(description="Receive a registration, as the community (回执).")
    async def receive_registration(
        self, info: Info, id: Id, expected_version: Version, note: Note = None, key: Key = None
    ) -> Registration | None:
        return await _take(info, id, expected_version, Wish(RegistrationAction.RECEIVE, _said(note)), key)

    @strawberry.mutation(description="Promise to do something by a day (承诺).")
    async def pledge_registration(
        self, info: Info, id: Id, expected_version: Version, items: Promises, due_on: DueOn, key: Key = None
    ) -> Registration | None:
        pledge = Pledge(tuple(each.strip() for each in items), due_on)
        return await _take(info, id, expected_version, Wish(RegistrationAction.PLEDGE, pledge=pledge), key)

    @strawberry.mutation(description="Say which items of the pledge are kept (践诺).")
    async def fulfil_registration(
        self, info: Info, id: Id, expected_version: Version, items: Kept, note: Note = None, key: Key = None
    ) -> Registration | None:
        wish = Wish(RegistrationAction.FULFIL, _said(note), done=tuple(items))
        return await _take(info, id, expected_version, wish, key)

    @strawberry.mutation(description="Review how the pledge was kept, as the community (评议).")
    async def review_registration(
        self, info: Info, id: Id, expected_version: Version, rating: Rating, note: Note = None, key: Key = None
    ) -> Registration | None:
        wish = Wish(RegistrationAction.REVIEW, _said(note), rating=rating)
        return await _take(info, id, expected_version, wish, key)

    @strawberry.mutation(description="Move a registration to another community, with all its history (转接).")
    async def transfer_registration(
        self,
        info: Info,
        id: Id,
        expected_version: Version,
        community: NewCommunity,
        reason: Reason,
        grid: NewGrid = None,
        key: Key = None,
    ) -> Registration | None:
        wish = Wish(RegistrationAction.TRANSFER, reason.strip(), place=place_in(community, grid))
        return await _take(info, id, expected_version, wish, key)

    @strawberry.mutation(description="Give a registration up; another may be filed in the same year (撤回报到).")
    async def withdraw_registration(
        self, info: Info, id: Id, expected_version: Version, reason: Reason, key: Key = None
    ) -> Registration | None:
        return await _take(info, id, expected_version, Wish(RegistrationAction.WITHDRAW, reason.strip()), key)


def needed(action: RegistrationAction) -> Operation:
    """Name the operation that a step belongs to."""
    return Operation.REVIEW_REGISTRATION if action in BY_COMMUNITY else Operation.FILE_REGISTRATION


def _said(note: str | None) -> str:
    return (note or "").strip()


async def _take(info: Info, id_: str, version: int, wish: Wish, key: str | None) -> Any:
    work = partial(
        store.take,
        grant=info.context.may(needed(wish.action)),
        id_=id_,
        expected=version,
        wish=wish,
        by=info.context.caller.subject,
        now=info.context.now,
    )
    return await info.context.change(info, work, key)
