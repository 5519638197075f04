"""Deputyships as GraphQL shows them."""

from __future__ import annotations

from datetime import datetime

from graphsvc.access.role import Role
from graphsvc.gql.schema.fields import Criterion, at, node, one
from graphsvc.org.api.areas import PLACE, Area, Node
from graphsvc.org.api.people import Person

NOW = "@this.startsAt <= $now AND @this.endsAt > $now"
HOLDS = Criterion(bool, f"({NOW}) = $value", "Whether it holds at this moment (正在代办).")


@node("Somebody acts for a seat on leave, for some days (代办).", criteria={"holds": HOLDS})
class Deputyship(Node):
    """It ends at its minute; a request of the deputy names it in the header `graphsvc-acting-for`."""

    version: int = at("version", "Counts its changes; a change names the one it has seen (版本).")
    holds: bool = at(NOW, "Whether it holds at this moment (正在代办).")
    role: Role = at("role", "As what the deputy acts (岗位角色).", find=True)
    deputy_subject: str = at("deputy", "Who acts: the subject of the token, the person's id (代办人).", find=True)
    absent_subject: str | None = at("absent", "Who is on leave; null where the seat stands empty (请假人).")
    starts_at: datetime = at("startsAt", "From when on (开始时间).", sort=True)
    ends_at: datetime = at("endsAt", "Until when, or when it was ended before that (截止时间).", sort=True)
    reason: str = at("reason", "Why (原因).")
    named_by: str = at("namedBy", "Who named the deputy: the subject of the token (指定人).")
    named_at: datetime = at("namedAt", "When (指定时间).")
    ended_by: str | None = at("endedBy", "Who ended it before its time (结束人).")
    end_reason: str | None = at("endReason", "Why it was ended before its time (结束原因).")
    deputy: Person | None = one("MATCH (@it:Node:Person {id: @this.deputy})", "Who acts (代办人).")
    absent: Person | None = one("MATCH (@it:Node:Person {id: @this.absent})", "Who is on leave (请假人).")
    seat: Node | None = one(
        "-[:FOR]->", "The area or department whose work it is (代办的区域或部门).", find=True, ends=("Unit", "Area")
    )
    area: Area | None = one(PLACE, "Where that is (所在区域).")
