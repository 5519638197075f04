"""Cases, calls and steps as GraphQL shows them."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from graphsvc.cases.api.categories import CaseCategory, Categories
from graphsvc.cases.model.deadlines import Stage
from graphsvc.cases.model.states import Action, CallState, CaseSource, Party, State, WhistleKind
from graphsvc.codes import AreaLevel
from graphsvc.cypher.fragments import china_day, community_of, subdistrict_of
from graphsvc.gql.schema.fields import Connection, Criterion, adds_to, along, at, node, one
from graphsvc.org.api.areas import BY_DEGREES, PLACE, Area, Community, Grid, Node, Subdistrict
from graphsvc.org.api.people import Person
from graphsvc.org.api.units import Unit
from graphsvc.org.model.work import Board, Light, Urgency

if TYPE_CHECKING:
    from graphsvc.attachments.api.types import Attachment

LIGHT = """\
CASE WHEN @this.dueAt IS NULL THEN null WHEN coalesce(@this.pausedAt, $now) > @this.dueAt THEN 'RED' \
WHEN coalesce(@this.pausedAt, $now) >= @this.warnAt THEN 'YELLOW' ELSE 'GREEN' END"""


OWNER = f"""\
MATCH (@it:Area {{code: CASE @this.handlingLevel
  WHEN 'DISTRICT' THEN left(@this.areaCode, 6) + '000000'
  WHEN 'SUBDISTRICT' THEN {subdistrict_of("@this.areaCode")}
  WHEN 'COMMUNITY' THEN {community_of("@this.areaCode")}
  WHEN 'GRID' THEN CASE substring(@this.areaCode, 12, 1)
    WHEN 'E' THEN {community_of("@this.areaCode")}
    ELSE @this.areaCode
  END
END}})"""
"""The area of the level that a case belongs to; an estate, which lies in several grids, leaves it to its community."""

ENTRUSTED = "MATCH (@it:Node:Person {id: @this.entrusted})"
OTHERS = "UNWIND coalesce(@this.cases, []) AS @id\nMATCH (@it:Node:Case {id: @id})"

OPEN = Criterion(bool, "(@this.openIn IS NOT NULL) = $value", "Whether it still has to come to an end (未结).")
PAUSED = Criterion(bool, "(@this.pausedAt IS NOT NULL) = $value", "Whether its clock is paused (挂账).")
LIT = Criterion(Light, f"({LIGHT}) = $value", "Its light now (红黄绿灯).", read=lambda light: light.name)


FOUND_BY = {"open": OPEN, "light": LIT, "paused": PAUSED, **BY_DEGREES}


@node("A case (事件): found in a grid, brought to an end by those it concerns.", criteria=FOUND_BY)
class Case(Node):
    """An entry of the closed loop of whistle and report."""

    title: str = at("title", "What is the matter, in a few words (标题).", find=True, sort=True)
    description: str | None = at("description", "In full (说明).")
    state: State = at("state", "Where it stands (状态).", find=True, sort=True)
    version: int = at("version", "How many steps were taken; a change names the one it has seen (版本).")
    category_code: str = at("category", "Code of its category, to filter by (类别代码).", find=True)
    category: CaseCategory = one(
        "WITH $categories[@this.category] AS @it", "What it is about (类别).", slots={"categories": Categories()}
    )
    board: Board = at("board", "Board it belongs to (板块).", find=True, sort=True)
    handling_level: AreaLevel | None = at(
        "handlingLevel", "Level that handles it by the rule of its place and day (分级处置层级).", find=True, sort=True
    )
    passed_up: bool = at(
        "coalesce(@this.passedUp, false)", "Whether it was passed up as not of the level of its rule (已上交上级)."
    )
    owner: Area | None = one(OWNER, "The one area that answers for it by that rule (责任区域).")
    lead_sector: str | None = at("leadSector", "Sector that leads by that rule (牵头行业).", find=True)
    helper_sectors: list[str] | None = at("helperSectors", "Sectors that help by that rule (协同行业).")
    urgency: Urgency = at("urgency", "How urgent (紧急程度).", find=True, sort=True)
    source: CaseSource = at("source", "How it came in (来源).", find=True)
    source_number: str | None = at(
        "sourceNumber", "Its number in that channel, which comes in once (来源编号).", find=True
    )
    place: str | None = at("place", "Where, in words (地点).")
    latitude: float | None = at("latitude", "Latitude, WGS 84 (纬度).")
    longitude: float | None = at("longitude", "Longitude, WGS 84 (经度).")
    raised_at: datetime = at("raisedAt", "When it was raised (上报时间).", sort=True)
    raised_on: date = at(china_day("@this.raisedAt"), "The day of it in China (上报日期).", find=True, sort=True)
    moved_at: datetime = at("movedAt", "When its last step was taken (最近办理时间).", sort=True)
    responded_at: datetime | None = at("respondedAt", "When all departments called had reported first (部门报到时间).")
    responded_on: date | None = at(china_day("@this.respondedAt"), "The day of it in China (报到日期).", find=True)
    resolved_at: datetime | None = at("resolvedAt", "When it was resolved (办结时间).")
    closed_at: datetime | None = at("closedAt", "When it was closed (结案时间).")
    closed_on: date | None = at(china_day("@this.closedAt"), "The day of it in China (结案日期).", find=True, sort=True)
    reopened_count: int = at(
        "coalesce(@this.reopened, 0)",
        "How often complaints of the reporter opened it again (不满意重新打开次数).",
        find=True,
    )
    whistle_kind: WhistleKind | None = at("whistleKind", "What the last whistle was for (吹哨类型).", find=True)
    light: Light | None = at(LIGHT, "Its light now; null when closed (红黄绿灯).")
    stage: Stage | None = at("toUpper(@this.stage)", "What its clock runs for (时限环节).", find=True)
    due_at: datetime | None = at("dueAt", "Deadline of that stage (时限).", sort=True)
    due_on: date | None = at(china_day("@this.dueAt"), "The day of it in China (到期日).", find=True, sort=True)
    estimated: bool | None = at("estimated", "Whether holidays up to the deadline are not announced yet (时限为估算).")
    total_due_at: datetime | None = at("totalDueAt", "By when the reporter is told; nothing restarts it (总时限).")
    paused: bool = at("@this.pausedAt IS NOT NULL", "Whether its own clock is paused (挂账).")
    pause_ends_at: datetime | None = at("pausedUntil", "When the pause ends (挂账截止).")
    asked_pause_ends_at: datetime | None = at("pauseAskedUntil", "Until when a pause is asked for (申请挂账至).")
    pause_answer_due_at: datetime | None = at(
        "pauseAnswerBy", "By when the subdistrict answers; it counts as refused then (挂账答复时限)."
    )
    entrusted_subject: str | None = at("entrusted", "Id of the person who does it for the community (承办人).")
    entrusted_to: Person | None = one(ENTRUSTED, "Who does it for the community, by name (承办人).")
    rating: int | None = at(
        "score", "How the reporter rated the result, 1 poor to 5 good (评价).", find=True, sort=True
    )
    calls: Connection[Call] = along("-[:CALLED]->", "Departments called (被吹哨部门).", find=True)
    steps: Connection[Step] = along("-[:WENT_THROUGH]->", "Every step, in order (办理过程).")
    attachments: Connection[Attachment] = along(
        "MATCH (@this)-[:WENT_THROUGH]->(:Step)-[:SHOWS]->(@it:Attachment)", "What its steps show (附件)."
    )
    area: Area | None = one(PLACE, "Where it is (所在区域).")
    came_from: Area | None = one(
        "MATCH (@it:Area {code: @this.cameFrom})", "Where it lay before it was last handed over (移送前所在区域)."
    )
    arbiter: AreaLevel | None = at(
        "arbiter", "Level that rules where it belongs, while that is disputed (属地裁定层级).", find=True
    )
    merged_into: Case | None = one("-[:JOINED_TO]->", "The case that stands for it (并入的事件).")
    merged_cases: Connection[Case] = along(
        "<-[:JOINED_TO]-", "Cases about the same event that go with it (并入的案件)."
    )


@node(
    "A department called to a case (被吹哨部门), with a clock of its own.",
    order=("@this.calledAt", "@this.id"),
    criteria={"light": LIT, "paused": PAUSED},
)
class Call(Node):
    """One department's part in a case."""

    state: CallState = at("state", "Where it stands (状态).", find=True, sort=True)
    version: int = at("version", "The case's version when it last changed (版本).")
    called_at: datetime = at("calledAt", "When it was called (吹哨时间).", sort=True)
    called_on: date = at(china_day("@this.calledAt"), "The day of it in China (吹哨日期).", find=True, sort=True)
    light: Light | None = at(LIGHT, "Its light now; null when done (红黄绿灯).")
    stage: Stage | None = at("toUpper(@this.stage)", "What its clock runs for (时限环节).", find=True)
    due_at: datetime | None = at("dueAt", "Deadline of that stage (时限).", sort=True)
    due_on: date | None = at(china_day("@this.dueAt"), "The day of it in China (到期日).", find=True, sort=True)
    estimated: bool | None = at("estimated", "Whether holidays up to the deadline are not announced yet (时限为估算).")
    paused: bool = at("@this.pausedAt IS NOT NULL", "Whether its clock is paused (挂账).")
    pause_ends_at: datetime | None = at("pausedUntil", "When the pause ends (挂账截止).")
    asked_pause_ends_at: datetime | None = at("pauseAskedUntil", "Until when a pause is asked for (申请挂账至).")
    pause_answer_due_at: datetime | None = at(
        "pauseAnswerBy", "By when the subdistrict answers; it counts as refused then (挂账答复时限)."
    )
    lead: bool = at("coalesce(@this.lead, false)", "Whether its department leads the others (牵头).")
    entrusted_subject: str | None = at("entrusted", "Id of the person who does it for the department (承办人).")
    entrusted_to: Person | None = one(ENTRUSTED, "Who does it for the department, by name (承办人).")
    escalated: bool = at("escalated", "Whether it is before the superior as overdue (已提级).")
    rating: int | None = at(
        "score", "How the community rated the department's part, 1 poor to 5 good (社区评分).", find=True, sort=True
    )
    unit: Unit | None = one("-[:TO]->", "The department (部门).")
    case: Case | None = one("<-[:CALLED]-", "What it was called to (事件).")


