"""What lies on the caller's desk: projects that wait, what may be done with one, own entries, and whom to ask."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Annotated, Any

import strawberry

from graphsvc.access.role import Role
from graphsvc.access.scope import Operation
from graphsvc.cobuilding.api.project_mutations import NEEDED
from graphsvc.cobuilding.model.project import ProjectAction, RatingSide
from graphsvc.cobuilding.model.project_clock import Desk
from graphsvc.cobuilding.model.project_offers import Reach, project_offers
from graphsvc.cobuilding.store.desk import (
    Own,
    Waiting,
    count_own,
    count_waiting,
    my_projects,
    read_own,
    read_standing,
    set_contact,
)
from graphsvc.gql.execution.context import Info
from graphsvc.gql.schema.cost_directives import ListSize
from graphsvc.gql.schema.fields import Connection
from graphsvc.gql.schema.pages import SIZED, NodeEdge, NodePage
from graphsvc.gql.schema.paging import PAGE_SIZE, page_size
from graphsvc.org.api.arguments import CONTACT, ID, After, First, Id, Key, Version, argument
from graphsvc.org.api.units import Unit

if TYPE_CHECKING:
    from graphsvc.cobuilding.api.needs import Need
    from graphsvc.cobuilding.api.projects import Project
    from graphsvc.cobuilding.api.resources import Resource

ProjectId = Annotated[strawberry.ID, argument("Id of the project (共建项目).", ID)]
Contact = Annotated[str, argument("An office and its number, rather than a person (联系方式).", CONTACT)]
DESKS = {
    Role.COMMUNITY_OFFICIAL: Desk.COMMUNITY,
    Role.SUBDISTRICT_OFFICIAL: Desk.SUBDISTRICT,
    Role.DISTRICT_ADMIN: Desk.DISTRICT,
    Role.DEPARTMENT: Desk.UNIT,
}
"""Whose next steps a role looks after; the others have none."""


@strawberry.type(description="A step of a project for the caller (项目可办步骤).")
class AvailableProjectAction:
    """One offer."""

    action: ProjectAction = strawberry.field(description="Named as its change, e.g. CLAIM (步骤).")
    side: RatingSide | None = strawberry.field(description="Which side rates; null for other steps (评价方).")
    allowed: bool = strawberry.field(description="Whether it may be done now (可办).")
    reason: str | None = strawberry.field(description="Why it may not, in Chinese (不可办的原因).")


@strawberry.type
class ProjectDesk:
    """Roots that resolvers answer."""

    @strawberry.field(
        description="Projects whose next step is the caller's, the nearest deadline first: of its unit, its "
        "communities, or late ones of its subdistricts and districts (等我办理的项目).",
        directives=[SIZED],
    )
    async def my_projects(self, info: Info, first: First = PAGE_SIZE, after: After = None) -> Connection[Project]:
        grant = info.context.may(Operation.RATE_PROJECT)
        waiting = Waiting(DESKS.get(info.context.caller.role), grant, info.context.today)
        size = page_size(first)
        rows = await my_projects(info.context.graph, waiting, size + 1, after or "")
        return _page(rows, size, after, partial(count_waiting, info.context.graph, waiting))

    @strawberry.field(
        description="What the caller may do with a project, and why not the rest: all of it (项目可办步骤).",
        directives=[ListSize(assumed_size=len(ProjectAction) + 1)],
    )
    async def project_actions(self, info: Info, project: ProjectId) -> list[AvailableProjectAction] | None:
        standing = await read_standing(info.context.graph, project, info.context.today)
        grants = {action: info.context.caller.granted(operation) for action, operation in NEEDED.items()}
        reaches = {action: Reach(grant.scope, grant.unit) for action, grant in grants.items()}
        return [
            AvailableProjectAction(action=each.action, side=each.side, allowed=each.zh is None, reason=each.zh)
            for each in project_offers(standing, reaches)
        ]

    @strawberry.field(
        description="Needs that the caller has published, the newest first (我提出的需求).", directives=[SIZED]
    )
    async def my_needs(self, info: Info, first: First = PAGE_SIZE, after: After = None) -> Connection[Need]:
        return await _own(info, Own.NEEDS, first, after)

    @strawberry.field(description="Resources that the caller has published (我发布的资源).", directives=[SIZED])
    async def my_resources(self, info: Info, first: First = PAGE_SIZE, after: After = None) -> Connection[Resource]:
        return await _own(info, Own.RESOURCES, first, after)

    @strawberry.field(
        description="Projects that the caller has proposed, the newest first (我发起的项目).", directives=[SIZED]
    )
    async def my_proposals(self, info: Info, first: First = PAGE_SIZE, after: After = None) -> Connection[Project]:
        return await _own(info, Own.PROPOSALS, first, after)


@strawberry.type
class ContactMutations:
    """Mutations of whom to ask."""

    @strawberry.mutation(description="Say whom to ask at a unit, as the unit itself or its place (登记联系方式).")
    async def set_unit_contact(
        self, info: Info, id: Id, expected_version: Version, contact: Contact, key: Key = None
    ) -> Unit | None:
        grant = info.context.may(Operation.EDIT_RESOURCE)
        work = partial(set_contact, grant=grant, id_=id, contact=contact.strip(), expected=expected_version)
        return await info.context.change(info, work, key)


async def _own(info: Info, own: Own, first: int | None, after: str | None) -> Any:
    info.context.may(Operation.READ_STRUCTURE)
    graph, me, size = info.context.graph, info.context.caller.subject, page_size(first)
    rows = await read_own(graph, own, me, size + 1, after or "")
    return _page(rows, size, after, partial(count_own, graph, own, me))


def _page(rows: list[tuple[str, str]], size: int, after: str | None, total: Any) -> Any:
    edges = [NodeEdge(cursor, id_) for id_, cursor in rows[:size]]
    return NodePage.made(edges, len(rows) > size, after, total)
