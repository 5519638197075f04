"""Tasks and their receivers' shares as GraphQL shows them."""

from __future__ import annotations

from datetime import date, datetime

import strawberry

from graphsvc.cypher.fragments import china_day
from graphsvc.gql.schema.fields import Connection, adds_to, along, at, node, one
from graphsvc.org.api.areas import PLACE, Area, Community, Grid, Node, Subdistrict
from graphsvc.org.api.units import Unit
from graphsvc.tasks.model.task import Act, Direction, Progress, ReceiverKind

COUNT = "COUNT { MATCH (@this)-[:GIVEN]->(@a) WHERE %s }"


@node("A task (任务): one piece of work given to many receivers.")
class Task(Node):
    """What is to be done, by when, by whom."""

    title: str = at("title", "Title (标题).", find=True)
    description: str | None = at("description", "In full (说明).")
    version: int = at("version", "How often it was changed (版本).")
    board: str | None = at("board", "Board it belongs to (板块).", find=True)
    items: list[str] = at("items", "Its checklist (任务清单).")
    required: list[bool] = at("required", "Which items have to be ticked before the result is reported (必办).")
    created_at: datetime = at("createdAt", "When it was given out (派单时间).")
    by: str = at("by", "Who gave it: the subject of the token (派单人).")
    due_at: datetime | None = at("dueAt", "To be done by (完成时限).")
    rule: str | None = at("rule", "How it comes again: an RRULE of RFC 5545 (重复规则).")
    next_run_at: datetime | None = at("nextRunAt", "When it comes again (下次派单时间).")
    receivers: int = at(COUNT % "@a.state <> 'HANDED_OVER'", "How many have it (接收方数).")
    done: int = at(COUNT % "@a.state = 'DONE'", "How many are confirmed (已完成数).")
    late: int = at(COUNT % "@a.queue IS NOT NULL AND @a.dueAt < $now", "How many are past the deadline (超期数).")
    shares: Connection[Assignment] = along("-[:GIVEN]->", "Each receiver with its progress (接收方进度).", refined=True)
    case_id: strawberry.ID | None = at("case", "Id of the case it belongs to (所属事件).")
    area: Area | None = one(PLACE, "Whose task it is (派单区域).")


@node("One receiver's share of a task (接收方任务).")
class Assignment(Node):
    """Who has it, and how far."""

    state: Progress = at("state", "Where it stands (进度).", find=True)
    version: int = at("version", "A change names the one it has seen (版本).")
    kind: ReceiverKind = at("kind", "What it is given to (接收方类别).", find=True)
    receiver: strawberry.ID = at("receiver", "Its area's code, or its id (接收方).", find=True)
    direction: Direction = at("direction", "Which way it went (方向).", find=True)
    ticked: list[int] = at("ticked", "Numbers of the checklist's items that are done, from 0 (已勾选).")
    report: str | None = at("report", "The result, in the receiver's words (上报结果).")
    reported_at: datetime | None = at("reportedAt", "When (上报时间).")
    due_on: date | None = at(china_day("@this.dueAt"), "To be done by (到期日).", find=True)
    task: Task | None = one("<-[:GIVEN]-", "The task (任务).")
    acts: Connection[TaskStep] = along("-[:WENT_THROUGH]->", "What was done, in order (办理过程).")
    handed_to: Assignment | None = one("-[:HANDED_TO]->", "Who has it now (移交给).")
    area: Area | None = one(PLACE, "Where the receiver is (所在区域).")


@node("An act on a share of a task, never changed (任务办理记录).", order=("@this.version", "@this.id"))
class TaskStep(Node):
    """An entry of the record of a share."""

    version: int = at("version", "Its number (序号).")
    action: Act = at("action", "What was done (动作).")
    by: str = at("by", "Who (经办人).")
    happened_at: datetime = at("at", "When (时间).")
    note: str | None = at("note", "In their words (说明).")
    target: Progress = at("target", "Where it then stood (新进度).")


TASKS = "MATCH (@it:Task)\nWHERE @it.areaCode STARTS WITH @this.prefix"
SHARES = "MATCH (@it:Assignment)\nWHERE @it.areaCode STARTS WITH @this.prefix"


@adds_to(Subdistrict)
class SubdistrictTasks:
    """Tasks of a subdistrict."""

    tasks: Connection[Task] = along(TASKS, "Tasks given out here (任务).", refined=True)


@adds_to(Community)
class CommunityTasks:
    """Tasks of a community."""

    tasks: Connection[Task] = along(TASKS, "Tasks given out here (任务).", refined=True)


@adds_to(Grid)
class GridTasks:
    """What a grid has been given."""

    assignments: Connection[Assignment] = along(SHARES, "Tasks given to it and its people (任务).", refined=True)


@adds_to(Unit)
class UnitTasks:
    """What a unit has been given."""

    assignments: Connection[Assignment] = along("<-[:FOR]-", "Tasks given to it (任务).", refined=True)
