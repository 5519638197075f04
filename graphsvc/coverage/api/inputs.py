"""What is filled in to found a cell, as a GraphQL input."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import strawberry

from graphsvc.coverage.store.cell_changes import MOST_NAMED, NewCellOrder
from graphsvc.gql.schema.constraints import Constraint
from graphsvc.org.api.arguments import AREA_CODE, ID, TITLE, argument, entry
from graphsvc.org.model.ids import node_id
from graphsvc.org.model.organizations import Formation, PartyOrganizationKind

NAMED = Constraint(format="id", read=node_id, max_items=MOST_NAMED)
PLACES = Constraint(format="areaCode", read=AREA_CODE.read, min_items=1, max_items=MOST_NAMED)


CommunityCode = Annotated[strawberry.ID, argument("Code of their community (村社区).", AREA_CODE)]
GridCodes = Annotated[
    list[strawberry.ID],
    argument(
        "Codes of general grids, each once (网格).",
        PLACES,
    ),
]


@strawberry.input(description="A cell to be founded today (组建党组织).")
class CellInput:
    """What it is made of."""

    name: str = entry("In full, as on its seal (名称).", TITLE)
    community: strawberry.ID = entry("Code of its community (村社区).", AREA_CODE)
    superior: strawberry.ID = entry("Id of its superior (上级党组织).", ID)
    places: list[strawberry.ID] = entry("Codes of the grids and estates it covers (覆盖).", PLACES)
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
