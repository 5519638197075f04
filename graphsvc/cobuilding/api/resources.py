"""Resources (资源清单): what units, people and areas can offer."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from graphsvc.access.scope import Operation
from graphsvc.cobuilding.api.needs import ABOUT
from graphsvc.cobuilding.confirming.asked import ANSWER_DUE_ON, ASKED_ABOUT, ASKED_ON, IS_ANSWER_LATE, AskedChange
from graphsvc.cobuilding.model.entry import ResourceKind, ResourceState
from graphsvc.cypher.fragments import available
from graphsvc.cypher.plan import Fact
from graphsvc.gql.schema.fields import Connection, Criterion, along, at, edge, node, one
from graphsvc.org.api.areas import PLACE, Area, Node

if TYPE_CHECKING:
    from graphsvc.cobuilding.api.projects import Project
    from graphsvc.cobuilding.api.topics import Topic

CONTACT = "CASE WHEN $READ_CONTACTS <> [] OR @this.contact IS NULL THEN @this.contact ELSE '***' END"
CALLERS = {Operation.READ_CONTACTS.name: Fact(Operation.READ_CONTACTS.name)}
"""Whoever has to call somebody reads whom; the others learn that there is somebody."""

AVAILABLE_ON = Criterion(
    date,
    f"(@this.status = 'ACTIVE' AND {available('@this', '$value', '$value')})",
    "Active, and its window is open on this day (当日可用).",
)


@node("Something on offer (资源).", criteria={"about": ABOUT, "availableOn": AVAILABLE_ON})
class Resource(Node):
    """An entry of the list of resources; where it is offered may differ from where it stands."""

    title: str = at("title", "What is offered, in a few words (标题).", find=True, sort=True)
    description: str | None = at("description", "In full (说明).", find=True)
    kind: ResourceKind = at(
        "kind", "Venue, service, expertise, equipment, funding, time or policy (类别).", find=True, sort=True
    )
    state: ResourceState = at("status", "Where it stands (状态).", find=True, sort=True)
    capacity: int | None = at("capacity", "How much at a time (容量).", find=True, sort=True)
    capacity_unit: str | None = at("capacityUnit", "What capacity counts, e.g. 户 (容量单位).", find=True)
    available_from: date | None = at("availableFrom", "First day on offer (可用起).", find=True, sort=True)
    available_to: date | None = at("availableTo", "Last day on offer (可用止).", find=True, sort=True)
    recurrence: str | None = at(
        "recurrence", "When within these days: a rule of RFC 5545, e.g. FREQ=WEEKLY;BYDAY=TU (周期)."
    )
    eligibility: str | None = at("eligibility", "Who may use it (适用对象).")
    contact: str | None = at(CONTACT, "Whom to ask; *** for who may not call them (联系方式).", slots=CALLERS)
    asked_on: date | None = ASKED_ON
    answer_due_on: date | None = ANSWER_DUE_ON
    is_answer_late: bool = IS_ANSWER_LATE
    asked_about: list[AskedChange] = ASKED_ABOUT
    verified_on: date | None = at("verifiedAt", "Day it was last checked (核实日期).", find=True, sort=True)
    verified_by: str | None = at("verifiedBy", "Name of the unit or area that checked it (核实方).", find=True)
    version: int = at("coalesce(@this.version, 0)", "Counts its changes; a change names the one it has seen (版本).")
    topics: Connection[Topic] = along("-[:ABOUT]->", "What it is about (主题).", find=True)
    offered_by: Node | None = one(
        "<-[:OFFERS|VOLUNTEERS]-",
        "The unit, person or area that offers it (提供方).",
        find=True,
        ends=("Unit", "Area", "Person"),
    )
    area: Area | None = one(PLACE, "Where it stands (所在区域).", find=True)
    service_area: Area | None = one(
        "MATCH (@it:Area {code: @this.serviceArea})", "Where it is offered (服务区域).", find=True
    )
    projects: Connection[Project, Use] = along("<-[:USES]-", "Projects that use it (共建项目).", find=True, sort=True)


@edge("A project's use of a resource.")
class Use:
    """Properties of USES."""

    quantity: int | None = at("quantity", "How much of its capacity (用量).")
