"""Mutations of key places: registered, amended, verified, delisted; hazards recorded there and cleared."""

from __future__ import annotations

from functools import partial
from typing import Annotated, Any
from uuid import uuid4

import strawberry

from graphsvc.access.scope import Operation
from graphsvc.gql.execution.context import Info
from graphsvc.org.api.arguments import REASON, Id, Key, Reason, Version, argument
from graphsvc.places.api.points import verified
from graphsvc.places.key_places import store
from graphsvc.places.key_places.inputs import HazardInput, KeyPlaceDetailsInput, KeyPlaceInput
from graphsvc.places.key_places.types import Hazard, KeyPlace
from graphsvc.places.model.key_places import KeyPlaceAction
from graphsvc.places.model.points import ServiceRules

NewPlace = Annotated[KeyPlaceInput, argument("What is put on the list (重点场所).")]
Details = Annotated[KeyPlaceDetailsInput, argument("All that is told of it from now on (重点场所内容).")]
Found = Annotated[HazardInput, argument("What was found (隐患).")]
Report = Annotated[str, argument("What was done, and how that was seen (整改情况).", REASON)]


@strawberry.type
class KeyPlaceMutations:
    """What is done with key places and hazards."""

    @strawberry.mutation(description="Put a place or enterprise on the list from today on (列入重点场所).")
    async def register_key_place(self, info: Info, place: NewPlace, key: Key = None) -> KeyPlace | None:
        work = partial(
            store.list_place,
            grant=info.context.may(Operation.KEEP_KEY_PLACE),
            area=place.area,
            details=place.read(),
            id_=f"keyplace-{uuid4().hex[:16]}",
            by=info.context.caller.subject,
            now=info.context.now,
            rules=info.context.tool(ServiceRules, ServiceRules),
        )
        return await info.context.change(info, work, key)

    @strawberry.mutation(description="Set all that is told of a key place, which verifies it (更新重点场所).")
    async def amend_key_place(
        self, info: Info, id: Id, expected_version: Version, place: Details, key: Key = None
    ) -> KeyPlace | None:
        details = place.read()
        details.check()
        changes = {**details.row(), **verified(info)}
        return await _take(info, id, expected_version, KeyPlaceAction.AMEND, changes, "", key)

    @strawberry.mutation(description="Say that what is told of a key place is still so, today (核实重点场所).")
    async def verify_key_place(self, info: Info, id: Id, expected_version: Version, key: Key = None) -> KeyPlace | None:
        return await _take(info, id, expected_version, KeyPlaceAction.VERIFY, verified(info), "", key)

    @strawberry.mutation(description="Take a key place off the list from today on (退出重点场所).")
    async def delist_key_place(
        self, info: Info, id: Id, expected_version: Version, reason: Reason, key: Key = None
    ) -> KeyPlace | None:
        changes = {"delistedOn": info.context.today, "note": reason.strip()}
        return await _take(info, id, expected_version, KeyPlaceAction.DELIST, changes, reason.strip(), key)

    @strawberry.mutation(description="Record what is dangerous at a key place (登记隐患).")
    async def record_hazard(
        self, info: Info, id: Id, expected_version: Version, hazard: Found, key: Key = None
    ) -> Hazard | None:
        work = partial(
            store.record_hazard,
            grant=info.context.may(Operation.RECORD_HAZARD),
            place=id,
            expected=expected_version,
            hazard=hazard.read(),
            id_=f"hazard-{uuid4().hex[:16]}",
            by=info.context.caller.subject,
            now=info.context.now,
        )
        return await info.context.change(info, work, key)

    @strawberry.mutation(description="Say that a hazard is gone, as somebody has seen (隐患销号).")
    async def clear_hazard(
        self, info: Info, id: Id, expected_version: Version, report: Report, key: Key = None
    ) -> Hazard | None:
        work = partial(
            store.clear_hazard,
            grant=info.context.may(Operation.KEEP_KEY_PLACE),
            id_=id,
            expected=expected_version,
            note=report.strip(),
            by=info.context.caller.subject,
            now=info.context.now,
        )
        return await info.context.change(info, work, key)


async def _take(
    info: Info,
    id_: str,
    version: int,
    action: KeyPlaceAction,
    changes: dict[str, Any],
    note: str,
    key: str | None,
) -> Any:
    work = partial(
        store.take_step,
        grant=info.context.may(Operation.KEEP_KEY_PLACE),
        id_=id_,
        action=action,
        expected=version,
        changes=changes,
        now=info.context.now,
        note=note,
    )
    return await info.context.change(info, work, key)
