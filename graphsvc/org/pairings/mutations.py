"""Mutations of pairings: opened and ended by the subdistrict, contacts kept by both, requests placed and taken."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Annotated, Any
from uuid import uuid4

import strawberry

from graphsvc.access.scope import Operation
from graphsvc.china import day_in_china
from graphsvc.gql.execution.context import Info
from graphsvc.gql.schema.constraints import Constraint
from graphsvc.org.api.arguments import AREA_CODE, ID, REASON, Id, Key, Note, Reason, Version, argument, entry
from graphsvc.org.pairings import store
from graphsvc.org.pairings.pairing import USUAL_DAYS, Contact, ContactWay, Draft, PairingRequestAction
from graphsvc.org.pairings.queries import needed
from graphsvc.org.pairings.types import Pairing, PairingRequest


@strawberry.input(description="A pairing as it is opened (包联).")
class UnitPairingInput:
    """Which unit, which area, from when."""

    unit: strawberry.ID = entry("Id of the unit that stands by the area (包联单位).", ID)
    area: strawberry.ID = entry("Code of a subdistrict or community (包联区域).", AREA_CODE)
    since: date | None = entry("First day, today unless told (起).", default=None)
    until: date | None = entry("First day on which it no longer holds, where that is known (止).", default=None)
    contact_every_days: int = entry(
        "A contact is owed every so many days (联系间隔天数).", Constraint(min=1, max=366), default=USUAL_DAYS
    )

    def read(self, today: date) -> Draft:
        """Put it in the words of the model."""
        return Draft(self.unit, self.area, self.since or today, self.until, self.contact_every_days)


@strawberry.input(description="A contact as it is recorded (包联联系).")
class PairingContactInput:
    """When, how, what about."""

    contacted_on: date = entry("Day of it, today at the latest (联系日期).")
    way: ContactWay = entry("How (联系方式).")
    content: str = entry("What was talked about and found (联系内容).", REASON)

    def read(self) -> Contact:
        """Put it in the words of the model."""
        return Contact(self.contacted_on, self.way, self.content.strip())


@strawberry.input(description="A request as it is placed (包联派单).")
class PairingRequestInput:
    """What, until when."""

    content: str = entry("What is asked for (派单内容).", REASON)
    due_on: date = entry("Last day to have it done, today or later (办理期限).")


NewPairing = Annotated[UnitPairingInput, argument()]
NewContact = Annotated[PairingContactInput, argument("How both were in touch, and what about (联系).")]
NewRequest = Annotated[PairingRequestInput, argument("What is asked for, and until when (派单).")]
EndsOn = Annotated[
    date,
    argument("First day on which it no longer holds; its own first day takes back one that has not begun (结束日期)."),
]
Report = Annotated[str, argument("What was done, in your own words (办理反馈).", REASON)]


@strawberry.type
class PairingMutations:
    """What is done with pairings."""

    @strawberry.mutation(description="Have a unit stand by a subdistrict or community (建立包联).")
    async def open_pairing(self, info: Info, pairing: NewPairing, key: Key = None) -> Pairing | None:
        now = info.context.now
        work = partial(
            store.open_pairing,
            grant=info.context.may(Operation.KEEP_PAIRING),
            draft=pairing.read(day_in_china(now)),
            id_=f"pairing-{uuid4().hex[:16]}",
            by=info.context.caller.subject,
            now=now,
        )
        return await info.context.change(info, work, key)

    @strawberry.mutation(description="End a pairing on a day, past or to come; no request of it may wait (结束包联).")
    async def end_pairing(
        self, info: Info, id: Id, expected_version: Version, ends_on: EndsOn, reason: Reason, key: Key = None
    ) -> Pairing | None:
        work = partial(
            store.end_pairing,
            grant=info.context.may(Operation.KEEP_PAIRING),
            id_=id,
            expected=expected_version,
            until=ends_on,
            reason=reason.strip(),
            now=info.context.now,
        )
        return await info.context.change(info, work, key)

    @strawberry.mutation(description="Record that unit and area were in touch, as either (登记包联联系).")
    async def keep_pairing_contact(
        self, info: Info, id: Id, expected_version: Version, contact: NewContact, key: Key = None
    ) -> Pairing | None:
        work = partial(
            store.keep_contact,
            grant=info.context.may(Operation.KEEP_CONTACT),
            id_=id,
            expected=expected_version,
            contact=contact.read(),
            by=info.context.caller.subject,
            now=info.context.now,
        )
        return await info.context.change(info, work, key)

    @strawberry.mutation(description="Ask something of a unit that stands by an area, as the area (包联派单).")
    async def place_pairing_request(
        self, info: Info, id: Id, expected_version: Version, request: NewRequest, key: Key = None
    ) -> PairingRequest | None:
        work = partial(
            store.place_request,
            grant=info.context.may(Operation.ASK_PAIRING),
            pairing=id,
            expected=expected_version,
            content=request.content.strip(),
            due_on=request.due_on,
            id_=f"pairing-request-{uuid4().hex[:16]}",
            by=info.context.caller.subject,
            now=info.context.now,
        )
        return await info.context.change(info, work, key)

    @strawberry.mutation(description="Take a request on, as the unit (接单).")
    async def take_pairing_request(
        self, info: Info, id: Id, expected_version: Version, note: Note = None, key: Key = None
    ) -> PairingRequest | None:
        return await _take(info, id, expected_version, PairingRequestAction.TAKE, note, key)

    @strawberry.mutation(description="Say why a request cannot be done, as the unit (不接单).")
    async def decline_pairing_request(
        self, info: Info, id: Id, expected_version: Version, reason: Reason, key: Key = None
    ) -> PairingRequest | None:
        return await _take(info, id, expected_version, PairingRequestAction.DECLINE, reason, key)

    @strawberry.mutation(description="Say what was done about a request, as the unit (办理反馈).")
    async def finish_pairing_request(
        self, info: Info, id: Id, expected_version: Version, report: Report, key: Key = None
    ) -> PairingRequest | None:
        return await _take(info, id, expected_version, PairingRequestAction.FINISH, report, key)

    @strawberry.mutation(description="Confirm that a request is done, as the area (确认办结).")
    async def confirm_pairing_request(
        self, info: Info, id: Id, expected_version: Version, note: Note = None, key: Key = None
    ) -> PairingRequest | None:
        return await _take(info, id, expected_version, PairingRequestAction.CONFIRM, note, key)

    @strawberry.mutation(description="Send a request back to its unit, as the area (退回重办).")
    async def return_pairing_request(
        self, info: Info, id: Id, expected_version: Version, reason: Reason, key: Key = None
    ) -> PairingRequest | None:
        return await _take(info, id, expected_version, PairingRequestAction.RETURN, reason, key)

    @strawberry.mutation(description="Take a request back that is not done yet, as the area (撤单).")
    async def withdraw_pairing_request(
        self, info: Info, id: Id, expected_version: Version, reason: Reason, key: Key = None
    ) -> PairingRequest | None:
        return await _take(info, id, expected_version, PairingRequestAction.WITHDRAW, reason, key)


async def _take(
    info: Info, id_: str, version: int, action: PairingRequestAction, note: str | None, key: str | None
) -> Any:
    work = partial(
        store.take_step,
        grant=info.context.may(needed(action)),
        id_=id_,
        action=action,
        expected=version,
        note=(note or "").strip(),
        by=info.context.caller.subject,
        now=info.context.now,
    )
    return await info.context.change(info, work, key)
