"""The ledger of forces as GraphQL shows it: one entry for somebody at one place, as one kind."""

from __future__ import annotations

from datetime import date, datetime

import strawberry

from graphsvc.china import in_utc
from graphsvc.cypher.fragments import china_day, listed_on
from graphsvc.gql.schema.fields import Connection, Criterion, adds_to, along, at, node, one
from graphsvc.org.api.areas import PLACE, Area, Grid, Node
from graphsvc.org.api.people import Person
from graphsvc.patrol.model.forces import STALE_AFTER, ForceKind, ForceSkill, ForceState
from graphsvc.patrol.store.fragments import stale_on, there_at
from graphsvc.tasks.api.types import Assignment

CRITERIA = {
    "skill": Criterion(
        ForceSkill, "($value IN @this.skills)", "Has this skill (技能).", read=lambda skill: skill.value
    ),
    "listedOn": Criterion(date, listed_on("@this", "$value"), "On the ledger on this day (当日在册)."),
    "staleOn": Criterion(
        date,
        stale_on("@this", "$value"),
        f"On the ledger on this day, not verified for {STALE_AFTER.days} days (待核实).",
    ),
    "thereAt": Criterion(
        datetime, there_at("@this", "$value"), "Its times of that day hold at this moment (此刻在岗).", read=in_utc
    ),
    "directlyIn": Criterion(
        strawberry.ID, "(@this.areaCode = $value)", "Entered for the area of this code itself, none below it (本级)."
    ),
}
QUARTER = f"""\
MATCH (@this)-[:OF_PERSON]->(:Person)<-[:FOR]-(@it:Assignment)<-[:GIVEN]-(@task:Task)
WHERE {china_day("@task.createdAt")} >= date.truncate('quarter', $today)"""
LAST_ACTIVE = f"""\
COLLECT {{ MATCH (@this)-[:OF_PERSON]->(@p:Person) CALL (@p) {{ \
MATCH (@p)<-[:ASSIGNED_TO]-(@v:Visit) WHERE @v.visitedOn IS NOT NULL RETURN @v.visitedOn AS day UNION ALL \
MATCH (@p)<-[:FOR]-(@a:Assignment) WHERE @a.reportedAt IS NOT NULL RETURN {china_day("@a.reportedAt")} AS day }} \
RETURN day ORDER BY day DESC LIMIT 1 }}[0]"""


def _clock(minute: str) -> str:
    """Minutes of a day as a time, such as 08:30."""
    return (
        f"CASE WHEN @this.{minute} IS NOT NULL THEN right('0' + toString(@this.{minute} / 60), 2) + ':' "
        f"+ right('0' + toString(@this.{minute} % 60), 2) END"
    )


@node("A force: somebody on the ledger, at one place and as one kind (力量).", criteria=CRITERIA)
class Force(Node):
    """Seen as people are: in the caller's areas, names and phones masked."""

    kind: ForceKind = at("kind", "Which of the forces it is counted under (力量类别).", find=True, sort=True)
    state: ForceState = at("state", "Whether it is on the ledger (在册状态).", find=True, sort=True)
    version: int = at("version", "Counts its changes; a change names the one it has seen (版本).")
    skills: list[ForceSkill] = at("skills", "What it can do that not everybody can (技能).")
    recurrence: str | None = at("rule", "On which days it is there: a rule of RFC 5545 (在岗规则).")
    from_time: str | None = at(_clock("fromMinute"), "From when on those days, such as 08:30 (在岗起).")
    to_time: str | None = at(
        _clock("toMinute"), "Until when; on the next day where it is not after the start (在岗止)."
    )
    starts_on: date = at("startsOn", "First day on the ledger (起).", find=True, sort=True)
    ended_on: date | None = at("endedOn", "First day off it (退出日期).", find=True, sort=True)
    verified_on: date = at("verifiedOn", "Last day on which somebody said it is so (核实日期).", find=True, sort=True)
    stale: bool = at(stale_on("@this", "$today"), f"Not verified for {STALE_AFTER.days} days (待核实).")
    last_active_on: date | None = at(LAST_ACTIVE, "Last day of a visit made or a task reported (最近活动).")
    note: str | None = at("note", "Why it was taken off (退出原因).")
    person: Person | None = one("-[:OF_PERSON]->", "Who it is (人员).", find=True)
    tasks_this_quarter: Connection[Assignment] = along(QUARTER, "Tasks it was given this quarter (本季度任务).")
    area: Area | None = one(PLACE, "The grid, community or subdistrict where it serves (服务区域).", find=True)


@adds_to(Grid)
class GridForces:
    """Who serves in a grid."""

    forces_listed: Connection[Force] = along(
        "MATCH (@it:Force)\nWHERE @it.areaCode STARTS WITH @this.prefix", "Its entries on the ledger of forces (力量)."
    )
