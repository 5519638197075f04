"""Points: the rules in force, and what is done with points; what services earn is booked when they are confirmed."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Annotated

import strawberry

from graphsvc.access.scope import Operation
from graphsvc.errors import BadInput
from graphsvc.gql.execution.context import Info
from graphsvc.gql.schema.constraints import Constraint
from graphsvc.gql.schema.cost_directives import ListSize
from graphsvc.org.api.arguments import ID, REASON, Id, Key, Reason, Version, argument
from graphsvc.registration.api.types import Registration
from graphsvc.registration.model.point_rules import ANY, HUNDREDTHS, MOST_RULES, PointRules, Wallet, usual_rules
from graphsvc.registration.model.point_rules import PointRule as Rule
from graphsvc.registration.model.registration import RegistrantKind, ServiceClass
from graphsvc.registration.store import points as store

LEAST, MOST = 1 / HUNDREDTHS, 10_000
Amount = Annotated[float, argument("How many points, with two places at most (分值).", Constraint(min=LEAST, max=MOST))]
Goods = Annotated[str, argument("What was handed out for them, for the journal (兑换内容).", REASON)]
EntryId = Annotated[strawberry.ID, argument("Id of the line by which points were exchanged (积分明细).", ID)]


@strawberry.type(description="What an hour of confirmed service earns from a day on, and how much at most (积分规则).")
class PointRule:
    """One row of the table."""

    registrant: RegistrantKind = strawberry.field(description="Whom it is for (主体).")
    wallet: Wallet = strawberry.field(description="Which account it fills (账户).")
    service_class: ServiceClass | None = strawberry.field(
        description="Only for these services; null for all that have no rule of their own (岗位类别)."
    )
    since: date = strawberry.field(description="First day on which it holds (起).")
    points_per_hour: float = strawberry.field(description="What an hour earns (每小时分值).")
    most_per_record: float | None = strawberry.field(
        description="At most for one service; null without a cap (每次上限)."
    )
    most_per_day: float | None = strawberry.field(description="At most a day; null without a cap (每日上限).")
    most_per_month: float | None = strawberry.field(description="At most a month; null without a cap (每月上限).")
    most_per_year: float | None = strawberry.field(description="At most a year; null without a cap (每年上限).")
    source: str = strawberry.field(description="Published practice that it follows (依据).")

    @classmethod
    def of(cls, rule: Rule) -> PointRule:
        """Show a rule in points."""
        caps = (rule.per_record, rule.per_day, rule.per_month, rule.per_year)
        record, day, month, year = (None if cap is None else cap / HUNDREDTHS for cap in caps)
        return cls(
            registrant=rule.registrant,
            wallet=rule.wallet,
            service_class=None if rule.kind == ANY else ServiceClass(rule.kind),
            since=rule.since,
            points_per_hour=rule.per_hour / HUNDREDTHS,
            most_per_record=record,
            most_per_day=day,
            most_per_month=month,
            most_per_year=year,
            source=rule.source,
        )


@strawberry.type
class PointQueries:
    """Roots that resolvers answer."""

    @strawberry.field(
        description="The rules by which points are counted here, all of them (积分规则).",
        directives=[ListSize(assumed_size=MOST_RULES)],
    )
    def point_rules(self, info: Info) -> list[PointRule] | None:
        return [PointRule.of(rule) for rule in info.context.tool(PointRules, usual_rules).rules]


@strawberry.type
class PointMutations:
    """What is done with points."""

    @strawberry.mutation(description="Exchange points of a registration for something, as the community (兑换积分).")
    async def spend_points(
        self, info: Info, id: Id, expected_version: Version, points: Amount, goods: Goods, key: Key = None
    ) -> Registration | None:
        work = partial(
            store.spend_points,
            grant=info.context.may(Operation.SPEND_POINTS),
            id_=id,
            expected=expected_version,
            amount=_hundredths(points),
            what=goods.strip(),
            by=info.context.caller.subject,
            now=info.context.now,
        )
        return await info.context.change(info, work, key)

    @strawberry.mutation(description="Take an exchange of points back by a counter entry, once (退回积分).")
    async def return_points(
        self, info: Info, id: Id, expected_version: Version, entry: EntryId, reason: Reason, key: Key = None
    ) -> Registration | None:
        work = partial(
            store.return_points,
            grant=info.context.may(Operation.SPEND_POINTS),
            id_=id,
            expected=expected_version,
            entry=entry,
            reason=reason.strip(),
            by=info.context.caller.subject,
            now=info.context.now,
        )
        return await info.context.change(info, work, key)


def _hundredths(points: float) -> int:
    whole = round(points * HUNDREDTHS)
    if abs(whole - points * HUNDREDTHS) > 1e-6:
        raise BadInput("积分最多两位小数。", "Points have two places at most.").at("points")
    return whole
