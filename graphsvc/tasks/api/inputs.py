"""What is filled in to give out a task, or to hand one over, as GraphQL inputs."""

from __future__ import annotations

from datetime import datetime

import strawberry

from graphsvc.codes import AreaLevel
from graphsvc.gql.schema.constraints import Constraint
from graphsvc.org.api.arguments import AREA_CODE, ID, LINE, TEXT, TITLE, entry
from graphsvc.org.model.ids import node_id
from graphsvc.org.model.people import ForceRole
from graphsvc.org.model.work import Board
from graphsvc.tasks.model.checklists import checklist
from graphsvc.tasks.model.recurrence import LENGTH, recurrence_rule
from graphsvc.tasks.model.task import MOST_ITEMS, MOST_RECEIVERS, Draft, Item, TaskKind
from graphsvc.tasks.store.tasks import Receivers

AREAS = Constraint(format="areaCode", read=AREA_CODE.read, max_items=MOST_RECEIVERS)
UNITS = Constraint(format="id", read=node_id, max_items=MOST_RECEIVERS)
GROUPS = Constraint(max_items=50)


@strawberry.input(description="All areas of a level under one, e.g. every grid of a community (某级全部区域).")
class LevelInput:
    """A level and where."""

    level: AreaLevel = entry("SUBDISTRICT, COMMUNITY or GRID (层级).")
    under: strawberry.ID = entry("Code of the area they lie under (上级区域).", AREA_CODE)


@strawberry.input(description="Everybody who serves in a role, e.g. the grid workers of a community (某类力量).")
class ForceInput:
    """A role and where."""

    role: ForceRole = entry("Which of the forces in a grid (力量类别).")
    under: strawberry.ID = entry("Code of the area they serve under (区域).", AREA_CODE)


@strawberry.input(
    description=f"Whom a task is for (接收方): all that is given put together, 1 to {MOST_RECEIVERS} receivers."
)
class ReceiversInput:
    """Receivers of a task."""

    areas: list[strawberry.ID] = entry("Codes of areas (区域).", AREAS, default_factory=list)
    levels: list[LevelInput] = entry("All areas of a level (某级区域).", GROUPS, default_factory=list)
    units: list[strawberry.ID] = entry("Ids of units (单位).", UNITS, default_factory=list)
    forces: list[ForceInput] = entry("Everybody who serves in a role (力量).", GROUPS, default_factory=list)
    people: list[strawberry.ID] = entry(
        "Ids of persons who serve in the caller's areas, or work for its unit (人员).", UNITS, default_factory=list
    )

    def read(self) -> Receivers:
        """Put them in the words of the store."""
        return Receivers(
            areas=tuple(self.areas),
            levels=tuple((each.level.value, each.under) for each in self.levels),
            units=tuple(self.units),
            forces=tuple((each.role.value, each.under) for each in self.forces),
            people=tuple(self.people),
        )


@strawberry.input(description="A line of a checklist (清单项).")
class ChecklistItemInput:
    """One thing to do."""

    text: str = entry("What to do or look at (内容).", TITLE)
    required: bool = entry("Whether it has to be ticked before the result is reported (必办).", default=True)


@strawberry.input(description="A task as it is given out (派单).")
class TaskInput:
    """What is to be done, by whom, by when."""

    area: strawberry.ID = entry("Code of the area that gives it, one of the caller's (派单区域).", AREA_CODE)
    title: str = entry("What is to be done, in a few words (标题).", TITLE)
    receivers: ReceiversInput = entry("Whom it is for (接收方).")
    description: str | None = entry("In full (说明).", TEXT, default=None)
    checklist: strawberry.ID | None = entry("Code of a ready-made checklist (任务清单代码).", LINE, default=None)
    items: list[ChecklistItemInput] = entry(
        f"Further lines; {MOST_ITEMS} with those of the checklist (清单项).",
        Constraint(max_items=MOST_ITEMS),
        default_factory=list,
    )
    kind: TaskKind | None = entry("What it is about (派单类型).", default=None)
    board: Board | None = entry("Board it belongs to (板块).", default=None)
    case: strawberry.ID | None = entry("Id of the case it belongs to (所属事件).", ID, default=None)
    item: strawberry.ID | None = entry(
        "Id of the item of the grid list that it is for; refused unless that is in force (网格事项).", ID, default=None
    )
    due_at: datetime | None = entry("To be done by, a moment to come (完成时限).", default=None)
    recurrence: str | None = entry(
        "When it comes again, a rule of RFC 5545, daily at most, e.g. FREQ=WEEKLY;BYDAY=MO (重复规则).",
        Constraint(max_length=LENGTH, format="line", read=recurrence_rule),
        default=None,
    )

    def read(self) -> Draft:
        """Put it in the words of the model.

        Raises:
            BadInput: no such checklist.
        """
        ready = checklist(self.checklist).items if self.checklist else ()
        own = tuple(Item(each.text, each.required) for each in self.items)
        return Draft(
            self.title,
            self.area,
            (*ready, *own),
            self.description,
            kind=self.kind,
            board=self.board and self.board.value,
            case=self.case,
            due_at=self.due_at,
            rule=self.recurrence,
            item=self.item,
        )
