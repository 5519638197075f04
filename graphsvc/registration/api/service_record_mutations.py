"""Mutations of records of service: written by who served, confirmed, corrected or not by the community."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import Annotated, Any
from uuid import uuid4

import strawberry

from graphsvc.access.scope import Operation
from graphsvc.china import in_utc
from graphsvc.errors import BadInput
from graphsvc.gql.execution.context import Info
from graphsvc.gql.schema.constraints import Constraint
from graphsvc.org.api.arguments import ID, Id, Key, Note, Reason, Version, argument
from graphsvc.registration.api.inputs import ServiceRecordInput, named_or_own
from graphsvc.registration.api.service_record_types import ServiceRecord
from graphsvc.registration.model.point_rules import PointRules, usual_rules
from graphsvc.registration.model.registration import RegistrantKind
from graphsvc.registration.model.service_record import ServiceRecordAction, Stretch
from graphsvc.registration.model.sign_in import LONGEST_CODE, ActivityCodes, codes_of_this_process
from graphsvc.registration.store import service_records as store

StartedAt = Annotated[datetime, argument("From when, as it was (开始时间).")]
EndedAt = Annotated[datetime, argument("To when, as it was (结束时间).")]


Code = Annotated[
    str,
    argument(
        "As it was read off the poster (签到码).", Constraint(min_length=1, max_length=LONGEST_CODE, format="line")
    ),
]
SignedIn = Annotated[strawberry.ID | None, argument("Id of the member; left out by a member for itself (党员).", ID)]
NewRecord = Annotated[ServiceRecordInput, argument("What was done, when, by whom (服务记录).")]


@strawberry.type
class ServiceRecordMutations:
    """What is done with records of service."""

    @strawberry.mutation(description="Write down what was done; the community confirms it (填写服务记录).")
    async def file_service_record(self, info: Info, record: NewRecord, key: Key = None) -> ServiceRecord | None:
        grant = info.context.may(Operation.WRITE_SERVICE)
        work = partial(
            store.write,
            grant=grant,
            draft=record.read(grant),
            id_=f"service-{uuid4().hex[:16]}",
            by=info.context.caller.subject,
            now=info.context.now,
        )
        return await info.context.change(info, work, key)

    @strawberry.mutation(
        description="Sign in by the code of an activity; it is confirmed by itself when that is over (扫码签到)."
    )
    async def sign_in_service(
        self, info: Info, code: Code, person: SignedIn = None, key: Key = None
    ) -> ServiceRecord | None:
        grant = info.context.may(Operation.WRITE_SERVICE)
        kind, who = named_or_own(person, None, grant, "person")
        if kind is not RegistrantKind.MEMBER:
            raise BadInput("签到按党员进行，请写明党员。", "Members sign in; name the member.").at("person")
        work = partial(
            store.sign_in,
            grant=grant,
            activity=info.context.tool(ActivityCodes, codes_of_this_process).read(code, info.context.now),
            registrant=who,
            id_=f"service-{uuid4().hex[:16]}",
            by=info.context.caller.subject,
            now=info.context.now,
        )
        return await info.context.change(info, work, key)

    @strawberry.mutation(description="Confirm a record as it was written, as the community (确认时长).")
    async def confirm_service_record(
        self, info: Info, id: Id, expected_version: Version, note: Note = None, key: Key = None
    ) -> ServiceRecord | None:
        return await _change(info, id, expected_version, ServiceRecordAction.CONFIRM, note or "", key)

    @strawberry.mutation(description="Correct the time of a record, as the community; it counts then (更正时长).")
    async def correct_service_record(
        self,
        info: Info,
        id: Id,
        expected_version: Version,
        started_at: StartedAt,
        ended_at: EndedAt,
        reason: Reason,
        key: Key = None,
    ) -> ServiceRecord | None:
        stretch = Stretch(in_utc(started_at), in_utc(ended_at))
        return await _change(info, id, expected_version, ServiceRecordAction.CORRECT, reason, key, stretch)

    @strawberry.mutation(description="Do not confirm a record, as the community (不予确认).")
    async def reject_service_record(
        self, info: Info, id: Id, expected_version: Version, reason: Reason, key: Key = None
    ) -> ServiceRecord | None:
        return await _change(info, id, expected_version, ServiceRecordAction.REJECT, reason, key)

    @strawberry.mutation(description="Take a record back that is not confirmed yet, as who wrote it (收回).")
    async def retract_service_record(
        self, info: Info, id: Id, expected_version: Version, note: Note = None, key: Key = None
    ) -> ServiceRecord | None:
        return await _change(info, id, expected_version, ServiceRecordAction.RETRACT, note or "", key)


def needed(action: ServiceRecordAction) -> Operation:
    """Name the operation that a step with a record belongs to."""
    return Operation.WRITE_SERVICE if action is ServiceRecordAction.RETRACT else Operation.CONFIRM_SERVICE


async def _change(
    info: Info,
    id_: str,
    version: int,
    action: ServiceRecordAction,
    note: str,
    key: str | None,
    stretch: Stretch | None = None,
) -> Any:
    work = partial(
        store.change,
        grant=info.context.may(needed(action)),
        id_=id_,
        action=action,
        expected=version,
        by=info.context.caller.subject,
        now=info.context.now,
        rules=info.context.tool(PointRules, usual_rules),
        note=note.strip(),
        stretch=stretch,
    )
    return await info.context.change(info, work, key)
