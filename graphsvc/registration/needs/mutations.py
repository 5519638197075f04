"""Mutations of needs: raised and taken back by a member or unit, answered by the community."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Annotated, Any
from uuid import uuid4

import strawberry

from graphsvc.access.principal import Grant
from graphsvc.access.scope import Operation
from graphsvc.gql.execution.context import Info
from graphsvc.org.api.arguments import ID, REASON, Id, Key, Note, Reason, Version, argument, entry
from graphsvc.registration.api.inputs import MEMBER, WORKPLACE, named_or_own
from graphsvc.registration.needs import store
from graphsvc.registration.needs.need import BY_REGISTRANT, RegistrantNeedAction, RegistrantNeedTopic
from graphsvc.registration.needs.store import NeedDraft
from graphsvc.registration.needs.types import RegistrantNeed


@strawberry.input(description="A need of who is registered this year (党员和单位需求).")
class RegistrantNeedInput:
    """What is needed, and by whom."""

    topic: RegistrantNeedTopic = entry("What it is about (需求事项).")
    content: str = entry("In a few words; no numbers of persons (内容).", REASON)
    needed_on: date | None = entry("Day by which it is needed, today at the earliest (需要日期).", default=None)
    person: strawberry.ID | None = entry(MEMBER, ID, default=None)
    unit: strawberry.ID | None = entry(WORKPLACE, ID, default=None)

    def read(self, grant: Grant) -> NeedDraft:
        """Put it in the words of the store, for the caller's own person or unit where nobody is named.

        Raises:
            BadInput: both a person and a unit, or nobody.
        """
        _, who = named_or_own(self.person, self.unit, grant, "need")
        return NeedDraft(who, self.topic.value, self.content.strip(), self.needed_on)


NewNeed = Annotated[RegistrantNeedInput, argument("What is needed (需求).")]


@strawberry.type
class RegistrantNeedMutations:
    """What is done with needs."""

    @strawberry.mutation(
        description="Raise a need with the community where one is registered; nobody else reads it (提出需求)."
    )
    async def file_registrant_need(self, info: Info, need: NewNeed, key: Key = None) -> RegistrantNeed | None:
        grant = info.context.may(Operation.RAISE_REGISTRANT_NEED)
        work = partial(
            store.file,
            grant=grant,
            draft=need.read(grant),
            id_=f"wish-{uuid4().hex[:16]}",
            by=info.context.caller.subject,
            now=info.context.now,
        )
        return await info.context.change(info, work, key)

    @strawberry.mutation(description="See to a need, as the community (受理需求).")
    async def accept_registrant_need(
        self, info: Info, id: Id, expected_version: Version, note: Note = None, key: Key = None
    ) -> RegistrantNeed | None:
        return await _take(info, id, expected_version, RegistrantNeedAction.ACCEPT, note, key)

    @strawberry.mutation(description="Say that a need is met and how, as the community (办结需求).")
    async def meet_registrant_need(
        self, info: Info, id: Id, expected_version: Version, note: Note = None, key: Key = None
    ) -> RegistrantNeed | None:
        return await _take(info, id, expected_version, RegistrantNeedAction.MEET, note, key)

    @strawberry.mutation(description="Say why a need cannot be met, as the community (不受理需求).")
    async def decline_registrant_need(
        self, info: Info, id: Id, expected_version: Version, reason: Reason, key: Key = None
    ) -> RegistrantNeed | None:
        return await _take(info, id, expected_version, RegistrantNeedAction.DECLINE, reason, key)

    @strawberry.mutation(description="Take a need back that is not met yet (撤回需求).")
    async def withdraw_registrant_need(
        self, info: Info, id: Id, expected_version: Version, note: Note = None, key: Key = None
    ) -> RegistrantNeed | None:
        return await _take(info, id, expected_version, RegistrantNeedAction.WITHDRAW, note, key)


def needed(action: RegistrantNeedAction) -> Operation:
    """Name the operation that a step with a need belongs to."""
    return Operation.RAISE_REGISTRANT_NEED if BY_REGISTRANT[action] else Operation.ANSWER_REGISTRANT_NEED


async def _take(
    info: Info, id_: str, version: int, action: RegistrantNeedAction, note: str | None, key: str | None
) -> Any:
    work = partial(
        store.take,
        grant=info.context.may(needed(action)),
        id_=id_,
        action=action,
        expected=version,
        note=(note or "").strip(),
        now=info.context.now,
    )
    return await info.context.change(info, work, key)
