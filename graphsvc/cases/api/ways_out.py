"""Mutations by which a case or a call goes on where the straight way is barred."""

from __future__ import annotations

from typing import Annotated

import strawberry

from graphsvc.cases.api.call_mutations import CallId, Department
from graphsvc.cases.api.steps import CaseChangesInput, take_step
from graphsvc.cases.api.types import Case
from graphsvc.cases.model.decide import Amendment, Wish
from graphsvc.cases.model.states import Action
from graphsvc.gql.execution.context import Info
from graphsvc.org.api.arguments import AREA_CODE, ID, Id, Key, Note, Rating, Reason, Version, argument

Changes = Annotated[CaseChangesInput, argument("At least one value.")]
Belonging = Annotated[
    strawberry.ID, argument("Code of the grid, estate or community that it belongs to (所属区域代码).", AREA_CODE)
]
Instead = Annotated[
    strawberry.ID | None,
    argument("Id of the unit that does it instead; needed once a case was returned twice (承办部门).", ID),
]


@strawberry.type
class CaseWaysOut:
    """What else is done with a case that has no department at work on it."""

    @strawberry.mutation(description="Ask the subdistrict for a whistle, as the community (报镇街).")
    async def request_whistle(
        self, info: Info, id: Id, expected_version: Version, reason: Reason, key: Key = None
    ) -> Case | None:
        return await take_step(info, id, expected_version, Wish(Action.REQUEST, note=reason), key)

    @strawberry.mutation(description="Leave a case to the community that asked for a whistle (退回社区).")
    async def decline_whistle(
        self, info: Info, id: Id, expected_version: Version, reason: Reason, key: Key = None
    ) -> Case | None:
        return await take_step(info, id, expected_version, Wish(Action.DECLINE, note=reason), key)

    @strawberry.mutation(description="Do not take a case on; the reporter is told the reason (不予受理).")
    async def reject_case(
        self, info: Info, id: Id, expected_version: Version, reason: Reason, key: Key = None
    ) -> Case | None:
        return await take_step(info, id, expected_version, Wish(Action.REJECT, note=reason), key)

    @strawberry.mutation(description="Raise a returned case again, with what was missing in the note (补正再报).")
    async def resubmit_case(
        self, info: Info, id: Id, expected_version: Version, reason: Reason, key: Key = None
    ) -> Case | None:
        return await take_step(info, id, expected_version, Wish(Action.RESUBMIT, note=reason), key)

    @strawberry.mutation(
        description="Put down how content the reporter is, as somebody else than who finished it: the reason says who "
        "was asked when, and the answer (回访)."
    )
    async def call_back_case(
        self, info: Info, id: Id, expected_version: Version, rating: Rating, reason: Reason, key: Key = None
    ) -> Case | None:
        return await take_step(info, id, expected_version, Wish(Action.CALL_BACK, note=reason, score=rating), key)

    @strawberry.mutation(
        description="Correct what a case is about; its times are those of the new category and urgency, each counted "
        "from where it began (更正)."
    )
    async def amend_case(
        self, info: Info, id: Id, expected_version: Version, changes: Changes, reason: Reason, key: Key = None
    ) -> Case | None:
        wish = Wish(Action.AMEND, note=reason, amended=Amendment(**vars(changes)))
        return await take_step(info, id, expected_version, wish, key)

    @strawberry.mutation(
        description="Say, as the official of the level that owns a case, that it is not of that level: the level above "
        "owns it, once, in the same state and with a clock anew (不属于本级)."
    )
    async def pass_up_case(
        self, info: Info, id: Id, expected_version: Version, reason: Reason, key: Key = None
    ) -> Case | None:
        return await take_step(info, id, expected_version, Wish(Action.PASS_UP, note=reason), key)

    @strawberry.mutation(
        description="Hand a case over to the place of the district that it belongs to: it is accepted there anew, the "
        "total time goes on, and both places see it (移送他地)."
    )
    async def transfer_case(
        self, info: Info, id: Id, expected_version: Version, area: Belonging, reason: Reason, key: Key = None
    ) -> Case | None:
        return await take_step(info, id, expected_version, Wish(Action.TRANSFER, note=reason, area=area), key)

    @strawberry.mutation(
        description="Send a case back, once, that was handed over from elsewhere and is not of here: the superior of "
        "both places rules (退回移送)."
    )
    async def turn_back_case(
        self, info: Info, id: Id, expected_version: Version, reason: Reason, key: Key = None
    ) -> Case | None:
        return await take_step(info, id, expected_version, Wish(Action.TURN_BACK, note=reason), key)

    @strawberry.mutation(
        description="Rule, as the superior of the places that dispute it, where a case belongs; it is the last word "
        "(裁定属地)."
    )
    async def allot_case(
        self, info: Info, id: Id, expected_version: Version, area: Belonging, reason: Reason, key: Key = None
    ) -> Case | None:
        return await take_step(info, id, expected_version, Wish(Action.ALLOT, note=reason, area=area), key)

    @strawberry.mutation(description="Take a case back, as who raised it (撤回).")
    async def withdraw_case(
        self, info: Info, id: Id, expected_version: Version, reason: Reason, key: Key = None
    ) -> Case | None:
        return await take_step(info, id, expected_version, Wish(Action.WITHDRAW, note=reason), key)


