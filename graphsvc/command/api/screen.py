"""The screen of a command centre (一块屏): every figure in one request, each with the list that it counts."""

from __future__ import annotations

from datetime import datetime

import orjson
import strawberry

from graphsvc.access.principal import NOWHERE
from graphsvc.access.scope import Operation
from graphsvc.codes import prefix_of
from graphsvc.command.model.screen import FIGURES_AT_MOST, ScreenKind, figures_of
from graphsvc.command.model.screen import Figure as Counted
from graphsvc.command.store.screen import count_seen
from graphsvc.command.store.shared_figures import Heads, SharedFigures
from graphsvc.gql.execution.context import Info
from graphsvc.gql.schema.cost_directives import Cost, ListSize
from graphsvc.org.api.areas import Area
from graphsvc.org.api.arguments import AreaCode
from graphsvc.org.model.work import Board, Light


@strawberry.type(description="A figure of the screen, and how to list exactly what it counts (指标).")
class ScreenFigure:
    """A number with its list."""

    kind: ScreenKind = strawberry.field(description="What it counts (指标).")
    board: Board | None = strawberry.field(description="Of this board alone; null: of all (板块).")
    light: Light | None = strawberry.field(description="Of this light alone; null: of all (红黄绿灯).")
    count: int = strawberry.field(description="How many: the `totalCount` of its list (数量).")
    median_minutes: float | None = strawberry.field(
        description="Median time from when they were raised, by the wall clock; null where no time is told (中位用时)."
    )
    p90_minutes: float | None = strawberry.field(
        description="Time within which nine of ten had come so far (九成用时)."
    )
    document: str = strawberry.field(description="The query that lists what is counted (清单查询).")
    variables: str = strawberry.field(
        description="Its variables as JSON, for the first page; `after` goes on (清单变量)."
    )


@strawberry.type(description="The screen of an area at a moment (一块屏).")
class Screen:
    """Figures whose parts add up, the same from a grid to the city."""

    at: datetime = strawberry.field(description="The moment of all figures (时刻).")
    figures: list[ScreenFigure] = strawberry.field(
        description=f"At most {FIGURES_AT_MOST} (指标).", directives=[ListSize(assumed_size=FIGURES_AT_MOST)]
    )
    cursor: str | None = strawberry.field(
        description="What happens after these figures is told by `boardChanges` from here; null for who may not follow "
        "(续传游标)."
    )
    area_code: strawberry.Private[str]

    @strawberry.field(description="Under which everything was counted (区域).")
    async def area(self, info: Info) -> Area | None:
        return await info.context.node(info, self.area_code)


class SharedScreens(SharedFigures[list[ScreenFigure]]):
    """Screens of this process, by area and scope."""


@strawberry.type
class ScreenQueries:
    """Roots that resolvers answer."""

    @strawberry.field(
        description="The figures of an area of any level now: open cases by board and light, opened again, times to "
        "report and to close, tasks due today, who is on duty, supervisions, contingency plans that run (一块屏).",
        directives=[Cost(weight="1000")],
    )
    async def board(self, info: Info, area: AreaCode) -> Screen | None:
        context = info.context
        grant, prefix = context.may(Operation.READ_CASES), prefix_of(area)

        async def heads() -> Heads:
            return await context.feed.heads(prefix)

        async def count(now: datetime) -> list[ScreenFigure]:
            seen = await count_seen(context.graph, grant, area, now)
            return [_shown(each) for each in figures_of(area, seen, now)]

        found = await context.tool(SharedScreens, SharedScreens).told(
            (area, grant.scope), lambda: context.now, heads, count
        )
        may_follow = context.caller.granted(Operation.READ_CHANGES) != NOWHERE
        cursor = context.feed.cursor(found.heads, context.caller.subject) if may_follow else None
        return Screen(at=found.at, figures=found.value, cursor=cursor, area_code=area)


def _shown(figure: Counted) -> ScreenFigure:
    return ScreenFigure(
        kind=figure.kind,
        board=figure.board,
        light=figure.light,
        count=figure.count,
        median_minutes=figure.median,
        p90_minutes=figure.p90,
        document=figure.document,
        variables=orjson.dumps(figure.variables).decode(),
    )
