"""What a person fills in to publish or amend an entry of the lists, as GraphQL inputs."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import strawberry
from dateutil.rrule import rrulestr
from strawberry import UNSET

from graphsvc.cobuilding.api.needs import topic_code
from graphsvc.cobuilding.model.entry import ResourceKind
from graphsvc.codes import area_code
from graphsvc.errors import BadInput
from graphsvc.org.model.ids import node_id
from graphsvc.org.model.work import Urgency

LONGEST = 2_000
"""Characters of a text."""


@strawberry.input(description="A need to publish (发布需求).")
class NewNeed:
    """Everything a need says."""

    title: str = strawberry.field(description="Title (标题).")
    description: str | None = strawberry.field(default=None, description="In full (说明).")
    urgency: Urgency = strawberry.field(default=Urgency.NORMAL, description="How urgent (紧急程度).")
    needed_from: date | None = strawberry.field(default=None, description="Needed from (需求起).")
    needed_to: date | None = strawberry.field(default=None, description="Needed until (需求止).")
    quantity: int | None = strawberry.field(default=None, description="How much or how many (数量).")
    area: strawberry.ID = strawberry.field(description="Code of the place (所在区域).")
    raised_by: strawberry.ID = strawberry.field(description="Id of the unit or area that raises it (提出方).")
    topics: list[strawberry.ID] = strawberry.field(description="Codes of topics (主题).")


@strawberry.input(description="A resource to publish (发布资源).")
class NewResource:
    """Everything a resource says."""

    title: str = strawberry.field(description="Title (标题).")
    description: str | None = strawberry.field(default=None, description="In full (说明).")
    kind: ResourceKind = strawberry.field(description="Kind (类别).")
    capacity: int | None = strawberry.field(default=None, description="How much at a time (容量).")
    capacity_unit: str | None = strawberry.field(default=None, description="What capacity counts (容量单位).")
    available_from: date | None = strawberry.field(default=None, description="Window opens (可用起).")
    available_to: date | None = strawberry.field(default=None, description="Window closes (可用止).")
    recurrence: str | None = strawberry.field(default=None, description="When within the window, RFC 5545 (周期).")
    eligibility: str | None = strawberry.field(default=None, description="Who may use it (适用对象).")
    contact: str | None = strawberry.field(default=None, description="Whom to ask (联系方式).")
    area: strawberry.ID = strawberry.field(description="Code of the place where it stands (所在区域).")
    service_area: strawberry.ID = strawberry.field(description="Code of the area it serves (服务区域).")
    offered_by: strawberry.ID = strawberry.field(description="Id of the unit or area that offers it (提供方).")
    topics: list[strawberry.ID] = strawberry.field(description="Codes of topics (主题).")


@strawberry.input(description="What changes of a need; what is left out stays (修改需求).")
class NeedChanges:
    """Null clears a value."""

    title: str | None = strawberry.field(default=UNSET, description="Title (标题).")
    description: str | None = strawberry.field(default=UNSET, description="In full (说明).")
    urgency: Urgency | None = strawberry.field(default=UNSET, description="How urgent (紧急程度).")
    needed_from: date | None = strawberry.field(default=UNSET, description="Needed from (需求起).")
    needed_to: date | None = strawberry.field(default=UNSET, description="Needed until (需求止).")
    quantity: int | None = strawberry.field(default=UNSET, description="How much or how many (数量).")


@strawberry.input(description="What changes of a resource; what is left out stays (修改资源).")
class ResourceChanges:
    """Null clears a value."""

    title: str | None = strawberry.field(default=UNSET, description="Title (标题).")
    description: str | None = strawberry.field(default=UNSET, description="In full (说明).")
    capacity: int | None = strawberry.field(default=UNSET, description="How much at a time (容量).")
    capacity_unit: str | None = strawberry.field(default=UNSET, description="What capacity counts (容量单位).")
    available_from: date | None = strawberry.field(default=UNSET, description="Window opens (可用起).")
    available_to: date | None = strawberry.field(default=UNSET, description="Window closes (可用止).")
    recurrence: str | None = strawberry.field(default=UNSET, description="When within the window, RFC 5545 (周期).")
    eligibility: str | None = strawberry.field(default=UNSET, description="Who may use it (适用对象).")
    contact: str | None = strawberry.field(default=UNSET, description="Whom to ask (联系方式).")


_STORED = {
    "title": "title",
    "description": "description",
    "urgency": "urgency",
    "kind": "kind",
    "needed_from": "neededFrom",
    "needed_to": "neededTo",
    "quantity": "quantity",
    "capacity": "capacity",
    "capacity_unit": "capacityUnit",
    "available_from": "availableFrom",
    "available_to": "availableTo",
    "recurrence": "recurrence",
    "eligibility": "eligibility",
    "contact": "contact",
}


def values(form: NewNeed | NewResource | NeedChanges | ResourceChanges) -> dict[str, Any]:
    """What a form says, by the names that the graph uses; only what was given.

    Raises:
        BadInput: a text too long, a number below 0, a recurrence that is no RFC 5545 rule.
    """
    given = {_STORED[name]: value for name, value in vars(form).items() if name in _STORED and value is not UNSET}
    return {name: _read(name, value) for name, value in given.items()}


def places(form: NewNeed | NewResource) -> Mapping[str, Any]:
    """The checked codes and ids of a form: place, topics, and who it is from."""
    by = form.raised_by if isinstance(form, NewNeed) else form.offered_by
    served = area_code(form.service_area) if isinstance(form, NewResource) else ""
    topics = tuple(topic_code(code) for code in form.topics)
    return {"place": area_code(form.area), "by": node_id(by), "topics": topics, "service_area": served}


def _read(name: str, value: Any) -> Any:
    if isinstance(value, str):
        return _text(name, value)
    if isinstance(value, int) and value < 0:
        raise BadInput("数量不得为负。", "A number is not negative.")
    return getattr(value, "name", value)


def _text(name: str, given: str) -> str | None:
    text = given.strip()
    if len(text) > LONGEST:
        raise BadInput(f"文字不超过 {LONGEST} 字。", f"A text has at most {LONGEST} characters.")
    if name == "recurrence" and text and not _is_rule(text):
        raise BadInput("周期须为 RFC 5545 规则，如 FREQ=WEEKLY;BYDAY=TU。", "A recurrence is an RFC 5545 rule.")
    return text or (None if name != "title" else "")


def _is_rule(text: str) -> bool:
    try:
        rrulestr(text)
    except (ValueError, TypeError):
        return False
    return text.startswith("FREQ=")
