"""What the roots over cases answer with that is no node: offers, inboxes, figures, suggestions, categories."""

from __future__ import annotations

from collections.abc import Mapping

import strawberry

from graphsvc.cases.api.categories import EACH_CATEGORY, CaseCategory, shown
from graphsvc.cases.api.types import Call, Case
from graphsvc.cases.model.categories import categories
from graphsvc.cases.model.states import Action, Milestone, State
from graphsvc.cases.store.rates import Counts, Rates, share
from graphsvc.cases.store.statistics import Stats
from graphsvc.cases.store.suggestions import MOST, Helper, Suggestion
from graphsvc.gql.execution.context import Info
from graphsvc.gql.schema.cost_directives import ListSize
from graphsvc.gql.schema.pages import SIZED, Page, rank_after, ranked_page
from graphsvc.gql.schema.paging import PAGE_SIZE, page_size
from graphsvc.org.api.areas import Area
from graphsvc.org.api.arguments import After, First
from graphsvc.org.api.units import Unit
from graphsvc.org.model.work import Board, Light
from graphsvc.vocabulary.labelled import Labelled


@strawberry.type(description="An action on a case for the caller (可办动作).")
class AvailableAction:
    """One offer."""

    action: Action = strawberry.field(description="Named as its change, e.g. ACCEPT for acceptCase (动作).")
    allowed: bool = strawberry.field(description="Whether it may be done now (可办).")
    reason: str | None = strawberry.field(description="Why it may not, in Chinese (不可办的原因).")
    call_id: strawberry.Private[str | None]

    @strawberry.field(description="On which call; null: on the case itself (部门办理).")
    async def call(self, info: Info) -> Call | None:
        return await info.context.node(info, self.call_id)


@strawberry.type(description="What waits in an inbox: a case, or a department's part in one (待办).")
class InboxItem:
    """A case or call whose turn is the caller's."""

    case_id: strawberry.Private[str]
    call_id: strawberry.Private[str | None]

    @strawberry.field(description="What waits, or what the call belongs to (事件).")
    async def case(self, info: Info) -> Case | None:
        return await info.context.node(info, self.case_id)

    @strawberry.field(description="The department's part, where that is what waits (部门办理).")
    async def call(self, info: Info) -> Call | None:
        return await info.context.node(info, self.call_id)


def each(enum: type[Labelled]) -> ListSize:
    """The size of a list with an entry a value of an enum."""
    return ListSize(assumed_size=len(enum))


@strawberry.type(description="How many, by one state.")
class StateCount:
    """A share of the figures."""

    state: State = strawberry.field(description="Where they stand (状态).")
    count: int = strawberry.field(description="How many (数量).")


@strawberry.type(description="How many, by one light.")
class LightCount:
    """A share of the figures."""

    light: Light = strawberry.field(description="Time left, running out, or over (红黄绿灯).")
    count: int = strawberry.field(description="How many (数量).")


@strawberry.type(description="How many, by one board.")
class BoardCount:
    """A share of the figures."""

    board: Board = strawberry.field(description="Of the four of a command centre (板块).")
    count: int = strawberry.field(description="How many (数量).")


@strawberry.type(description="How many, by one category.")
class CategoryCount:
    """A share of the figures."""

    category: CaseCategory = strawberry.field(description="From the responsibility list (类别).")
    count: int = strawberry.field(description="How many (数量).")


@strawberry.type(description="Median time from when a case was raised to a milestone (中位用时).")
class MilestoneMedian:
    """One milestone."""

    milestone: Milestone = strawberry.field(description="Up to when, from the raising (节点).")
    minutes: float | None = strawberry.field(
        description="Minutes by the wall clock; null when no case has reached it (分钟)."
    )


