"""The duty roster on a real Neo4j: a year at once or nothing, nobody on duty twice, swaps that the other agrees to."""

import asyncio
import time
from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any

import pytest

from graphsvc.access.principal import EVERYWHERE, Grant, Principal
from graphsvc.access.role import Role
from graphsvc.china import CHINA
from graphsvc.command.model.duty import DutySeat, Shift
from graphsvc.command.store.duty import TEXTS, enter
from graphsvc.cypher.statement import Statement
from graphsvc.db.driver import Graph
from graphsvc.db.ports import Transaction
from graphsvc.gql.execution.documents import Documents
from graphsvc.log.events import Done
from tests.engine.command_world import (
    APPOINT,
    ASK_SWAP,
    COLLEAGUE,
    COMMUNITY,
    ENTER,
    OFFICIAL,
    OFFICIAL_THERE,
    PEOPLE,
    SWAP,
    VIEWER,
    Centre,
    place,
)
from tests.plans import scans

DAY = datetime(2027, 1, 1, tzinfo=CHINA)
ON_DUTY = """query ($id: ID!, $at: DateTime!) { node(id: $id) { ... on CommandCentre {
  onDuty(at: $at) { nodes { id version seat person { id } } }
  nextOnDuty(at: $at) { nodes { seat person { id } } } } } }"""
CHECK = """query ($id: ID!, $from: DateTime!, $to: DateTime!) { dutyCheck(centre: $id, from: $from, to: $to) {
  gaps { seat startsAt endsAt } doubles { seat shifts { id } } } }"""
AGREE = f"mutation ($id: ID!, $v: Int!) {{ agreeDutySwap(id: $id, expectedVersion: $v) {SWAP} }}"
DECLINE = f'mutation ($id: ID!, $v: Int!) {{ declineDutySwap(id: $id, expectedVersion: $v, reason: "有会") {SWAP} }}'
CANCEL = """mutation ($id: ID!, $v: Int!) { cancelDutyShift(id: $id, expectedVersion: $v, reason: "合并") {
  id version state } }"""
STEPS = {"ask": ASK_SWAP, "agree": AGREE, "decline": DECLINE, "cancel": CANCEL}
TRIED = (*["enter"] * 3, *["ask"] * 4, *["agree"] * 5, *["decline"] * 2, "cancel")
NOT_THEIRS = "换班须由对方本人、其板块负责人或指挥长同意，且不能是申请人。"
FIRST, SECOND = Principal("person-01", Role.MEMBER), Principal("person-02", Role.MEMBER)


def line(person: int, start: float, hours: float = 8, seat: str = "OPERATOR") -> dict[str, Any]:
    begin = DAY + timedelta(hours=start)
    given = {"person": f"person-{person:02}", "seat": seat, "startsAt": begin.isoformat()}
    return {**given, "endsAt": (begin + timedelta(hours=hours)).isoformat()}


def year() -> list[dict[str, Any]]:
    """40 people in three shifts a day for a year: one commands, one sits at the line."""
    slots = range(365 * 3)
    return [
        line((2 * slot + part) % PEOPLE + 1, 8 * slot, seat=seat)
        for slot in slots
        for part, seat in enumerate(("COMMANDER", "OPERATOR"))
    ]


@pytest.fixture
async def centre(known: Documents, clean_graph: Graph) -> Centre:
    await place(clean_graph)
    centre = Centre(known, clean_graph)
    await centre.found()
    return centre


async def on_duty(centre: Centre, hours: float, which: str = "onDuty", caller: Principal = OFFICIAL) -> list[Any]:
    data = await centre.data(caller, ON_DUTY, id=centre.id, at=(DAY + timedelta(hours=hours)).isoformat())
    return [(each["seat"], each["person"] and each["person"]["id"][-2:]) for each in data["node"][which]["nodes"]]


async def shift_of(centre: Centre, person: int) -> Any:
    """The first shift of a person."""
    text = "{ dutyShifts { nodes { id version startsAt person { id } } } }"
    shifts = (await centre.data(OFFICIAL, text))["dutyShifts"]["nodes"]
    held = [each for each in shifts if each["person"]["id"] == f"person-{person:02}"]
    return min(held, key=lambda each: each["startsAt"])