@strawberry.type
class CallWaysOut:
    """Who decides whether a department does its part; `id` and `expected_version` are those of the case."""

    @strawberry.mutation(description="Call a department off (撤哨).")
    async def recall_call(
        self, info: Info, id: Id, expected_version: Version, call: CallId, reason: Reason, key: Key = None
    ) -> Case | None:
        return await take_step(info, id, expected_version, Wish(Action.RECALL, call=call, note=reason), key)

    @strawberry.mutation(description="Call another department in the place of one (改派).")
    async def reassign_call(
        self,
        info: Info,
        id: Id,
        expected_version: Version,
        call: CallId,
        department: Department,
        reason: Reason,
        key: Key = None,
    ) -> Case | None:
        wish = Wish(Action.REASSIGN, call=call, note=reason, departments=(department,))
        return await take_step(info, id, expected_version, wish, key)

    @strawberry.mutation(description="Let a department off that asks to be (同意退单).")
    async def approve_return(
        self, info: Info, id: Id, expected_version: Version, call: CallId, reason: Reason, key: Key = None
    ) -> Case | None:
        return await take_step(info, id, expected_version, Wish(Action.APPROVE_RETURN, call=call, note=reason), key)

    @strawberry.mutation(description="Keep a department that asks to be let off (不同意退单).")
    async def refuse_return(
        self, info: Info, id: Id, expected_version: Version, call: CallId, reason: Reason, key: Key = None
    ) -> Case | None:
        return await take_step(info, id, expected_version, Wish(Action.REFUSE_RETURN, call=call, note=reason), key)

    @strawberry.mutation(description="Put a refused return before the district, as the department (提请裁定).")
    async def dispute_call(
        self, info: Info, id: Id, expected_version: Version, call: CallId, reason: Reason, key: Key = None
    ) -> Case | None:
        return await take_step(info, id, expected_version, Wish(Action.DISPUTE, call=call, note=reason), key)

    @strawberry.mutation(
        description="Rule, as the district, that a department is let off, and which does it instead without a way back "
        "(裁定退出)."
    )
    async def release_call(
        self,
        info: Info,
        id: Id,
        expected_version: Version,
        call: CallId,
        reason: Reason,
        department: Instead = None,
        key: Key = None,
    ) -> Case | None:
        named = (department,) if department else ()
        wish = Wish(Action.RELEASE, call=call, note=reason, departments=named)
        return await take_step(info, id, expected_version, wish, key)

    @strawberry.mutation(description="Say that a department leads the others called; it is done last (指定牵头).")
    async def lead_call(
        self, info: Info, id: Id, expected_version: Version, call: CallId, note: Note = None, key: Key = None
    ) -> Case | None:
        return await take_step(info, id, expected_version, Wish(Action.LEAD, call=call, note=note), key)

    @strawberry.mutation(description="Rule, as the district, that a department does its part (裁定承办).")
    async def uphold_call(
        self, info: Info, id: Id, expected_version: Version, call: CallId, reason: Reason, key: Key = None
    ) -> Case | None:
        return await take_step(info, id, expected_version, Wish(Action.UPHOLD, call=call, note=reason), key)