@strawberry.type(
    description="Figures of an area (事件统计): of the cases raised in a window; lights and grids as of now."
)
class CaseStats:
    """Figures, whose parts add up to the whole."""

    total_count: int = strawberry.field(description="All of them (总数).")
    by_state: list[StateCount] = strawberry.field(
        description="How many stand where now, one a state (按状态).", directives=[each(State)]
    )
    by_board: list[BoardCount] = strawberry.field(
        description="How many of each board, one a board (按板块).", directives=[each(Board)]
    )
    by_category: list[CategoryCount] = strawberry.field(
        description="By category, one a category that occurs (按类别).", directives=[EACH_CATEGORY]
    )
    by_light: list[LightCount] = strawberry.field(
        description="Open cases now, whenever raised, one a light (按灯).", directives=[each(Light)]
    )
    calls_by_light: list[LightCount] = strawberry.field(
        description="Departments at work now, by their own clocks, one a light (部门按灯).", directives=[each(Light)]
    )
    medians: list[MilestoneMedian] = strawberry.field(
        description="Median times, one a milestone (中位用时).", directives=[each(Milestone)]
    )
    cleared_rate: float | None = strawberry.field(
        description="Share of the raised cases that are closed, 0 to 1 (办结率)."
    )
    zero_rate: float | None = strawberry.field(
        description="Share of grids without an overdue case, 0 to 1 (动态清零率)."
    )


@strawberry.type(
    description="How many answered in time, solved, and to the reporter's content (响应率、解决率、满意率)."
)
class CaseRate:
    """Counts and the shares that they make, 0 to 1; null where there is nothing to share."""

    count: int = strawberry.field(description="All of them (总数).")
    responded_count: int = strawberry.field(description="Answered or signed within their time (按时响应数).")
    solved_count: int = strawberry.field(description="Solved by now, and the reporter says nothing else (解决数).")
    rated_count: int = strawberry.field(description="Rated by the reporter, or in a call-back (评价数).")
    satisfied_count: int = strawberry.field(description="Of them last rated 3 or better (满意数).")
    response_rate: float | None = strawberry.field(description="Answered in time, of all (响应率).")
    solution_rate: float | None = strawberry.field(description="Solved, of all (解决率).")
    satisfaction_rate: float | None = strawberry.field(description="Content, of those rated (满意率).")


@strawberry.type(description="The rates of one month (分月).")
class MonthRate:
    """Cases raised in it."""

    month: str = strawberry.field(description="In China, as 2026-11 (月份).")
    rate: CaseRate = strawberry.field(description="Of the cases raised in it (三率).")


@strawberry.type(description="The rates of one community (分社区).")
class CommunityRate:
    """Cases raised in it, its grids' too."""

    rate: CaseRate = strawberry.field(description="Of the cases raised there (三率).")
    code: strawberry.Private[str]

    @strawberry.field(description="Where they were raised (社区).")
    async def community(self, info: Info) -> Area | None:
        return await info.context.node(info, self.code)


@strawberry.type(description="The rates of one department (分部门).")
class UnitRate:
    """What it was called to."""

    rate: CaseRate = strawberry.field(description="Of the calls it was not let off (三率).")
    unit_id: strawberry.Private[str]

    @strawberry.field(description="The department that was called (部门).")
    async def unit(self, info: Info) -> Unit | None:
        return await info.context.node(info, self.unit_id)


@strawberry.type(description="Rates of the cases of an area, whose parts add up to the whole (三率).")
class CaseRates:
    """Cases as raised in some days, without those withdrawn; their calls, without those let off or called off."""

    cases: CaseRate = strawberry.field(description="Of all cases, which months and communities add up to (事件).")
    calls: CaseRate = strawberry.field(description="Of all calls, which departments add up to (部门办理).")
    by_month: list[MonthRate] = strawberry.field(
        description="Of each month in which some were raised, at most 122 (按月).",
        directives=[ListSize(assumed_size=122)],
    )
    communities: strawberry.Private[Mapping[str, Counts]]
    units: strawberry.Private[Mapping[str, Counts]]

    @strawberry.field(description="Of each community where some were raised, by code (按社区).", directives=[SIZED])
    async def by_community(self, first: First = PAGE_SIZE, after: After = None) -> Page[CommunityRate]:
        rows = [CommunityRate(rate=rate_of(counts), code=code) for code, counts in self.communities.items()]
        return ranked_page(rows, rank_after(after), page_size(first), after, len(rows))

    @strawberry.field(description="Of each department that was called, by id (按部门).", directives=[SIZED])
    async def by_unit(self, first: First = PAGE_SIZE, after: After = None) -> Page[UnitRate]:
        rows = [UnitRate(rate=rate_of(counts), unit_id=unit) for unit, counts in self.units.items()]
        return ranked_page(rows, rank_after(after), page_size(first), after, len(rows))


