"""Tasks and their receivers' shares as GraphQL shows them."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from graphsvc.cypher.fragments import china_day
from graphsvc.gql.schema.fields import Connection, adds_to, along, at, each, node, one, row
from graphsvc.org.api.areas import PLACE, Area, Community, Grid, Node, Subdistrict
from graphsvc.org.api.people import Person
from graphsvc.org.api.units import Unit
from graphsvc.org.model.work import Board
from graphsvc.tasks.model.task import MOST_ITEMS, Act, Direction, Item, Progress, ReceiverKind, TaskKind

if TYPE_CHECKING:
    from graphsvc.cases.api.types import Case

CHECKLIST = """\
UNWIND range(0, coalesce(size(@this.items), 0) - 1) AS @edge
WITH {number: @edge, text: @this.items[@edge], required: @this.required[@edge]} AS @it, @edge"""
ENTRUSTED = "MATCH (@it:Node:Person {id: @this.entrusted})"
COUNT = "COUNT { MATCH (@this)-[:GIVEN]->(@a) WHERE %s }"


@row("A line of a checklist (清单项).", order=("@this.number",))
class ChecklistItem:
    """`@this` is a map."""

    number: int = at("@this.number", "Its number, from 0 (序号).")
    text: str = at("@this.text", "What to do or look at (内容).")
    required: bool = at("@this.required", "Whether it has to be ticked before the result is reported (必办).")


def shown_item(number: int, item: Item) -> ChecklistItem:
    """A line for an answer that Python makes."""
    made: Any = ChecklistItem  # its fields become those of a GraphQL type when the registry reads it
    line: ChecklistItem = made(number=number, text=item.text, required=item.required)
    return line


@node("A task (任务): one piece of work given to many receivers.")
class Task(Node):
    """What is to be done, by when, by whom."""

    title: str = at("title", "What is to be done, in a few words (标题).", find=True, sort=True)
    description: str | None = at("description", "In full (说明).")
    version: int = at("version", "Counts its changes (版本).")
    kind: TaskKind | None = at("kind", "What it is about; null where nobody said (派单类型).", find=True, sort=True)
    board: Board | None = at("board", "Board it belongs to (板块).", find=True, sort=True)
    checklist: list[ChecklistItem] = each(
        CHECKLIST, f"Its checklist, at most {MOST_ITEMS} lines (任务清单).", most=MOST_ITEMS
    )
    created_at: datetime = at("createdAt", "When it was given out (派单时间).", sort=True)
    by: str = at("by", "Who gave it: the subject of the token (派单人).")
    due_at: datetime | None = at("dueAt", "To be done by (完成时限).", sort=True)
    due_on: date | None = at(china_day("@this.dueAt"), "The day of it in China (到期日).", find=True, sort=True)
    recurrence: str | None = at("rule", "How it comes again: a rule of RFC 5545 (重复规则).")
    next_run_at: datetime | None = at("nextRunAt", "When it comes again (下次派单时间).")
    receiver_count: int = at(COUNT % "@a.state <> 'HANDED_OVER'", "How many have it (接收方数).")
    done_count: int = at(COUNT % "@a.state = 'DONE'", "How many are confirmed (已完成数).")
    late_count: int = at(COUNT % "@a.queue IS NOT NULL AND @a.dueAt < $now", "How many are past the deadline (超期数).")
    shares: Connection[Assignment] = along("-[:GIVEN]->", "Each receiver with its progress (接收方进度).")
    case: Case | None = one("MATCH (@it:Node:Case {id: @this.case})", "The case it belongs to (所属事件).")
    area: Area | None = one(PLACE, "Whose task it is (派单区域).")


@node("One receiver's share of a task (接收方任务).")
class Assignment(Node):
    """Who has it, and how far."""

    state: Progress = at("state", "Where it stands (进度).", find=True, sort=True)
    version: int = at("version", "Counts its changes; a change names the one it has seen (版本).")
    receiver_kind: ReceiverKind = at("kind", "What it is given to (接收方类别).", find=True, sort=True)
    receiver: Node | None = one(
        "-[:FOR]->", "The area, unit or person that has it (接收方).", find=True, ends=("Unit", "Area", "Person")
    )
    direction: Direction = at("direction", "Which way it went (方向).", find=True)
    entrusted_subject: str | None = at("entrusted", "Id of the person who does it for the receiver (承办人).")
    entrusted_to: Person | None = one(ENTRUSTED, "Who does it for the receiver, by name (承办人).")
    ticked_items: list[int] = at("ticked", "Numbers of the checklist's items that are done (已勾选).")
    report: str | None = at("report", "The result, in the receiver's words (上报结果).")
    reported_at: datetime | None = at("reportedAt", "When it was reported (上报时间).", sort=True)
    due_on: date | None = at(china_day("@this.dueAt"), "To be done by (到期日).", find=True, sort=True)
    task: Task | None = one("<-[:GIVEN]-", "What it is a share of (任务).")
    steps: Connection[TaskStep] = along("-[:WENT_THROUGH]->", "What was done, in order (办理过程).")
    handed_to: Assignment | None = one("-[:HANDED_TO]->", "Who has it now (移交给).")
    area: Area | None = one(PLACE, "Where the receiver is (所在区域).")


@node("An act on a share of a task, never changed (任务办理记录).", order=("@this.version", "@this.id"))
class TaskStep(Node):
    """An entry of the record of a share."""

    version: int = at("version", "Its number (序号).")
    action: Act = at("action", "What was done (动作).")
    by: str = at("by", "The subject of the token (经办人).")
    on_behalf_of: str | None = at(
        "onBehalfOf", "For whom, when a deputy acted: the person or seat on leave (代谁办理)."
    )
    happened_at: datetime = at("at", "When (时间).")
    note: str | None = at("note", "In their words (说明).")
    target: Progress = at("target", "Where it then stood (新进度).")
    entrusted_subject: str | None = at(
        "entrusted", "Id of the person who was given it by name, or from whom it was taken back (承办人)."
    )


TASKS = "MATCH (@it:Task)\nWHERE @it.areaCode STARTS WITH @this.prefix"
SHARES = "MATCH (@it:Assignment)\nWHERE @it.areaCode STARTS WITH @this.prefix"


@adds_to(Subdistrict)
class SubdistrictTasks:
    """Tasks of a subdistrict."""

    tasks: Connection[Task] = along(TASKS, "Tasks given out here (任务).")


@adds_to(Community)
class CommunityTasks:
    """Tasks of a community."""

    tasks: Connection[Task] = along(TASKS, "Tasks given out here (任务).")


@adds_to(Grid)
class GridTasks:
    """What a grid has been given."""

    assignments: Connection[Assignment] = along(SHARES, "Tasks given to it and its people (任务).")


@adds_to(Unit)
class UnitTasks:
    """What a unit has been given."""

    assignments: Connection[Assignment] = along("<-[:FOR]-", "Tasks given to it (任务).")
