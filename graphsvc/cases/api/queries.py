"""Roots that read cases: one, all, what is overdue, whose turn it is, what may be done, figures, and whom to call."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated

import strawberry

from graphsvc.cases.api.callers import DESKS, caller_for, reader_of
from graphsvc.cases.api.results import (
    EACH_CATEGORY,
    AvailableAction,
    CaseCategory,
    CaseStats,
    DepartmentSuggestions,
    Inbox,
    InboxItem,
    department,
    figures,
    helper,
)
from graphsvc.cases.api.types import Call, Case
from graphsvc.cases.model.categories import categories
from graphsvc.cases.model.permissions import Offer, offers
from graphsvc.cases.model.states import Party
from graphsvc.cases.store.cases import Caller, read_case
from graphsvc.cases.store.inbox import boxes, my_inbox
from graphsvc.cases.store.statistics import case_stats
from graphsvc.cases.store.suggestions import suggest
from graphsvc.codes import prefix_of
from graphsvc.errors import Forbidden, NotFound
from graphsvc.gql.execution.context import Info
from graphsvc.gql.schema.cost_directives import Cost, ListSize
from graphsvc.gql.schema.fields import Argument, Connection, along, every, find
from graphsvc.org.api.queries import BY_ID, by_id
from graphsvc.org.model.ids import node_id

CaseId = Annotated[strawberry.ID, strawberry.argument(description="Id of the case (事件 id).")]
AreaCode = Annotated[strawberry.ID, strawberry.argument(description="Code of the area (区域代码).")]
First = Annotated[int, strawberry.argument(description="How many, 0 to 200 (条数).")]
After = Annotated[str, strawberry.argument(description="The cursor of the page before (游标).")]
Since = Annotated[date | None, strawberry.argument(description="First day, in China (起).")]
Until = Annotated[date | None, strawberry.argument(description="Last day, today unless told (止).")]
DAYS = 30  # of a window that is not given
LONGEST = 3660


class CaseRoots:
    """Roots that are compiled."""

    case: Case | None = find(by_id("Case"), "A case (事件).", **BY_ID)
    cases: Connection[Case] = every("All cases in scope, by area (事件列表).")
    call: Call | None = find(by_id("Call"), "A department's part in a case (部门办理).", **BY_ID)
    overdue: Connection[Case] = along(
        "MATCH (@it:Case)\nWHERE @it.openIn STARTS WITH $area AND @it.dueAt < $now AND NOT @it.paused",
        "Open cases of an area whose deadline has passed (超期事件).",
        area=Argument(strawberry.ID, "Code of the area.", read=prefix_of),
    )


@strawberry.type
class CaseQueries:
    """Roots that resolvers answer."""

    @strawberry.field(
        description="What the caller may do with a case, and why not the rest (可办动作).",
        directives=[ListSize(assumed_size=200)],
    )
    async def available_actions(self, info: Info, id: CaseId) -> list[AvailableAction]:
        return await _available(info, node_id(id))

    @strawberry.field(description="What waits for the caller, the nearest deadline first (我的待办).")
    async def my_inbox(self, info: Info, first: First = 50, after: After = "") -> Inbox:
        caller = reader_of(info.context.caller)
        desk = DESKS.get(info.context.caller.role, Party.DEPARTMENT)
        opened = await boxes(info.context.graph, desk, caller.scope, caller.actor.units)
        page = await my_inbox(info.context.graph, opened, first, after)
        items = [InboxItem(cursor=each.cursor, case_id=each.case, call_id=each.call) for each in page]
        return Inbox(items=items, boxes=opened)

    @strawberry.field(
        description="Figures of an area over some days, 30 unless told (事件统计).", directives=[Cost(weight="1000")]
    )
    async def case_stats(self, info: Info, area: AreaCode, since: Since = None, until: Until = None) -> CaseStats:
        prefix = within(reader_of(info.context.caller), prefix_of(area))
        last = until or info.context.today
        first = since or last - timedelta(days=DAYS - 1)
        return figures(await case_stats(info.context.graph, [prefix], first, last, info.context.now))

    @strawberry.field(
        description="Whom to call to a case: departments by duty, neighbours by what they offer (建议吹哨部门).",
        directives=[Cost(weight="10")],
    )
    async def suggest_departments(self, info: Info, case: CaseId) -> DepartmentSuggestions:
        kept = await read_case(info.context.graph, reader_of(info.context.caller), node_id(case))
        found = await suggest(info.context.graph, kept.area_code, kept.category, info.context.now)
        return DepartmentSuggestions(
            departments=[department(each) for each in found.departments],
            helpers=[helper(each) for each in found.helpers],
            empty=found.empty,
        )

    @strawberry.field(description="The responsibility list (职责清单).", directives=[EACH_CATEGORY])
    async def case_categories(self) -> list[CaseCategory]:
        return [
            CaseCategory(
                code=strawberry.ID(each.code),
                name=each.name,
                board=each.board,
                sectors=list(each.sectors),
                policy=each.policy(each.urgency).name,
                citation=each.policy(each.urgency).citation,
                local=each.local,
            )
            for each in categories().values()
        ]


def within(caller: Caller, prefix: str) -> str:
    """The prefix of an area, when it lies in scope.

    Raises:
        NotFound: it does not.
    """
    if not any(prefix.startswith(scope) for scope in caller.scope):
        raise NotFound("没有这个区域，或不在您的管辖范围内。", "No such area, or none in your scope.")
    return prefix


async def _available(info: Info, id_: str) -> list[AvailableAction]:
    principal = info.context.caller
    caller = reader_of(principal)
    kept = await read_case(info.context.graph, caller, id_)
    return [_shown(each, _forbidden(info, each)) for each in offers(kept.case, caller.actor)]


def _forbidden(info: Info, each: Offer) -> str | None:
    try:
        caller_for(info.context.caller, each.action, each.call)
    except Forbidden as refusal:
        return refusal.zh
    return None


def _shown(each: Offer, forbidden: str | None) -> AvailableAction:
    reason = each.zh or forbidden
    call = strawberry.ID(each.call) if each.call else None
    return AvailableAction(action=each.action, call=call, allowed=reason is None, reason=reason)
