"""Which posts suit a member or unit, and which members suit a post, as GraphQL shows them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import strawberry

from graphsvc.access.scope import Operation
from graphsvc.gql.execution.context import Info
from graphsvc.gql.schema.cost_directives import Cost, ListSize
from graphsvc.gql.schema.pages import SIZED, Page, rank_after, ranked_page
from graphsvc.gql.schema.paging import PAGE_SIZE, page_size
from graphsvc.org.api.arguments import ID, After, First, argument
from graphsvc.org.api.people import Person
from graphsvc.registration.api.inputs import MEMBER, WORKPLACE, named_or_own
from graphsvc.registration.api.post_types import Post
from graphsvc.registration.api.queries import PostId
from graphsvc.registration.api.types import Registration
from graphsvc.registration.model.fit import Fit, FitReason
from graphsvc.registration.store import matches as store

Member = Annotated[strawberry.ID | None, argument(MEMBER, ID)]
Workplace = Annotated[strawberry.ID | None, argument(WORKPLACE, ID)]
PARTS = [ListSize(assumed_size=len(FitReason))]
WHY = "Why: the points of each reason, one a reason (匹配理由)."


@strawberry.type(description="What one reason adds to a fit (匹配理由).")
class PostFitPart:
    """A part of the points."""

    reason: FitReason = strawberry.field(description="What was compared (匹配因素).")
    points: float = strawberry.field(description="What it adds to the whole (分值).")
    text: str = strawberry.field(description="In a few Chinese words (说明).")


def _parts(of: Fit) -> list[PostFitPart]:
    return [PostFitPart(reason=each.reason, points=each.points, text=each.text) for each in of.parts]


@strawberry.type(description="A post that suits a registrant (匹配岗位).")
class PostMatch:
    """A post, how well it suits, and why."""

    id_: strawberry.Private[str]
    points: float = strawberry.field(description="0 to 100, the sum of its parts (总分).")
    parts: list[PostFitPart] = strawberry.field(description=WHY, directives=PARTS)

    @strawberry.field(description="What there is to do, with a free seat (岗位).")
    async def post(self, info: Info) -> Post | None:
        return await info.context.node(info, self.id_)


@strawberry.type(description="A member that suits a post (匹配党员).")
class MemberMatch:
    """A registration, how well the post suits it, and why."""

    id_: strawberry.Private[str]
    person_id: strawberry.Private[str]
    points: float = strawberry.field(description="0 to 100, the sum of its parts (总分).")
    parts: list[PostFitPart] = strawberry.field(description=WHY, directives=PARTS)

    @strawberry.field(description="As which the member may claim (报到).")
    async def registration(self, info: Info) -> Registration | None:
        return await info.context.node(info, self.id_)

    @strawberry.field(description="The member, its name masked (党员).")
    async def person(self, info: Info) -> Person | None:
        return await info.context.node(info, self.person_id)


@strawberry.type
class FitQueries:
    """Roots that resolvers answer."""

    @strawberry.field(
        description="Posts nearby that suit a member or unit registered this year, best first (匹配岗位).",
        directives=[SIZED, Cost(weight="100")],
    )
    async def match_posts(
        self, info: Info, person: Member = None, unit: Workplace = None, first: First = PAGE_SIZE, after: After = None
    ) -> Page[PostMatch] | None:
        grant, size, start = info.context.may(Operation.CLAIM_POST), page_size(first), rank_after(after)
        _, who = named_or_own(person, unit, grant, "person")
        found = await store.match_posts(info.context.graph, grant, who, info.context.now)
        rows = [PostMatch(id_=each.id, points=each.fit.points, parts=_parts(each.fit)) for each in found]
        return ranked_page(rows, start, size, after, len(rows))

    @strawberry.field(
        description="Members registered nearby who suit a post and may claim it, best first (匹配党员).",
        directives=[SIZED, Cost(weight="100")],
    )
    async def match_members(
        self, info: Info, post: PostId, first: First = PAGE_SIZE, after: After = None
    ) -> Page[MemberMatch] | None:
        grant, size, start = info.context.may(Operation.EDIT_POST), page_size(first), rank_after(after)
        found = await store.match_members(info.context.graph, grant, post, info.context.now)
        rows: Sequence[MemberMatch] = [
            MemberMatch(id_=each.id, person_id=each.person, points=each.fit.points, parts=_parts(each.fit))
            for each in found
        ]
        return ranked_page(rows, start, size, after, len(rows))
