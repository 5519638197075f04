"""Figures of double registration, and what a change of the rules of points would do, as GraphQL shows them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any

import strawberry

from graphsvc.access.scope import Operation
from graphsvc.codes import prefix_of
from graphsvc.errors import NotFound
from graphsvc.gql.execution.context import Info
from graphsvc.gql.schema.constraints import Constraint
from graphsvc.gql.schema.cost_directives import Cost, ListSize
from graphsvc.gql.schema.pages import SIZED, Page, rank_after, ranked_page
from graphsvc.gql.schema.paging import PAGE_SIZE, page_size
from graphsvc.org.api.areas import Area
from graphsvc.org.api.arguments import LINE, After, AreaCode, First, argument, entry
from graphsvc.org.api.units import Unit
from graphsvc.registration.model import statistics as figures
from graphsvc.registration.model.point_rules import ANY, HUNDREDTHS, PointRule, PointRules, Wallet, usual_rules
from graphsvc.registration.model.points import PASS, PASS_MINUTES
from graphsvc.registration.model.registration import RegistrantKind, ServiceClass
from graphsvc.registration.model.replay import Standing
from graphsvc.registration.store.statistics import Window, area_figures, passed, try_rules, unit_figures

MOST_PARTS = 1_000
YEARS = Constraint(min=2020, max=2100)
Year = Annotated[int | None, argument("Calendar year; this one when left out (年度).", YEARS)]
Quarter = Annotated[int | None, argument("Only this quarter of it, 1 to 4 (季度).", Constraint(min=1, max=4))]
POINTS = Constraint(min=0, max=10_000)
MOST_TRIED = 20


@strawberry.type(description="Counts of registrations, services and posts (报到数).")
class RegistrationCounts:
    """Figures of parts add up to those of the whole."""

    unit_count: int = strawberry.field(description="Workplaces that report there (报到单位数).")
    member_count: int = strawberry.field(description="Party members who report there (报到党员数).")
    received_count: int = strawberry.field(description="Of both, received by the community (已回执数).")
    pledged_count: int = strawberry.field(description="Of both, with a promise (已承诺数).")
    overdue_count: int = strawberry.field(description="Of both, whose promise is late today (逾期数).")
    reviewed_count: int = strawberry.field(description="Of both, judged by the community (已评议数).")
    hours: float = strawberry.field(description="Confirmed hours of service in the window (服务时长).")
    units_due_count: int = strawberry.field(
        description="Units with a Party organization of their own that stand there (应报到单位数)."
    )
    members_due_count: int = strawberry.field(description="Who live there and work for a unit (应报到党员数).")
    unit_rate: float | None = strawberry.field(
        description="Of those units, the share that is registered anywhere; null without any (单位报到率)."
    )
    member_rate: float | None = strawberry.field(
        description="Of those members, the share that is registered anywhere; null without any (党员报到率)."
    )
    post_count: int = strawberry.field(description="Put up in the window and not called off (岗位数).")
    seat_count: int = strawberry.field(description="How many people those want (岗位名额).")
    filled_count: int = strawberry.field(description="How many of those seats are taken (已认领名额).")

    @classmethod
    def of(cls, of: figures.Figures) -> RegistrationCounts:
        """Show what was counted."""
        return cls(
            unit_count=of.units,
            member_count=of.members,
            received_count=of.received,
            pledged_count=of.pledged,
            overdue_count=of.overdue,
            reviewed_count=of.reviewed,
            hours=of.minutes / 60,
            units_due_count=of.units_due,
            members_due_count=of.members_due,
            unit_rate=figures.share(of.units_there, of.units_due),
            member_rate=figures.share(of.members_there, of.members_due),
            post_count=of.posts,
            seat_count=of.seats,
            filled_count=of.taken,
        )


@strawberry.type(description="What was counted in one part of an area (下级报到情况).")
class RegistrationPart:
    """A part and its figures."""

    code: strawberry.Private[str]
    counts: RegistrationCounts = strawberry.field(description="What was counted there (数据).")

    @strawberry.field(description="The part: directly below, or the area itself for what lies in none below (区域).")
    async def area(self, info: Info) -> Area | None:
        return await info.context.node(info, self.code)


@strawberry.type(description="What was counted of one workplace and of the members who work for it (单位报到情况).")
class UnitRegistrationCounts:
    """A unit and its figures; what stands at its place is not counted by unit."""

    id_: strawberry.Private[str]
    unit_count: int = strawberry.field(description="Times that it reports itself in the area (单位报到数).")
    member_count: int = strawberry.field(description="Of its people, who report in the area (报到党员数).")
    hours: float = strawberry.field(description="Confirmed hours of both in the window (服务时长).")

    @strawberry.field(description="The workplace; null for members who work for none on record (单位).")
    async def unit(self, info: Info) -> Unit | None:
        return await info.context.node(info, self.id_ or None)


@strawberry.type(description="Figures of an area in a year or quarter (报到统计).")
class RegistrationStats:
    """The whole, and its parts, which add up to it."""

    prefix: strawberry.Private[str]
    window: strawberry.Private[Window]
    counts: RegistrationCounts = strawberry.field(description="Of the whole area (合计).")
    parts: list[RegistrationPart] = strawberry.field(
        description=f"What adds up to it, at most {MOST_PARTS} (按下级区域).",
        directives=[ListSize(assumed_size=MOST_PARTS)],
    )

    @strawberry.field(description="The same registrations by unit, in the order of ids (按单位).", directives=[SIZED])
    async def units(self, info: Info, first: First = PAGE_SIZE, after: After = None) -> Page[UnitRegistrationCounts]:
        grant, size, start = info.context.may(Operation.READ_REGISTRATIONS), page_size(first), rank_after(after)
        counted = await unit_figures(info.context.graph, grant, self.prefix, self.window, info.context.today)
        rows = [
            UnitRegistrationCounts(id_=id_, unit_count=of.units, member_count=of.members, hours=of.minutes / 60)
            for id_, of in sorted(counted.items())
        ]
        return ranked_page(rows, start, size, after, len(rows))


@strawberry.input(description="A rule of points that is tried on a year that is over (拟定积分规则).")
class PointRuleInput:
    """What an hour would earn, and how much at most; caps that are left out do not bind."""

    wallet: Wallet = entry("Account that it would fill (账户).")
    service_class: ServiceClass | None = entry("Only for these services; left out for all (岗位类别).", default=None)
    points_per_hour: float = entry("What an hour would earn (每小时分值).", POINTS)
    most_per_record: float | None = entry("At most for one service (每次上限).", POINTS, default=None)
    most_per_day: float | None = entry("Cap on what a member earns daily (每日上限).", POINTS, default=None)
    most_per_month: float | None = entry("Cap on what a member earns monthly (每月上限).", POINTS, default=None)
    most_per_year: float | None = entry("Cap on what a member earns yearly (每年上限).", POINTS, default=None)
    source: str = entry("Why, for whoever reads the draft (依据).", LINE, default="")

    def read(self, year: int) -> PointRule:
        """Put it in the words of the model, as if it had held from the first day of the year."""
        caps = (self.most_per_record, self.most_per_day, self.most_per_month, self.most_per_year)
        record, day, month, of_year = (None if cap is None else round(cap * HUNDREDTHS) for cap in caps)
        kind = self.service_class.value if self.service_class else ANY
        hour = round(self.points_per_hour * HUNDREDTHS)
        first = date(year, 1, 1)
        return PointRule(
            RegistrantKind.MEMBER, self.wallet, kind, first, hour, record, day, month, of_year, self.source
        )


@strawberry.type(description="What a year would come to by some rules, over all members of an area (试算结果).")
class PointOutcome:
    """Sums, no member by name."""

    duty_points: float = strawberry.field(description="Points of duty of all members together (先锋积分合计).")
    exchange_points: float = strawberry.field(description="Points to exchange of all together (兑换积分合计).")
    passed_count: int = strawberry.field(
        description=f"Members with {PASS // HUNDREDTHS} points of duty or {PASS_MINUTES // 60} hours (达标人数)."
    )

    @classmethod
    def of(cls, standings: Sequence[Standing]) -> PointOutcome:
        """Add up what members have."""
        duty, exchange = (sum(each.points[wallet] for each in standings) / HUNDREDTHS for wallet in Wallet)
        return cls(duty_points=duty, exchange_points=exchange, passed_count=passed(standings))


@strawberry.type(description="What other rules would have made of a year (积分规则试算).")
class PointTrial:
    """The same confirmed services, counted twice; nothing is written."""

    member_count: int = strawberry.field(description="Members whose year was counted (党员数).")
    before: PointOutcome = strawberry.field(description="By the rules in force (现行规则).")
    after: PointOutcome = strawberry.field(description="By the rules that are tried (拟定规则).")
    more_count: int = strawberry.field(description="Members who would have more points of duty (增加人数).")
    fewer_count: int = strawberry.field(description="Members who would have fewer of them (减少人数).")


Tried = Annotated[
    list[PointRuleInput],
    argument("All the rules that would hold (拟定规则).", Constraint(min_items=1, max_items=MOST_TRIED)),
]
TrialYear = Annotated[int | None, argument("Whose services are counted; last year when left out (年度).", YEARS)]


@strawberry.type
class StatisticsQueries:
    """Roots that resolvers answer."""

    @strawberry.field(
        description="How many report, serve and take posts in an area in a year or quarter (报到统计).",
        directives=[Cost(weight="1000")],
    )
    async def registration_stats(
        self, info: Info, area: AreaCode, year: Year = None, quarter: Quarter = None
    ) -> RegistrationStats | None:
        grant, today = info.context.may(Operation.READ_REGISTRATIONS), info.context.today
        window = Window(year or today.year, quarter)
        counted = await area_figures(info.context.graph, _of_areas(grant), area, window, today)
        parts = [RegistrationPart(code=code, counts=RegistrationCounts.of(of)) for code, of in sorted(counted.items())]
        whole = RegistrationCounts.of(figures.total(counted.values()))
        return RegistrationStats(prefix=prefix_of(area), window=window, counts=whole, parts=parts)

    @strawberry.field(
        description="What a change of the rules of points would have done to a year, before it holds (积分规则试算).",
        directives=[Cost(weight="3000")],
    )
    async def point_trial(self, info: Info, area: AreaCode, rules: Tried, year: TrialYear = None) -> PointTrial | None:
        grant = _of_areas(info.context.may(Operation.REVIEW_REGISTRATION))
        of_year = year or info.context.today.year - 1
        held = info.context.tool(PointRules, usual_rules)
        proposed = PointRules(tuple(each.read(of_year) for each in rules))
        pairs = await try_rules(info.context.graph, grant, prefix_of(area), of_year, held, proposed)
        gains = [after.points[Wallet.DUTY] - before.points[Wallet.DUTY] for before, after in pairs]
        return PointTrial(
            member_count=len(pairs),
            before=PointOutcome.of([before for before, _ in pairs]),
            after=PointOutcome.of([after for _, after in pairs]),
            more_count=sum(gain > 0 for gain in gains),
            fewer_count=sum(gain < 0 for gain in gains),
        )


def _of_areas(grant: Any) -> Any:
    """Refuse who has no areas: figures are of areas, and a unit or member asks for its own registration."""
    if not grant.scope:
        raise NotFound("没有这个区域，或不在您的管辖范围内。", "No such area, or none in your scope.")
    return grant
