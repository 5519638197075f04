"""Who can help near a place, now: points and their items, and resources of the list together (谁能帮我)."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import strawberry

from graphsvc.access.scope import Operation
from graphsvc.china import CHINA, in_utc
from graphsvc.cobuilding.api.resources import Resource
from graphsvc.codes import AreaLevel
from graphsvc.gql.execution.context import Info
from graphsvc.gql.schema.constraints import Constraint
from graphsvc.gql.schema.cost_directives import Cost, ListSize
from graphsvc.org.api.areas import Node
from graphsvc.org.api.arguments import AreaCode, argument
from graphsvc.places.api.types import ServiceItem, ServicePoint
from graphsvc.places.model.nearby import MOST_FOUND, Asked, Helper, classes_meant
from graphsvc.places.model.points import ServicePointClass
from graphsvc.places.store.nearby import find_helpers
from graphsvc.places.store.ports import FittingResource, ResourceFinder

MOST_RESOURCES = 10
MOST_ITEMS = 10

Text = Annotated[
    str | None,
    argument(
        "What is the matter, in one's own words; left out for whoever is near (问题描述).",
        Constraint(max_length=500, format="text"),
    ),
]
At = Annotated[datetime | None, argument("The moment that is meant; now when left out (时刻).")]
Longitude = Annotated[float | None, argument("Where one stands, WGS 84 (经度).", Constraint(min=-180, max=180))]
Latitude = Annotated[float | None, argument("Comes with the longitude (纬度).", Constraint(min=-90, max=90))]


@strawberry.type(description="A service point that can help (能帮忙的服务点).")
class NearbyPoint:
    """Open ones first, then those whose items fit, near ones first."""

    helper: strawberry.Private[Helper]
    open: bool = strawberry.field(description="Whether it is open at the moment (此时开放).")
    opens_next_at: datetime | None = strawberry.field(
        description="When it opens next where it is shut; null beyond two weeks, or where nobody told (下次开门)."
    )
    within: AreaLevel = strawberry.field(description="Level of the smallest area that holds both (同在).")
    metres: int | None = strawberry.field(
        description="How far as the crow flies, where both places are known (直线距离, 米)."
    )
    sentence: str = strawberry.field(description="Why, in one Chinese sentence (推荐理由).")

    @strawberry.field(description="Which one it is (服务点).")
    async def point(self, info: Info) -> ServicePoint | None:
        return await info.context.node(info, self.helper.point.id)

    @strawberry.field(
        description=f"Items of it that fit, best first, at most {MOST_ITEMS} (合适的事项).",
        directives=[ListSize(assumed_size=MOST_ITEMS)],
    )
    async def items(self, info: Info) -> list[ServiceItem]:
        found: list[ServiceItem] = await info.context.nodes(info, list(self.helper.items[:MOST_ITEMS]))
        return found

    @classmethod
    def of(cls, helper: Helper) -> NearbyPoint:
        """Show one."""
        opens = helper.opens_next
        return cls(
            helper=helper,
            open=helper.point.open,
            opens_next_at=in_utc(opens) if opens else None,
            within=helper.within,
            metres=helper.metres,
            sentence=_sentence(helper),
        )


@strawberry.type(description="A resource of the list that fits (能帮忙的资源).")
class NearbyResource:
    """As matching ranks it."""

    found: strawberry.Private[FittingResource]
    score: float = strawberry.field(description="Its total, 0 to 100 (总分).")
    sentence: str = strawberry.field(description="Why, in one Chinese sentence (推荐理由).")

    @strawberry.field(description="Which one it is (资源).")
    async def resource(self, info: Info) -> Resource | None:
        return await info.context.node(info, self.found.id)

    @strawberry.field(description="Who offers it: a unit, or an area (提供方).")
    async def provider(self, info: Info) -> Node | None:
        return await info.context.node(info, self.found.provider)


@strawberry.type(description="Who can help near a place (谁能帮我).")
class HelpNearby:
    """Points and resources together."""

    at: datetime = strawberry.field(description="The moment that was meant (时刻).")
    understood_as: list[ServicePointClass] = strawberry.field(
        description="Kinds of service that the words speak of (理解为).",
        directives=[ListSize(assumed_size=len(ServicePointClass))],
    )
    points: list[NearbyPoint] = strawberry.field(
        description=f"Service points of the district, at most {MOST_FOUND} (服务点).",
        directives=[ListSize(assumed_size=MOST_FOUND)],
    )
    resources: list[NearbyResource] = strawberry.field(
        description=f"Resources that fit, best first, at most {MOST_RESOURCES}; none without words (资源).",
        directives=[ListSize(assumed_size=MOST_RESOURCES)],
    )


@strawberry.type
class NearbyQueries:
    """Roots that resolvers answer."""

    @strawberry.field(
        description="Who can help near a place at a moment, by points, their items and resources together (谁能帮我).",
        directives=[Cost(weight="100")],
    )
    async def help_nearby(
        self,
        info: Info,
        area: AreaCode,
        text: Text = None,
        at: At = None,
        longitude: Longitude = None,
        latitude: Latitude = None,
    ) -> HelpNearby | None:
        info.context.may(Operation.READ_STRUCTURE)
        asked = Asked(area, (text or "").strip(), at or info.context.now, longitude, latitude)
        found = await find_helpers(info.context.graph, asked)
        finder = info.context.tool(ResourceFinder, ResourceFinder)
        offered = await finder.find(asked.text, area, info.context.today) if asked.text else ()
        return HelpNearby(
            at=asked.at,
            understood_as=list(classes_meant(asked.text)),
            points=[NearbyPoint.of(helper) for helper in found],
            resources=[
                NearbyResource(found=each, score=each.score, sentence=each.sentence)
                for each in offered[:MOST_RESOURCES]
            ],
        )


def _sentence(helper: Helper) -> str:
    parts = [f"同{helper.within.zh}" if helper.metres is None else f"直线 {helper.metres} 米"]
    if helper.point.open:
        parts.append("现在开放")
    elif helper.opens_next is not None:
        opens = helper.opens_next.astimezone(CHINA)
        parts.append(f"现在不开放，{opens.month}月{opens.day}日 {opens:%H:%M} 开门")
    else:
        parts.append("现在不开放" if helper.point.stretches else "开放时间未登记，请先打电话")
    if helper.items:
        parts.append(f"可办 {len(helper.items)} 项相关事项")
    elif helper.fit:
        parts.append("有这一类服务，具体事项请询问")
    return "；".join(parts) + "。"