async def test_a_year_of_forty_people_is_entered_at_once_and_told_by_the_minute(centre: Centre) -> None:
    lines = year()
    begun = time.process_time()
    await centre.change(ENTER, shifts=lines, key="year")
    assert time.process_time() - begun < 5
    assert sorted(await on_duty(centre, 7.99)) == [("COMMANDER", "01"), ("OPERATOR", "02")]
    assert sorted(await on_duty(centre, 8)) == [("COMMANDER", "03"), ("OPERATOR", "04")]
    assert len(await on_duty(centre, 8, "nextOnDuty")) == 6
    assert await on_duty(centre, -1) == []
    assert {who for _, who in await on_duty(centre, 100, caller=VIEWER)} == {None}
    whole = {"from": DAY.isoformat(), "to": (DAY + timedelta(days=365)).isoformat()}
    assert (await centre.data(OFFICIAL, CHECK, id=centre.id, **whole))["dutyCheck"] == {"gaps": [], "doubles": []}
    wider = {**whole, "from": (DAY - timedelta(hours=1)).isoformat()}
    gaps = (await centre.data(OFFICIAL, CHECK, id=centre.id, **wider))["dutyCheck"]["gaps"]
    assert [gap["seat"] for gap in gaps] == ["COMMANDER", "OPERATOR"]
    again = await centre.ask(OFFICIAL, ENTER, id=centre.id, v=centre.version - 1, shifts=lines, key="year")
    assert again.body["data"]["enterDuty"]["version"] == centre.version
    assert await centre.graph.read(Statement("MATCH (s:DutyShift) RETURN count(s)")) == [[len(lines)]]
    more = [line(39, 24 * 400), line(40, 24 * 399, 24, "COMMANDER"), line(1, 4), line(7, 24 * 364, seat="COMMANDER")]
    assert "3, 4" in (await centre.refused(OFFICIAL, ENTER, shifts=more))["zh"]


async def test_what_is_wrong_with_a_list_is_named_and_nothing_is_entered(centre: Centre) -> None:
    for lines, said, code in (
        ([line(1, 0), line(1, 4)], "第 1 行与第 2 行重叠", "BAD_USER_INPUT"),
        ([line(1, 0), {**line(2, 0), "person": "nobody"}], "第 2 行的人员不存在", "BAD_USER_INPUT"),
        ([line(1, 0, 25)], "第 1 行须在开始之后 24 小时内结束", "BAD_USER_INPUT"),
    ):
        refusal = await centre.refused(OFFICIAL, ENTER, shifts=lines)
        assert said in refusal["zh"]
        assert refusal["code"] == code
    assert (await centre.refused(OFFICIAL, ENTER, shifts=[line(1, 0)], v=9))["code"] == "CONFLICT"
    assert (await centre.refused(OFFICIAL_THERE, ENTER, shifts=[line(1, 0)]))["code"] == "NOT_FOUND"
    assert (await centre.refused(COMMUNITY, ENTER, shifts=[line(1, 0)]))["code"] == "FORBIDDEN"
    await centre.change(ENTER, shifts=[line(1, 0, seat="COMMANDER")])
    assert "第 2 行" in (await centre.refused(OFFICIAL, ENTER, shifts=[line(2, 8), line(3, 7, seat="COMMANDER")]))["zh"]
    shift = await shift_of(centre, 1)
    made = await centre.data(OFFICIAL, CANCEL, id=shift["id"], v=shift["version"])
    assert made["cancelDutyShift"]["state"] == "CANCELLED"
    assert await on_duty(centre, 1) == []
    await centre.change(ENTER, shifts=[line(3, 7, seat="COMMANDER")])


