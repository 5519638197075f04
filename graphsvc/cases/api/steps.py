"""What is filled in to raise a case, and how a step of a case is taken from GraphQL."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any

import strawberry

from graphsvc.cases.api.callers import caller_for
from graphsvc.cases.model.calendar import Calendar
from graphsvc.cases.model.categories import Handlings
from graphsvc.cases.model.decide import Wish
from graphsvc.cases.model.states import CaseSource
from graphsvc.cases.store.cases import Caller, take
from graphsvc.db.ports import Transaction
from graphsvc.gql.execution.context import Info
from graphsvc.gql.schema.constraints import Constraint
from graphsvc.log.events import Done
from graphsvc.org.api.arguments import AREA_CODE, FILES, LINE, TEXT, TITLE, entry
from graphsvc.org.model.work import Urgency


@strawberry.input(description="A case as it is raised (事件上报).")
class CaseInput:
    """What is found, and where."""

    area: strawberry.ID = entry("Code of the grid, estate or community where it is (区域代码).", AREA_CODE)
    category: strawberry.ID = entry("Code in the responsibility list, e.g. C01 (类别).", LINE)
    title: str = entry("What is the matter, in a few words (标题).", TITLE)
    description: str | None = entry("In full (说明).", TEXT, default=None)
    urgency: Urgency | None = entry("The category's own when left out (紧急程度).", default=None)
    place: str | None = entry("Where, in words, e.g. 3 栋东侧 (地点).", LINE, default=None)
    latitude: float | None = entry(
        "Degrees, WGS 84; comes with the longitude (纬度).", Constraint(min=-90, max=90), default=None
    )
    longitude: float | None = entry("Degrees, WGS 84 (经度).", Constraint(min=-180, max=180), default=None)
    attachments: list[strawberry.ID] | None = entry(
        "Ids of photographs and files uploaded by whoever raises it (附件编号).", FILES, default=None
    )
    source: CaseSource = entry("How it came in (来源).", default=CaseSource.GRID)
    source_number: str | None = entry(
        "Its number in another channel, e.g. of the 12345 order; a second case of that number is refused (来源编号).",
        LINE,
        default=None,
    )


@strawberry.input(description="What is corrected of a case (更正); what is left out stays.")
class CaseChangesInput:
    """At least one value."""

    category: strawberry.ID | None = entry("Code in the responsibility list (类别).", LINE, default=None)
    urgency: Urgency | None = entry("How urgent it is (紧急程度).", default=None)
    place: str | None = entry("Where, in words (地点).", LINE, default=None)


async def take_step(
    info: Info, id_: str, version: int, wish: Wish, key: str | None, attachments: Sequence[str] | None = None
) -> Any:
    """Take a step of a case, and answer with the case after it.

    Raises:
        Forbidden: the role never takes it. What `take` raises.
    """
    caller = caller_for(info.context.caller, wish.action, wish.call)
    ids = tuple(f"call-{uuid.uuid4().hex}" for _ in wish.departments)
    wish = replace(wish, attachments=tuple(attachments or ()))
    work = partial(_taken, caller, id_, version, wish, info.context.now, ids, calendar_of(info), handlings_of(info))
    return await info.context.change(info, work, key)


def calendar_of(info: Info) -> Calendar:
    """Working time as this installation sets it."""
    return info.context.tool(Calendar, Calendar)


def handlings_of(info: Info) -> Handlings:
    """Return the rules of handling that are wired in; none unless `app` has."""
    return info.context.tool(Handlings, Handlings)


async def _taken(
    caller: Caller,
    id_: str,
    version: int,
    wish: Wish,
    now: datetime,
    ids: tuple[str, ...],
    calendar: Calendar,
    handlings: Handlings,
    tx: Transaction,
) -> Done:
    moved = await take(tx, caller, id_, version, wish, now, ids, calendar, handlings)
    return Done((moved.id,), (moved.event,))
