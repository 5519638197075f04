"""What changes on the screen of an area, as it happens: which figures to ask for again."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import aclosing
from datetime import datetime

import strawberry

from graphsvc.command.model.screen import ScreenKind, figures_changed_by
from graphsvc.gql.execution.context import Info
from graphsvc.gql.schema.cost_directives import ListSize
from graphsvc.org.api.arguments import AreaCode
from graphsvc.trail.feed import Since, followed


@strawberry.type(description="Something that happened to figures of the screen (一块屏动态).")
class BoardChange:
    """Which figures, and where to go on."""

    cursor: str = strawberry.field(description="Go on from here, by `since` (续传游标).")
    kinds: list[ScreenKind] = strawberry.field(
        description="Figures that may have changed, each kind once (指标).",
        directives=[ListSize(assumed_size=len(ScreenKind))],
    )
    happened_at: datetime = strawberry.field(description="When (时间).")


@strawberry.type
class ScreenFeeds:
    """Feeds of the screen."""

    @strawberry.subscription(
        description="Which figures of the screen of an area may have changed, none lost or repeated; what time alone "
        "changes, such as a light, is not told (一块屏动态)."
    )
    async def board_changes(self, info: Info, area: AreaCode, since: Since = None) -> AsyncGenerator[BoardChange, None]:
        """Changes in the caller's scope that a figure has to do with."""
        async with aclosing(followed(info, area, since)) as entries:
            async for row, cursor in entries:
                if kinds := figures_changed_by(row["action"]):
                    at = datetime.fromisoformat(row["at"])
                    yield BoardChange(cursor=cursor, kinds=list(kinds), happened_at=at)
