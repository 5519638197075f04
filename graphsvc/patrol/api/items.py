"""Queries and mutations of grid items: applied for, admitted, published, taken off the list."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Annotated, Any
from uuid import uuid4

import strawberry

from graphsvc.access.principal import Grant
from graphsvc.access.scope import Operation
from graphsvc.gql.execution.context import Info
from graphsvc.gql.schema.constraints import Constraint
from graphsvc.gql.schema.cost_directives import ListSize
from graphsvc.gql.schema.fields import Connection, every, find
from graphsvc.org.api.arguments import AREA_CODE, ID, REASON, TITLE, Id, Key, Note, Reason, Version, argument, entry
from graphsvc.org.api.queries import BY_ID, by_id
from graphsvc.patrol.api.item_types import GridItem
from graphsvc.patrol.model.items import MOST_MINUTES, Application, GridItemAction, GridItemClass, bar_step
from graphsvc.patrol.store import items as store
from graphsvc.tasks.model.recurrence import LENGTH, recurrence_rule
from graphsvc.vocabulary.machine import offered

RULE = Constraint(max_length=LENGTH, format="line", read=recurrence_rule)
NEEDED = dict.fromkeys(GridItemAction, Operation.ADMIT_ITEM) | {GridItemAction.WITHDRAW: Operation.PROPOSE_ITEM}


@strawberry.input(description="A grid item as it is applied for (网格事项准入申请).")
class GridItemInput:
    """What, for whose grids, how often, how long."""

    area: strawberry.ID = entry("Code of the district or subdistrict whose grid body admits it (准入区域).", AREA_CODE)
    department: strawberry.ID = entry("Id of the unit that applies (申请部门).", ID)
    title: str = entry("What is to be done, in a few words (事项名称).", TITLE)
    item_class: GridItemClass = entry("Which of the eight kinds it is (事项类别).")
    basis: str = entry("The law or document that it rests on (依据).", REASON)
    minutes: int = entry("What it takes a grid worker each time (每次分钟数).", Constraint(min=1, max=MOST_MINUTES))
    recurrence: str | None = entry(
        "How often, a rule of RFC 5545, daily at most; left out for once (频次).", RULE, default=None
    )
    starts_on: date | None = entry("First day; left out for the day of publication (起).", default=None)
    ends_on: date | None = entry("Last day; a temporary item has one (止).", default=None)
    temporary: bool = entry("Urgent, and over after its last day by itself (临时紧急).", default=False)

    def read(self) -> Application:
        """Put it in the words of the model."""
        return Application(
            self.area,
            self.department,
            self.title.strip(),
            self.item_class,
            self.basis.strip(),
            self.minutes,
            self.recurrence,
            self.starts_on,
            self.ends_on,
            self.temporary,
        )


NewGridItem = Annotated[GridItemInput, argument("What is applied for (申请).")]
ItemId = Annotated[strawberry.ID, argument("Id of the grid item (网格事项).", ID)]


class GridItemRoots:
    """Roots that are compiled."""

    grid_item: GridItem | None = find(
        by_id("GridItem"), "One item that departments may ask of grids (网格事项).", **BY_ID
    )
    grid_items: Connection[GridItem] = every("All grid items, by area: applied for, in force, over (网格事项列表).")


@strawberry.type(description="A step of a grid item for the caller (网格事项可办步骤).")
class AvailableGridItemAction:
    """One offer."""

    action: GridItemAction = strawberry.field(description="Named as its change (步骤).")
    allowed: bool = strawberry.field(description="Whether it may be done now (可办).")
    reason: str | None = strawberry.field(description="Why it may not, in Chinese (不可办的原因).")


@strawberry.type
class GridItemQueries:
    """Roots that resolvers answer."""

    @strawberry.field(
        description="What the caller may do with a grid item, and why not the rest: all of it (网格事项可办步骤).",
        directives=[ListSize(assumed_size=len(GridItemAction))],
    )
    async def grid_item_actions(self, info: Info, item: ItemId) -> list[AvailableGridItemAction] | None:
        caller, today = info.context.caller, info.context.today
        info.context.may(Operation.READ_STRUCTURE)
        placed = await store.read_standing(info.context.graph, item)
        theirs = {action: _reaches(caller.granted(needed), placed) for action, needed in NEEDED.items()}
        bars = (
            (action, bar_step(placed.standing, action, caller.subject, today, theirs=theirs[action]))
            for action in GridItemAction
        )
        return offered(AvailableGridItemAction, bars)


@strawberry.type
class GridItemMutations:
    """What is done with grid items."""

    @strawberry.mutation(description="Apply for an item, as a department or for one (申请网格事项准入).")
    async def propose_grid_item(self, info: Info, item: NewGridItem, key: Key = None) -> GridItem | None:
        work = partial(
            store.propose,
            grant=info.context.may(Operation.PROPOSE_ITEM),
            application=item.read(),
            id_=f"item-{uuid4().hex[:16]}",
            by=info.context.caller.subject,
            now=info.context.now,
        )
        return await info.context.change(info, work, key)

    @strawberry.mutation(description="Admit an item that somebody else has applied for (准入).")
    async def admit_grid_item(
        self, info: Info, id: Id, expected_version: Version, note: Note = None, key: Key = None
    ) -> GridItem | None:
        return await _take(info, id, expected_version, GridItemAction.ADMIT, note or "", key)

    @strawberry.mutation(description="Leave it off the list, with a reason for the department (不予准入).")
    async def refuse_grid_item(
        self, info: Info, id: Id, expected_version: Version, reason: Reason, key: Key = None
    ) -> GridItem | None:
        return await _take(info, id, expected_version, GridItemAction.REFUSE, reason, key)

    @strawberry.mutation(
        description="Put an admitted item on the published list: tasks may be given for it (公布事项)."
    )
    async def publish_grid_item(
        self, info: Info, id: Id, expected_version: Version, note: Note = None, key: Key = None
    ) -> GridItem | None:
        return await _take(info, id, expected_version, GridItemAction.PUBLISH, note or "", key)

    @strawberry.mutation(description="Take an item off the list from today on (退出事项).")
    async def retire_grid_item(
        self, info: Info, id: Id, expected_version: Version, reason: Reason, key: Key = None
    ) -> GridItem | None:
        return await _take(info, id, expected_version, GridItemAction.RETIRE, reason, key)

    @strawberry.mutation(description="Take back what was applied for and is not published yet (撤回申请).")
    async def withdraw_grid_item(
        self, info: Info, id: Id, expected_version: Version, reason: Reason, key: Key = None
    ) -> GridItem | None:
        return await _take(info, id, expected_version, GridItemAction.WITHDRAW, reason, key)


def _reaches(grant: Grant, placed: store.Placed) -> bool:
    own = bool(grant.unit) and grant.unit == placed.unit
    return own or any(placed.area.startswith(prefix) for prefix in grant.scope)


async def _take(info: Info, id_: str, version: int, action: GridItemAction, note: str, key: str | None) -> Any:
    work = partial(
        store.take_step,
        grant=info.context.may(NEEDED[action]),
        id_=id_,
        action=action,
        expected=version,
        note=note.strip(),
        by=info.context.caller.subject,
        now=info.context.now,
    )
    return await info.context.change(info, work, key)
