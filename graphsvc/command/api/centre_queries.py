"""Roots over command centres: one by its area, all, and what the boards are called on a day."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated

import strawberry

from graphsvc.command.model.boards import names_on
from graphsvc.gql.execution.context import Info
from graphsvc.gql.schema.cost_directives import ListSize
from graphsvc.gql.schema.fields import Argument, Connection, every, find
from graphsvc.org.api.arguments import AREA_CODE, argument
from graphsvc.org.model.work import Board

if TYPE_CHECKING:
    from graphsvc.command.api.centre_types import CommandCentre

AsOf = Annotated[date | None, argument()]


class CentreRoots:
    """Roots that are compiled."""

    command_centre: CommandCentre | None = find(
        "MATCH (@it:CommandCentre {areaCode: $area})",
        "What a subdistrict is run from (指挥中心).",
        area=Argument(strawberry.ID, "Code of the subdistrict (镇街代码).", constraint=AREA_CODE),
    )
    command_centres: Connection[CommandCentre] = every("All of them, by area (指挥中心列表).")


@strawberry.type(description="A board of all command centres, by what it is called on a day (板块名称).")
class BoardName:
    """A row of the vocabulary."""

    board: Board = strawberry.field(description="Which it is, the same under every name (板块).")
    name: str = strawberry.field(description="What documents of the day call it (名称).")
    since: date = strawberry.field(description="First day of the name (起).")
    until: date | None = strawberry.field(description="First day of the next name; null while it holds (止).")


@strawberry.type
class CentreQueries:
    """Roots that resolvers answer."""

    @strawberry.field(
        description="What the boards are called on a day: all 4 (四板块).",
        directives=[ListSize(assumed_size=len(Board))],
    )
    def boards(self, info: Info, as_of: AsOf = None) -> list[BoardName] | None:
        return [
            BoardName(board=each.board, name=each.name, since=each.since, until=each.until)
            for each in names_on(as_of or info.context.today)
        ]
