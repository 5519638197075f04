"""Needs (需求清单): what an area asks for, or a unit of its community."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import strawberry

from graphsvc.cobuilding.confirming.asked import ANSWER_DUE_ON, ASKED_ABOUT, ASKED_ON, IS_ANSWER_LATE, AskedChange
from graphsvc.cobuilding.model.entry import NeedState
from graphsvc.cobuilding.model.topic import topic_code
from graphsvc.cobuilding.store.fragments import left, not_below
from graphsvc.gql.schema.fields import Connection, Criterion, along, at, node, one
from graphsvc.org.api.areas import PLACE, Area, Node
from graphsvc.org.model.work import Urgency

if TYPE_CHECKING:
    from graphsvc.cobuilding.api.projects import Project
    from graphsvc.cobuilding.api.topics import Topic

ABOUT = Criterion(
    strawberry.ID,
    "EXISTS { MATCH (@this)-[:ABOUT]->(@topic:Topic) WHERE @topic.code STARTS WITH $value }",
    "About the topic of this code or a narrower one (主题).",
    read=topic_code,
)


@node("Something needed (需求).", criteria={"about": ABOUT})
class Need(Node):
    """An entry of the list of needs."""

    title: str = at("title", "What is asked for, in a few words (标题).", find=True, sort=True)
    description: str | None = at("description", "In full (说明).", find=True)
    urgency: Urgency = at("urgency", "How urgent it is (紧急程度).", find=True, sort=True)
    state: NeedState = at("status", "Where it stands (状态).", find=True, sort=True)
    raised_on: date = at("raisedOn", "Day it was raised (提出日期).", find=True, sort=True)
    needed_from: date | None = at("neededFrom", "First day it is needed (需求起).", find=True, sort=True)
    needed_to: date | None = at("neededTo", "Last day it is needed (需求止).", find=True, sort=True)
    quantity: int | None = at("quantity", "How much or how many (数量).", find=True, sort=True)
    quantity_unit: str | None = at(
        "quantityUnit",
        "What quantity counts, e.g. 户; what resources count in another unit adds up to nothing of it (数量单位).",
        find=True,
    )
    open_quantity: int | None = at(
        not_below(0, left("@this")), "How much of it no project holds or has given, where it says how much (还缺数量)."
    )
    asked_on: date | None = ASKED_ON
    answer_due_on: date | None = ANSWER_DUE_ON
    is_answer_late: bool = IS_ANSWER_LATE
    asked_about: list[AskedChange] = ASKED_ABOUT
    verified_on: date | None = at("verifiedAt", "Day it was last checked (核实日期).", find=True, sort=True)
    verified_by: str | None = at("verifiedBy", "Name of the unit or area that checked it (核实方).", find=True)
    version: int = at("coalesce(@this.version, 0)", "Counts its changes; a change names the one it has seen (版本).")
    topics: Connection[Topic] = along("-[:ABOUT]->", "What it is about (主题).", find=True)
    raised_by: Node | None = one(
        "<-[:RAISES]-", "The area or unit that raised it (提出方).", find=True, ends=("Unit", "Area")
    )
    area: Area | None = one(PLACE, "Where it is needed (所在区域).", find=True)
    projects: Connection[Project] = along("<-[:MEETS]-", "Projects that meet it (共建项目).", find=True, sort=True)
