"""Mutations of command centres: founded, and who is appointed to them and dismissed."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Annotated

import strawberry

from graphsvc.access.scope import Operation
from graphsvc.command.api.centre_types import CommandCentre
from graphsvc.command.model.centre import Appointment, CentreRole, Term
from graphsvc.command.store import centres as store
from graphsvc.gql.execution.context import Info
from graphsvc.org.api.arguments import AREA_CODE, ID, LINE, TITLE, Id, Key, Note, Version, argument, entry
from graphsvc.org.model.work import Board


@strawberry.input(description="A command centre as it is set up (指挥中心).")
class CommandCentreInput:
    """Where and since when."""

    area: strawberry.ID = entry("Code of the subdistrict that it commands (镇街代码).", AREA_CODE)
    name: str | None = entry("What it is called; by its subdistrict unless told (名称).", TITLE, default=None)
    founded_on: date | None = entry("Day it was set up, today unless told (成立日期).", default=None)


@strawberry.input(description="Who acts as what for a command centre (任职).")
class AppointmentInput:
    """Person and role; board and post where the role has them."""

    person: strawberry.ID = entry("Id of who acts (人员).", ID)
    role: CentreRole = entry("Head, deputy, head of a board, or who fills a post (职务).")
    board: Board | None = entry("Of which board, for its head and posts (板块).", default=None)
    post: str | None = entry("What the post is called, for who fills one (岗位名称).", LINE, default=None)

    def read(self) -> Appointment:
        """Put it in the words of the model."""
        return Appointment(self.person, self.role, self.board, (self.post or "").strip())


NewCentre = Annotated[CommandCentreInput, argument("Where it is, and since when (指挥中心).")]
Who = Annotated[AppointmentInput, argument("Somebody, and the role that is meant (任职).")]
Since = Annotated[date, argument("First day (起).")]
Until = Annotated[date | None, argument("First day on which it is over, where that is known (止).")]
EndsOn = Annotated[date, argument("First day on which it is over (免职日期).")]


@strawberry.type
class CentreMutations:
    """What is done with command centres."""

    @strawberry.mutation(description="Set up the centre of a subdistrict, with an office a board (设立指挥中心).")
    async def found_command_centre(self, info: Info, centre: NewCentre, key: Key = None) -> CommandCentre | None:
        work = partial(
            store.found,
            grant=info.context.may(Operation.RUN_CENTRE),
            area=centre.area,
            name=(centre.name or "").strip() or None,
            founded_on=centre.founded_on,
            now=info.context.now,
        )
        return await info.context.change(info, work, key)

    @strawberry.mutation(description="Appoint a head, a deputy, a board's head, or who fills a post (任命).")
    async def appoint_to_centre(
        self,
        info: Info,
        id: Id,
        expected_version: Version,
        appointment: Who,
        since: Since,
        until: Until = None,
        key: Key = None,
    ) -> CommandCentre | None:
        work = partial(
            store.appoint,
            grant=info.context.may(Operation.RUN_CENTRE),
            id_=id,
            expected=expected_version,
            who=appointment.read(),
            term=Term(since, until),
        )
        return await info.context.change(info, work, key)

    @strawberry.mutation(description="End what somebody is to a centre on a day, past or to come (免职).")
    async def end_appointment(
        self,
        info: Info,
        id: Id,
        expected_version: Version,
        appointment: Who,
        ends_on: EndsOn,
        note: Note = None,
        key: Key = None,
    ) -> CommandCentre | None:
        work = partial(
            store.dismiss,
            grant=info.context.may(Operation.RUN_CENTRE),
            id_=id,
            expected=expected_version,
            who=appointment.read(),
            on=ends_on,
            note=(note or "").strip(),
        )
        return await info.context.change(info, work, key)
