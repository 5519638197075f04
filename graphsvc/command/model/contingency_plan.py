"""Contingency plans (预案): what an area does when something bad happens, step by step, and who does each step."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from graphsvc.codes import AreaLevel, prefix_of
from graphsvc.command.model.supervision import Reach
from graphsvc.errors import BadInput
from graphsvc.org.model.people import ForceRole
from graphsvc.org.model.work import Board
from graphsvc.vocabulary.labelled import Labelled
from graphsvc.vocabulary.machine import Machine

MOST_STEPS = 30
MOST_ROLES = 20
MOST_RESOURCES = 20
MOST_WORDS = 30
MOST_CATEGORIES = 44
MOST_MINUTES = 7 * 24 * 60
DRILL_DAYS = 365
"""A plan is drilled every so many days unless it says otherwise: once a year."""
MOST_DRILL_DAYS = 3660
LEVELS = (AreaLevel.SUBDISTRICT, AreaLevel.COMMUNITY, AreaLevel.GRID)
"""Levels of which all areas can have a role, as tasks are given to them."""


class ContingencyPlanState(Labelled):
    """Where a contingency plan stands (预案状态)."""

    DRAFT = "DRAFT", "草案", "Drafted, cannot be started"
    PUBLISHED = "PUBLISHED", "已发布", "Can be started, and is proposed"
    RETIRED = "RETIRED", "已停用", "Started no more"


class ContingencyPlanAction(Labelled):
    """What can be done with a contingency plan (预案步骤)."""

    AMEND = "AMEND", "修改", "Write it anew; what runs is not changed"
    PUBLISH = "PUBLISH", "发布", "Let it be started"
    DRILL = "DRILL", "登记演练", "Record a drill and its result"
    START = "START", "启动", "Start it: its tasks are given at once"
    RETIRE = "RETIRE", "停用", "Let it be started no more"


class DrillResult(Labelled):
    """How a drill went (演练结果)."""

    GOOD = "GOOD", "良好", "As planned"
    FAULTS = "FAULTS", "有问题", "Done, with faults to mend"
    FAILED = "FAILED", "未达要求", "Not as planned; to be drilled again"


class ContingencyHolder(Labelled):
    """What has a role of a contingency plan (角色承担方类别)."""

    UNIT = "UNIT", "单位", "A unit"
    AREA = "AREA", "区域", "An area"
    LEVEL = "LEVEL", "某级全部区域", "All areas of a level where it runs"
    FORCE = "FORCE", "某类力量", "Everybody who serves in a role where it runs"


_S, _A = ContingencyPlanState, ContingencyPlanAction
PLAN = Machine(
    "contingency plan",
    {
        (_S.DRAFT, _A.AMEND): _S.DRAFT,
        (_S.DRAFT, _A.PUBLISH): _S.PUBLISHED,
        (_S.DRAFT, _A.RETIRE): _S.RETIRED,
        (_S.PUBLISHED, _A.AMEND): _S.PUBLISHED,
        (_S.PUBLISHED, _A.DRILL): _S.PUBLISHED,
        (_S.PUBLISHED, _A.START): _S.PUBLISHED,
        (_S.PUBLISHED, _A.RETIRE): _S.RETIRED,
    },
)


@dataclass(frozen=True, slots=True)
class PlanRole:
    """Who has a part: the id of a unit, the code of an area, the name of a level or of a force, by kind."""

    name: str
    kind: ContingencyHolder
    holder: str


@dataclass(frozen=True, slots=True)
class PlanStep:
    """Something to do within some minutes from the start; `role` is the name of one of the plan."""

    text: str
    role: str
    minutes: int


@dataclass(frozen=True, slots=True)
class PlanText:
    """A contingency plan as it is written; `resources` are ids with how much of each is held while it runs."""

    area: str
    board: Board
    title: str
    trigger: str
    categories: tuple[str, ...]
    words: tuple[str, ...]
    roles: tuple[PlanRole, ...]
    steps: tuple[PlanStep, ...]
    resources: tuple[tuple[str, int], ...] = ()
    drill_days: int = DRILL_DAYS

    def check(self, known: frozenset[str]) -> None:
        """See that it can be run.

        Args:
            known: codes of all categories of cases.
        Raises:
            BadInput: it says which part is wrong.
        """
        if unknown := [code for code in self.categories if code not in known]:
            raise _wrong(f"责任清单中没有类别 {unknown[0]}。", f"No category {unknown[0]}.", "categories")
        if any(len(word) < 2 for word in self.words):
            raise _wrong("触发词至少两个字。", "A word of danger has two characters or more.", "words")
        if twice := _twice([role.name for role in self.roles]):
            raise _wrong(f"角色“{twice}”重复。", f"The role {twice} is named twice.", "roles")
        for number, role in enumerate(self.roles):
            _check_role(role, self.area, number)
        names = {role.name for role in self.roles}
        for number, step in enumerate(self.steps):
            if step.role not in names:
                raise _wrong(
                    f"没有角色“{step.role}”，请在 roles 中写明。",
                    f"No role {step.role} among roles.",
                    "steps",
                    number,
                    "role",
                )
        if twice := _twice([resource for resource, _ in self.resources]):
            raise _wrong(f"资源 {twice} 重复。", f"The resource {twice} is named twice.", "resources")


@dataclass(frozen=True, slots=True)
class Drill:
    """A drill that was held: when, how it went, and what was found."""

    held_on: date
    result: DrillResult
    findings: str

    def check(self, today: date) -> None:
        """See that it has been held.

        Raises:
            BadInput: its day is yet to come.
        """
        if self.held_on > today:
            raise BadInput("演练日期不能在今天之后。", "A drill that is recorded has been held.").at("drill", "heldOn")


@dataclass(frozen=True, slots=True)
class PlanStanding:
    """How a plan stands: where, and whether it runs in all of its area now."""

    state: ContingencyPlanState
    area: str
    running: bool = False


NOT_ITS_AREA = "须由预案所属区域或其上级办理。"
RUNS_ALREADY = "该预案正在这里或其上下级区域运行，不能重复启动；请在运行中的预案上办理。"


def bar_plan_step(standing: PlanStanding, action: ContingencyPlanAction, reach: Reach) -> str | None:
    """Say in Chinese why a caller may not take a step now; None where it may. The statements decide alike."""
    if bar := PLAN.bar(standing.state, action):
        return bar
    if not any(standing.area.startswith(prefix) for prefix in reach.scope):
        return NOT_ITS_AREA
    return RUNS_ALREADY if action is _A.START and standing.running else None


def _check_role(role: PlanRole, area: str, number: int) -> None:
    match role.kind:
        case ContingencyHolder.AREA:
            own, other = prefix_of(area), prefix_of(role.holder)
            if not own.startswith(other) and not other.startswith(own):
                raise _wrong(
                    "承担角色的区域须是预案区域的上级或下级。",
                    "An area with a role lies above or below that of the plan.",
                    "roles",
                    number,
                    "area",
                )
        case ContingencyHolder.LEVEL if role.holder not in LEVELS:
            raise _wrong(
                "层级只能是镇街、村社区、网格。", f"A level is one of {', '.join(LEVELS)}.", "roles", number, "level"
            )
        case ContingencyHolder.FORCE:
            assert role.holder in list(ForceRole)


def _twice(names: list[str]) -> str | None:
    return next((name for name, count in Counter(names).items() if count > 1), None)


def _wrong(zh: str, en: str, *where: str | int) -> BadInput:
    return BadInput(zh, en).at("plan", *where)
