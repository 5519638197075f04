"""Two hundred complaints of every category, played to the end that each must have, and counted as they must be.

`played.csv` holds them, one a row: category, who raises it, which way it goes, the state in which it ends, and whether
it counts as answered in time, solved, rated and satisfied. The ways are those of `ways_of_cases`.
"""

import csv
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from graphsvc.cases.duplicates.grouping import Group, regroup
from graphsvc.cases.model.case import Case, replay
from graphsvc.cases.model.categories import Handlings, categories
from graphsvc.cases.model.clock import UNTIL
from graphsvc.cases.model.decide import PROVEN, Amendment, Wish
from graphsvc.cases.model.permissions import Actor, finished_calls
from graphsvc.cases.model.stage_clocks import total_clock
from graphsvc.cases.model.states import Action, CaseSource, Party, State, WhistleKind
from graphsvc.cases.store.cases import LIST_ALONE, Caller, Draft, raise_case, read_case, read_steps, take
from graphsvc.cases.store.escalation import climb
from graphsvc.cases.store.rates import case_rates
from graphsvc.codes import AreaLevel
from graphsvc.cypher.statement import Statement
from graphsvc.db.driver import Graph
from graphsvc.org.model.work import Urgency
from tests.engine.cases_world import (
    CALENDAR,
    CLOCK,
    COMMUNITY,
    DISTRICT,
    GRID_CODE,
    SCOPE,
    START,
    SUBDISTRICT,
    Single,
    department,
    ruled,
    staff,
)
from tests.engine.rates_recount import SEEN, plain
from tests.engine.ways_of_cases import WAYS

AWAY = "500103012012"
_PLACES = """\
CREATE (:Node:Area:Community {id: $c, code: $c, areaCode: $c, level: 4, prefix: $c, name: '松林社区'})
CREATE (:Node:Area:Grid {id: $g, code: $g, areaCode: $g, level: 5, prefix: $g, name: '松林社区第一网格'})
WITH 0 AS _ UNWIND $units AS id
CREATE (:Node:Unit {id: id, name: id, sector: substring(id, 5), kind: 'ORGAN', level: 'DISTRICT',
  areaCode: '500103012011'})"""
PEOPLE = {
    "community": COMMUNITY.actor,
    "neighbour": Actor("neighbour", frozenset({Party.COMMUNITY})),
    "street": SUBDISTRICT.actor,
    "district": DISTRICT.actor,
    "person": Actor("person-lin", frozenset({Party.GRID})),
}
RAISERS = {
    "grid": (Actor("grid-worker", frozenset({Party.GRID})), CaseSource.GRID),
    "resident": (Actor("resident", frozenset({Party.REPORTER})), CaseSource.RESIDENT),
    "hotline": (Actor("desk-of-12345", frozenset({Party.COMMUNITY})), CaseSource.HOTLINE),
    "letters": (Actor("letters", frozenset({Party.SUBDISTRICT})), CaseSource.LETTERS),
    "superior": (Actor("superior", frozenset({Party.SUBDISTRICT})), CaseSource.SUPERIOR),
}
WORK = (Action.SIGN, Action.CONTACT, Action.RESPOND, Action.HANDLE, Action.RESOLVE)
GROUPED = (Action.MERGE, Action.SPLIT)
ROWS = list(csv.DictReader((Path(__file__).with_name("played.csv")).open(encoding="utf-8", newline="")))


