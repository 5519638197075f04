"""The appraisal of a subdistrict or community (考核问效): what it answers for, and how its score comes about."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import strawberry

from graphsvc.access.scope import Operation
from graphsvc.command.appraisal.store import MOST_ROWS, appraise
from graphsvc.command.rules.responsibilities import (
    HUNDREDTHS,
    MOST_ITEMS,
    EvidenceKind,
    PartyBuildingDuty,
    Responsibilities,
    Scored,
    read_responsibilities,
)
from graphsvc.gql.execution.context import Info
from graphsvc.gql.schema.cost_directives import Cost, ListSize
from graphsvc.org.api.areas import Area, Node
from graphsvc.org.api.arguments import AreaCode, argument

AsOf = Annotated[date | None, argument()]


@strawberry.type(description="A responsibility of the year with its score and what speaks for it (职责得分).")
class AppraisedResponsibility:
    """One line of the score."""

    item: str = strawberry.field(description="Its code in the list of responsibilities (职责代码).")
    duty: PartyBuildingDuty = strawberry.field(description="What it is about: to discuss, help or urge (职责类别).")
    title: str = strawberry.field(description="What is to be done in a year (职责).")
    evidence: EvidenceKind = strawberry.field(description="What in the graph speaks for it (佐证).")
    target: int = strawberry.field(description="How many in the year earn all points; of a share, percent (目标).")
    count: int = strawberry.field(description="How many there were by the day (完成数).")
    total: int = strawberry.field(description="Of how many, where a share counts; else the same (总数).")
    points: float | None = strawberry.field(description="What it earns; null where it does not count (得分).")
    most: int = strawberry.field(description="The most that it can earn (满分).")
    text: str = strawberry.field(description="How the points come about, in Chinese (计分说明).")
    source: str = strawberry.field(description="What the rule is taken from (依据).")
    row_ids: strawberry.Private[tuple[str, ...]]

    @strawberry.field(
        description=f"The rows that were counted, in the order of their days, the first {MOST_ROWS} (佐证明细).",
        directives=[ListSize(assumed_size=MOST_ROWS)],
    )
    async def rows(self, info: Info) -> list[Node]:
        return await info.context.nodes(info, list(self.row_ids))


@strawberry.type(description="How an area meets its responsibilities of a year, by a day (考核得分).")
class Appraisal:
    """By the end of a day: what is recorded later does not count for it."""

    year: int = strawberry.field(description="Whose responsibilities they are (年度).")
    as_of: date = strawberry.field(description="By the end of which day (截止日期).")
    points: float = strawberry.field(description="The sum of what its items earn (得分).")
    most: int = strawberry.field(description="The most that the items that count can earn (满分).")
    items: list[AppraisedResponsibility] = strawberry.field(
        description=f"Item by item, at most {MOST_ITEMS} (职责清单).", directives=[ListSize(assumed_size=MOST_ITEMS)]
    )
    area_code: strawberry.Private[str]

    @strawberry.field(description="The subdistrict or community whose score it is (区域).")
    async def area(self, info: Info) -> Area | None:
        return await info.context.node(info, self.area_code)


@strawberry.type
class AppraisalQueries:
    """Roots that resolvers answer."""

    @strawberry.field(
        description="What a subdistrict or community answers for in the year of a day, today unless told, and its "
        "score by that day, item by item with what speaks for each (考核问效).",
        directives=[Cost(weight="100")],
    )
    async def appraisal(self, info: Info, area: AreaCode, as_of: AsOf = None) -> Appraisal | None:
        grant, today = info.context.may(Operation.READ_CASES), info.context.today
        rules, day = info.context.tool(Responsibilities, read_responsibilities), as_of or today
        scored = await appraise(info.context.graph, grant, rules, area, day, today)
        counted = [each for each in scored if each.hundredths is not None]
        return Appraisal(
            year=day.year,
            as_of=day,
            points=sum(each.hundredths or 0 for each in counted) / HUNDREDTHS,
            most=sum(each.responsibility.points for each in counted),
            items=[_shown(each) for each in scored],
            area_code=area,
        )


def _shown(each: Scored) -> AppraisedResponsibility:
    of = each.responsibility
    return AppraisedResponsibility(
        item=of.item,
        duty=of.duty,
        title=of.title,
        evidence=of.evidence,
        target=of.target,
        count=each.evidence.count,
        total=each.evidence.total,
        points=None if each.hundredths is None else each.hundredths / HUNDREDTHS,
        most=of.points,
        text=each.text,
        source=of.source,
        row_ids=tuple(row.id for row in each.evidence.rows),
    )
