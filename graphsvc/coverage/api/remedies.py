"""Changes that cure what the audit finds: of an organization's offices and ties, and of what an area lacks."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Annotated
from uuid import uuid4

import strawberry

from graphsvc.access.scope import Operation
from graphsvc.coverage.api.inputs import ElectionInput, JointCommitteeInput, Members, UnitSeatInput
from graphsvc.coverage.api.mutations import Accept, audited, order_of
from graphsvc.coverage.changes import areas, offices, organizations
from graphsvc.coverage.changes.cells import MOST_NAMED
from graphsvc.coverage.changes.offices import Postponement
from graphsvc.gql.execution.context import Info
from graphsvc.gql.schema.constraints import Constraint
from graphsvc.org.api.areas import Grid
from graphsvc.org.api.arguments import AREA_CODE, ID, TITLE, Id, Key, Reason, Version, argument
from graphsvc.org.api.committees import JointCommittee
from graphsvc.org.api.party import PartyOrganization
from graphsvc.org.model.ids import node_id
from graphsvc.org.model.organizations import Formation
from graphsvc.org.model.people import ForceRole

Elected = Annotated[ElectionInput, argument("Whom it has elected (选举结果).")]
NewSecretary = Annotated[strawberry.ID, argument("Id of a full member (正式党员).", ID)]
FoundedOn = Annotated[date, argument("Day it was founded, as its papers say (成立日期).")]
PostponedUntil = Annotated[date, argument("Day of the election, a year after the end of the term at most (延期至).")]
Paper = Annotated[str, argument("Number of the paper that approves it (批准文号).", TITLE)]
Approver = Annotated[str, argument("The superior that approves it (批准单位).", TITLE)]
Superior = Annotated[strawberry.ID, argument("Id of the organization above (上级党组织).", ID)]
Formed = Annotated[Formation, argument("Alone or together (组建方式).")]
Units = Annotated[
    list[strawberry.ID],
    argument(
        "Ids of the units that form it, all of them (组建单位).",
        Constraint(format="id", read=node_id, max_items=MOST_NAMED),
    ),
]
NewJointCommittee = Annotated[JointCommitteeInput, argument()]
Seats = Annotated[
    list[UnitSeatInput],
    argument("Each unit with its seat (成员单位).", Constraint(min_items=1, max_items=MOST_NAMED)),
]
Leaving = Annotated[
    list[strawberry.ID],
    argument(
        "Ids of units that sit on it (退出的单位).",
        Constraint(format="id", read=node_id, min_items=1, max_items=MOST_NAMED),
    ),
]
GridCode = Annotated[strawberry.ID, argument("Code of the grid (网格).", AREA_CODE)]
Serving = Annotated[strawberry.ID, argument("Id of the person (人员).", ID)]
Role = Annotated[ForceRole, argument("What the person is to the grid (力量类别).")]


@strawberry.type
class OfficeMutations:
    """Changes of an organization's offices and ties."""

    @strawberry.mutation(description="Name the secretary of an organization; the one before ends today (任命书记).")
    async def name_secretary(
        self,
        info: Info,
        id: Id,
        expected_version: Version,
        person: NewSecretary,
        accept: Accept = None,
        key: Key = None,
    ) -> PartyOrganization | None:
        order = order_of(info, Operation.CHANGE_CELL, expected_version, accept)
        work = partial(offices.name_secretary, organization=id, person=person, order=order)
        return await audited(info, work, key)

    @strawberry.mutation(description="Seat whom an organization has elected; its new term begins today (换届选举).")
    async def elect_committee(
        self,
        info: Info,
        id: Id,
        expected_version: Version,
        election: Elected,
        accept: Accept = None,
        key: Key = None,
    ) -> PartyOrganization | None:
        order = order_of(info, Operation.CHANGE_CELL, expected_version, accept)
        work = partial(offices.elect_committee, election=election.order(id), order=order)
        return await audited(info, work, key)

    @strawberry.mutation(description="Put off an organization's election to a later day (延期换届).")
    async def postpone_election(
        self,
        info: Info,
        id: Id,
        expected_version: Version,
        until: PostponedUntil,
        paper: Paper,
        approver: Approver,
        key: Key = None,
    ) -> PartyOrganization | None:
        order = order_of(info, Operation.CHANGE_CELL, expected_version)
        asked = Postponement(id, until, paper.strip(), approver.strip())
        return await audited(info, partial(offices.postpone_election, asked=asked, order=order), key)

    @strawberry.mutation(description="Let an organization hang below another from today on (调整隶属关系).")
    async def change_superior(
        self,
        info: Info,
        id: Id,
        expected_version: Version,
        superior: Superior,
        accept: Accept = None,
        key: Key = None,
    ) -> PartyOrganization | None:
        order = order_of(info, Operation.CHANGE_CELL, expected_version, accept)
        work = partial(organizations.change_superior, organization=id, superior=superior, order=order)
        return await audited(info, work, key)

    @strawberry.mutation(
        description="Let members belong to this organization; where they belonged they leave (转接组织关系)."
    )
    async def transfer_members(
        self,
        info: Info,
        id: Id,
        expected_version: Version,
        members: Members,
        accept: Accept = None,
        key: Key = None,
    ) -> PartyOrganization | None:
        order = order_of(info, Operation.CHANGE_CELL, expected_version, accept)
        work = partial(organizations.transfer_members, organization=id, members=members, order=order)
        return await audited(info, work, key)

    @strawberry.mutation(description="Say anew how a cell is formed, and by which units (调整组建方式).")
    async def form_cell(
        self,
        info: Info,
        id: Id,
        expected_version: Version,
        formation: Formed,
        units: Units,
        accept: Accept = None,
        key: Key = None,
    ) -> PartyOrganization | None:
        order = order_of(info, Operation.CHANGE_CELL, expected_version, accept)
        work = partial(organizations.form_cell, organization=id, formation=formation, units=units, order=order)
        return await audited(info, work, key)

    @strawberry.mutation(
        description="Put right on which day an organization was founded, for past days as well (更正成立日期)."
    )
    async def correct_founding(
        self,
        info: Info,
        id: Id,
        expected_version: Version,
        founded_on: FoundedOn,
        reason: Reason,
        accept: Accept = None,
        key: Key = None,
    ) -> PartyOrganization | None:
        order = order_of(info, Operation.CHANGE_CELL, expected_version, accept)
        work = partial(
            offices.correct_founding, organization=id, founded_on=founded_on, reason=reason.strip(), order=order
        )
        return await audited(info, work, key)