@dataclass(slots=True)
class Play:
    """One complaint on its way."""

    graph: Graph
    row: dict[str, str]
    now: datetime = START
    case: Case = field(init=False)
    twin: Case | None = None

    @property
    def id(self) -> str:
        return f"case-{self.row['number']}"

    @property
    def handlings(self) -> Handlings:
        return ruled(AreaLevel.COMMUNITY) if self.row["way"] == "passed up" else LIST_ALONE

    def unit(self, name: str) -> str:
        """The departments by the sectors that answer for the category, then those that help."""
        kind = categories()[self.row["category"]]
        sectors = dict.fromkeys((*kind.sectors, *kind.helpers, "城市管理", "公安"))
        return f"unit-{list(sectors)[('first', 'second').index(name)]}"

    async def play(self) -> None:
        """Raise it, and go its way."""
        self.case = await self.raised(self.id)
        for text in WAYS[self.row["way"]].split("; "):
            who, *words = text.split()
            self.now += timedelta(minutes=5)
            if who == "wait":
                await self.waited(timedelta(days=int(words[0].removesuffix("d"))))
            elif who == "twin":
                self.twin = await self.raised(f"{self.id}-twin")
            elif words[0] == "withdraws":
                assert self.twin
                self.twin = await self.taken(
                    f"{self.id}-twin", self.twin, self.actor(who), Wish(Action.WITHDRAW, note="不办了")
                )
            elif words[0] == "works":
                for action in WORK:
                    await self.step(who, [action.value])
            else:
                await self.step(who, words)

    async def raised(self, id_: str) -> Case:
        actor, source = RAISERS[self.row["raiser"]]
        number = f"{id_}-no" if source in (CaseSource.HOTLINE, CaseSource.LETTERS, CaseSource.SUPERIOR) else None
        draft = Draft(GRID_CODE, self.row["category"], self.row["title"], source=source, source_number=number)
        moved = await raise_case(
            Single(self.graph), Caller(actor, SCOPE), draft, id_, self.now, CALENDAR, self.handlings
        )
        return moved.case

    def actor(self, who: str) -> Actor:
        if who == "reporter":
            return RAISERS[self.row["raiser"]][0]
        return PEOPLE[who] if who in PEOPLE else department(self.unit(who)).actor

    async def step(self, who: str, words: list[str]) -> None:
        """Take a step of the case."""
        action, named = Action(words[0]), words[1:]
        if who in ("first", "second") and who not in named:
            named = [who, *named]
        if action in GROUPED:
            group = Group(self.id, (f"{self.id}-twin",), {self.id: self.case.version})
            caller, now = Caller(self.actor(who), SCOPE), self.now
            await self.graph.transact(lambda tx: regroup(tx, caller, group, action, "同一件事", now, CALENDAR))
            self.case, self.twin = await self.read(self.id), await self.read(f"{self.id}-twin")
        else:
            wish = self.wish(action, named)
            if action is Action.EXTEND:
                clocks = (await read_case(Single(self.graph), CLOCK, self.id)).clocks.calls or {}
                wish = replace(wish, until=clocks[wish.call or ""].due_at + timedelta(minutes=10))
            self.case = await self.taken(self.id, self.case, self.actor(who), wish)

    def wish(self, action: Action, named: list[str]) -> Wish:
        units = [self.unit(each) for each in named if each in ("first", "second")]
        whistles, redoes = action is Action.WHISTLE, action is Action.REDO
        opened = units if whistles else units[named.index("to") :] if "to" in named else []
        running = {call.unit: call.id for call in self.case.running}
        done = {call.unit: call.id for call in finished_calls(self.case)}
        until = [int(each.removesuffix("d")) for each in named if each.endswith("d") and each[:-1].isdigit()]
        return Wish(
            action,
            call=running[units[0]] if units and not whistles and not redoes else None,
            note="已办好" if action in PROVEN else "如实写明",
            score=next((int(each) for each in named if each.isdigit()), None),
            kind=WhistleKind.HARD_PROBLEM if whistles else None,
            departments=tuple(opened),
            calls=tuple(done[unit] for unit in units) if redoes else (),
            area={"away": f"{AWAY}001", "home": GRID_CODE}.get(named[0]) if named else None,
            person="person-lin" if action is Action.ENTRUST else None,
            until=self.now + timedelta(days=until[0]) if action in UNTIL else None,
            amended=Amendment(urgency=Urgency.LOW, place="3 栋") if action is Action.AMEND else None,
        )

    async def taken(self, id_: str, case: Case, actor: Actor, wish: Wish) -> Case:
        ids = [f"call-{id_}-{case.version}-{number}" for number, _ in enumerate(wish.departments)]
        caller = Caller(actor, () if actor.units else SCOPE)
        moved = await take(Single(self.graph), caller, id_, case.version, wish, self.now, ids, CALENDAR, self.handlings)
        return moved.case

    async def waited(self, time: timedelta) -> None:
        """Let the clock look at each moment at which something is due."""
        self.now += time
        text = "MATCH (n:Clocked) WHERE n.nextAt <= $until RETURN min(n.nextAt)"
        while (at := (await self.graph.read(Statement(text, {"until": self.now})))[0][0]) is not None:
            assert (await self.graph.transact(lambda tx, at=at: climb(tx, at, CALENDAR))).steps  # type: ignore[misc]
        self.case = await self.read(self.id)

    async def read(self, id_: str) -> Case:
        return (await read_case(Single(self.graph), CLOCK, id_)).case


def sectors() -> Iterator[str]:
    for each in categories().values():
        yield from (*each.sectors, *each.helpers, "城市管理", "公安")


def counted(row: dict[str, str]) -> Counter[str]:
    """What a row says that its case counts as."""
    left_out = row["end"] == State.WITHDRAWN
    return Counter() if left_out else Counter(count=1, **{name: int(row[name]) for name in SEEN[1:]})


def test_the_table_has_two_hundred_over_all_categories_and_ways() -> None:
    assert len(ROWS) == 200
    assert {row["category"] for row in ROWS} == set(categories())
    assert {row["way"] for row in ROWS} == set(WAYS)
    assert {row["raiser"] for row in ROWS} == set(RAISERS)
    assert min(Counter(row["way"] for row in ROWS).values()) >= 5
    assert len({(row["category"], row["way"]) for row in ROWS}) == len(ROWS)


@pytest.mark.slow
async def test_two_hundred_complaints_come_to_the_end_they_must_have(town: Graph) -> None:
    units = sorted({f"unit-{each}" for each in sectors()})
    await town.write(Statement(_PLACES, {"c": AWAY, "g": f"{AWAY}001", "units": units}))
    await staff(town)
    faults: dict[str, Any] = {}
    for row in ROWS:
        play = Play(town, row)
        try:
            await play.play()
        except Exception as fault:  # every row is told at once
            faults[f"{row['number']} {row['way']}"] = f"{type(fault).__name__}: {fault}"
            continue
        found = await read_case(Single(town), CLOCK, play.id)
        steps = await read_steps(Single(town), CLOCK, play.id)
        total = total_clock(CALENDAR, found.policy, found.raised_at)
        told = {
            "end": found.case.state.value == row["end"],
            "twin": play.twin is None or play.twin.state in (State.MERGED, State.WITHDRAWN),
            "replay": replay(steps) == found.case,
            "total": found.total_due_at == total.due_at,
        }
        if not all(told.values()):
            faults[f"{row['number']} {row['way']}"] = (found.case.state.value, told)
    assert not faults, faults
    rates = await case_rates(town, "500103012", START.date(), date(2026, 12, 31))
    whole = sum((counted(row) for row in ROWS), Counter())
    assert plain(rates.cases) == {name: whole[name] for name in SEEN}
