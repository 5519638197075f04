"""The live feed of changes (变更流): what happens under an area, as it happens, from where a client left off."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

import strawberry

from graphsvc.access.scope import Operation
from graphsvc.codes import prefix_of
from graphsvc.gql.execution.context import Info
from graphsvc.log.feed import Feed, Row
from graphsvc.org.api.areas import Area, Node
from graphsvc.org.api.arguments import CURSOR, AreaCode, argument

UNTOLD = "SEEN"
"""Views of personal data are in the record, and in nobody's feed."""

Since = Annotated[
    str | None,
    argument("`cursor` of the last change seen; from now on without it (续传游标).", CURSOR),
]


@strawberry.type(description="Something that happened to a thing (变更).")
class Change:
    """An entry of the record as a feed tells it."""

    cursor: str = strawberry.field(description="Go on from here, by `since` (续传游标).")
    action: str = strawberry.field(description="What was done, e.g. CLAIMED (动作).")
    subject_id: strawberry.ID = strawberry.field(description="Id of what it was done to (对象编号).")
    happened_at: datetime = strawberry.field(description="When (时间).")
    area_code: strawberry.Private[str]

    @strawberry.field(description="The thing as it is now; null when it is gone or out of scope (对象).")
    async def subject(self, info: Info) -> Node | None:
        return await info.context.node(info, self.subject_id)

    @strawberry.field(description="Where (区域).")
    async def area(self, info: Info) -> Area | None:
        return await info.context.node(info, self.area_code)


@dataclass(frozen=True, slots=True)
class Followed:
    """What a caller follows: the entries of the record under an area and in its scope.

    A client whose stream was cut says by its transport where it stood, which comes before what it asked for at first.
    """

    feed: Feed
    prefix: str
    since: str | None
    reader: str
    scope: tuple[str, ...]

    @classmethod
    def of(cls, info: Info, area: str, since: str | None) -> "Followed":
        """What the caller of a request follows."""
        context = info.context
        resumed = since if context.resume is None else context.resume
        scope = context.may(Operation.READ_CHANGES).scope
        return cls(context.feed, prefix_of(area), resumed, context.caller.subject, scope)

    def singly(self) -> AsyncGenerator[tuple[Row, str], None]:
        """Tell them in their order, and the cursor behind each."""
        return self.feed.follow(self.prefix, self.since, self.reader, self._is_told)

    def together(self) -> AsyncGenerator[tuple[list[Row], str], None]:
        """Tell what is there at once in one list, and the cursor behind it."""
        return self.feed.follow_together(self.prefix, self.since, self.reader, self._is_told)

    def _is_told(self, row: Row) -> bool:
        where: str = row["areaCode"]
        return row["action"] != UNTOLD and where.startswith(self.prefix) and where.startswith(self.scope)


@strawberry.type
class TrailFeeds:
    """Feeds over the record."""

    @strawberry.subscription(description="Changes under an area in their order, none lost or repeated (变更流).")
    async def changes(self, info: Info, area: AreaCode, since: Since = None) -> AsyncGenerator[Change, None]:
        """Changes in the caller's scope."""
        async with aclosing(Followed.of(info, area, since).singly()) as entries:
            async for row, cursor in entries:
                yield Change(
                    cursor=cursor,
                    action=row["action"],
                    subject_id=strawberry.ID(row["subject"]),
                    area_code=row["areaCode"],
                    happened_at=datetime.fromisoformat(row["at"]),
                )
