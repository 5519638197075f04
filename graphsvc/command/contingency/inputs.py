"""What is filled in to write a contingency plan, or to record a drill, as GraphQL inputs."""

from __future__ import annotations

from datetime import date

import strawberry

from graphsvc.codes import AreaLevel
from graphsvc.command.model.contingency_plan import (
    DRILL_DAYS,
    MOST_CATEGORIES,
    MOST_DRILL_DAYS,
    MOST_MINUTES,
    MOST_RESOURCES,
    MOST_ROLES,
    MOST_STEPS,
    MOST_WORDS,
    ContingencyHolder,
    Drill,
    DrillResult,
    PlanRole,
    PlanStep,
    PlanText,
)
from graphsvc.errors import BadInput
from graphsvc.gql.schema.constraints import Constraint
from graphsvc.org.api.arguments import AREA_CODE, ID, QUANTITY, REASON, TITLE, entry
from graphsvc.org.model.people import ForceRole
from graphsvc.org.model.work import Board
from graphsvc.text.personal import refuse_personal

NAME = Constraint(min_length=1, max_length=30, format="line", read=refuse_personal)
CODES = Constraint(max_length=20, format="line", max_items=MOST_CATEGORIES)
WORDS = Constraint(max_length=20, format="line", max_items=MOST_WORDS, read=refuse_personal)


@strawberry.input(description="A role of a plan, and the one unit, area, level or force that has it (预案角色).")
class ContingencyRoleInput:
    """Exactly one of the four is given."""

    name: str = entry("What it is called in the plan (角色名称).", NAME)
    unit: strawberry.ID | None = entry("Id of the unit that has it (单位).", ID, default=None)
    area: strawberry.ID | None = entry(
        "Code of the area that has it, above or below that of the plan (区域).", AREA_CODE, default=None
    )
    level: AreaLevel | None = entry("All areas of the level where the plan runs (层级).", default=None)
    force: ForceRole | None = entry("Everybody who serves as this where the plan runs (力量类别).", default=None)

    def read(self, number: int) -> PlanRole:
        """Put it in the words of the model.

        Raises:
            BadInput: none or several have it.
        """
        kinds = ContingencyHolder
        given = {kinds.UNIT: self.unit, kinds.AREA: self.area, kinds.LEVEL: self.level, kinds.FORCE: self.force}
        held = [(kind, str(holder)) for kind, holder in given.items() if holder is not None]
        if len(held) != 1:
            raise BadInput(
                f"角色“{self.name}”须且只能由 unit、area、level、force 之一承担。",
                f"The role {self.name} is had by exactly one of unit, area, level and force.",
            ).at("plan", "roles", number)
        return PlanRole(self.name.strip(), *held[0])


@strawberry.input(description="A step of a plan (预案步骤).")
class ContingencyStepInput:
    """What, who, by when."""

    text: str = entry("What to do (内容).", TITLE)
    role: str = entry("The name of the role that does it (承担角色).", NAME)
    minutes: int = entry("Until it is done, from the start (时限，分钟).", Constraint(min=1, max=MOST_MINUTES))


@strawberry.input(description="A resource that a plan holds while it runs (占用资源).")
class ContingencyResourceInput:
    """What, and how much of it."""

    resource: strawberry.ID = entry("Id of the resource (资源).", ID)
    quantity: int = entry("How much of its capacity (用量).", QUANTITY, default=1)


@strawberry.input(description="A contingency plan as it is written (预案).")
class ContingencyPlanInput:
    """Whose, when it is started, who does what, with what."""

    area: strawberry.ID = entry("Code of the area whose plan it is, a community or above (所属区域).", AREA_CODE)
    board: Board = entry("Board it belongs to (板块).")
    title: str = entry("What it is called (预案名称).", TITLE)
    trigger: str = entry("When it is to be started, in words (启动条件).", REASON)
    roles: list[ContingencyRoleInput] = entry("Who has a part (角色).", Constraint(min_items=1, max_items=MOST_ROLES))
    steps: list[ContingencyStepInput] = entry(
        "What to do, in this order (处置步骤).", Constraint(min_items=1, max_items=MOST_STEPS)
    )
    categories: list[str] = entry(
        "Codes of the categories of cases that propose it (触发类别).", CODES, default_factory=list
    )
    words: list[str] = entry(
        "Words of danger, such as 浓烟; a case that says one proposes it (触发词).", WORDS, default_factory=list
    )
    resources: list[ContingencyResourceInput] = entry(
        "What it holds while it runs (占用资源).", Constraint(max_items=MOST_RESOURCES), default_factory=list
    )

    drill_every_days: int = entry(
        "It is drilled every so many days, from the day it was published (演练间隔天数).",
        Constraint(min=1, max=MOST_DRILL_DAYS),
        default=DRILL_DAYS,
    )

    def read(self) -> PlanText:
        """Put it in the words of the model.

        Raises:
            BadInput: a role that nobody or several have.
        """
        return PlanText(
            self.area,
            self.board,
            self.title.strip(),
            self.trigger.strip(),
            tuple(dict.fromkeys(self.categories)),
            tuple(dict.fromkeys(word.strip() for word in self.words)),
            tuple(role.read(number) for number, role in enumerate(self.roles)),
            tuple(PlanStep(step.text.strip(), step.role.strip(), step.minutes) for step in self.steps),
            tuple((each.resource, each.quantity) for each in self.resources),
            self.drill_every_days,
        )


@strawberry.input(description="A drill that was held (演练).")
class ContingencyDrillInput:
    """When, and how it went."""

    held_on: date = entry("Day it was held, today or before (演练日期).")
    result: DrillResult = entry("How it went (演练结果).")
    findings: str = entry("What was found, in your own words (演练情况).", REASON)

    def read(self) -> Drill:
        """Put it in the words of the model."""
        return Drill(self.held_on, self.result, self.findings.strip())
