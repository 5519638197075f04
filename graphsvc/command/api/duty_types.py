"""Shifts of the duty roster as GraphQL shows them, and who is on duty at a moment."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from graphsvc.china import in_utc
from graphsvc.command.api.centre_types import CommandCentre
from graphsvc.command.model.duty import DutySeat, DutyState
from graphsvc.cypher.plan import Fact
from graphsvc.gql.schema.fields import Argument, Connection, Criterion, adds_to, along, at, node, one
from graphsvc.org.api.areas import PLACE, Area, Node

if TYPE_CHECKING:
    from graphsvc.org.api.people import Person

_AT = Argument(datetime | None, "The moment that is meant, now unless told (时刻).", read=in_utc, otherwise=Fact("now"))


ON_DUTY = Criterion(
    bool,
    "(@this.startsAt <= $now AND @this.endsAt > $now AND @this.state = 'PLANNED') = $value",
    "Whether it is held at this moment (在岗).",
)


@node("A time for which somebody holds a seat of a command centre (班次).", criteria={"onDuty": ON_DUTY})
class DutyShift(Node):
    """Who it is is shown as people are."""

    state: DutyState = at("state", "Whether it is to be held (班次状态).", find=True, sort=True)
    version: int = at("version", "Counts its changes; a change names the one it has seen (版本).")
    seat: DutySeat = at("seat", "What is sat at (值班席位).", find=True, sort=True)
    starts_on: date = at("startsOn", "Day in China on which it begins (日期).", find=True, sort=True)
    starts_at: datetime = at("startsAt", "First minute (开始时间).", sort=True)
    ends_at: datetime = at("endsAt", "First minute that does not belong to it (结束时间).", sort=True)
    note: str | None = at("note", "Why it was taken off (取消原因).")
    person: Person | None = one("-[:HELD_BY]->", "Who is on duty (值班人员).")
    centre: CommandCentre | None = one("-[:ON_ROSTER]->", "Where (指挥中心).", find=True)
    swap_for: DutyShift | None = one("-[:SWAP_ASKED]->", "The shift that it asks to be swapped for (拟换班次).")
    swap_asked_by: DutyShift | None = one("<-[:SWAP_ASKED]-", "The shift that asks to be swapped for this (换班请求).")
    area: Area | None = one(PLACE, "The subdistrict (镇街).", find=True)


@adds_to(CommandCentre)
class CentreDuty:
    """Who is there when."""

    shifts: Connection[DutyShift] = along("<-[:ON_ROSTER]-", "Its duty roster, past and to come (值班表).", find=True)
    on_duty: Connection[DutyShift] = along(
        "MATCH (@it:DutyShift {centre: @this.id})\nWHERE @it.startsAt <= $at AND @it.endsAt > $at "
        "AND @it.startsAt > $at - duration('PT24H') AND @it.state = 'PLANNED'",
        "Who is on duty at a moment, by shift (在岗).",
        at=_AT,
    )
    next_on_duty: Connection[DutyShift] = along(
        "MATCH (@it:DutyShift {centre: @this.id})\nWHERE @it.startsAt > $at AND @it.state = 'PLANNED' "
        "AND @it.startsAt <= $at + duration('PT24H')",
        "Shifts that begin within 24 hours of a moment (接班).",
        at=_AT,
    )
