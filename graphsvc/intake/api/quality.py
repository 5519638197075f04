"""How complete an area's data is, and what in it cannot be right, as GraphQL shows it."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import strawberry

from graphsvc.access.scope import Operation
from graphsvc.china import day_in_china
from graphsvc.codes import prefix_of
from graphsvc.errors import BadInput, NotFound
from graphsvc.gql.execution.context import Info
from graphsvc.gql.schema.cost_directives import Cost, ListSize
from graphsvc.gql.schema.paging import page_size
from graphsvc.intake.quality.quality import (
    MOST_COUNTED,
    PAGE,
    DataFault,
    Suspect,
    count_faults,
    is_area,
    measure_tables,
    page_of_faults,
)
from graphsvc.org.api.arguments import After, AreaCode, First, argument

MOST_PARTS = 1200
Day = Annotated[date | None, argument("The day asked about; today when left out (截止日).")]
Kind = Annotated[DataFault | None, argument("Of this kind only (疑点类别).")]


@strawberry.type(description="How complete one table is in one part of an area (数据完整情况).")
class TableCompleteness:
    """Of a part right below the area asked about."""

    part: str = strawberry.field(description="Code of the part, right below the area that is asked about (下级区划).")
    table: str = strawberry.field(description="The type of its rows, e.g. Unit (数据).")
    row_count: int = strawberry.field(description="Rows that lie there (条数).")
    complete_count: int = strawberry.field(description="Of them, those that are complete (完整数).")


@strawberry.type(description="How many faults of one kind the data has (数据疑点数).")
class DataFaultCount:
    """They are told apart from findings of the audit, which counts neither more nor less for them."""

    kind: DataFault = strawberry.field(description="What cannot be right (疑点类别).")
    count: int = strawberry.field(description=f"How many, {MOST_COUNTED} at most (疑点数).")
    above: bool = strawberry.field(description="Whether there are more than that (是否更多).")


@strawberry.type(description="Something in the data that cannot be right, whatever the audit says of it (数据疑点).")
class DataFaultRow:
    """One subject."""

    kind: DataFault = strawberry.field(description="What cannot be right (疑点类别).")
    subject: str = strawberry.field(description="Id of what it is about; no names of people (对象).")
    place: str = strawberry.field(description="Code of the area where that lies (所在区划).")
    detail: str = strawberry.field(description="What stands against what (说明).")


@strawberry.type(description="A page of data that cannot be right (数据疑点页).")
class DataFaultPage:
    """By kind, and in each kind by area and subject."""

    rows: list[DataFaultRow] = strawberry.field(
        description=f"At most {PAGE} (疑点).", directives=[ListSize(assumed_size=PAGE)]
    )
    next: str | None = strawberry.field(description="Where the next page begins; null after the last (下一页).")


@strawberry.type
class DataQualityRoots:
    """Roots that resolvers answer."""

    @strawberry.field(
        description=f"How complete the data of an area is, in the parts right below it, {MOST_PARTS} rows at most "
        "(数据完整率).",
        directives=[ListSize(assumed_size=MOST_PARTS), Cost(weight="50")],
    )
    async def data_completeness(self, info: Info, area: AreaCode, as_of: Day = None) -> list[TableCompleteness] | None:
        code, day, _ = await _asked(info, area, as_of)
        return [
            TableCompleteness(
                part=each.part,
                table=each.label,
                row_count=each.rows,
                complete_count=each.complete,
            )
            for each in (await measure_tables(info.context.graph, code, day))[:MOST_PARTS]
        ]

    @strawberry.field(
        description=f"How much in an area's data cannot be right, by each of the {len(DataFault)} kinds (数据疑点数).",
        directives=[ListSize(assumed_size=len(DataFault)), Cost(weight="50")],
    )
    async def data_fault_counts(self, info: Info, area: AreaCode, as_of: Day = None) -> list[DataFaultCount] | None:
        code, day, _ = await _asked(info, area, as_of)
        found = await count_faults(info.context.graph, code, day)
        return [DataFaultCount(kind=each.kind, count=each.count, above=each.above) for each in found]

    @strawberry.field(
        description="What in an area's data cannot be right, of all kinds or one (数据疑点).",
        directives=[Cost(weight="50")],
    )
    async def data_faults(
        self,
        info: Info,
        area: AreaCode,
        as_of: Day = None,
        kind: Kind = None,
        first: First = PAGE,
        after: After = None,
    ) -> DataFaultPage | None:
        code, day, scope = await _asked(info, area, as_of)
        size, last = page_size(first), _read(after)
        found = await page_of_faults(info.context.graph, code, day, scope, kind, last, size + 1)
        more, shown = len(found) > size, found[:size]
        return DataFaultPage(
            rows=[
                DataFaultRow(
                    kind=each.kind,
                    subject=each.subject,
                    place=each.area,
                    detail=each.detail,
                )
                for each in shown
            ],
            next=_cursor(shown[-1]) if more and shown else (after or f"{found[0].kind}||") if more else None,
        )


async def _asked(info: Info, area: str, as_of: date | None) -> tuple[str, date, tuple[str, ...]]:
    """The area, the day, and the areas of who asks, for who may read findings there."""
    scope = info.context.may(Operation.READ_FINDINGS).scope
    if not prefix_of(area).startswith(scope) or not await is_area(info.context.graph, area, scope):
        raise NotFound("没有这个区域，或不在您的管辖范围内。", "There is no such area in your scope.")
    return area, as_of or day_in_china(info.context.now), scope


def _cursor(last: Suspect) -> str:
    return f"{last.kind}|{last.area}|{last.subject}"


def _read(after: str | None) -> Suspect | None:
    if not after:
        return None
    kind, _, place = after.partition("|")
    area, _, subject = place.partition("|")
    if kind not in tuple(DataFault) or bool(area) != bool(subject):  # neither before the first of a kind
        raise BadInput(
            "翻页标记无法读取，请从第一页开始。", "The cursor cannot be read; begin with the first page."
        ).at("after")
    return Suspect(DataFault(kind), subject, area, "")
