"""The steps of cases under an area as they are taken, from where a client left off."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import aclosing

import orjson
import strawberry

from graphsvc.cases.api.types import Step
from graphsvc.gql.execution.context import Info
from graphsvc.org.api.arguments import AreaCode
from graphsvc.trail.feed import Followed, Since


@strawberry.type(description="A step of a case as a feed tells it (办理动态).")
class CaseStep:
    """One step, and where to go on."""

    cursor: str = strawberry.field(description="Go on from here, by `since` (续传游标).")
    step_id: strawberry.Private[str]

    @strawberry.field(description="The step, with its case as it is now (办理记录).")
    async def step(self, info: Info) -> Step | None:
        """Read at the moment the step is told."""
        return await info.context.node(info, self.step_id)


@strawberry.type
class CaseFeeds:
    """Feeds of cases."""

    @strawberry.subscription(
        description="Steps of cases under an area in their order, none lost or repeated (办理动态)."
    )
    async def case_steps(self, info: Info, area: AreaCode, since: Since = None) -> AsyncGenerator[CaseStep, None]:
        """Steps in the caller's scope, those of the clock as well."""
        async with aclosing(Followed.of(info, area, since).singly()) as entries:
            async for row, cursor in entries:
                if row["action"].startswith("CASE_"):
                    version = orjson.loads(row["after"])["version"]
                    yield CaseStep(cursor=cursor, step_id=f"{row['subject']}.{version}")
