"""What is filled in to found a cell or a joint committee and to elect, as GraphQL inputs."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Annotated

import strawberry

from graphsvc.coverage.changes.areas import NewCommittee, UnitSeat
from graphsvc.coverage.changes.cells import MOST_NAMED, NewCellOrder
from graphsvc.coverage.changes.offices import Election, Seat
from graphsvc.gql.schema.constraints import Constraint
from graphsvc.org.api.arguments import AREA_CODE, ID, TITLE, argument, entry
from graphsvc.org.model.ids import node_id
from graphsvc.org.model.organizations import CommitteePost, Formation, PartyOrganizationKind, SeatKind

NAMED = Constraint(format="id", read=node_id, max_items=MOST_NAMED)
PLACES = Constraint(format="areaCode", read=AREA_CODE.read, min_items=1, max_items=MOST_NAMED)
NO_PLACES = replace(PLACES, min_items=None)

CommunityCode = Annotated[strawberry.ID, argument("Code of their community (村社区).", AREA_CODE)]
GridCodes = Annotated[
    list[strawberry.ID],
    argument(
        "Codes of general grids, each once (网格).",
        PLACES,
    ),
]
Members = Annotated[
    list[strawberry.ID],
    argument("Ids of members (党员).", Constraint(format="id", read=node_id, min_items=1, max_items=MOST_NAMED)),
]
MOST_SEATS = Constraint(max_items=30)


@strawberry.input(description="A cell to be founded today (组建党组织).")
class CellInput:
    """What it is made of."""

    name: str = entry("In full, as on its seal (名称).", TITLE)
    community: strawberry.ID = entry("Code of its community (村社区).", AREA_CODE)
    superior: strawberry.ID = entry("Id of its superior (上级党组织).", ID)
    places: list[strawberry.ID] = entry(
        "Codes of the grids and estates it covers; none where it is the organization of units (覆盖).", NO_PLACES
    )
    members: list[strawberry.ID] = entry("Ids of its members, who leave where they belonged (党员).", NAMED)
    secretary: strawberry.ID | None = entry(
        "One of the members; a branch needs one, a group has none (书记).", ID, default=None
    )
    units: list[strawberry.ID] = entry("Ids of the units that form it (组建单位).", NAMED, default_factory=list)
    formation: Formation = entry("Alone or together (组建方式).", default=Formation.SINGLE)
    group: bool = entry("A group instead of a branch (党小组).", default=False)
    term_ends_on: date | None = entry("Day its term ends (换届日期).", default=None)

    def order(self, id_: str) -> NewCellOrder:
        """Put it in the words of the store, under an id."""
        return NewCellOrder(
            id=id_,
            name=self.name.strip(),
            kind=PartyOrganizationKind.GROUP if self.group else PartyOrganizationKind.BRANCH,
            formation=self.formation,
            community=self.community,
            superior=self.superior,
            places=tuple(self.places),
            members=tuple(self.members),
            units=tuple(self.units),
            secretary=self.secretary,
            term_ends_on=self.term_ends_on,
        )


@strawberry.input(description="A post on the committee of an organization, and who was elected to it (委员).")
class SeatInput:
    """One member of the committee."""

    person: strawberry.ID = entry("Id of a full member (正式党员).", ID)
    post: CommitteePost = entry("What the member does on it (职务).", default=CommitteePost.MEMBER)

    def order(self) -> Seat:
        """Put it in the words of the store."""
        return Seat(self.person, self.post)


@strawberry.input(description="Whom an organization has elected (选举结果).")
class ElectionInput:
    """A secretary, and a committee where there is one."""

    secretary: strawberry.ID = entry("Id of a full member, of a branch one of its own (书记).", ID)
    seats: list[SeatInput] = entry(
        "Who sits on the committee beside the secretary; none in a small branch (委员).",
        MOST_SEATS,
        default_factory=list,
    )
    term_ends_on: date | None = entry(
        "Day the term ends; without it, after the years that the rules give it (届满日期).", default=None
    )

    def order(self, organization: str) -> Election:
        """Put it in the words of the store, for an organization."""
        seats = tuple(seat.order() for seat in self.seats)
        return Election(organization, self.secretary, seats, self.term_ends_on)


@strawberry.input(description="A unit and its seat on a joint committee (席位).")
class UnitSeatInput:
    """One unit."""

    unit: strawberry.ID = entry("Id of the unit (单位).", ID)
    seat: SeatKind = entry("As what it sits there (席位).", default=SeatKind.MEMBER)

    def order(self) -> UnitSeat:
        """Put it in the words of the store."""
        return UnitSeat(self.unit, self.seat)


@strawberry.input(description="A joint committee to be founded today (组建大工委、大党委).")
class JointCommitteeInput:
    """The big work committee of a subdistrict, or the big party committee of a community."""

    name: str = entry("In full, with the place it serves (名称).", TITLE)
    area: strawberry.ID = entry("Code of the subdistrict or community (镇街或村社区).", AREA_CODE)
    seats: list[UnitSeatInput] = entry(
        "Units that sit on it (成员单位).", Constraint(min_items=1, max_items=MOST_NAMED)
    )

    def order(self, id_: str) -> NewCommittee:
        """Put it in the words of the store, under an id."""
        return NewCommittee(id_, self.name.strip(), self.area, tuple(seat.order() for seat in self.seats))
