"""Needs that were met before, as GraphQL types: what was done, by whom, and how it was rated."""

from __future__ import annotations

import strawberry

from graphsvc.cobuilding.api.needs import Need
from graphsvc.cobuilding.api.projects import Project
from graphsvc.gql.execution.context import Info
from graphsvc.gql.schema.cost_directives import ListSize
from graphsvc.matching.store.needs import Precedent

MOST_PROJECTS = 20


@strawberry.type(description="A need like the problem that was met (相似需求).")
class PastNeed:
    """A precedent."""

    likeness: float = strawberry.field(description="How near it is, 0 to 1 (相似度).")
    need_id: strawberry.Private[str]
    project_ids: strawberry.Private[list[str]]

    @strawberry.field(description="What was asked for then (需求).")
    async def need(self, info: Info) -> Need | None:
        return await info.context.node(info, self.need_id)

    @strawberry.field(
        description=f"Projects that met it, the latest {MOST_PROJECTS} (项目).",
        directives=[ListSize(assumed_size=MOST_PROJECTS)],
    )
    async def projects(self, info: Info) -> list[Project]:
        return await info.context.nodes(info, self.project_ids[:MOST_PROJECTS])

    @classmethod
    def of(cls, precedent: Precedent) -> PastNeed:
        """A precedent."""
        ids = [project.id for project in precedent.projects]
        return cls(likeness=precedent.likeness, need_id=precedent.need, project_ids=ids)
