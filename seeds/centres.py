"""Founds command centres with a year of duty and plans: `graphsvc seed centres --district 500103000000`.

Each subdistrict gets a centre with its head, deputy, heads of boards and posts, two seats on duty in three shifts from
the first day of the year on, and plans for fire and flood with a drill. The service's own statements write them, of
people who serve in its grids; the record of changes tells nothing of it. The same day gives the same; a subdistrict
that has a centre, or in which too few people serve, is left as it is.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Annotated

import typer

from graphsvc.access.principal import EVERYWHERE, Grant
from graphsvc.china import CHINA, day_in_china
from graphsvc.clock import utc_now
from graphsvc.codes import AreaLevel, prefix_of
from graphsvc.command.contingency.plans import draft_plan, record_drill, take_plan_step
from graphsvc.command.model.boards import names_on
from graphsvc.command.model.centre import Appointment, CentreRole, Term, centre_id
from graphsvc.command.model.contingency_plan import (
    ContingencyHolder,
    ContingencyPlanAction,
    Drill,
    DrillResult,
    PlanRole,
    PlanStep,
    PlanText,
)
from graphsvc.command.model.duty import DutySeat, Shift
from graphsvc.command.store.centres import appoint, found
from graphsvc.command.store.duty import enter
from graphsvc.cypher.statement import Statement
from graphsvc.db.bulkhead import Lane
from graphsvc.db.driver import Graph
from graphsvc.db.ports import Transaction
from graphsvc.org.model.people import ForceRole
from graphsvc.org.model.work import Board

from .districts import fill_districts, noon

BY = "seed"
EVERYBODY = Grant(EVERYWHERE)
PEOPLE = 40
LEAST = 4
"""People without whom no centre is founded: one shift is followed by another of other people."""
SHIFTS_A_DAY, HOURS = 3, 8
POST = "综合"
_STREETS = """\
MATCH (s:Subdistrict)
WHERE s.areaCode STARTS WITH $prefix AND s.until IS NULL
  AND NOT EXISTS { MATCH (:Node:CommandCentre {id: 'centre-' + s.code}) }