async def test_a_swap_is_made_when_the_other_agrees_and_nobody_is_on_duty_twice(centre: Centre) -> None:
    await centre.change(ENTER, shifts=[line(1, 0), line(2, 24), line(3, 0), line(3, 24, 4)])
    first, second, third = [await shift_of(centre, person) for person in (1, 2, 3)]
    assert (await centre.refused(SECOND, ASK_SWAP, id=first["id"], v=1, other=second["id"]))["code"] == "NOT_FOUND"
    assert (await centre.refused(VIEWER, ASK_SWAP, id=first["id"], v=1, other=second["id"]))["code"] == "FORBIDDEN"
    asked = (await centre.data(FIRST, ASK_SWAP, id=first["id"], v=1, other=second["id"]))["askDutySwap"]
    assert asked["swapFor"] == {"id": second["id"]}
    assert (await centre.refused(FIRST, AGREE, id=first["id"], v=2))["code"] == "NOT_FOUND"
    assert (await centre.refused(SECOND, AGREE, id=first["id"], v=1))["code"] == "CONFLICT"
    assert (await centre.refused(OFFICIAL, ASK_SWAP, id=third["id"], v=1, other=second["id"]))["code"] == "CONFLICT"
    made = (await centre.data(SECOND, AGREE, id=first["id"], v=2))["agreeDutySwap"]
    assert made["swapFor"] is None
    assert sorted(await on_duty(centre, 1)) == [("OPERATOR", "02"), ("OPERATOR", "03")]
    assert ("OPERATOR", "01") in await on_duty(centre, 25)
    asked = (await centre.data(OFFICIAL, ASK_SWAP, id=third["id"], v=1, other=second["id"]))["askDutySwap"]
    own = await centre.refused(OFFICIAL, AGREE, id=third["id"], v=asked["version"])
    assert own["zh"] == NOT_THEIRS
    same = await centre.refused(COLLEAGUE, AGREE, id=third["id"], v=asked["version"])
    assert same["zh"] == NOT_THEIRS, "a second token of the asker's office is not the other person"
    twice = await centre.refused(FIRST, AGREE, id=third["id"], v=asked["version"])
    assert twice["zh"] == "换班后有人同时在两个班次。"
    declined = (await centre.data(COLLEAGUE, DECLINE, id=third["id"], v=asked["version"]))["declineDutySwap"]
    assert declined["swapFor"] is None
    people = "MATCH (s:DutyShift)-[:HELD_BY]->(p) RETURN count(*), sum(CASE WHEN s.person = p.id THEN 1 ELSE 0 END)"
    assert await centre.graph.read(Statement(people)) == [[4, 4]]


async def test_the_head_of_the_centre_or_of_the_other_s_board_agrees_for_it_on_its_days(centre: Centre) -> None:
    await centre.change(ENTER, shifts=[line(1, 0), line(2, 24)])
    first, second = [await shift_of(centre, person) for person in (1, 2)]
    asked = (await centre.data(FIRST, ASK_SWAP, id=first["id"], v=1, other=second["id"]))["askDutySwap"]
    head, leads, led_before, elsewhere = [Principal(f"person-{number:02}", Role.MEMBER) for number in (5, 6, 7, 8)]
    board = {"role": "BOARD_HEAD", "board": "ECONOMY"}
    roles: list[dict[str, Any]] = [
        {"who": {"person": "person-05", "role": "HEAD"}},
        {"who": {"person": "person-07", **board}, "until": "2026-03-01"},
        {"who": {"person": "person-06", **board}, "since": "2026-03-01"},
        {"who": {"person": "person-08", "role": "BOARD_HEAD", "board": "LIVELIHOOD"}},
        {"who": {"person": "person-02", "role": "POST_HOLDER", "board": "ECONOMY", "post": "综合"}},
    ]
    for role in roles:
        await centre.change(APPOINT, **{"since": "2026-01-01", **role})
    for caller in (led_before, elsewhere):
        refusal = await centre.refused(caller, AGREE, id=first["id"], v=asked["version"])
        assert refusal["code"] == "NOT_FOUND"
    made = (await centre.data(leads, AGREE, id=first["id"], v=asked["version"]))["agreeDutySwap"]
    assert made["swapFor"] is None
    asked = (await centre.data(FIRST, ASK_SWAP, id=second["id"], v=2, other=first["id"]))["askDutySwap"]
    made = (await centre.data(head, AGREE, id=second["id"], v=asked["version"]))["agreeDutySwap"]
    assert made["swapFor"] is None


