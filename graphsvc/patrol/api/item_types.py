"""Grid items as GraphQL shows them."""

from __future__ import annotations

from datetime import date, datetime

from graphsvc.gql.schema.fields import Connection, Criterion, adds_to, along, at, node, one
from graphsvc.org.api.areas import PLACE, Area, Grid, Node
from graphsvc.org.api.units import Unit
from graphsvc.patrol.model.items import GridItemClass, GridItemState
from graphsvc.patrol.store.fragments import district_of, in_force
from graphsvc.tasks.api.types import Task

STATE = "CASE WHEN @this.state = 'IN_FORCE' AND @this.endsOn < $today THEN 'RETIRED' ELSE @this.state END"
IN_FORCE_ON = Criterion(date, in_force("@this", "$value"), "On the published list on this day (当日有效).")
OF_GRID = f"""\
MATCH (@it:GridItem)
WHERE @it.areaCode IN [{district_of("@this.code")}, left(@this.code, 9) + '000']"""


@node(
    "Work that a department may ask of grids, once it is admitted and published (网格事项).",
    criteria={"inForceOn": IN_FORCE_ON},
)
class GridItem(Node):
    """Open to everyone who is signed in: what may be asked of grids is a published list."""

    title: str = at("title", "What is to be done, in a few words (事项名称).", find=True, sort=True)
    item_class: GridItemClass = at("class", "Which of the eight kinds it is (事项类别).", find=True, sort=True)
    state: GridItemState = at(STATE, "Where it stands today (事项状态).", find=True, sort=True)
    version: int = at("version", "Counts its changes; a change names the one it has seen (版本).")
    basis: str = at("basis", "The law or document that it rests on (依据).")
    minutes: int = at("minutes", "What it takes a grid worker each time (每次分钟数).", find=True, sort=True)
    recurrence: str | None = at("rule", "How often: a rule of RFC 5545; null where it is done once (频次).")
    temporary: bool = at("temporary", "Urgent, and over after its last day by itself (临时紧急).")
    starts_on: date | None = at(
        "startsOn", "First day; null where it begins when published (起).", find=True, sort=True
    )
    ends_on: date | None = at("endsOn", "Last day; null where none is set (止).", find=True, sort=True)
    published_on: date | None = at("publishedOn", "Day it was put on the list (公布日期).", find=True, sort=True)
    retired_on: date | None = at("retiredOn", "Day it was taken off the list by hand (退出日期).", find=True, sort=True)
    applied_at: datetime = at("appliedAt", "When it was applied for (申请时间).", sort=True)
    note: str | None = at("note", "What was said at its last step (说明).")
    department: Unit | None = one("-[:APPLIED_BY]->", "Who has applied for it (申请部门).", find=True)
    tasks: Connection[Task] = along("MATCH (@it:Task {item: @this.id})", "Tasks given out for it (任务).")
    area: Area | None = one(PLACE, "Whose grid body decides on it, and where it holds (准入区域).", find=True)


@adds_to(Grid)
class GridItems:
    """What may be asked of a grid."""

    grid_items: Connection[GridItem] = along(OF_GRID, "Items of its district and subdistrict (网格事项).")


@adds_to(Task)
class TaskGridItem:
    """What a task is given for."""

    grid_item: GridItem | None = one(
        "MATCH (@it:Node:GridItem {id: @this.item})", "The admitted item it is given for (网格事项)."
    )
