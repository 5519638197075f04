"""Mutations by which a department or a community gives work to a person by name, and takes it back (转办)."""

from __future__ import annotations

from typing import Annotated

import strawberry

from graphsvc.cases.api.call_mutations import CallId
from graphsvc.cases.api.steps import take_step
from graphsvc.cases.api.types import Case
from graphsvc.cases.model.decide import Wish
from graphsvc.cases.model.states import Action
from graphsvc.gql.execution.context import Info
from graphsvc.org.api.arguments import ID, Id, Key, Reason, Version, argument

OfUnit = Annotated[strawberry.ID, argument("Id of a person who works for the department (承办人).", ID)]
OfCommunity = Annotated[strawberry.ID, argument("Id of a person who serves in a grid of the community (承办人).", ID)]


@strawberry.type
class EntrustMutations:
    """Neither state nor clock changes, and whoever gives it still answers for it."""

    @strawberry.mutation(
        description="Have a person of the department do its part; its clock goes on, and the department still answers "
        "for it (转办部门任务)."
    )
    async def entrust_call(
        self,
        info: Info,
        id: Id,
        expected_version: Version,
        call: CallId,
        person: OfUnit,
        reason: Reason,
        key: Key = None,
    ) -> Case | None:
        wish = Wish(Action.ENTRUST, call=call, note=reason, person=person)
        return await take_step(info, id, expected_version, wish, key)

    @strawberry.mutation(description="Take a call back from the person it was given to (收回转办的部门任务).")
    async def take_back_call(
        self, info: Info, id: Id, expected_version: Version, call: CallId, reason: Reason, key: Key = None
    ) -> Case | None:
        return await take_step(info, id, expected_version, Wish(Action.TAKE_BACK, call=call, note=reason), key)

    @strawberry.mutation(
        description="Have a person who serves in the community's grids do what the community has accepted, and settle "
        "it; its clock goes on, and the community still answers for it (转办事件)."
    )
    async def entrust_case(
        self, info: Info, id: Id, expected_version: Version, person: OfCommunity, reason: Reason, key: Key = None
    ) -> Case | None:
        return await take_step(info, id, expected_version, Wish(Action.ENTRUST, note=reason, person=person), key)

    @strawberry.mutation(
        description="Take a case back from the person it was given to, or give it back as that person (收回转办的事件)."
    )
    async def take_back_case(
        self, info: Info, id: Id, expected_version: Version, reason: Reason, key: Key = None
    ) -> Case | None:
        return await take_step(info, id, expected_version, Wish(Action.TAKE_BACK, note=reason), key)
