"""A month of random cases among people of whom some never answer, some answer late and some say what is not so.

Cases are corrected, paused, extended, led, merged and split on the way. From every state that is reached, somebody who
can be named brings the case to its end; no total time begins again; and the three rates equal a recount of the records.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

import pytest

from graphsvc.cases.duplicates.grouping import Group, regroup
from graphsvc.cases.model.case import Case, Step, replay
from graphsvc.cases.model.clock import LADDER, UNTIL
from graphsvc.cases.model.decide import Amendment, Wish
from graphsvc.cases.model.permissions import OF_CALL, OF_CASE, finished_calls, offer
from graphsvc.cases.model.stage_clocks import AFTER_TOTAL, total_clock
from graphsvc.cases.model.states import (
    BEFORE_WHISTLE,
    GROUPING,
    PAUSES,
    PERSONAL,
    PLACING,
    RATINGS,
    Action,
    State,
    WhistleKind,
)
from graphsvc.cases.recounting.recounting import Recounting
from graphsvc.cases.store.cases import Caller, Draft, raise_case, take
from graphsvc.cases.store.escalation import climb
from graphsvc.cases.store.mapping import Kept, kept, step_of
from graphsvc.cases.store.rates import Rates, case_rates
from graphsvc.china import day_in_china, in_utc
from graphsvc.cypher.statement import Statement
from graphsvc.db.driver import Graph
from graphsvc.errors import BadInput, StepRefused
from graphsvc.org.model.work import Urgency
from tests.cases.officials_alone import MOST_STEPS, ended, next_step
from tests.engine.cases_world import (
    CALENDAR,
    COMMUNITY,
    DISTRICT,
    GRID,
    GRID_CODE,
    POWER,
    SCOPE,
    START,
    SUBDISTRICT,
    WATER,
    Single,
    department,
    staff,
)
from tests.engine.rates_recount import counted, plain, recounted_calls, recounted_case

DAYS, HOURS = 30, 10
OTHER = "500103012012"
FIRE = department("unit-fire")
PEOPLE = (GRID, COMMUNITY, SUBDISTRICT, DISTRICT, WATER, POWER, FIRE)
UNITS = ("unit-fire", "unit-power", "unit-water")
OFFICIALS = {each.actor.id: each for each in (COMMUNITY, SUBDISTRICT)}
_PLACES = """\
CREATE (:Node:Area:Community {id: $c, code: $c, areaCode: $c, level: 4, prefix: $c, name: '松林社区'})
CREATE (:Node:Area:Grid {id: $g, code: $g, areaCode: $g, level: 5, prefix: $g, name: '松林社区第一网格'})"""
_READ = """\
UNWIND $ids AS id
MATCH (c:Node:Case {id: id})
RETURN properties(c) AS case,
  COLLECT { MATCH (c)-[:CALLED]->(k:Call) RETURN properties(k) ORDER BY k.calledAt, k.id } AS calls,
  COLLECT { MATCH (c)-[:WENT_THROUGH]->(s:Step) RETURN properties(s) ORDER BY s.version } AS steps"""


@dataclass(frozen=True, slots=True)
class Read:
    """A case with its record, the versions of its late steps, and its total deadline as the graph holds it."""

    kept: Kept
    steps: list[Step]
    late: set[int]
    total_due_at: datetime

    @classmethod
    def of(cls, case: dict[str, Any], calls: list[Mapping[str, Any]], steps: list[dict[str, Any]]) -> "Read":
        late = {each["version"] for each in steps if each["late"]}
        return cls(kept(case, calls), list(map(step_of, steps)), late, in_utc(case["totalDueAt"]))


@dataclass(frozen=True, slots=True)
class Temper:
    """How somebody answers in a case: the chance in a shift, and whether what is said there is so."""

    chance: float
    lies: bool = False


PROMPT, LATE, NEVER, LIAR = Temper(0.8), Temper(0.1), Temper(0.0), Temper(0.5, lies=True)
LIES = (
    Action.RETURN,
    Action.DISPUTE,
    Action.HAND_OVER,
    Action.TURN_BACK,
    Action.TRANSFER,
    Action.REJECT,
    Action.REOPEN,
)
"""What somebody says who would be rid of a case, or of being content."""
_LEFT_OUT = (*GROUPING, *LADDER, Action.RECOUNT)
BESIDE = (*PAUSES, Action.EXTEND, Action.AMEND, Action.LEAD)
"""What moves no case on; people come to it in one of five steps."""
UNTIL_WHEN = (*UNTIL, Action.EXTEND)


class Month:
    """The cases of a month, each with its people."""

    def __init__(self, graph: Graph, random: Random, size: int) -> None:
        self.graph, self.random, self.size, self.now = graph, random, size, START
        self.cases: dict[str, Case] = {}
        self.areas: dict[str, str] = {}
        self.tempers: dict[tuple[str, str], Temper] = {}
        self.reached: set[Any] = set()
        self.refused = 0

    async def raised(self, number: int) -> None:
        """Raise a case in one of two communities."""
        id_ = f"month-{number:05}"
        area = self.random.choice((GRID_CODE, f"{OTHER}001"))
        category = self.random.choice(("C02", "C05", "C06"))
        draft = Draft(area, category, "停水", urgency=None)
        caller = Caller(GRID.actor, SCOPE)
        moved = await raise_case(Single(self.graph), caller, draft, id_, self.now, CALENDAR)
        self.cases[id_], self.areas[id_] = moved.case, area
        for each in PEOPLE:
            self.tempers[id_, each.actor.id] = self.random.choice((PROMPT, PROMPT, LATE, NEVER, LIAR))

    async def shift(self) -> None:
        """Let the clock come by, and then whoever feels like it."""
        while (round_ := await self.graph.transact(lambda tx: climb(tx, self.now, CALENDAR))).steps:
            for each in await self.everything({id_ for id_, _ in round_.steps}):
                self.cases[each.kept.id] = each.kept.case
        for id_ in list(self.cases):
            if self.cases[id_].open or self.random.random() < 0.01:
                await self.worked_on(id_)
        for _ in range(1 + self.size // 200):
            await self.regrouped()

    async def worked_on(self, id_: str) -> None:
        """Let one of three people take a step, if it offers one to them and they feel like it."""
        case = self.cases[id_]
        for who in self.random.sample(PEOPLE, 3):
            temper = self.tempers[id_, who.actor.id]
            if self.random.random() < temper.chance and (found := list(self.possible(case, who))):
                lies = [each for each in found if each[0] in LIES]
                beside = [each for each in found if each[0] in BESIDE]
                onwards = [each for each in found if each[0] not in (*BESIDE, *PERSONAL)]
                by_name = [each for each in found if each[0] in PERSONAL]
                usual = beside if beside and self.random.random() < 0.2 else onwards or beside
                usual = by_name if by_name and (not usual or self.random.random() < 0.05) else usual
                action, call = self.random.choice(lies if temper.lies and lies else usual)
                await self.taken(id_, who, self.wish(id_, case, action, call, temper))
                break

    def possible(self, case: Case, who: Caller) -> Iterator[tuple[Action, str | None]]:
        for call in (None, *(each.id for each in case.calls)):
            for action in OF_CALL if call else OF_CASE:
                if action not in _LEFT_OUT and offer(case, who.actor, action, call).allowed:
                    yield action, call

    def wish(self, id_: str, case: Case, action: Action, call: str | None, temper: Temper) -> Wish:
        taken = case.calls if action is Action.HAND_OVER else case.running
        free = [unit for unit in UNITS if unit not in {each.unit for each in taken}]
        named = {Action.WHISTLE: self.random.randint(1, 2), Action.HAND_OVER: 1, Action.REASSIGN: 1, Action.RELEASE: 1}
        there = GRID_CODE if self.areas[id_] != GRID_CODE else f"{OTHER}001"
        scores = (1, 2) if temper.lies else (1, 3, 4, 5)
        return Wish(
            action,
            call=call,
            note="因为",
            person="person-lin" if action is Action.ENTRUST else None,
            score=self.random.choice(scores) if action in RATINGS else None,
            kind=WhistleKind.HARD_PROBLEM if action is Action.WHISTLE else None,
            departments=tuple(free[: named.get(action, 0)]),
            calls=tuple(each.id for each in finished_calls(case))[:1] if action is Action.REDO else (),
            area=there if action in (Action.TRANSFER, Action.ALLOT) else None,
            until=self.now + timedelta(hours=self.random.randint(4, 72)) if action in UNTIL_WHEN else None,
            amended=self.amendment() if action is Action.AMEND else None,
        )

    def amendment(self) -> Amendment:
        """Another category, urgency or place; the same as before is refused."""
        categories, urgencies = ("C02", "C05", "C06"), (Urgency.NORMAL, Urgency.HIGH, Urgency.URGENT)
        return self.random.choice(
            (
                Amendment(category=self.random.choice(categories)),
                Amendment(urgency=self.random.choice(urgencies)),
                Amendment(place=f"{self.random.randint(1, 9)} 栋"),
            )
        )

    async def regrouped(self) -> None:
        """Let the subdistrict put two cases of a community together, or take two apart."""
        together = [id_ for id_, case in self.cases.items() if case.merged]
        if together and self.random.random() < 0.3:
            into = self.random.choice(together)
            other, action = self.cases[into].merged[0], Action.SPLIT
        else:
            found = [id_ for id_, case in self.cases.items() if case.state in BEFORE_WHISTLE and not case.merged]
            if len(found) < 2:
                return
            (into, other), action = self.random.sample(found, 2), Action.MERGE
        group = Group(into, (other,), {into: self.cases[into].version})
        caller = Caller(SUBDISTRICT.actor, SCOPE)
        try:
            await self.graph.transact(lambda tx: regroup(tx, caller, group, action, "同一件事", self.now, CALENDAR))
        except (BadInput, StepRefused):
            self.refused += 1
        for each in await self.everything((into, other)):
            self.cases[each.kept.id] = each.kept.case

    async def taken(self, id_: str, who: Caller, wish: Wish) -> None:
        """Take a step, which is refused where nobody is left to be called, and writes nothing then."""
        before = self.cases[id_]
        ids = [f"call-{id_}-{before.version}-{n}" for n, _ in enumerate(wish.departments)]
        caller = Caller(who.actor, () if who.actor.units else SCOPE)
        try:
            moved = await take(Single(self.graph), caller, id_, before.version, wish, self.now, ids, CALENDAR)
        except BadInput:
            self.refused += 1
            return
        except StepRefused:
            assert wish.action in UNTIL_WHEN, wish
            self.refused += 1
            return
        self.cases[id_], self.areas[id_] = moved.case, moved.case.area
        assert not ended(moved.case).open, "officials alone bring it to its end from here"
        self.reached.add((moved.case.state, frozenset(each.state for each in moved.case.calls)))

    async def everything(self, ids: Iterable[str] | None = None) -> list[Read]:
        """Cases as the graph holds them; all of them unless told which."""
        rows = await self.graph.read(Statement(_READ, {"ids": list(self.cases if ids is None else ids)}))
        return [Read.of(*row) for row in rows]

    async def end(self, id_: str) -> list[str]:
        """Bring a case to its end by officials alone; who took which step."""
        said: list[str] = []
        while self.cases[id_].open:
            found = next_step(self.cases[id_])
            assert found, self.cases[id_]
            actor, wish = found
            version = self.cases[id_].version
            await self.taken(id_, OFFICIALS[actor.id], wish)
            assert self.cases[id_].version == version + 1, wish
            said.append(f"{actor.id} {wish.action}")
        return said


@pytest.fixture(params=[200, pytest.param(2_000, marks=pytest.mark.soak)])
async def month(town: Graph, request: pytest.FixtureRequest) -> Month:
    await town.write(Statement(_PLACES, {"c": OTHER, "g": f"{OTHER}001"}))
    await staff(town)
    month = Month(town, Random(7), request.param)
    shifts = DAYS * 24 // HOURS
    for shift in range(shifts):
        for number in range(*(min(month.size, 2 * month.size * each // shifts) for each in (shift, shift + 1))):
            await month.raised(number)
        await month.shift()
        month.now += timedelta(hours=HOURS)
    return month


@pytest.mark.slow
async def test_a_month_of_random_cases_ends_and_is_counted_as_it_was(month: Month) -> None:
    read = await month.everything()
    assert len(read) == month.size
    for each in read:
        assert replay(each.steps) == each.kept.case == month.cases[each.kept.id]
        total = total_clock(CALENDAR, each.kept.policy, each.kept.raised_at)
        assert each.total_due_at == total.due_at, "no step has begun the total time again"
        clocks = [*(each.kept.clocks.calls or {}).values(), *filter(None, [each.kept.clocks.case])]
        assert all(clock.due_at <= total.due_at for clock in clocks if clock.stage != AFTER_TOTAL)
    assert_rates(await case_rates(month.graph, "500103012", date(2026, 9, 1), date(2026, 12, 31)), read)
    recounting = Recounting(CALENDAR)
    while (once := await month.graph.transact(lambda tx: recounting.once(tx, month.now))).due:
        assert once.steps == (), "every clock is what the same table counts again"
    still_open = [id_ for id_, case in month.cases.items() if case.open]
    ends = Counter(str(month.cases[id_].state) for id_ in still_open)
    said = {id_: await month.end(id_) for id_ in still_open}
    assert not [id_ for id_, case in month.cases.items() if case.open]
    read = await month.everything()
    assert {each.kept.case.state for each in read} == {State.CLOSED, State.WITHDRAWN, State.MERGED}
    assert_rates(await case_rates(month.graph, "500103012", date(2026, 9, 1), date(2026, 12, 31)), read)
    taken = Counter(step.action for each in read for step in each.steps)
    assert len(month.reached) > 80
    assert len(ends) >= 6, ends
    assert len(month.cases) // 10 < len(still_open) < len(month.cases), "neither all nor none came to an end"
    assert max(map(len, said.values())) <= MOST_STEPS
    assert {*PLACING, Action.ESCALATE, Action.APPROVE_RETURN, Action.REASSIGN, Action.REDO} <= set(taken), taken
    assert {*BESIDE, *GROUPING} <= set(taken), taken


def assert_rates(rates: Rates, read: Sequence[Read]) -> None:
    """Hold the three rates against a recount of the records."""
    whole, months, places, units = Counter[str](), dict[str, Any](), dict[str, Any](), dict[str, Any]()
    for each in read:
        if each.kept.case.state in (State.WITHDRAWN, State.MERGED):
            continue
        counts = recounted_case(each.steps, each.late)
        for of, key in ((months, f"{day_in_china(each.steps[0].at):%Y-%m}"), (places, each.kept.area_code[:12])):
            of[key] = of.get(key, Counter()) + counts
        whole += counts
        for unit, calls in recounted_calls(each.steps, each.late, counts).items():
            units[unit] = units.get(unit, Counter()) + calls
    assert plain(rates.cases) == counted(whole)
    for found, told in ((rates.by_month, months), (rates.by_community, places), (rates.by_unit, units)):
        assert {key: plain(of) for key, of in found.items()} == {key: counted(of) for key, of in told.items()}
