"""Registrations and what was done with them, as GraphQL shows them."""

from __future__ import annotations

from datetime import date, datetime

from graphsvc.gql.schema.fields import Connection, adds_to, along, at, each, node, one, row
from graphsvc.org.api.areas import PLACE, Area, Community, Node
from graphsvc.org.api.people import Person
from graphsvc.org.api.units import Unit
from graphsvc.registration.model.registration import (
    MOST_ITEMS,
    PLEDGING,
    RegistrantKind,
    RegistrationAction,
    RegistrationState,
    ServiceClass,
)

PLEDGE = """\
UNWIND range(0, coalesce(size(@this.pledged), 0) - 1) AS @edge
WITH {number: @edge, text: @this.pledged[@edge], done: @edge IN @this.done} AS @it, @edge"""
OVERDUE = f"coalesce(@this.dueOn < $today, false) AND @this.state IN {[state.value for state in PLEDGING]}"


@row("One thing that was pledged (承诺事项).", order=("@this.number",))
class PledgeItem:
    """`@this` is a map."""

    number: int = at("@this.number", "Its place on the pledge, from 0 (序号).")
    text: str = at("@this.text", "What was promised (内容).")
    done: bool = at("@this.done", "Whether it is kept (已践诺).")


@node("A unit or member that reports to a community for a year, and its pledge (报到).")
class Registration(Node):
    """Who reports where, what was promised, and how it was kept."""

    kind: RegistrantKind = at("kind", "Whether a unit or a member reports (报到主体).", find=True, sort=True)
    state: RegistrationState = at("state", "Step it has reached (报到状态).", find=True, sort=True)
    version: int = at("version", "Counts its changes; a change names the one it has seen (版本).")
    year: int = at("year", "Calendar year it counts for (年度).", find=True, sort=True)
    reported_on: date = at("reportedOn", "Day it was filed (报到日期).", find=True, sort=True)
    received_on: date | None = at("receivedOn", "Day the community received it (回执日期).", find=True, sort=True)
    services: list[ServiceClass] = at("services", "Kinds of service offered (服务类别).")
    speciality: str | None = at("speciality", "What the registrant is good at (专长).")
    free_times: str | None = at("freeTimes", "When free: a rule of RFC 5545 (空闲时间).")
    pledge: list[PledgeItem] = each(
        PLEDGE, f"What was promised, at most {MOST_ITEMS} items (承诺事项).", most=MOST_ITEMS
    )
    pledged_on: date | None = at("pledgedOn", "Day the promise was made (承诺日期).", find=True, sort=True)
    due_on: date | None = at("dueOn", "Day by which the promise is to be kept (践诺期限).", find=True, sort=True)
    overdue: bool = at(OVERDUE, "Whether that day has passed and the promise is not kept (承诺逾期).")
    reviewed_on: date | None = at("reviewedOn", "Day the community judged it (评议日期).", find=True, sort=True)
    rating: int | None = at("rating", "1 poor to 5 good: the work, never the person (评议得分).")
    review: str | None = at("review", "How it went, in the words of the community (评议意见).")
    person: Person | None = one("-[:REGISTERS]->", "The member that reports (报到党员).", find=True)
    unit: Unit | None = one("-[:REGISTERS]->", "The workplace that reports (报到单位).", find=True)
    community: Community | None = one(
        "MATCH (@it:Area:Community {code: left(@this.areaCode, 12)})", "Where it reports (报到社区).", find=True
    )
    area: Area | None = one(PLACE, "The grid, or the community where no grid was named (所在区域).")
    steps: Connection[RegistrationStep] = along("-[:WENT_THROUGH]->", "What was done, in order (办理过程).")


@node("A step of a registration, never changed (报到办理记录).", order=("@this.version", "@this.id"))
class RegistrationStep(Node):
    """An entry of the record of a registration."""

    version: int = at("version", "Its number, from 2 (序号).")
    action: RegistrationAction = at("action", "What was done (动作).")
    by: str = at("by", "The subject of the token (经办人).")
    happened_at: datetime = at("at", "When (时间).")
    note: str | None = at("note", "In their words (说明).")
    target: RegistrationState = at("target", "Where it then stood (新状态).")


@adds_to(Community)
class CommunityRegistrations:
    """Who reports to a community."""

    registrations: Connection[Registration] = along(
        "MATCH (@it:Registration)\nWHERE @it.areaCode STARTS WITH @this.prefix", "Who reports here (报到).", find=True
    )


@adds_to(Unit)
class UnitRegistrations:
    """Where a unit reports."""

    registrations: Connection[Registration] = along("<-[:REGISTERS]-", "Where it reports, by year (报到).", find=True)


@adds_to(Person)
class PersonRegistrations:
    """Where a member reports."""

    registrations: Connection[Registration] = along("<-[:REGISTERS]-", "Where the member reports, by year (报到).")
