"""What changes on the screen of an area, as it happens: which figures to ask for again."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from datetime import datetime

import strawberry

from graphsvc.command.model.screen import ScreenKind, figures_changed_by
from graphsvc.gql.execution.context import Info
from graphsvc.gql.schema.cost_directives import ListSize
from graphsvc.org.api.arguments import AreaCode
from graphsvc.trail.feed import Followed, Since

APART_SECONDS = 1.0
"""Between two messages to one follower: what happens meanwhile is told at once, so that busy days cost no more."""


@strawberry.type(description="Something that happened to figures of the screen (一块屏动态).")
class BoardChange:
    """Which figures, and where to go on; many things that happen within a second are told as one."""

    cursor: str = strawberry.field(description="Go on from here, by `since` (续传游标).")
    kinds: list[ScreenKind] = strawberry.field(
        description="Figures that may have changed, each kind once (指标).",
        directives=[ListSize(assumed_size=len(ScreenKind))],
    )
    count: int = strawberry.field(description="How many entries of the record it tells of (条数).")
    happened_at: datetime = strawberry.field(description="When the last of them was (时间).")


@strawberry.type
class ScreenFeeds:
    """Feeds of the screen."""

    @strawberry.subscription(
        description="Which figures of the screen of an area may have changed, none lost or repeated; what time alone "
        "changes, such as a light, is not told (一块屏动态)."
    )
    async def board_changes(self, info: Info, area: AreaCode, since: Since = None) -> AsyncGenerator[BoardChange, None]:
        """Changes in the caller's scope that a figure has to do with."""
        async with aclosing(Followed.of(info, area, since).together()) as parts:
            async for rows, cursor in parts:
                changes = [(row, kinds) for row in rows if (kinds := figures_changed_by(row["action"]))]
                if changes:
                    yield BoardChange(
                        cursor=cursor,
                        kinds=list(dict.fromkeys(kind for _, kinds in changes for kind in kinds)),
                        count=len(changes),
                        happened_at=max(datetime.fromisoformat(row["at"]) for row, _ in changes),
                    )
                    await asyncio.sleep(APART_SECONDS)