@node("A step of a case, never changed (办理记录).", order=("@this.version", "@this.id"))
class Step(Node):
    """An entry of a case's own record."""

    version: int = at("version", "Its number: the case's version after it (序号).")
    action: Action = at("action", "What was done (动作).", find=True)
    party: Party = at("party", "As whom (身份).")
    by: str = at("by", "Who: the subject of the token (经办人).")
    on_behalf_of: str | None = at(
        "onBehalfOf", "For whom, when a deputy acted: the person or seat on leave (代谁办理)."
    )
    happened_at: datetime = at("at", "When (时间).")
    note: str | None = at("note", "In their words (说明).")
    amended: str | None = at("amended", "What it corrected, from what to what, in Chinese (更正内容).")
    attachments: Connection[Attachment] = along("-[:SHOWS]->", "Photographs and files (附件).")
    entrusted_subject: str | None = at(
        "entrusted", "Id of the person who was given it by name, or from whom it was taken back (承办人)."
    )
    cases: Connection[Case] = along(OTHERS, "The other cases that it puts together or takes apart (合并、拆分的事件).")
    moved_from: Area | None = one("MATCH (@it:Area {code: @this.moved[0]})", "The area that it left (移出区域).")
    moved_to: Area | None = one("MATCH (@it:Area {code: @this.moved[1]})", "The area that it came to (移入区域).")
    rating: int | None = at("score", "1 poor to 5 good; null where nothing was rated (评分).")
    source: State | None = at("source", "The case before (原状态).")
    until: datetime | None = at("until", "The new deadline, or the end of a pause (延至、挂账至).")
    target: State = at("target", "The case after (新状态).")
    call: Call | None = one("MATCH (@it:Node:Call {id: @this.call})", "The call it belongs to (所属部门办理).")
    late: bool = at("late", "Whether it came after its deadline (超期).")
    case: Case | None = one("<-[:WENT_THROUGH]-", "What the step was taken on (事件).")


CASES = "MATCH (@it:Case)\nWHERE @it.areaCode STARTS WITH @this.prefix"


@adds_to(Subdistrict)
class SubdistrictCases:
    """Cases of a subdistrict, with everything under it."""

    cases: Connection[Case] = along(CASES, "Cases here (事件).")


@adds_to(Community)
class CommunityCases:
    """Cases of a community, with its grids."""

    cases: Connection[Case] = along(CASES, "Cases here (事件).")


@adds_to(Grid)
class GridCases:
    """Cases of a grid."""

    cases: Connection[Case] = along(CASES, "Cases here (事件).")


@adds_to(Unit)
class UnitCases:
    """What a unit has been called to."""

    calls: Connection[Call] = along("<-[:TO]-", "What it has been called to (吹哨任务).")
    cases: Connection[Case] = along(
        "MATCH (@this)<-[:TO]-(@call:Call)<-[:CALLED]-(@it:Case)\nWITH DISTINCT @it",
        "Cases it has been called to (参与的事件).",
    )
