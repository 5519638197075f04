"""Holidays as GraphQL shows them."""

from __future__ import annotations

from datetime import date, datetime

import strawberry

from graphsvc.cases.holidays import HolidayKind
from graphsvc.cases.holidays.arrangement import ArrangedDay, HolidaySource, arranged_days, is_year_known
from graphsvc.cases.holidays.local_days import TABLE, LocalDays
from graphsvc.gql.execution.context import Info
from graphsvc.gql.schema.cost_directives import ListSize
from graphsvc.gql.schema.enums import offer
from graphsvc.gql.schema.fields import at, node
from graphsvc.org.api.areas import Node

offer(HolidayKind, HolidaySource)


@node("What a locality has entered of days off and made up; one table for all districts (节假日录入表).")
class HolidayTable(Node):
    """Days are in `holidays`, year by year; the record of changes says who entered them."""

    version: int = at("version", "Counts its changes; a change names the one it has seen (版本).")
    changed_at: datetime = at("changedAt", "When it was last changed (最近改动时间).")


@strawberry.type(description="A day that is not as Monday to Friday are, or that the locality has named (节假日).")
class Holiday:
    """One day."""

    falls_on: date = strawberry.field(description="By China's calendar (日期).")
    kind: HolidayKind = strawberry.field(description="Off, or made up (放假或调休上班).")
    worked: bool = strawberry.field(description="Whether it is worked (是否上班).")
    name: str = strawberry.field(description="What it is called, e.g. 春节; empty when nobody said (名称).")
    source: HolidaySource = strawberry.field(description="Where that comes from (安排来源).")
    document: str | None = strawberry.field(description="The paper it comes from, where it was entered (依据文件).")
    set_at: datetime | None = strawberry.field(description="When it was entered (录入时间).")

    @classmethod
    def of(cls, arranged: ArrangedDay) -> Holiday:
        """Show a day."""
        named, entered = arranged.named, arranged.entered
        return cls(
            falls_on=named.day,
            kind=named.kind,
            worked=named.worked,
            name=named.name,
            source=arranged.source,
            document=entered.document if entered else None,
            set_at=entered.set_at if entered else None,
        )


@strawberry.type(
    description="The arrangement of a year, by which deadlines are counted, and visits when they are drawn up "
    "(节假日安排)."
)
class HolidayYear:
    """A day entered in the service goes before the file, that before what is announced, and that before the law."""

    year: int = strawberry.field(description="Of China's calendar (年份).")
    known: bool = strawberry.field(
        description="Whether it is announced, or entered with days made up; else deadlines are estimated (安排已定)."
    )
    table_id: strawberry.ID = strawberry.field(
        description="What a change of the entered days names as `id` (录入表编号)."
    )
    version: int = strawberry.field(description="Of what is entered, for changes of it; 0 while nothing is (版本).")
    days: list[Holiday] = strawberry.field(
        description="Those that differ from Monday to Friday, and all that the locality has named, at most 366 (日期).",
        directives=[ListSize(assumed_size=366)],
    )

    @strawberry.field(description="Of what is entered, when it was changed last; null while nothing is (录入表).")
    async def table(self, info: Info) -> HolidayTable | None:
        return await info.context.node(info, TABLE)

    @classmethod
    def of(cls, local: LocalDays, year: int) -> HolidayYear:
        """Show a year as it stands."""
        days = [Holiday.of(each) for each in arranged_days(local, year)]
        known = is_year_known(local, year)
        return cls(year=year, known=known, table_id=strawberry.ID(TABLE), version=local.version, days=days)
