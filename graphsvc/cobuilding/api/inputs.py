"""What a person fills in to publish or amend an entry of the lists, as GraphQL inputs."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import strawberry
from dateutil.rrule import rrulestr
from strawberry import UNSET

from graphsvc.cobuilding.api.topics import TOPIC_CODES
from graphsvc.cobuilding.model.entry import ResourceKind
from graphsvc.errors import BadInput
from graphsvc.gql.schema.constraints import Constraint
from graphsvc.org.api.arguments import AREA_CODE, CONTACT, ID, LINE, QUANTITY, TEXT, TITLE, entry
from graphsvc.org.model.work import Urgency


def recurrence_rule(text: str) -> str:
    """The rule itself.

    Raises:
        BadInput: it is no rule of RFC 5545 that begins with FREQ=.
    """
    try:
        rrulestr(text)
    except (ValueError, TypeError):
        text = ""
    if not text.startswith("FREQ="):
        raise BadInput("周期须为 RFC 5545 规则，如 FREQ=WEEKLY;BYDAY=TU。", "A recurrence is an RFC 5545 rule.")
    return text


RULE = Constraint(max_length=200, pattern="FREQ=(YEAR|MONTH|WEEK|DAI)LY(;[A-Z]+=[A-Z0-9,+-]+)*", read=recurrence_rule)


@strawberry.input(description="A need to publish (发布需求).")
class NeedInput:
    """Everything a need says."""

    title: str = entry("What is needed, in a few words, e.g. 独居老人送餐 (标题).", TITLE)
    description: str | None = entry("In full (说明).", TEXT, default=None)
    urgency: Urgency = entry("How urgent it is (紧急程度).", default=Urgency.NORMAL)
    needed_from: date | None = entry("First day it is needed (需求起).", default=None)
    needed_to: date | None = entry("Last day it is needed, not before the first (需求止).", default=None)
    quantity: int | None = entry("How much or how many, e.g. 30 portions (数量).", QUANTITY, default=None)
    quantity_unit: str | None = entry("What quantity counts, e.g. 户 (数量单位).", LINE, default=None)
    area: strawberry.ID = entry("Code of the place where it is needed (所在区域).", AREA_CODE)
    raised_by: strawberry.ID = entry("Id of the unit, or code of the area, that raises it (提出方).", ID)
    topics: list[strawberry.ID] = entry("Codes of 1 to 20 topics, each once, e.g. 010101 (主题).", TOPIC_CODES)


@strawberry.input(description="A resource to publish (发布资源).")
class ResourceInput:
    """Everything a resource says."""

    title: str = entry("What is on offer, in a few words, e.g. 四点半课堂 (标题).", TITLE)
    description: str | None = entry("In full (说明).", TEXT, default=None)
    kind: ResourceKind = entry("Venue, service, expertise, equipment, funding, time or policy (类别).")
    capacity: int | None = entry("How much at a time; no limit when left out (容量).", QUANTITY, default=None)
    capacity_unit: str | None = entry("What capacity counts, e.g. 户 (容量单位).", LINE, default=None)
    available_from: date | None = entry("First day on offer (可用起).", default=None)
    available_to: date | None = entry("Last day on offer, not before the first (可用止).", default=None)
    recurrence: str | None = entry(
        "When within these days, a rule of RFC 5545, e.g. FREQ=WEEKLY;BYDAY=TU (周期).", RULE, default=None
    )
    eligibility: str | None = entry("Who may use it (适用对象).", TEXT, default=None)
    contact: str | None = entry("Whom to ask, an office rather than a person (联系方式).", CONTACT, default=None)
    area: strawberry.ID = entry("Code of the place where it stands (所在区域).", AREA_CODE)
    service_area: strawberry.ID = entry("Code of the area it serves (服务区域).", AREA_CODE)
    offered_by: strawberry.ID = entry("Id of the unit, or code of the area, that offers it (提供方).", ID)
    topics: list[strawberry.ID] = entry("Codes of 1 to 20 topics, each once (主题).", TOPIC_CODES)


@strawberry.input(description="What changes of a need (修改需求); what is left out stays, null clears a value.")
class NeedChangesInput:
    """Title and urgency cannot be cleared."""

    title: str | None = entry("Title, never null (标题).", TITLE, default=UNSET)
    description: str | None = entry("In full (说明).", TEXT, default=UNSET)
    urgency: Urgency | None = entry("How urgent it is, never null (紧急程度).", default=UNSET)
    needed_from: date | None = entry("First day it is needed (需求起).", default=UNSET)
    needed_to: date | None = entry("Last day it is needed (需求止).", default=UNSET)
    quantity: int | None = entry("How much or how many (数量).", QUANTITY, default=UNSET)
    quantity_unit: str | None = entry("What quantity counts, e.g. 户 (数量单位).", LINE, default=UNSET)


@strawberry.input(description="What changes of a resource (修改资源); what is left out stays, null clears a value.")
class ResourceChangesInput:
    """The title cannot be cleared."""

    title: str | None = entry("Title, never null (标题).", TITLE, default=UNSET)
    description: str | None = entry("In full (说明).", TEXT, default=UNSET)
    capacity: int | None = entry(
        "How much at a time, not less than projects in progress hold (容量).", QUANTITY, default=UNSET
    )
    capacity_unit: str | None = entry("What capacity counts (容量单位).", LINE, default=UNSET)
    available_from: date | None = entry("First day on offer (可用起).", default=UNSET)
    available_to: date | None = entry("Last day on offer (可用止).", default=UNSET)
    recurrence: str | None = entry("When within these days, a rule of RFC 5545 (周期).", RULE, default=UNSET)
    eligibility: str | None = entry("Who may use it (适用对象).", TEXT, default=UNSET)
    contact: str | None = entry("Whom to ask (联系方式).", CONTACT, default=UNSET)


@strawberry.input(description="A resource that a project uses (用到的资源).")
class ResourceUseInput:
    """How much of what."""

    resource: strawberry.ID = entry("Id of the resource (资源).", ID)
    quantity: int = entry("How much of its capacity (用量).", QUANTITY, default=1)


_STORED = {
    "title": "title",
    "description": "description",
    "urgency": "urgency",
    "kind": "kind",
    "needed_from": "neededFrom",
    "needed_to": "neededTo",
    "quantity": "quantity",
    "quantity_unit": "quantityUnit",
    "capacity": "capacity",
    "capacity_unit": "capacityUnit",
    "available_from": "availableFrom",
    "available_to": "availableTo",
    "recurrence": "recurrence",
    "eligibility": "eligibility",
    "contact": "contact",
}
_NEVER_NULL = ("title", "urgency")


def values(form: NeedInput | ResourceInput) -> dict[str, Any]:
    """What a form says, by the names that the graph uses; only what was given."""
    given = vars(form)
    return {stored: _plain(given[name]) for name, stored in _STORED.items() if given.get(name) is not None}


def changed_values(form: NeedChangesInput | ResourceChangesInput) -> dict[str, Any]:
    """What a form changes, by the names that the graph uses; None for what is cleared.

    Raises:
        BadInput: nothing changes, or a value is cleared that everything of its kind has.
    """
    given = {name: value for name, value in vars(form).items() if value is not UNSET}
    if not given:
        raise BadInput("没有要修改的内容。", "Nothing is to change.").at("changes")
    for name in _NEVER_NULL:
        if name in given and given[name] is None:
            raise BadInput("这一项不能为空。", f"{name} may not be null.").at("changes", name)
    return {_STORED[name]: _plain(value) for name, value in given.items()}


def places(form: NeedInput | ResourceInput) -> Mapping[str, Any]:
    """The codes and ids of a form: place, topics, and who it is from.

    Raises:
        BadInput: a topic twice.
    """
    name, by = ("need", form.raised_by) if isinstance(form, NeedInput) else ("resource", form.offered_by)
    if len(set(form.topics)) < len(form.topics):
        raise BadInput("主题重复。", "A topic is named twice.").at(name, "topics")
    served = form.service_area if isinstance(form, ResourceInput) else ""
    return {"place": form.area, "by": by, "topics": tuple(form.topics), "service_area": served}


def _plain(value: Any) -> Any:
    """Texts without blanks at their ends, None when nothing is left; enum members as the graph holds them."""
    if isinstance(value, Urgency | ResourceKind):
        return value.value
    return (value.strip() or None) if isinstance(value, str) else value