@strawberry.type
class HorizontalMutations:
    """Changes of what an area lacks."""

    @strawberry.mutation(
        description="Found the joint committee of an area; who leads the area convenes it (组建大工委、大党委)."
    )
    async def found_joint_committee(
        self, info: Info, committee: NewJointCommittee, key: Key = None
    ) -> JointCommittee | None:
        asked = committee.order(f"committee-{uuid4().hex}")
        order = order_of(info, Operation.CHANGE_CELL)
        return await audited(info, partial(areas.found_joint_committee, committee=asked, order=order), key)

    @strawberry.mutation(description="Seat units on a joint committee, or give them another seat (吸纳成员单位).")
    async def seat_units(
        self, info: Info, id: Id, expected_version: Version, seats: Seats, key: Key = None
    ) -> JointCommittee | None:
        order = order_of(info, Operation.CHANGE_CELL, expected_version)
        asked = [each.order() for each in seats]
        return await audited(info, partial(areas.seat_units, committee=id, seats=asked, order=order), key)

    @strawberry.mutation(
        description="Let units leave a joint committee; today is the first day without (成员单位退出)."
    )
    async def unseat_units(
        self,
        info: Info,
        id: Id,
        expected_version: Version,
        units: Leaving,
        accept: Accept = None,
        key: Key = None,
    ) -> JointCommittee | None:
        order = order_of(info, Operation.CHANGE_CELL, expected_version, accept)
        return await audited(info, partial(areas.unseat_units, committee=id, units=units, order=order), key)

    @strawberry.mutation(description="End a joint committee today, with all its seats (撤销大工委、大党委).")
    async def dissolve_joint_committee(
        self, info: Info, id: Id, expected_version: Version, accept: Accept = None, key: Key = None
    ) -> JointCommittee | None:
        order = order_of(info, Operation.CHANGE_CELL, expected_version, accept)
        return await audited(info, partial(areas.dissolve_joint_committee, committee=id, order=order), key)

    @strawberry.mutation(description="Let somebody serve in a grid, and answer with the grid (力量嵌入网格).")
    async def embed_force(
        self, info: Info, grid: GridCode, person: Serving, role: Role, key: Key = None
    ) -> Grid | None:
        order = order_of(info, Operation.CHANGE_CELL)
        work = partial(areas.embed_force, grid=grid, person=person, role=role, order=order)
        return await audited(info, work, key)

    @strawberry.mutation(
        description="Let somebody serve in a grid no more from today on, and answer with the grid (力量调离网格)."
    )
    async def withdraw_force(
        self,
        info: Info,
        grid: GridCode,
        person: Serving,
        role: Role,
        accept: Accept = None,
        key: Key = None,
    ) -> Grid | None:
        order = order_of(info, Operation.CHANGE_CELL, accept=accept)
        work = partial(areas.withdraw_force, grid=grid, person=person, role=role, order=order)
        return await audited(info, work, key)