def rate_of(counts: Counts) -> CaseRate:
    """Counts as GraphQL shows them."""
    return CaseRate(
        count=counts.count,
        responded_count=counts.responded,
        solved_count=counts.solved,
        rated_count=counts.rated,
        satisfied_count=counts.satisfied,
        response_rate=share(counts.responded, counts.count),
        solution_rate=share(counts.solved, counts.count),
        satisfaction_rate=share(counts.satisfied, counts.rated),
    )


def rates_of(rates: Rates) -> CaseRates:
    """Rates as GraphQL shows them."""
    return CaseRates(
        cases=rate_of(rates.cases),
        calls=rate_of(rates.calls),
        by_month=[MonthRate(month=month, rate=rate_of(counts)) for month, counts in rates.by_month.items()],
        communities=rates.by_community,
        units=rates.by_unit,
    )


@strawberry.type(description="One reason for calling a department, and its points.")
class SuggestionReason:
    """A part of the points."""

    points: float = strawberry.field(description="What it adds (分值).")
    text: str = strawberry.field(description="In Chinese (理由).")


@strawberry.type(description="A department that could be called (建议吹哨部门).")
class DepartmentSuggestion:
    """Ranked by points, which its reasons add up to."""

    points: float = strawberry.field(description="The sum of its reasons; only the order means something (分值).")
    reasons: list[SuggestionReason] = strawberry.field(
        description="What adds up to the points, at most 5 (理由).", directives=[ListSize(assumed_size=5)]
    )
    unit_id: strawberry.Private[str]

    @strawberry.field(description="The department: a unit whose duty it is (单位).")
    async def unit(self, info: Info) -> Unit | None:
        return await info.context.node(info, self.unit_id)


@strawberry.type(description="A neighbour on a joint committee that could lend a hand (可协助的共建单位).")
class HelperSuggestion:
    """Found through the committees that serve the place."""

    committees: list[str] = strawberry.field(
        description="Names of committees it sits on that serve the place (委员会)."
    )
    resources: list[str] = strawberry.field(description="Titles of what it offers that fits (资源).")
    text: str = strawberry.field(description="In Chinese (理由).")
    unit_id: strawberry.Private[str]

    @strawberry.field(description="A neighbour that offers something that fits (单位).")
    async def unit(self, info: Info) -> Unit | None:
        return await info.context.node(info, self.unit_id)


@strawberry.type(description="Whom to call to a case.")
class DepartmentSuggestions:
    """Departments first, neighbours beside them."""

    departments: list[DepartmentSuggestion] = strawberry.field(
        description=f"The most fitting first, at most {MOST} (部门).", directives=[ListSize(assumed_size=MOST)]
    )
    helpers: list[HelperSuggestion] = strawberry.field(
        description=f"Neighbours that could help, at most {MOST} (共建单位).", directives=[ListSize(assumed_size=MOST)]
    )
    empty: str | None = strawberry.field(description="Why there is no department (没有建议的原因).")


def figures(stats: Stats) -> CaseStats:
    """Figures as GraphQL shows them."""
    return CaseStats(
        total_count=stats.total,
        by_state=[StateCount(state=state, count=n) for state, n in stats.by_state.items()],
        by_board=[BoardCount(board=board, count=n) for board, n in stats.by_board.items()],
        by_category=[
            CategoryCount(category=shown(categories()[code]), count=n)
            for code, n in stats.by_category.items()
            if code in categories()
        ],
        by_light=[LightCount(light=light, count=n) for light, n in stats.by_light.items()],
        calls_by_light=[LightCount(light=light, count=n) for light, n in stats.calls_by_light.items()],
        medians=[
            MilestoneMedian(milestone=milestone, minutes=stats.medians[milestone.lower()]) for milestone in Milestone
        ],
        cleared_rate=stats.cleared,
        zero_rate=stats.at_zero,
    )


def department(each: Suggestion) -> DepartmentSuggestion:
    """A department as GraphQL shows it."""
    reasons = [SuggestionReason(points=reason.points, text=reason.zh) for reason in each.reasons]
    return DepartmentSuggestion(points=each.points, reasons=reasons, unit_id=each.unit)


def helper(each: Helper) -> HelperSuggestion:
    """A neighbour as GraphQL shows it."""
    return HelperSuggestion(
        committees=list(each.committees), resources=list(each.resources), text=each.zh, unit_id=each.unit
    )
