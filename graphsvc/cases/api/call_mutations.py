"""Mutations of calls: what a called department does, and what is done with its work; each answers with the case."""

from __future__ import annotations

from typing import Annotated

import strawberry

from graphsvc.cases.api.steps import take_step
from graphsvc.cases.api.types import Case
from graphsvc.cases.model.decide import Wish
from graphsvc.cases.model.states import Action
from graphsvc.gql.execution.context import Info
from graphsvc.org.api.arguments import ID, Attachments, Id, Key, Note, Rating, Reason, Version, argument

CallId = Annotated[strawberry.ID, argument("Id of the call, the department's part in the case (部门办理).", ID)]
Department = Annotated[strawberry.ID, argument("Id of the unit that takes it (部门).", ID)]


@strawberry.type
class CallMutations:
    """What is done with a call; `id` and `expected_version` are those of its case."""

    @strawberry.mutation(description="Take note of a call, as the department; its clock goes on (部门签收).")
    async def sign_call(
        self, info: Info, id: Id, expected_version: Version, call: CallId, note: Note = None, key: Key = None
    ) -> Case | None:
        return await take_step(info, id, expected_version, Wish(Action.SIGN, call=call, note=note), key)

    @strawberry.mutation(description="Make contact with the community (部门联系).")
    async def contact_call(
        self, info: Info, id: Id, expected_version: Version, call: CallId, note: Note = None, key: Key = None
    ) -> Case | None:
        return await take_step(info, id, expected_version, Wish(Action.CONTACT, call=call, note=note), key)

    @strawberry.mutation(description="Report on the spot (部门报到).")
    async def respond_call(
        self, info: Info, id: Id, expected_version: Version, call: CallId, note: Note = None, key: Key = None
    ) -> Case | None:
        return await take_step(info, id, expected_version, Wish(Action.RESPOND, call=call, note=note), key)

    @strawberry.mutation(description="Begin work (开始处置).")
    async def handle_call(
        self, info: Info, id: Id, expected_version: Version, call: CallId, note: Note = None, key: Key = None
    ) -> Case | None:
        return await take_step(info, id, expected_version, Wish(Action.HANDLE, call=call, note=note), key)

    @strawberry.mutation(description="Say that the department's part is done (部门办结).")
    async def resolve_call(
        self,
        info: Info,
        id: Id,
        expected_version: Version,
        call: CallId,
        note: Note = None,
        attachments: Attachments = None,
        key: Key = None,
    ) -> Case | None:
        return await take_step(
            info,
            id,
            expected_version,
            Wish(Action.RESOLVE, call=call, note=note),
            key,
            attachments,
        )

    @strawberry.mutation(description="Send a call back: it is not the department's to do (部门退回).")
    async def return_call(
        self, info: Info, id: Id, expected_version: Version, call: CallId, reason: Reason, key: Key = None
    ) -> Case | None:
        return await take_step(info, id, expected_version, Wish(Action.RETURN, call=call, note=reason), key)

    @strawberry.mutation(description="Hand a call over to another department (横向移交).")
    async def hand_over_call(
        self,
        info: Info,
        id: Id,
        expected_version: Version,
        call: CallId,
        department: Department,
        reason: Reason,
        key: Key = None,
    ) -> Case | None:
        return await take_step(
            info, id, expected_version, Wish(Action.HAND_OVER, call=call, note=reason, departments=(department,)), key
        )

    @strawberry.mutation(description="Rate a department, as the community (社区评价部门).")
    async def rate_call(
        self,
        info: Info,
        id: Id,
        expected_version: Version,
        call: CallId,
        rating: Rating,
        note: Note = None,
        key: Key = None,
    ) -> Case | None:
        return await take_step(info, id, expected_version, Wish(Action.RATE, call=call, note=note, score=rating), key)
