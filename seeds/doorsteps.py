"""Opens service points and has grids gone round: `graphsvc seed doorsteps --district 500103000000`.

They are written as the service would have left them this year: a point of each community with what is done there, who
serves in its grids on the ledger of forces, a plan that goes to each grid every week with visits of four weeks that
were made, missed, and are due, and what departments may ask of grids. The record of changes tells nothing of it. The
same seed and day give the same; where a community, subdistrict or district has some, it is left as it is.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Annotated, Any

import typer

from graphsvc.china import day_in_china
from graphsvc.clock import utc_now
from graphsvc.codes import prefix_of
from graphsvc.cypher.statement import Statement
from graphsvc.db.bulkhead import Lane
from graphsvc.db.driver import Graph
from graphsvc.db.ports import Transaction
from graphsvc.patrol.model.forces import ForceKind, ForceSkill, ForceState, Times
from graphsvc.patrol.model.items import Application, GridItemClass, GridItemState
from graphsvc.patrol.model.plans import Days, PatrolPlaceKind, PatrolPlanState, Timetable
from graphsvc.patrol.model.visits import VisitState
from graphsvc.places.model.hours import OpeningHours
from graphsvc.places.model.items import ItemDetails, ServiceItemState, ServiceWay
from graphsvc.places.model.points import Accessibility, PointDetails, ServicePointClass, ServicePointState, ServiceRules

from .districts import fill_districts, noon
from .grow.places import dice

BY = "seed"
AT_ONCE = 50
"""Communities or subdistricts of one transaction."""
BACK, AHEAD = timedelta(weeks=4), timedelta(weeks=1)
"""How far visits have been made, and are drawn up."""
WEEKLY = "FREQ=WEEKLY;BYDAY=WE"
WORKDAYS = "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"
HOURS = (OpeningHours(WORKDAYS, 9 * 60, 12 * 60), OpeningHours(WORKDAYS, 14 * 60, 18 * 60))
OFFERED = (
    ("养老保险登记", ServicePointClass.GOVERNMENT, ("身份证", "户口簿"), ("社保", "养老金认证")),
    ("法律咨询", ServicePointClass.LAW, (), ("打官司", "请律师")),
    ("代购药品", ServicePointClass.HEALTH, ("医保卡",), ("买药",)),
)
ASKED = (
    ("燃气安全巡查", GridItemClass.RISKS, "FREQ=MONTHLY;BYMONTHDAY=10", 15),
    ("独居老人走访", GridItemClass.CARE, WEEKLY, 20),
    ("政策宣传入户", GridItemClass.PUBLICITY, None, 10),
)
_COMMUNITIES = """\
MATCH (c:Community)
WHERE c.areaCode STARTS WITH $prefix AND c.until IS NULL AND NOT EXISTS { MATCH (:ServicePoint {areaCode: c.code}) }
RETURN c.code AS code, c.name AS name, COLLECT {
  MATCH (g:Grid)
  WHERE g.areaCode STARTS WITH c.prefix AND g.until IS NULL
  RETURN [g.code, g.name, COLLECT {
    MATCH (g)<-[serves:SERVES_IN]-(p:Person)
    WHERE serves.role = 'GRID_WORKER' AND serves.until IS NULL AND p.areaCode STARTS WITH c.prefix
    RETURN p.id ORDER BY p.id LIMIT 1
  }[0]] ORDER BY g.code LIMIT 100
} AS grids
ORDER BY code"""
_ORGANS = """COLLECT {
  MATCH (u:Unit)
  WHERE u.areaCode STARTS WITH left(a.code, 6) AND u.kind = 'ORGAN' AND u.dissolvedOn IS NULL
  RETURN u.id ORDER BY u.id LIMIT 50
}"""
_STREETS = f"""\
MATCH (a:Subdistrict)
WHERE a.areaCode STARTS WITH $prefix AND a.until IS NULL AND NOT EXISTS {{ MATCH (:ServiceItem {{areaCode: a.code}}) }}
RETURN a.code AS code, {_ORGANS} AS departments, COLLECT {{
  MATCH (s:ServicePoint)
  WHERE s.areaCode STARTS WITH a.prefix AND s.state = 'OPEN'
  RETURN s.id ORDER BY s.id LIMIT 200
}} AS points
ORDER BY code"""
_DISTRICTS = f"""\
MATCH (a:District)
WHERE a.areaCode STARTS WITH $prefix AND a.until IS NULL AND NOT EXISTS {{ MATCH (:GridItem {{areaCode: a.code}}) }}
RETURN a.code AS code, {_ORGANS} AS departments
ORDER BY code"""
_WRITE_COMMUNITIES = """\
UNWIND $rows AS row
CREATE (s:Node:ServicePoint)
SET s = row.point
WITH row
CALL (row) {
  UNWIND row.forces AS says
  MATCH (p:Node:Person {id: says.person})
  CREATE (f:Node:Force)-[:OF_PERSON]->(p)
  SET f = says.force
}
WITH row WHERE size(row.places) > 0
CREATE (plan:Node:PatrolPlan)
SET plan = row.plan
WITH plan, row
UNWIND row.places AS says
CREATE (plan)-[:GOES_TO]->(place:Node:PatrolPlace)
SET place = says.place
WITH plan, place, says
UNWIND says.visits AS visit
CREATE (place)<-[:AT]-(v:Node:Visit)-[:DUE_BY]->(plan)
SET v = visit
WITH v
MATCH (w:Node:Person {id: v.worker})
CREATE (v)-[:ASSIGNED_TO]->(w)"""
_WRITE_ITEMS = """\
UNWIND $rows AS row
MATCH (u:Node:Unit {id: row.says.unit})
CREATE (i:Node:ServiceItem)-[:RUN_BY]->(u)
SET i = row.says
WITH i, row
UNWIND row.points AS id
MATCH (s:Node:ServicePoint {id: id})
CREATE (i)-[:OFFERED_AT]->(s)"""
_WRITE_ASKED = """\
UNWIND $rows AS row
MATCH (u:Node:Unit {id: row.unit})
CREATE (i:Node:GridItem)-[:APPLIED_BY]->(u)
SET i = row"""


@dataclass(frozen=True, slots=True)
class Plan:
    """Until which day, and by which dice."""

    today: date
    seed: int = 1

    @property
    def first(self) -> date:
        """The day since which all of it stands."""
        return date(self.today.year, 1, 1)


@dataclass(slots=True)
class Counts:
    """What was written."""

    points: int = 0
    forces: int = 0
    plans: int = 0
    visits: int = 0
    items: int = 0
    asked: int = 0

    def said(self) -> str:
        """On one line."""
        return (
            f"{self.points:,} service points with {self.items:,} items, {self.forces:,} forces, "
            f"{self.plans:,} patrol plans with {self.visits:,} visits, {self.asked:,} grid items"
        )


async def fill(graph: Graph, areas: Sequence[str], plan: Plan, report: Callable[[int, int], None]) -> Counts:
    """Open points and have grids gone round in some areas; `report` hears of areas that are done."""
    counts = Counts()
    for number, area in enumerate(areas, start=1):
        for ask, write in _PARTS:
            rows = await graph.read(Statement(ask, {"prefix": prefix_of(area)}), Lane.HEAVY)
            for statement in write(rows, plan, counts):
                await graph.write(statement, Lane.SETUP)
        report(number, len(areas))
    return counts


async def fill_within(tx: Transaction, area: str, plan: Plan) -> Counts:
    """Open points and have grids gone round in an area as a part of a transaction."""
    counts = Counts()
    for ask, write in _PARTS:
        for statement in write(await tx.run(Statement(ask, {"prefix": prefix_of(area)})), plan, counts):
            await tx.run(statement)
    return counts


Rows = Sequence[Sequence[Any]]


def _communities(found: Rows, plan: Plan, counts: Counts) -> Iterator[Statement]:
    for at in range(0, len(found), AT_ONCE):
        rows = [_community(plan, *each) for each in found[at : at + AT_ONCE]]
        counts.points += len(rows)
        counts.forces += sum(len(row["forces"]) for row in rows)
        counts.plans += sum(bool(row["places"]) for row in rows)
        counts.visits += sum(len(place["visits"]) for row in rows for place in row["places"])
        yield Statement(_WRITE_COMMUNITIES, {"rows": rows})


def _items(found: Rows, plan: Plan, counts: Counts) -> Iterator[Statement]:
    for at in range(0, len(found), AT_ONCE):
        rows = [row for each in found[at : at + AT_ONCE] for row in _offered(plan, *each)]
        counts.items += len(rows)
        yield Statement(_WRITE_ITEMS, {"rows": rows})


def _asked(found: Rows, plan: Plan, counts: Counts) -> Iterator[Statement]:
    rows = [row for each in found for row in _grid_items(plan, *each)]
    counts.asked += len(rows)
    yield Statement(_WRITE_ASKED, {"rows": rows})


_PARTS = ((_COMMUNITIES, _communities), (_STREETS, _items), (_DISTRICTS, _asked))


def _community(plan: Plan, code: str, name: str, grids: Sequence[tuple[str, str, str | None]]) -> dict[str, Any]:
    random = dice(plan.seed, code, "services")
    served = [(grid, worker) for grid, _, worker in grids if worker]
    return {
        "point": _point(plan, code, name, random),
        "forces": [{"person": worker, "force": _force(plan, grid, random)} for grid, worker in served],
        "plan": _patrol(plan, code),
        "places": [_place(plan, code, number, *grid, random) for number, grid in enumerate(grids, start=1)],
    }


def _point(plan: Plan, code: str, name: str, random: Random) -> dict[str, Any]:
    classes = (ServicePointClass.PARTY, *random.sample(list(ServicePointClass)[1:], 2))
    access = tuple(random.sample(list(Accessibility), 2))
    details = PointDetails(f"{name}党群服务中心", classes, f"{name} 1 号", hours=HOURS, access=access)
    details.check()
    return {
        **_own(f"point-{code}", code, ServicePointState.OPEN.value),
        **details.row(),
        "openedOn": plan.first,
        **ServiceRules().verified(_verified(plan, random)),
        "openedAt": noon(plan.first),
    }


def _force(plan: Plan, grid: str, random: Random) -> dict[str, Any]:
    return {
        **_own(f"force-{grid}", grid, ForceState.LISTED.value),
        "kind": ForceKind.FULL_TIME_GRID_WORKER.value,
        "skills": sorted(skill.value for skill in random.sample(list(ForceSkill), random.choice((0, 1, 2)))),
        **Times(WORKDAYS, 9 * 60, 18 * 60).row(),
        "startsOn": plan.first,
        "verifiedOn": _verified(plan, random),
        "registeredAt": noon(plan.first),
    }


def _patrol(plan: Plan, code: str) -> dict[str, Any]:
    return {
        **_own(f"patrol-{code}", code, PatrolPlanState.ACTIVE.value),
        "name": "小区每周巡查",
        "kind": PatrolPlaceKind.ESTATE.value,
        "rule": WEEKLY,
        "workdaysOnly": False,
        "startsOn": plan.first,
        "pausedFrom": [],
        "pausedTo": [],
        "drawnUntil": plan.today + AHEAD,
        "openedAt": noon(plan.first),
    }


def _place(
    plan: Plan, code: str, number: int, grid: str, name: str, worker: str | None, random: Random
) -> dict[str, Any]:
    id_, kind = f"patrol-{code}.{number}", PatrolPlaceKind.ESTATE.value
    days = Timetable(WEEKLY, plan.first).due_days(
        Days(max(plan.first, plan.today - BACK), plan.today + AHEAD), lambda _: True
    )
    return {
        "place": {"id": id_, "areaCode": grid, "name": f"{name}住宅区", "kind": kind, "position": number},
        "visits": [_visit(plan, id_, grid, worker, day, random) for day in days],
    }


def _visit(plan: Plan, place: str, grid: str, worker: str | None, day: date, random: Random) -> dict[str, Any]:
    """One that was made nine times of ten, else missed and told of; or is still due."""
    says = {
        **_own(f"visit-{place.removeprefix('patrol-')}.{day:%Y%m%d}", grid, VisitState.DUE.value),
        "plan": place.rpartition(".")[0],
        "dueOn": day,
        "worker": worker,
    }
    if day >= plan.today:
        return {**says, "waitsOn": day}
    if random.random() < 0.1:
        return says
    minutes, begun = random.randint(15, 60), noon(day)
    made = {"startedAt": begun, "endedAt": begun + timedelta(minutes=minutes), "visitedOn": day, "minutes": minutes}
    told = {"reportKey": says["id"], "reportedBy": BY, "reportedAt": begun + timedelta(hours=2)}
    found: dict[str, Any] = {"findingClasses": [], "findingTexts": [], "findingCases": []}
    state = {"version": 2, "state": VisitState.DONE.value, "households": random.randint(3, 20)}
    return {**says, **state, **made, **told, **found}


def _offered(plan: Plan, code: str, departments: Sequence[str], points: Sequence[str]) -> Iterator[dict[str, Any]]:
    random = dice(plan.seed, code, "service items")
    for number, (title, kind, papers, aliases) in enumerate(OFFERED if departments and points else ()):
        details = ItemDetails(title, kind, (ServiceWay.ON_THE_SPOT,), papers, aliases)
        says = {
            **_own(f"service-{code}-{number}", code, ServiceItemState.OFFERED.value),
            "unit": random.choice(departments),
            **details.row(),
            "offeredOn": plan.first,
            "addedAt": noon(plan.first),
        }
        yield {"says": says, "points": points}


def _grid_items(plan: Plan, code: str, departments: Sequence[str]) -> Iterator[dict[str, Any]]:
    random = dice(plan.seed, code, "grid items")
    for number, (title, kind, rule, minutes) in enumerate(ASKED if departments else ()):
        item = Application(code, random.choice(departments), title, kind, "区网格事项准入办法", minutes, rule)
        item.check(plan.first)
        yield {
            **_own(f"item-{code}-{number}", code, GridItemState.IN_FORCE.value),
            "unit": item.department,
            "version": 3,
            "title": title,
            "class": kind.value,
            "basis": item.basis,
            "minutes": minutes,
            "rule": rule,
            "temporary": False,
            "appliedAt": noon(plan.first),
            "appliedBy": BY,
            "decidedOn": plan.first,
            "decidedBy": "district",
            "publishedOn": plan.first,
        }


def _own(id_: str, area: str, state: str) -> dict[str, Any]:
    return {"id": id_, "areaCode": area, "version": 1, "state": state, "by": BY}


def _verified(plan: Plan, random: Random) -> date:
    return max(plan.first, plan.today - timedelta(days=random.randint(0, 200)))


def main(
    district: Annotated[str | None, typer.Option(help="Code of a district that is filled already.")] = None,
    city: Annotated[bool, typer.Option("--city", help="All districts.")] = False,
    seed: Annotated[int, typer.Option(help="The same seed gives the same services.")] = 1,
) -> None:
    """Add service points, forces, patrols and grid items to the graph of the settings (GRAPHSVC_*)."""
    plan = Plan(day_in_china(utc_now()), seed)
    fill_districts(district, city=city, fill=lambda graph, areas, tell: fill(graph, areas, plan, tell))


if __name__ == "__main__":
    typer.run(main)