RETURN s.code AS code, s.name AS name, COLLECT {
  MATCH (g:Grid)<-[r:SERVES_IN]-(p:Person)
  WHERE g.areaCode STARTS WITH s.prefix AND p.areaCode STARTS WITH s.prefix AND r.until IS NULL
  RETURN DISTINCT p.id AS id ORDER BY id LIMIT $people
} AS people
ORDER BY code"""
_PLANS = (
    ("火情处置预案", "发现明火、浓烟或接到火警", ("D03",), ("着火", "冒烟")),
    ("防汛抢险预案", "气象部门发布暴雨红色预警，或街面积水", ("D05",), ("积水", "内涝")),
)
"""What plans are called, what they are for, and by which categories and words they are proposed."""
_ROLES = (
    ("网格", ContingencyHolder.LEVEL, AreaLevel.GRID.value),
    ("巡查", ContingencyHolder.FORCE, ForceRole.GRID_WORKER.value),
)
_STEPS = (
    PlanStep("核实情况并报告", "巡查", 5),
    PlanStep("疏散附近群众", "网格", 15),
    PlanStep("调集力量到场", "指挥", 30),
    PlanStep("清点人员，恢复秩序", "指挥", 240),
)


@dataclass(frozen=True, slots=True)
class Plan:
    """Of which year, and for how many days from the first of it, or from a week ago, people are on duty."""

    today: date
    days: int = 0

    @property
    def since(self) -> date:
        """First day of the centres: that of the year."""
        return date(self.today.year, 1, 1)

    @property
    def duty(self) -> list[date]:
        """Days on which somebody is on duty."""
        begin = self.today - timedelta(days=7) if self.days else self.since
        count = self.days or (date(self.today.year + 1, 1, 1) - self.since).days
        return [begin + timedelta(days=day) for day in range(count)]


@dataclass(slots=True)
class Counts:
    """What was written."""

    centres: int = 0
    shifts: int = 0
    plans: int = 0

    def said(self) -> str:
        """On one line."""
        return f"{self.centres:,} command centres, {self.shifts:,} shifts, {self.plans:,} contingency plans"


async def fill(graph: Graph, areas: Sequence[str], plan: Plan, report: Callable[[int, int], None]) -> Counts:
    """Found centres in some areas, one in a transaction; `report` hears of areas that are done."""
    counts = Counts()
    for number, area in enumerate(areas, start=1):
        asked = {"prefix": prefix_of(area), "people": PEOPLE}
        for street in await graph.read(Statement(_STREETS, asked), Lane.HEAVY):
            work = partial(_fill_street, code=street[0], people=street[2], plan=plan, counts=counts)
            await graph.transact(work, Lane.SETUP)
        report(number, len(areas))
    return counts


async def fill_within(tx: Transaction, area: str, plan: Plan) -> Counts:
    """Found centres in an area as a part of a transaction."""
    counts = Counts()
    for code, _, people in await tx.run(Statement(_STREETS, {"prefix": prefix_of(area), "people": PEOPLE})):
        await _fill_street(tx, code, people, plan, counts)
    return counts


async def _fill_street(tx: Transaction, code: str, people: Sequence[str], plan: Plan, counts: Counts) -> None:
    if len(people) < LEAST:
        return
    id_ = centre_id(code)
    await found(tx, EVERYBODY, code, None, plan.since, noon(plan.today))
    version = 1
    for version, who in enumerate(_appointed(people, plan.since), start=1):
        await appoint(tx, EVERYBODY, id_, version, who, Term(plan.since))
    shifts = list(_shifts(people, plan.duty))
    ids = [f"duty-{code}-{number}" for number in range(len(shifts))]
    await enter(tx, EVERYBODY, id_, version + 1, shifts, ids)
    roles = (PlanRole("指挥", ContingencyHolder.AREA, code), *(PlanRole(*role) for role in _ROLES))
    for number, (title, trigger, categories, words) in enumerate(_PLANS):
        text = PlanText(code, Board.SAFETY_AND_LAW, title, trigger, categories, words, roles, _STEPS)
        await _write_plan(tx, f"contingency-{code}-{number}", text, plan)
    counts.centres, counts.shifts, counts.plans = (
        counts.centres + 1,
        counts.shifts + len(shifts),
        counts.plans + len(_PLANS),
    )


def _appointed(people: Sequence[str], on: date) -> Iterator[Appointment]:
    """A head, a deputy, and for each board a head and a post; where few serve, the same people again."""
    yield Appointment(people[0], CentreRole.HEAD)
    yield Appointment(people[1], CentreRole.DEPUTY)
    for number, board in enumerate(names_on(on)):
        yield Appointment(people[(2 + 2 * number) % len(people)], CentreRole.BOARD_HEAD, board.board)
        yield Appointment(people[(3 + 2 * number) % len(people)], CentreRole.POST_HOLDER, board.board, POST)


def _shifts(people: Sequence[str], days: Sequence[date]) -> Iterator[Shift]:
    """One commands and one sits at the line, in three shifts a day, everybody in turn."""
    turn = 0
    for day in days:
        begin = datetime.combine(day, time(), CHINA)
        for number in range(SHIFTS_A_DAY):
            starts = begin + timedelta(hours=HOURS * number)
            for seat in DutySeat:
                yield Shift(people[turn % len(people)], seat, starts, starts + timedelta(hours=HOURS))
                turn += 1


async def _write_plan(tx: Transaction, id_: str, text: PlanText, plan: Plan) -> None:
    on = noon(plan.since)
    await draft_plan(tx, EVERYBODY, text, id_, BY, on)
    await take_plan_step(tx, EVERYBODY, id_, ContingencyPlanAction.PUBLISH, 1, "", on)
    held = Drill(min(plan.since + timedelta(days=60), plan.today), DrillResult.GOOD, "按时到位，器材齐全。")
    await record_drill(tx, EVERYBODY, id_, 2, held, f"{id_}-drill", BY, noon(plan.today))


def main(
    district: Annotated[str | None, typer.Option(help="Code of a district that is filled already.")] = None,
    city: Annotated[bool, typer.Option("--city", help="All districts.")] = False,
) -> None:
    """Add command centres with a year of duty and plans to the graph of the settings (GRAPHSVC_*)."""
    plan = Plan(day_in_china(utc_now()))
    fill_districts(district, city=city, fill=lambda graph, areas, tell: fill(graph, areas, plan, tell))


if __name__ == "__main__":
    typer.run(main)
