"""Roots over points: the rules in force."""

from __future__ import annotations

from datetime import date

import strawberry

from graphsvc.gql.execution.context import Info
from graphsvc.gql.schema.cost_directives import ListSize
from graphsvc.registration.model.point_rules import ANY, HUNDREDTHS, MOST_RULES, PointRules, Wallet, usual_rules
from graphsvc.registration.model.point_rules import PointRule as Rule
from graphsvc.registration.model.registration import RegistrantKind, ServiceClass


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
