"""Needs that were met before, as GraphQL types: what was done, by whom, and how it was rated."""

from __future__ import annotations

import strawberry

from graphsvc.cobuilding.api.needs import Need
from graphsvc.cobuilding.api.projects import Project
from graphsvc.gql.execution.context import Info
from graphsvc.matching.store.needs import PastProject, Precedent


@strawberry.type(description="A project that met a need (以往项目).")
class PastWork:
    """What was done."""

    id: strawberry.ID = strawberry.field(description="Id of the project.")
    title: str = strawberry.field(description="Title (标题).")
    community_rating: int | None = strawberry.field(description="By the community, 1 to 5 (社区评分).")
    unit_rating: int | None = strawberry.field(description="By the unit, 1 to 5 (单位评分).")
    providers: list[str] = strawberry.field(description="Who provided what it used (提供方).")
    resources: list[str] = strawberry.field(description="What it used (资源).")

    @strawberry.field(description="The project itself (项目).")
    async def project(self, info: Info) -> Project | None:
        """One statement for all."""
        return await info.context.node(info, self.id)

    @classmethod
    def of(cls, project: PastProject) -> PastWork:
        """A project."""
        return cls(
            id=strawberry.ID(project.id),
            title=project.title,
            community_rating=project.community_rating,
            unit_rating=project.unit_rating,
            providers=list(dict.fromkeys(use.provider_name for use in project.uses)),
            resources=[use.title for use in project.uses],
        )


@strawberry.type(description="A need like the problem that was met (相似需求).")
class PastNeed:
    """A precedent."""

    id: strawberry.ID = strawberry.field(description="Id of the need.")
    text: str = strawberry.field(description="Title and description (内容).")
    likeness: float = strawberry.field(description="How near it is, 0 to 1 (相似度).")
    projects: list[PastWork] = strawberry.field(description="Projects that met it, latest first (项目).")

    @strawberry.field(description="The need itself (需求).")
    async def need(self, info: Info) -> Need | None:
        """One statement for all."""
        return await info.context.node(info, self.id)

    @classmethod
    def of(cls, precedent: Precedent) -> PastNeed:
        """A precedent."""
        return cls(
            id=strawberry.ID(precedent.need),
            text=precedent.text,
            likeness=precedent.likeness,
            projects=[PastWork.of(project) for project in precedent.projects],
        )