async def test_a_swap_waits_for_a_roster_that_gives_one_of_the_two_a_shift_at_the_same_time(centre: Centre) -> None:
    await centre.change(ENTER, shifts=[line(1, 0), line(2, 24)])
    first, second = [await shift_of(centre, person) for person in (1, 2)]
    await centre.data(FIRST, ASK_SWAP, id=first["id"], v=1, other=second["id"])
    entered, swap_began = asyncio.Event(), asyncio.Event()
    begin = DAY + timedelta(hours=26)
    shift = Shift("person-01", DutySeat.OPERATOR, begin, begin + timedelta(hours=4))

    async def enter_slowly(tx: Transaction) -> Done:
        done = await enter(tx, Grant(EVERYWHERE), centre.id, centre.version, [shift], ["shift-late"])
        entered.set()
        await swap_began.wait()
        await asyncio.sleep(0.5)
        return done

    slow = asyncio.create_task(centre.graph.transact(enter_slowly))
    await entered.wait()
    swap = asyncio.create_task(centre.ask(SECOND, AGREE, id=first["id"], v=2))
    swap_began.set()
    await slow
    assert (await swap).body["errors"][0]["extensions"]["zh"] == "换班后有人同时在两个班次。"


@dataclass
class Kept:
    """A shift as it should be: who holds it, which hours of the walk, and what swap is asked for, by whom."""

    person: int
    begin: float
    version: int = 1
    planned: bool = True
    asked: tuple[str, str] | None = None

    def meets(self, person: int, begin: float, hours: float = 8) -> bool:
        return self.planned and self.person == person and self.begin < begin + hours and begin < self.begin + 8


class Roster:
    """What the roster of a centre has to become of the steps that are tried."""

    def __init__(self) -> None:
        self.shifts: dict[str, Kept] = {}

    def can_enter(self, person: int, begin: float) -> bool:
        return not any(each.meets(person, begin) for each in self.shifts.values())

    def is_asked(self, id_: str) -> bool:
        return any(each.asked and id_ in (own, each.asked[0]) for own, each in self.shifts.items())

    def can_ask(self, caller: Principal, id_: str, other: str, hour: float) -> bool:
        one, two = self.shifts[id_], self.shifts[other]
        own = caller is OFFICIAL or caller.subject == f"person-{one.person:02}"
        later = all(each.planned and each.begin > hour for each in (one, two))
        return own and one.person != two.person and later and not self.is_asked(id_) and not self.is_asked(other)

    def can_answer(self, caller: Principal, id_: str, hour: float, *, agreed: bool) -> bool:
        one = self.shifts[id_]
        if one.asked is None:
            return False
        two = self.shifts[one.asked[0]]
        holds = caller.subject == f"person-{two.person:02}"
        if not agreed:
            return holds or caller is OFFICIAL
        others = [each for own, each in self.shifts.items() if own not in (id_, one.asked[0])]
        twice = any(each.meets(two.person, one.begin) or each.meets(one.person, two.begin) for each in others)
        later = all(each.planned and each.begin > hour for each in (one, two))
        return holds and one.asked[1] != caller.subject and later and not twice

    def can_take(self, step: str, caller: Principal, id_: str, other: str, hour: float) -> bool:
        match step:
            case "ask":
                return self.can_ask(caller, id_, other, hour)
            case "cancel":
                return caller is OFFICIAL and self.shifts[id_].planned
        return self.can_answer(caller, id_, hour, agreed=step == "agree")

    def swap(self, id_: str) -> None:
        one = self.shifts[id_]
        assert one.asked
        two = self.shifts[one.asked[0]]
        one.person, two.person = two.person, one.person
        two.version += 1


