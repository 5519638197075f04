"""What the roots over cases answer with that is no node: offers, inboxes, figures, suggestions, categories."""

from __future__ import annotations

import strawberry

from graphsvc.cases.api.types import Call, Case
from graphsvc.cases.model.categories import categories
from graphsvc.cases.model.clock import Light
from graphsvc.cases.model.states import Action, State
from graphsvc.cases.store.digest import STAGES
from graphsvc.cases.store.inbox import waiting
from graphsvc.cases.store.statistics import Stats
from graphsvc.cases.store.suggestions import Helper, Suggestion
from graphsvc.gql.execution.context import Info
from graphsvc.gql.schema.cost_directives import ListSize
from graphsvc.org.api.units import Unit
from graphsvc.org.model.work import Board

EACH_CATEGORY = ListSize(assumed_size=len(categories()))
"""The size of a list with an entry a category."""


@strawberry.type(description="An action on a case for the caller (可办动作).")
class AvailableAction:
    """One offer."""

    action: Action = strawberry.field(description="What (动作).")
    call: strawberry.ID | None = strawberry.field(description="On which call; null: on the case itself.")
    allowed: bool = strawberry.field(description="Whether it may be done now (可办).")
    reason: str | None = strawberry.field(description="Why it may not (不可办的原因).")


@strawberry.type(description="An entry of an inbox (待办).")
class InboxItem:
    """A case or call whose turn is the caller's."""

    cursor: str = strawberry.field(description="Its place.")
    case_id: strawberry.Private[str]
    call_id: strawberry.Private[str | None]

    @strawberry.field(description="The case (事件).")
    async def case(self, info: Info) -> Case | None:
        return await info.context.node(info, self.case_id)

    @strawberry.field(description="The department's part, where that is what waits (部门办理).")
    async def call(self, info: Info) -> Call | None:
        return await info.context.node(info, self.call_id)


@strawberry.type(description="A page of an inbox, the nearest deadline first (我的待办).")
class Inbox:
    """What waits for the caller."""

    items: list[InboxItem] = strawberry.field(description="The entries.")
    boxes: strawberry.Private[list[str]]

    @strawberry.field(description="How much waits on all pages (待办总数).")
    async def total_count(self, info: Info) -> int:
        return await waiting(info.context.graph, self.boxes)


@strawberry.type(description="How many, by one state.")
class StateCount:
    """A share of the figures."""

    state: State = strawberry.field(description="Where they stand (状态).")
    count: int = strawberry.field(description="How many (数量).")


@strawberry.type(description="How many, by one light.")
class LightCount:
    """A share of the figures."""

    light: Light = strawberry.field(description="Which light (红黄绿灯).")
    count: int = strawberry.field(description="How many (数量).")


@strawberry.type(description="How many, by one board.")
class BoardCount:
    """A share of the figures."""

    board: Board = strawberry.field(description="Which board (板块).")
    name: str = strawberry.field(description="Its Chinese name.")
    count: int = strawberry.field(description="How many (数量).")


@strawberry.type(description="How many, by one category.")
class CategoryCount:
    """A share of the figures."""

    category: strawberry.ID = strawberry.field(description="Code of the category (类别).")
    name: str = strawberry.field(description="Its name in the responsibility list.")
    count: int = strawberry.field(description="How many (数量).")


@strawberry.type(description="Median time from when a case was raised.")
class StageMedian:
    """One stage."""

    stage: str = strawberry.field(description="Accept 接报, report 报到 or resolve 办结, in lower case.")
    minutes: float | None = strawberry.field(description="Minutes by the wall clock; null when none got there.")


