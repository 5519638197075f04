"""Needs (需求清单): what an area asks for, or a unit of its community."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

import strawberry

from graphsvc.cobuilding.model.entry import NeedState
from graphsvc.errors import MalformedCode
from graphsvc.gql.schema.fields import Connection, Criterion, along, at, node, one
from graphsvc.org.api.areas import PLACE, Area, Node
from graphsvc.org.model.work import Urgency

if TYPE_CHECKING:
    from graphsvc.cobuilding.api.projects import Project
    from graphsvc.cobuilding.api.topics import Topic

_TOPIC = re.compile(r"\d{2}(\d{2}){0,2}", re.ASCII)


def topic_code(given: str) -> str:
    """The code of a topic, two digits a level.

    Raises:
        MalformedCode: not 2, 4 or 6 digits.
    """
    if not _TOPIC.fullmatch(given):
        raise MalformedCode("主题代码为 2、4 或 6 位数字。", "A topic's code has 2, 4 or 6 digits.")
    return given


ABOUT = Criterion(
    strawberry.ID,
    "EXISTS { MATCH (@this)-[:ABOUT]->(@topic:Topic) WHERE @topic.code STARTS WITH $value }",
    "About the topic of this code or a narrower one (主题).",
    read=topic_code,
)


@node("Something needed (需求).", criteria={"about": ABOUT})
class Need(Node):
    """An entry of the list of needs."""

    title: str = at("title", "Title (标题).", find=True, sort=True)
    description: str | None = at("description", "In full (说明).", find=True)
    urgency: Urgency = at("urgency", "How urgent (紧急程度).", find=True)
    status: NeedState = at("status", "Where it stands (状态).", find=True)
    raised_on: date = at("raisedOn", "Raised on (提出日期).", find=True, sort=True)
    needed_from: date | None = at("neededFrom", "Needed from (需求起).", find=True, sort=True)
    needed_to: date | None = at("neededTo", "Needed until (需求止).", find=True)
    quantity: int | None = at("quantity", "How much or how many (数量).", find=True)
    verified_at: date | None = at("verifiedAt", "Last checked on (核验日期).", find=True, sort=True)
    verified_by: str | None = at("verifiedBy", "By which organization (核验方).")
    version: int = at("coalesce(@this.version, 0)", "Counts its changes (版本).")
    topics: Connection[Topic] = along("-[:ABOUT]->", "What it is about (主题).")
    raised_by: Node | None = one("<-[:RAISES]-", "The area or unit that raised it (提出方).")
    area: Area | None = one(PLACE, "Where it is needed (所在区域).")
    projects: Connection[Project] = along("<-[:MEETS]-", "Projects that meet it (共建项目).", find=True, sort=True)