@pytest.mark.parametrize("seed", range(2))
async def test_every_step_of_a_random_walk_is_taken_or_refused_and_nobody_is_on_duty_twice(
    centre: Centre, seed: int
) -> None:
    random, roster, hour, taken = Random(seed), Roster(), 0.0, Counter[str]()
    centre.now = DAY
    for _ in range(120):
        hour = (centre.now - DAY) / timedelta(hours=1)
        caller, step = random.choice((OFFICIAL, FIRST, SECOND)), random.choice(TRIED)
        if step == "enter" or len(roster.shifts) < 4:
            person, begin = random.randint(1, 3), hour // 4 * 4 + random.choice((8, 12, 20, 28, 36, 48, 60))
            may = roster.can_enter(person, begin)
            lines = [line(person, begin)]
            body = (await centre.ask(OFFICIAL, ENTER, id=centre.id, v=centre.version, shifts=lines)).body
            assert ("errors" not in body) == may, (person, begin, body)
            if may:
                centre.version = body["data"]["enterDuty"]["version"]
                (new,) = [id_ for id_ in await shifts_of(centre) if id_ not in roster.shifts]
                roster.shifts[new] = Kept(person, begin)
                taken["enter"] += 1
            continue
        waiting = [id_ for id_, each in roster.shifts.items() if each.asked]
        answers = step in ("agree", "decline") and waiting
        id_ = random.choice(waiting if answers and random.random() < 0.8 else list(roster.shifts))
        other = random.choice([each for each in roster.shifts if each != id_])
        kept = roster.shifts[id_]
        if kept.asked and step == "agree" and random.random() < 0.7:
            caller = Principal(f"person-{roster.shifts[kept.asked[0]].person:02}", Role.MEMBER)
        seen = kept.version if random.random() < 0.9 else kept.version + 1
        may = seen == kept.version and roster.can_take(step, caller, id_, other, hour)
        given = {"id": id_, "v": seen, **({"other": other} if step == "ask" else {})}
        body = (await centre.ask(caller, STEPS[step], **given)).body
        assert ("errors" not in body) == may, (step, caller.subject, kept, roster.shifts[other], body)
        centre.now += timedelta(minutes=random.choice((0, 0, 0, 60)))
        if not may:
            continue
        taken[step] += 1
        kept.version += 1
        if step == "agree":
            roster.swap(id_)
        if step == "cancel":
            kept.planned = False
            for own, each in roster.shifts.items():
                each.asked = None if each.asked and id_ in (own, each.asked[0]) else each.asked
        else:
            kept.asked = (other, caller.subject) if step == "ask" else None
    rows = await shifts_of(centre)
    assert rows == {
        id_: [f"person-{each.person:02}", each.version, each.planned, each.asked and each.asked[0]]
        for id_, each in roster.shifts.items()
    }
    for at in range(0, int(hour) + 60, 4):
        held = sorted(f"{e.person:02}" for e in roster.shifts.values() if e.planned and e.begin <= at < e.begin + 8)
        assert sorted(who for _, who in await on_duty(centre, at)) == held
        assert len(held) == len(set(held)), "somebody is on duty twice"
    assert min(taken[step] for step in ("enter", *STEPS)) > 0, taken


async def shifts_of(centre: Centre) -> dict[str, list[Any]]:
    """Every shift: who holds it, its version, whether it is planned, and the shift that it is to be swapped for."""
    text = """MATCH (s:DutyShift)-[:HELD_BY]->(p:Person)
OPTIONAL MATCH (s)-[:SWAP_ASKED]->(t)
RETURN s.id, CASE WHEN s.person = p.id THEN p.id END, s.version, s.state = 'PLANNED', t.id"""
    return {row[0]: row[1:] for row in await centre.graph.read(Statement(text))}


@pytest.mark.parametrize("name", sorted(TEXTS))
async def test_no_statement_scans(centre: Centre, name: str) -> None:
    given: dict[str, Any] = {"id": "c", "expected": 1, "people": [], "shifts": [], "scope": [""], "unit": "", "by": "b"}
    given |= {
        "person": "",
        "now": None,
        "note": "",
        "target": "t",
        "agreed": True,
        "from": None,
        "to": None,
        "asOf": None,
    }
    assert not await scans(centre.graph, Statement(TEXTS[name], given), products=True)