@strawberry.type(
    description="Figures of an area (事件统计): of the cases raised in a window; lights and grids as of now."
)
class CaseStats:
    """Figures, whose parts add up to `total`."""

    total: int = strawberry.field(description="All of them (总数).")
    by_state: list[StateCount] = strawberry.field(description="By state (按状态).")
    by_board: list[BoardCount] = strawberry.field(description="By board (按板块).")
    by_category: list[CategoryCount] = strawberry.field(description="By category (按类别).", directives=[EACH_CATEGORY])
    by_light: list[LightCount] = strawberry.field(description="Open cases now, whenever raised.")
    calls_by_light: list[LightCount] = strawberry.field(description="Departments at work now, by their own clocks.")
    medians: list[StageMedian] = strawberry.field(description="Median times (中位用时).")
    cleared_rate: float | None = strawberry.field(description="Share of the raised cases that are closed (办结率).")
    zero_rate: float | None = strawberry.field(description="Share of grids without an overdue case (动态清零率).")


@strawberry.type(description="One reason for calling a department, and its points.")
class SuggestionReason:
    """A part of the points."""

    points: float = strawberry.field(description="Points (分值).")
    text: str = strawberry.field(description="In Chinese (理由).")


@strawberry.type(description="A department that could be called (建议吹哨部门).")
class DepartmentSuggestion:
    """Ranked by points, which its reasons add up to."""

    points: float = strawberry.field(description="Points (分值).")
    reasons: list[SuggestionReason] = strawberry.field(description="Which add up to the points (理由).")
    unit_id: strawberry.Private[str]

    @strawberry.field(description="The unit.")
    async def unit(self, info: Info) -> Unit | None:
        return await info.context.node(info, self.unit_id)


@strawberry.type(description="A neighbour on a joint committee that could lend a hand (可协助的共建单位).")
class HelperSuggestion:
    """Found through the committees that serve the place."""

    committees: list[str] = strawberry.field(description="Committees it sits on that serve the place.")
    resources: list[str] = strawberry.field(description="What it offers that fits.")
    text: str = strawberry.field(description="In Chinese (理由).")
    unit_id: strawberry.Private[str]

    @strawberry.field(description="The unit.")
    async def unit(self, info: Info) -> Unit | None:
        return await info.context.node(info, self.unit_id)


@strawberry.type(description="Whom to call to a case.")
class DepartmentSuggestions:
    """Departments first, neighbours beside them."""

    departments: list[DepartmentSuggestion] = strawberry.field(description="The most fitting first (部门).")
    helpers: list[HelperSuggestion] = strawberry.field(
        description="Neighbours (共建单位).", directives=[ListSize(assumed_size=50)]
    )
    empty: str | None = strawberry.field(description="Why there is no department (没有建议的原因).")


@strawberry.type(description="A category of the responsibility list (职责清单).")
class CaseCategory:
    """What a case is about, and who answers for it."""

    code: strawberry.ID = strawberry.field(description="Its code (代码).")
    name: str = strawberry.field(description="Its name (名称).")
    board: Board = strawberry.field(description="Which board (板块).")
    sectors: list[str] = strawberry.field(description="Sectors of the departments that answer for it, the first leads.")
    policy: str = strawberry.field(description="Its times at its own urgency: ORDINARY, PRESSING or EMERGENCY.")
    citation: str = strawberry.field(description="Where these times come from (时限依据).")
    local: bool = strawberry.field(description="Whether a community can usually settle it alone.")


def figures(stats: Stats) -> CaseStats:
    """Figures as GraphQL shows them."""
    return CaseStats(
        total=stats.total,
        by_state=[StateCount(state=state, count=n) for state, n in stats.by_state.items()],
        by_board=[BoardCount(board=board, name=board.zh, count=n) for board, n in stats.by_board.items()],
        by_category=[
            CategoryCount(category=strawberry.ID(code), name=categories()[code].name, count=n)
            for code, n in stats.by_category.items()
            if code in categories()
        ],
        by_light=[LightCount(light=light, count=n) for light, n in stats.by_light.items()],
        calls_by_light=[LightCount(light=light, count=n) for light, n in stats.calls_by_light.items()],
        medians=[StageMedian(stage=stage, minutes=stats.medians[stage]) for stage in STAGES],
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
