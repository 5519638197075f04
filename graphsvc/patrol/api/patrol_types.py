"""Patrol plans, places and visits as GraphQL shows them."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from graphsvc.cypher.fragments import missed
from graphsvc.gql.schema.fields import Connection, Criterion, adds_to, along, at, each, node, one, row
from graphsvc.org.api.areas import PLACE, Area, Grid, Node
from graphsvc.org.api.people import Person
from graphsvc.patrol.api.item_types import GridItem
from graphsvc.patrol.model.plans import MOST_PLACES, PatrolPlaceKind, PatrolPlanState
from graphsvc.patrol.model.visits import MOST_FINDINGS, FindingClass, VisitState

if TYPE_CHECKING:
    from graphsvc.cases.api.types import Case
    from graphsvc.places.key_places.types import KeyPlace

STATE = f"CASE WHEN {missed('@this')} THEN 'MISSED' ELSE @this.state END"
FINDINGS = """\
UNWIND range(0, coalesce(size(@this.findingTexts), 0) - 1) AS @edge
WITH {number: @edge, class: @this.findingClasses[@edge], text: @this.findingTexts[@edge], \
case: @this.findingCases[@edge]} AS @it, @edge"""
HAS_FOUND = Criterion(
    FindingClass,
    "($value IN coalesce(@this.findingClasses, []))",
    "Something of this kind was found (发现此类问题).",
    read=lambda kind: kind.value,
)


@node("A plan by which places of one kind are visited, never households or people (巡查走访计划).")
class PatrolPlan(Node):
    """Its visits are drawn up for some days at a time."""

    name: str = at("name", "What it is called (计划名称).", find=True, sort=True)
    kind: PatrolPlaceKind = at("kind", "What kind of place it is of (巡查对象类别).", find=True, sort=True)
    state: PatrolPlanState = at("state", "Whether visits are drawn up by it (计划状态).", find=True, sort=True)
    version: int = at("version", "Counts its changes; a change names the one it has seen (版本).")
    recurrence: str = at("rule", "When visits fall due: a rule of RFC 5545 (频次).")
    workdays_only: bool = at(
        "workdaysOnly", "Whether only workdays count, by holidays as announced or entered (仅工作日)."
    )
    starts_on: date = at("startsOn", "First day; the rule counts from it (起).", find=True, sort=True)
    ends_on: date | None = at("endsOn", "Last day; null where none is set (止).", find=True, sort=True)
    drawn_until_on: date | None = at("drawnUntil", "Last day of the last drawing (已排定至).", find=True, sort=True)
    note: str | None = at("note", "Why it has ended (终止原因).")
    places: Connection[PatrolPlace] = along(
        "-[:GOES_TO]->", f"Its places, {MOST_PLACES} at most (巡查场所).", find=True
    )
    visits: Connection[Visit] = along("<-[:DUE_BY]-", "Due, made, missed or called off (走访).")
    area: Area | None = one(PLACE, "Whose plan it is (计划区域).", find=True)


@node("A place, building or estate of a patrol plan (巡查场所).")
class PatrolPlace(Node):
    """Named by what it is; a text that names a phone or identity number is refused."""

    name: str = at("name", "What it is called (场所名称).", find=True, sort=True)
    kind: PatrolPlaceKind = at("kind", "What kind of place it is (巡查对象类别).", find=True, sort=True)
    plan: PatrolPlan | None = one("<-[:GOES_TO]-", "The plan that it belongs to (巡查走访计划).", find=True)
    key_place: KeyPlace | None = one("-[:IS_AT]->", "The key place that it is (重点场所).", find=True)
    visits: Connection[Visit] = along("<-[:AT]-", "When it was and is to be visited (走访).", sort=True)
    area: Area | None = one(PLACE, "The grid it lies in (所在网格).", find=True)


@row("Something that a visit has found (走访发现).", order=("@this.number",))
class VisitFinding:
    """`@this` is a map."""

    number: int = at("@this.number", "Its number, from 0 (序号).")
    kind: FindingClass = at("@this.class", "What kind of thing it is (发现问题类别).")
    text: str = at("@this.text", "In the finder's words (情况).")
    case: Case | None = one(
        "MATCH (@it:Node:Case {id: @this.case})", "The case it was raised as; null where solved on the spot (事件)."
    )


@node("A visit to a place on a day, due, made or missed (走访).", criteria={"found": HAS_FOUND})
class Visit(Node):
    """Reported once, by whoever went there."""

    state: VisitState = at(STATE, "Where it stands today (走访状态).", find=True, sort=True)
    version: int = at("version", "Counts its changes; a change names the one it has seen (版本).")
    due_on: date = at("dueOn", "The day on which it is due (应走访日).", find=True, sort=True)
    moved_from_on: date | None = at(
        "movedFrom", "The workday on which it was due until that became a day off (原定走访日)."
    )
    visited_on: date | None = at("visitedOn", "The day on which it was made (走访日).", find=True, sort=True)
    started_at: datetime | None = at("startedAt", "When it began (开始时间).", sort=True)
    ended_at: datetime | None = at("endedAt", "When it ended (结束时间).", sort=True)
    minutes: int | None = at("minutes", "How long it took (分钟数).", find=True, sort=True)
    late: bool = at("coalesce(@this.visitedOn > @this.dueOn, false)", "Made after the day it was due (逾期走访).")
    households: int | None = at("households", "How many households were called on (走访户数).", find=True, sort=True)
    companion: str | None = at("companion", "Who went along, by office (同行单位).")
    note: str | None = at("note", "In words, or why it was called off (说明).")
    report_key: str | None = at("reportKey", "The phone's own id of the report that stands (登记编号).", find=True)
    findings: list[VisitFinding] = each(
        FINDINGS, f"What was found, at most {MOST_FINDINGS} (走访发现).", most=MOST_FINDINGS
    )
    place: PatrolPlace | None = one("-[:AT]->", "Where (巡查场所).", find=True)
    plan: PatrolPlan | None = one("-[:DUE_BY]->", "What it falls due by (巡查走访计划).", find=True)
    worker: Person | None = one("-[:ASSIGNED_TO]->", "Whose visit it is; null where nobody serves (网格员).", find=True)
    items: Connection[GridItem] = along("-[:TICKS]->", "Grid items done along the way (完成事项).")
    area: Area | None = one(PLACE, "The grid (所在网格).", find=True)


@adds_to(Grid)
class GridVisits:
    """Visits in a grid."""

    visits: Connection[Visit] = along(
        "MATCH (@it:Visit)\nWHERE @it.areaCode STARTS WITH @this.prefix", "Visits in it, due and made (走访)."
    )
