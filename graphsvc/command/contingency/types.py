"""Contingency plans, their drills and runs as GraphQL shows them, and plans that a case proposes."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from graphsvc.cobuilding.api.resources import Resource, Use
from graphsvc.codes import AreaLevel
from graphsvc.command.contingency.drilling import drill_due, drill_light
from graphsvc.command.model.contingency_plan import (
    DRILL_DAYS,
    MOST_CATEGORIES,
    MOST_RESOURCES,
    MOST_ROLES,
    MOST_STEPS,
    MOST_WORDS,
    ContingencyHolder,
    ContingencyPlanState,
    DrillResult,
)
from graphsvc.command.model.contingency_run import ContingencyRunState, ResourceShortage
from graphsvc.gql.schema.fields import Connection, Criterion, adds_to, along, at, each, node, one, row
from graphsvc.org.api.areas import PLACE, Area, Node
from graphsvc.org.model.people import ForceRole
from graphsvc.org.model.work import Board, Light
from graphsvc.tasks.api.types import Task

if TYPE_CHECKING:
    from graphsvc.cases.api.types import Case

ROLES = """\
UNWIND range(0, coalesce(size(@this.roles), 0) - 1) AS @edge
WITH {number: @edge, name: @this.roles[@edge], kind: @this.roleKinds[@edge], holder: @this.roleHolders[@edge]} AS @it, \
@edge"""
STEPS = """\
UNWIND range(0, coalesce(size(@this.steps), 0) - 1) AS @edge
WITH {number: @edge + 1, text: @this.steps[@edge], role: @this.stepRoles[@edge], minutes: @this.stepMinutes[@edge]} \
AS @it, @edge"""
STEPS_OF_RUN = """\
UNWIND range(0, coalesce(size(@this.steps), 0) - 1) AS @edge
WITH {number: @edge + 1, text: @this.steps[@edge], role: @this.stepRoles[@edge], \
dueAt: @this.startedAt + duration({minutes: @this.stepMinutes[@edge]}), \
task: @this.id + '.' + (@edge + 1)} AS @it, @edge"""
MISSING = """\
UNWIND range(0, coalesce(size(@this.missing), 0) - 1) AS @edge
WITH {number: @edge, resource: @this.missing[@edge], quantity: @this.missingQuantities[@edge], \
reason: @this.missingReasons[@edge]} AS @it, @edge"""
_STILL_OPEN = "@a.state IN ['ASSIGNED', 'ACCEPTED', 'REPORTED']"
_DONE = (
    f"NOT EXISTS {{ MATCH (@t)-[:GIVEN]->(@a) WHERE {_STILL_OPEN} }}"
    " AND EXISTS { MATCH (@t)-[:GIVEN]->(@a) WHERE @a.state = 'DONE' }"
)
_LATE = "EXISTS { MATCH (@t)-[:GIVEN]->(@a) WHERE @a.queue IS NOT NULL AND @a.dueAt < $now }"
TASK = "MATCH (@t:Node {id: @this.task})"
TASKS = "MATCH (@this)-[:OPENED]->(@t)"
IS_LATE = Criterion(
    bool,
    f"(EXISTS {{ {TASKS} WHERE {_LATE} }} = $value)",
    "Some step of it is past its time and still to be done (有步骤超时).",
)
PROPOSED = """\
MATCH (@edge:ContingencyPlan)
WHERE @edge.areaCode IN [left(@this.areaCode, 2) + '0000000000', left(@this.areaCode, 6) + '000000', \
left(@this.areaCode, 9) + '000', left(@this.areaCode, 12)] AND @edge.state = 'PUBLISHED'
WITH @edge, @this.category IN @edge.categories AS @listed, \
[@word IN @edge.words WHERE @this.title CONTAINS @word OR coalesce(@this.description, '') CONTAINS @word] AS @found
WHERE @listed OR size(@found) > 0
WITH {plan: @edge.id, title: @edge.title, byCategory: @listed, words: @found} AS @it, @edge"""
MOST_PROPOSED = 20
DRILL_LIGHT = f"CASE WHEN @this.state = 'PUBLISHED' THEN {drill_light('@this')} END"
DRILL_LIT = Criterion(
    Light, f"({DRILL_LIGHT}) = $value", "Its light of drills today (演练红黄绿灯).", read=lambda light: light.name
)


@row("A role of a contingency plan and who has it (预案角色).", order=("@this.number",))
class ContingencyRole:
    """`@this` is a map."""

    number: int = at("@this.number", "Its number, from 0 (序号).")
    name: str = at("@this.name", "What it is called in the plan, e.g. 现场指挥 (角色名称).")
    kind: ContingencyHolder = at("@this.kind", "What has it (承担方类别).")
    level: AreaLevel | None = at(
        "CASE WHEN @this.kind = 'LEVEL' THEN @this.holder END", "All areas of this level have it (层级)."
    )
    force: ForceRole | None = at(
        "CASE WHEN @this.kind = 'FORCE' THEN @this.holder END", "Everybody who serves as this has it (力量类别)."
    )
    holder: Node | None = one(
        "MATCH (@it:Node {id: @this.holder})", "The unit or area that has it (承担方).", ends=("Unit", "Area")
    )


@row("A step of a contingency plan (预案步骤).", order=("@this.number",))
class ContingencyStep:
    """`@this` is a map."""

    number: int = at("@this.number", "Its number, from 1 (序号).")
    text: str = at("@this.text", "What to do (内容).")
    role: str = at("@this.role", "The name of the role that does it (承担角色).")
    minutes: int = at("@this.minutes", "Until it is done, from the start (时限，分钟).")


@node("What an area does when something bad happens, step by step (预案).", criteria={"drillLight": DRILL_LIT})
class ContingencyPlan(Node):
    """Open to everyone who is signed in: who has a part in a plan has to know it."""

    title: str = at("title", "What it is called (预案名称).", find=True, sort=True)
    board: Board = at("board", "Board it belongs to (板块).", find=True, sort=True)
    state: ContingencyPlanState = at("state", "Where it stands (预案状态).", find=True, sort=True)
    version: int = at("version", "Counts its changes; a change names the one it has seen (版本).")
    trigger: str = at("trigger", "When it is to be started, in words (启动条件).")
    categories: list[str] = at(
        "categories", f"Codes of the categories of cases that propose it, at most {MOST_CATEGORIES} (触发类别)."
    )
    words: list[str] = at(
        "words", f"Words of danger that propose it where a case says them, at most {MOST_WORDS} (触发词)."
    )
    roles: list[ContingencyRole] = each(ROLES, f"Who has a part, at most {MOST_ROLES} (角色).", most=MOST_ROLES)
    steps: list[ContingencyStep] = each(STEPS, f"In their order, at most {MOST_STEPS} (处置步骤).", most=MOST_STEPS)
    resources: Connection[Resource, Use] = along(
        "-[:WANTS]->", f"What it holds while it runs, at most {MOST_RESOURCES} (占用资源)."
    )
    drafted_at: datetime = at("draftedAt", "When it was first written (编制时间).", sort=True)
    published_on: date | None = at("publishedOn", "Day it was published (发布日期).", find=True, sort=True)
    retired_on: date | None = at("retiredOn", "Day it was retired (停用日期).", find=True, sort=True)
    note: str | None = at("note", "What was said when it was published or retired (说明).")
    drill_every_days: int = at(
        f"coalesce(@this.drillEveryDays, {DRILL_DAYS})", "How often it is drilled (演练间隔天数)."
    )
    drill_due_on: date | None = at(
        f"CASE WHEN @this.state = 'PUBLISHED' THEN {drill_due('@this')} END",
        "Last day for the next drill, from its publication or the last that did not fail; null unless published "
        "(应演练日期).",
    )
    drill_light: Light | None = at(
        DRILL_LIGHT,
        "Red when that day is over, yellow from four fifths of the time on; null unless published (演练红黄绿灯).",
    )
    drills: Connection[ContingencyDrill] = along("<-[:DRILLS]-", "Drills that were held (演练).", find=True, sort=True)
    runs: Connection[ContingencyRun] = along("<-[:RUNS]-", "When it was started (运行记录).", find=True, sort=True)
    area: Area | None = one(PLACE, "Whose plan it is (所属区域).", find=True)


@node("A drill of a contingency plan (演练).")
class ContingencyDrill(Node):
    """Never changed."""

    held_on: date = at("heldOn", "Day it was held (演练日期).", find=True, sort=True)
    result: DrillResult = at("result", "How it went (演练结果).", find=True, sort=True)
    findings: str = at("findings", "What was found (演练情况).")
    plan_version: int = at("planVersion", "Which of its versions was drilled (预案版本).")
    recorded_at: datetime = at("recordedAt", "When it was recorded (登记时间).", sort=True)
    plan: ContingencyPlan | None = one("-[:DRILLS]->", "What was drilled (预案).", find=True)
    area: Area | None = one(PLACE, "Whose plan it is (所属区域).", find=True)


@row("A step of a run, and how far it is (运行步骤).", order=("@this.number",))
class ContingencyRunStep:
    """`@this` is a map."""

    number: int = at("@this.number", "Its number, from 1 (序号).")
    text: str = at("@this.text", "What to do (内容).")
    role: str = at("@this.role", "The name of the role that does it (承担角色).")
    due_at: datetime = at("@this.dueAt", "To be done by (完成时限).")
    done: bool = at(
        f"EXISTS {{ {TASK} WHERE {_DONE} }}", "Whether its task is confirmed and nothing of it is open (已完成)."
    )
    late: bool = at(f"EXISTS {{ {TASK} WHERE {_LATE} }}", "Whether it is past its time and still to be done (超时).")
    task: Task | None = one("MATCH (@it:Node:Task {id: @this.task})", "The task that was given for it (任务).")


@row("A resource that a run wanted and could not hold (未能占用的资源).", order=("@this.number",))
class ContingencyShortfall:
    """`@this` is a map."""

    number: int = at("@this.number", "Its number, from 0 (序号).")
    quantity: int = at("@this.quantity", "How much was wanted (用量).")
    reason: ResourceShortage = at("@this.reason", "Why it was not to be had (原因).")
    resource: Resource | None = one("MATCH (@it:Node:Resource {id: @this.resource})", "What was wanted (资源).")


@node("A contingency plan that runs or has run, as it was when it was started (预案运行).", criteria={"late": IS_LATE})
class ContingencyRun(Node):
    """A later change of the plan does not touch it."""

    title: str = at("title", "What the plan was called (预案名称).", find=True, sort=True)
    board: Board = at("board", "Board it belongs to (板块).", find=True, sort=True)
    state: ContingencyRunState = at("state", "Where it stands (预案运行状态).", find=True, sort=True)
    version: int = at("version", "Counts its changes; a change names the one it has seen (版本).")
    plan_version: int = at("planVersion", "Which of its versions was started (预案版本).")
    trigger: str = at("trigger", "When it was to be started, in words (启动条件).")
    started_at: datetime = at("startedAt", "When it was started (启动时间).", sort=True)
    note: str | None = at("note", "What was said when it was started (说明).")
    ended_at: datetime | None = at("endedAt", "When it was ended (终止时间).", sort=True)
    outcome: str | None = at("outcome", "What was said when it was ended (终止说明).")
    reviewed_at: datetime | None = at("reviewedAt", "When it was looked back upon (复盘时间).", sort=True)
    review: str | None = at("review", "What went well and what did not (复盘).")
    roles: list[ContingencyRole] = each(ROLES, f"Who has a part, at most {MOST_ROLES} (角色).", most=MOST_ROLES)
    steps: list[ContingencyRunStep] = each(
        STEPS_OF_RUN, f"Each with its task, at most {MOST_STEPS} (处置步骤).", most=MOST_STEPS
    )
    step_count: int = at("size(@this.steps)", "How many steps it has (步骤数).")
    done_count: int = at(f"COUNT {{ {TASKS} WHERE {_DONE} }}", "How many steps are done (已完成步骤数).")
    late_count: int = at(f"COUNT {{ {TASKS} WHERE {_LATE} }}", "How many are past their time (超时步骤数).")
    resources: Connection[Resource, Use] = along(
        "-[:HOLDS]->", f"What it holds, or held while it ran, at most {MOST_RESOURCES} (占用资源)."
    )
    shortfalls: list[ContingencyShortfall] = each(
        MISSING, f"What it could not hold, at most {MOST_RESOURCES} (未能占用的资源).", most=MOST_RESOURCES
    )
    plan: ContingencyPlan | None = one("-[:RUNS]->", "The plan, as it is now (预案).", find=True)
    case: Case | None = one("-[:STARTED_FOR]->", "The case that it was started for (所为事件).", find=True)
    tasks: Connection[Task] = along("-[:OPENED]->", "The tasks of its steps (任务).")
    area: Area | None = one(PLACE, "Where it runs (运行区域).", find=True)


@row("A contingency plan that a case proposes (建议预案).", order=("@this.title", "@this.plan"))
class ProposedContingencyPlan:
    """`@this` is a map."""

    by_category: bool = at("@this.byCategory", "Whether the case is of a category of the plan (类别相符).")
    words: list[str] = at("@this.words", f"Words of danger that the case says, at most {MOST_WORDS} (命中触发词).")
    plan: ContingencyPlan | None = one("MATCH (@it:Node:ContingencyPlan {id: @this.plan})", "As it is now (预案).")


def contingencies_of(kind: type) -> type:
    """Declare what cases propose and are run for; this room need not know them: the schema names their type."""

    @adds_to(kind)
    class Proposing:
        proposed_plans: list[ProposedContingencyPlan] = each(
            PROPOSED,
            "Published plans of its areas that its category or words of danger propose, "
            f"at most {MOST_PROPOSED} (建议预案).",
            most=MOST_PROPOSED,
        )
        contingency_runs: Connection[ContingencyRun] = along(
            "<-[:STARTED_FOR]-", "Plans that were started for it (预案运行)."
        )

    return Proposing


TYPES = (
    *(ContingencyPlan, ContingencyRole, ContingencyStep, ContingencyDrill),
    *(ContingencyRun, ContingencyRunStep, ContingencyShortfall, ProposedContingencyPlan),
)
