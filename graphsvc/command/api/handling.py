"""Roots over handling rules (分级分类): who handles a category at a place on a day."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import strawberry

from graphsvc.codes import AreaLevel
from graphsvc.command.model.handling import MOST_CATEGORIES, HandlingRules, level_above, owner_of, read_rules
from graphsvc.command.model.handling import HandlingRule as Row
from graphsvc.command.rules.dated_rows import FOR_EVER
from graphsvc.gql.execution.context import Info
from graphsvc.gql.schema.constraints import Constraint
from graphsvc.gql.schema.cost_directives import ListSize
from graphsvc.org.api.areas import Area
from graphsvc.org.api.arguments import AreaCode, argument
from graphsvc.org.model.work import Board

CODE = Constraint(min_length=1, max_length=20, format="line")
CategoryCode = Annotated[str, argument("Its code in the responsibility list, e.g. D03 (类别代码).", CODE)]
AsOf = Annotated[date | None, argument()]


@strawberry.type(description="Who handles a category at a place, with whom, and how fast (分级分类规则).")
class HandlingRule:
    """The one rule that holds."""

    category: str = strawberry.field(description="Code in the responsibility list (类别代码).")
    level: AreaLevel = strawberry.field(
        description="Level that handles it: grid, community, subdistrict or district (层级)."
    )
    above: AreaLevel | None = strawberry.field(
        description="Level that takes what is not the handler's, once, for a reason; null at the top (上一级)."
    )
    board: Board = strawberry.field(description="Board of the command centre (板块).")
    lead: str = strawberry.field(description="Sector of the department that leads (牵头部门).")
    helpers: list[str] = strawberry.field(description="Sectors of those that help (配合部门).")
    respond_minutes: int = strawberry.field(description="Until somebody responds (响应时限).")
    verify_minutes: int = strawberry.field(description="Until it is verified on the spot (核实时限).")
    act_minutes: int = strawberry.field(description="Until something is done about it (处置时限).")
    since: date | None = strawberry.field(description="First day of the rule; null when it was always so (起).")
    until: date | None = strawberry.field(description="First day of the next rule; null while it holds (止).")
    source: str = strawberry.field(description="What the times and level are taken from (依据).")
    owner_code: strawberry.Private[str]

    @strawberry.field(description="The one area that owns it: of the level, and the place lies in it (责任区域).")
    async def owner(self, info: Info) -> Area | None:
        return await info.context.node(info, self.owner_code)


@strawberry.type
class HandlingQueries:
    """Roots that resolvers answer."""

    @strawberry.field(description="The one rule by which a category is handled at a place on a day (分级分类规则).")
    def handling_rule(
        self, info: Info, category: CategoryCode, area: AreaCode, as_of: AsOf = None
    ) -> HandlingRule | None:
        return _shown(rules_of(info).find(category, area, as_of or info.context.today), area)

    @strawberry.field(
        description=f"The rule of every category at a place on a day, at most {MOST_CATEGORIES} (分级分类规则列表).",
        directives=[ListSize(assumed_size=MOST_CATEGORIES)],
    )
    def handling_rules(self, info: Info, area: AreaCode, as_of: AsOf = None) -> list[HandlingRule] | None:
        rules, day = rules_of(info), as_of or info.context.today
        return [_shown(rules.find(category, area, day), area) for category in rules.categories]


def rules_of(info: Info) -> HandlingRules:
    """Return the rules of this service, with those of its locality."""
    return info.context.tool(HandlingRules, read_rules)


def _shown(rule: Row, place: str) -> HandlingRule:
    return HandlingRule(
        category=rule.category,
        level=rule.level,
        above=level_above(rule, place),
        board=rule.board,
        lead=rule.lead,
        helpers=list(rule.helpers),
        respond_minutes=rule.respond,
        verify_minutes=rule.verify,
        act_minutes=rule.act,
        since=None if rule.since == date.min else rule.since,
        until=None if rule.until == FOR_EVER else rule.until,
        source=rule.source,
        owner_code=owner_of(rule, place),
    )
