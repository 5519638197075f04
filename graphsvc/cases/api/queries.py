"""Roots that read cases: one, all, what is overdue, whose turn it is, what may be done, figures, and whom to call."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial
from typing import Annotated

import strawberry

from graphsvc.cases.api.callers import DESKS, caller_for, reader_of
from graphsvc.cases.api.categories import EACH_CATEGORY, CaseCategory, shown
from graphsvc.cases.api.results import (
    AvailableAction,
    CaseRates,
    CaseStats,
    DepartmentSuggestions,
    InboxItem,
    department,
    figures,
    helper,
    rates_of,
)
from graphsvc.cases.api.types import Call, Case
from graphsvc.cases.model.categories import categories
from graphsvc.cases.model.permissions import Offer, offers
from graphsvc.cases.model.states import CallState, Party
from graphsvc.cases.store.cases import Caller, read_case
from graphsvc.cases.store.inbox import boxes, count_own_cases, my_inbox, own_cases, waiting
from graphsvc.cases.store.rates import case_rates
from graphsvc.cases.store.statistics import case_stats
from graphsvc.cases.store.suggestions import suggest
from graphsvc.codes import DIGITS, AreaLevel, prefix_of
from graphsvc.errors import Forbidden, NotFound
from graphsvc.gql.execution.context import Info
from graphsvc.gql.schema.cost_directives import Cost, ListSize
from graphsvc.gql.schema.fields import Argument, Connection, along, every, find
from graphsvc.gql.schema.pages import SIZED, NodeEdge, NodePage, Page, page_of
from graphsvc.gql.schema.paging import PAGE_SIZE, page_size
from graphsvc.org.api.arguments import AREA_CODE, ID, After, AreaCode, First, argument
from graphsvc.org.api.queries import BY_ID, by_id

CaseId = Annotated[strawberry.ID, argument("Id of the case (事件).", ID)]
From = Annotated[date | None, argument("First day, in China; 30 days up to the last unless told (起).", name="from")]
To = Annotated[date | None, argument("Last day, today unless told (止).", name="to")]
COMMUNITY = DIGITS[AreaLevel.COMMUNITY]
DAYS = 30  # of a window that is not given
LONGEST = 3660


class CaseRoots:
    """Roots that are compiled."""

    case: Case | None = find(by_id("Case"), "One case from discovery to its end (事件).", **BY_ID)
    cases: Connection[Case] = every("All cases in scope, by area (事件列表).")
    call: Call | None = find(by_id("Call"), "A department's part in a case (部门办理).", **BY_ID)
    overdue: Connection[Case] = along(
        "MATCH (@it:Case)\nWHERE @it.openIn STARTS WITH $area AND @it.dueAt < $now AND @it.pausedAt IS NULL",
        "Open cases of an area whose deadline has passed (超期事件).",
        area=Argument(strawberry.ID, "Code of the area (区划代码).", read=prefix_of, constraint=AREA_CODE),
    )
    handed_on_cases: Connection[Case] = along(
        "MATCH (@from:Area)<-[:CAME_FROM]-(@it:Case)\nWHERE @from.code STARTS WITH $area "
        f"AND left(@it.areaCode, {COMMUNITY}) <> left(@from.code, {COMMUNITY})\nWITH DISTINCT @it",
        "Cases that places of an area have handed over, that lie in another community now (已移送其他地方的事件).",
        area=Argument(strawberry.ID, "Code of the area (区划代码).", read=prefix_of, constraint=AREA_CODE),
    )
    paused_calls: Connection[Call] = along(
        "MATCH (@it:Call)\nWHERE @it.openIn STARTS WITH $area "
        "AND (@it.pausedAt IS NOT NULL OR @it.pauseAskedUntil IS NOT NULL)",
        "Calls of an area that wait with the subdistrict's yes, or ask to (挂账台账).",
        area=Argument(strawberry.ID, "Code of the area (区划代码).", read=prefix_of, constraint=AREA_CODE),
    )


@strawberry.type
class CaseQueries:
    """Roots that resolvers answer."""

    @strawberry.field(
        description="What the caller may do with a case, and why not the rest, at most 200 (可办动作).",
        directives=[ListSize(assumed_size=200)],
    )
    async def available_actions(self, info: Info, case: CaseId) -> list[AvailableAction] | None:
        return await _available(info, case)

    @strawberry.field(
        description="What waits for the caller, the nearest deadline first (我的待办).", directives=[SIZED]
    )
    async def my_inbox(self, info: Info, first: First = PAGE_SIZE, after: After = None) -> Page[InboxItem] | None:
        caller, size = reader_of(info.context.caller), page_size(first)
        desk = DESKS.get(info.context.caller.role, Party.DEPARTMENT)
        opened = await boxes(info.context.graph, desk, caller.scope, caller.actor.units)
        found = await my_inbox(info.context.graph, opened, size + 1, after or "", caller.actor.works_as)
        rows = [(each.cursor, InboxItem(case_id=each.case, call_id=each.call)) for each in found[:size]]
        total = partial(waiting, info.context.graph, opened, caller.actor.works_as)
        return page_of(rows, more=len(found) > size, after=after, total=total)

    @strawberry.field(
        description="Cases that the caller has raised, the newest first (我上报的事件).", directives=[SIZED]
    )
    async def my_cases(self, info: Info, first: First = PAGE_SIZE, after: After = None) -> Connection[Case]:
        caller, graph, size = reader_of(info.context.caller), info.context.graph, page_size(first)
        rows = await own_cases(graph, caller, size + 1, after or "")
        edges = [NodeEdge(cursor, id_) for id_, cursor in rows[:size]]
        return NodePage.made(edges, len(rows) > size, after, partial(count_own_cases, graph, caller))

    @strawberry.field(
        description="Figures of an area over some days, 30 unless told (事件统计).", directives=[Cost(weight="1000")]
    )
    async def case_stats(self, info: Info, area: AreaCode, from_: From = None, to: To = None) -> CaseStats | None:
        prefix = within(reader_of(info.context.caller), prefix_of(area))
        last = to or info.context.today
        first = from_ or last - timedelta(days=DAYS - 1)
        return figures(await case_stats(info.context.graph, [prefix], first, last, info.context.now))

    @strawberry.field(
        description="How many cases of an area were answered in time, solved, and to the reporter's content, of those "
        "raised in some days, 30 unless told (响应率、解决率、满意率).",
        directives=[Cost(weight="1000")],
    )
    async def case_rates(self, info: Info, area: AreaCode, from_: From = None, to: To = None) -> CaseRates | None:
        prefix = within(reader_of(info.context.caller), prefix_of(area))
        last = to or info.context.today
        return rates_of(await case_rates(info.context.graph, prefix, from_ or last - timedelta(days=DAYS - 1), last))

    @strawberry.field(
        description="Whom to call to a case: departments by duty, neighbours by what they offer (建议吹哨部门).",
        directives=[Cost(weight="10")],
    )
    async def suggest_departments(self, info: Info, case: CaseId) -> DepartmentSuggestions | None:
        kept = await read_case(info.context.graph, reader_of(info.context.caller), case)
        went_back = {call.unit for call in kept.case.calls if call.state in (CallState.RETURNED, CallState.HANDED_OVER)}
        about = kept.category.led_by(kept.handling)
        found = await suggest(info.context.graph, kept.area_code, about, info.context.now, went_back)
        return DepartmentSuggestions(
            departments=[department(each) for each in found.departments],
            helpers=[helper(each) for each in found.helpers],
            empty=found.empty,
        )

    @strawberry.field(description="The responsibility list, all of it (职责清单).", directives=[EACH_CATEGORY])
    async def case_categories(self) -> list[CaseCategory] | None:
        return [shown(each) for each in categories().values()]


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
    return [_offered(each, _forbidden(info, each)) for each in offers(kept.case, caller.at(kept.area_code))]


def _forbidden(info: Info, each: Offer) -> str | None:
    try:
        caller_for(info.context.caller, each.action, each.call)
    except Forbidden as refusal:
        return refusal.zh
    return None


def _offered(each: Offer, forbidden: str | None) -> AvailableAction:
    reason = each.zh or forbidden
    return AvailableAction(action=each.action, call_id=each.call, allowed=reason is None, reason=reason)
