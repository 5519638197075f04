"""Random walks over registrations, claims and points on a real Neo4j, on several at once: seats, caps and sums hold."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from graphsvc.access.principal import Grant
from graphsvc.china import CHINA, day_in_china
from graphsvc.db.driver import Graph, Transaction
from graphsvc.errors import BadInput, Conflict, NotFound
from graphsvc.gql.execution.documents import Documents
from graphsvc.log.events import Done
from graphsvc.registration.cards.card import CardSeals, Quarter
from graphsvc.registration.cards.store import find_registrants, freeze
from graphsvc.registration.model.point_rules import ANY, PointRule, PointRules, Wallet
from graphsvc.registration.model.points import closes_on
from graphsvc.registration.model.post import ABLE, CLAIM, POST, WAITING, ClaimAction, PostAction
from graphsvc.registration.model.registration import (
    MACHINE,
    Pledge,
    RegistrantKind,
    RegistrationAction,
    ServiceClass,
    Wish,
    open_key,
)
from graphsvc.registration.model.service_record import COUNTED, OLDEST, SERVICE_RECORD, ServiceRecordAction, Stretch
from graphsvc.registration.store.points import close_periods, return_points, spend_points
from graphsvc.registration.store.posts import PostDraft, claim, close, end_past, publish, take
from graphsvc.registration.store.registrations import Draft, file
from graphsvc.registration.store.registrations import take as step
from graphsvc.registration.store.service_records import ServiceDraft, change, write
from tests.engine.registration_ledger import Ledger, Row, read_ledger
from tests.engine.registration_office import RegistrationOffice
from tests.engine.registration_world import HERE, STREET, THERE, place

START = datetime(2026, 6, 20, 1, tzinfo=UTC)
GRANT = Grant((HERE[:9],))
MEMBERS = ("member-01", "member-02", "member-03")
DUTY = PointRule(RegistrantKind.MEMBER, Wallet.DUTY, ANY, date(2026, 1, 1), 100, 100, 150, 250, 400, "某地")
RULES = PointRules((DUTY, replace(DUTY, wallet=Wallet.EXCHANGE, per_month=None, per_year=None)))
SEALS = CardSeals(b"random walks")
LIMITS = (("on", "per_day", 10), ("month", "per_month", 7), ("year", "per_year", 4))
"""A cap by its name, and how much of a written day it counts by."""
ANY_OF = st.integers(0, 99)
_R, _S = RegistrationAction, ServiceRecordAction
STEPS = st.sampled_from([*_R, _R.RECEIVE, _R.RECEIVE, _R.PLEDGE, _R.FULFIL, _R.FULFIL])
DECISIONS = st.sampled_from([*_S, _S.CONFIRM, _S.CORRECT, _S.CORRECT])
"""What leads on is tried more often than what ends."""
Work = Callable[[Transaction], Awaitable[Done]]


class Walk(RuleBasedStateMachine):
    """Three members, and what they register, claim, serve and earn; the class variables are set by the test."""

    office: RegistrationOffice
    graph: Graph
    loop: asyncio.AbstractEventLoop

    def run(self, work: Coroutine[Any, Any, Any]) -> Any:
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(60)

    @initialize()
    def begin(self) -> None:
        self.now, self.made = START, 0
        self.ledger = self.run(read_ledger(self.graph))
        for who in MEMBERS:
            self.tried(self.filing(who, HERE), free=1)
        for each in self.ledger.of("Registration"):
            self.tried(self.stepping(each, RegistrationAction.RECEIVE), free=1)
        for seats in (1, 2):
            self.publish(seats, 40)
        for hour in (9, 11, 13, 15):
            for who in MEMBERS[:2]:
                self.serve(who, 1, hour, 3)

    def id(self, kind: str) -> str:
        self.made += 1
        return f"{kind}-{self.made}"

    def tried(self, *works: Work, free: int) -> None:
        """Do works at once: as many of them are done as there is room for, and where there is none nothing changes."""
        self.now += timedelta(minutes=1)
        self.before = self.ledger

        async def one(work: Work) -> bool:
            try:
                await self.graph.transact(work)
            except (Conflict, NotFound, BadInput):
                return False
            return True

        async def all_() -> list[bool]:
            return await asyncio.gather(*(one(work) for work in works))

        done = sum(self.run(all_()))
        self.ledger = self.run(read_ledger(self.graph))
        assert done == min(free, len(works))
        if not done:
            assert self.ledger.rows == self.before.rows

    def chosen(self, label: str, which: int) -> Row | None:
        found = self.ledger.of(label)
        return found[which % len(found)] if found else None

    def filing(self, who: str, community: str) -> Work:
        draft = Draft(RegistrantKind.MEMBER, who, community, community)
        return partial(file, grant=GRANT, draft=draft, id_=self.id("registration"), by="office", now=self.now)

    def stepping(self, of: Row, action: RegistrationAction) -> Work:
        there = HERE if of["areaCode"] == THERE else THERE
        pledge = Pledge(("巡逻", "义诊"), day_in_china(self.now) + timedelta(days=30))
        wish = Wish(action, "因为", pledge, (0,) if of["pledged"] else (), there, 5)
        given: dict[str, Any] = {"id_": of["id"], "expected": of["version"], "wish": wish}
        return partial(step, grant=GRANT, by="office", now=self.now, **given)

    @rule(who=st.sampled_from(MEMBERS), copies=st.integers(1, 3))
    def register(self, who: str, copies: int) -> None:
        """Of several that come at once, one is filed, where none is open of this year."""
        held = self.ledger.open_of(open_key(who, day_in_china(self.now).year))
        self.tried(*(self.filing(who, HERE) for _ in range(copies)), free=0 if held else 1)

    @rule(which=ANY_OF, action=STEPS, copies=st.integers(1, 2))
    def go_on(self, which: int, action: RegistrationAction, copies: int) -> None:
        if of := self.chosen("Registration", which):
            works = [self.stepping(of, action) for _ in range(copies)]
            self.tried(*works, free=(of["state"], action) in MACHINE.table)

    @rule(seats=st.integers(1, 2), days=st.integers(0, 40))
    def publish(self, seats: int, days: int) -> None:
        ends = day_in_china(self.now) + timedelta(days=days)
        draft = PostDraft(HERE, "义诊", ServiceClass.HEALTH.value, seats, ends_on=ends)
        self.tried(partial(publish, grant=GRANT, draft=draft, id_=self.id("post"), by="office", now=self.now), free=1)

    @rule(which=ANY_OF)
    def everybody_claims(self, which: int) -> None:
        """At once, and each twice: as many get a seat as are able, hold none of it, and find one free."""
        if post := self.chosen("Post", which):
            today, year = day_in_china(self.now), day_in_china(self.now).year
            registered = [self.ledger.open_of(open_key(who, year)) for who in MEMBERS]
            able = sum(r is not None and r["state"] in ABLE and not self.ledger.holds(r, post) for r in registered)
            is_open = post["state"] == "OPEN" and post["endsOn"] >= today
            given: dict[str, Any] = {"post": post["id"], "by": "office", "now": self.now}
            works = [partial(claim, grant=GRANT, registrant=who, id_=self.id("claim"), **given) for who in MEMBERS * 2]
            self.tried(*works, free=min(able, post["seatCount"] - post["takenCount"]) if is_open else 0)

    @rule(which=ANY_OF, action=st.sampled_from(ClaimAction), copies=st.integers(1, 2))
    def move_a_claim(self, which: int, action: ClaimAction, copies: int) -> None:
        if of := self.chosen("Claim", which):
            given: dict[str, Any] = {"id_": of["id"], "expected": of["version"], "note": "因为", "now": self.now}
            works = [partial(take, grant=GRANT, action=action, **given) for _ in range(copies)]
            self.tried(*works, free=(of["state"], action) in CLAIM.table)

    @rule(which=ANY_OF, action=st.sampled_from(PostAction))
    def close_a_post(self, which: int, action: PostAction) -> None:
        if of := self.chosen("Post", which):
            given: dict[str, Any] = {"id_": of["id"], "expected": of["version"], "note": "因为", "now": self.now}
            self.tried(partial(close, grant=GRANT, action=action, **given), free=(of["state"], action) in POST.table)

    @rule(who=st.sampled_from(MEMBERS[:2]), ago=st.integers(1, 3), hour=st.integers(8, 18), halves=st.integers(1, 6))
    def serve(self, who: str, ago: int, hour: int, halves: int) -> None:
        """Two write of the same hours at once: one of them, where the member did nothing else then."""
        day = day_in_china(self.now) - timedelta(days=ago)
        began = datetime.combine(day, time(hour), CHINA)
        stretch = Stretch(began, began + timedelta(minutes=30 * halves))
        under = self.ledger.open_of(open_key(who, day.year))
        free = under is not None and under["state"] in ABLE and not self.overlaps(who, stretch)
        draft = ServiceDraft(who, stretch, "义诊", ServiceClass.HEALTH.value)
        given: dict[str, Any] = {"draft": draft, "by": who, "now": self.now}
        self.tried(*(partial(write, grant=GRANT, id_=self.id("record"), **given) for _ in range(2)), free=free)

    def overlaps(self, who: str, stretch: Stretch, but: str = "") -> bool:
        return any(
            each["startedAt"] < stretch.ended_at and each["endedAt"] > stretch.started_at
            for each in self.ledger.of("ServiceRecord")
            if each["person"] == who and each["state"] in COUNTED and each["id"] != but
        )

    @rule(which=ANY_OF, action=DECISIONS, halves=st.integers(1, 6), copies=st.integers(1, 3))
    def decide(self, which: int, action: ServiceRecordAction, halves: int, copies: int) -> None:
        """Several confirm or correct the same record at once: it counts once."""
        if of := self.chosen("ServiceRecord", which):
            free, stretch = (of["state"], action) in SERVICE_RECORD.table, None
            if action is ServiceRecordAction.CORRECT:
                stretch = Stretch(of["startedAt"], of["startedAt"] + timedelta(minutes=30 * halves))
                free &= of["startedAt"] >= self.now - OLDEST and not self.overlaps(of["person"], stretch, of["id"])
            given: dict[str, Any] = {"id_": of["id"], "expected": of["version"], "by": "office", "now": self.now}
            given |= {"rules": RULES, "note": "因为", "stretch": stretch}
            self.tried(*(partial(change, grant=GRANT, action=action, **given) for _ in range(copies)), free=free)

    @rule()
    def confirm_all(self) -> None:
        """At once: each counts, and all of a member under the same caps."""
        waiting = [each for each in self.ledger.of("ServiceRecord") if each["state"] == "WRITTEN"]
        given: dict[str, Any] = {"action": ServiceRecordAction.CONFIRM, "by": "office", "rules": RULES}
        works = [
            partial(change, grant=GRANT, id_=each["id"], expected=each["version"], now=self.now, **given)
            for each in waiting
        ]
        self.tried(*works, free=len(works))

    @rule(which=ANY_OF, amount=st.integers(1, 400), copies=st.integers(1, 2))
    def exchange(self, which: int, amount: int, copies: int) -> None:
        if of := self.chosen("Registration", which):
            left = self.ledger.left(of, Wallet.EXCHANGE)
            today = day_in_china(self.now)
            held = sum(max(0, each) for period, each in left.items() if closes_on(period) > today)
            given: dict[str, Any] = {"id_": of["id"], "expected": of["version"], "amount": amount, "what": "洗衣液"}
            work = partial(spend_points, grant=GRANT, by="office", now=self.now, **given)
            self.tried(*[work] * copies, free=of["state"] in ABLE and amount <= held)

    @rule(which=ANY_OF)
    def give_back(self, which: int) -> None:
        """An exchange is returned once, whoever else returns it."""
        spent = [each for each in self.ledger.of("PointEntry") if each["kind"] == "SPENT"]
        if spent:
            of = sorted(spent, key=lambda each: (each["bookedAt"], each["period"]))[which % len(spent)]
            account = self.ledger.rows[of.ties["CREDITED_TO"]]
            given: dict[str, Any] = {"id_": account["id"], "expected": account["version"], "entry": of["id"]}
            work = partial(return_points, grant=GRANT, reason="退货", by="office", now=self.now, **given)
            returned = any(each.get("returns") == of["id"] for each in self.ledger.of("PointEntry"))
            self.tried(work, work, free=not returned)

    @rule(days=st.integers(1, 50))
    def let_time_pass(self, days: int) -> None:
        """The rounds come by, two at once: posts end, periods are closed, and cards of the last quarter are frozen."""
        self.now += timedelta(days=days)
        quarter = Quarter.before(day_in_china(self.now))

        async def rounds() -> None:
            await self.graph.transact(lambda tx: end_past(tx, self.now))
            await asyncio.gather(*(self.graph.transact(lambda tx: close_periods(tx, self.now)) for _ in range(2)))
            ids = await find_registrants(self.graph, HERE[:9] + "000", quarter)
            freezing = partial(freeze, ids=ids, quarter=quarter, seals=SEALS, now=self.now)
            made = await asyncio.gather(*(self.graph.transact(freezing) for _ in range(2)))
            assert sum(each.cards for each in made) == len(ids)

        self.run(rounds())
        self.before, self.ledger = self.ledger, self.run(read_ledger(self.graph))

    @invariant()
    def no_more_seats_are_held_than_there_are(self) -> None:
        for post in self.ledger.of("Post"):
            holders = [each for each in self.ledger.tied("TAKES", post) if each["state"] != "CANCELLED"]
            assert len(holders) == post["takenCount"] <= post["seatCount"]
            assert max(Counter(each.ties["CLAIMED_BY"] for each in holders).values(), default=1) == 1
            assert post["state"] == "OPEN" or all(each["state"] != "CLAIMED" for each in holders)
        for gone in self.ledger.of("Registration"):
            if gone["state"] == "WITHDRAWN":
                assert all(each["state"] not in WAITING for each in self.ledger.tied("CLAIMED_BY", gone))

    @invariant()
    def the_steps_of_a_registration_lead_to_where_it_stands(self) -> None:
        for each in self.ledger.of("Registration"):
            state, place_ = "REPORTED", HERE
            for taken in sorted(self.ledger.tied("WENT_THROUGH", each), key=lambda row: row["version"]):
                assert (taken["source"], taken["areaCode"]) == (state, place_)
                state = MACHINE.table[state, taken["action"]]  # type: ignore[index]
                place_ = (THERE if place_ == HERE else HERE) if taken["action"] == "TRANSFER" else place_
            assert (each["state"], each["areaCode"]) == (state, place_)
            months = Counter[int]()
            for served in self.ledger.tied("SERVED_UNDER", each):
                if served["state"] == "CONFIRMED":
                    months[served["servedOn"].month] += served["minutes"]
            assert each.get("minutesByMonth", [0] * 12) == [months[month] for month in range(1, 13)]

    @invariant()
    def no_cap_is_passed_and_nothing_is_earned_twice(self) -> None:
        sums = Counter[tuple[str, ...]]()
        for each in self.ledger.of("PointEntry"):
            if each["kind"] in ("EARNED", "CORRECTED"):
                day, wallet = each["on"].isoformat(), each["wallet"]
                sums["record", "per_record", wallet, each["record"]] += each["amount"]
                for name, cap, digits in LIMITS:
                    sums[name, cap, wallet, each["person"], day[:digits]] += each["amount"]
        for (_, cap, wallet, *_), amount in sums.items():
            (held,) = (getattr(each, cap) for each in RULES.rules if each.wallet == wallet)
            assert 0 <= amount <= (held or 10**9)
        for record in self.ledger.of("ServiceRecord"):
            counts = record["minutes"] * 100 // 60 if record["state"] == "CONFIRMED" else 0
            assert all(sums["record", "per_record", wallet, record["id"]] <= counts for wallet in Wallet)

    @invariant()
    def what_is_shown_of_points_is_the_sum_of_their_lines(self) -> None:
        parts = [
            f'r{n}: registration(id: "{row["id"]}") {{ id state version points {{ wallet balance earned spent }} }}'
            for n, row in enumerate(self.ledger.of("Registration"))
        ]
        shown = self.run(self.office.data(STREET, f"{{ {' '.join(parts)} }}"))
        for row, one in zip(self.ledger.of("Registration"), shown.values(), strict=True):
            assert (one["id"], one["state"], one["version"]) == (row["id"], row["state"], row["version"])
            assert one["points"] == [
                {"wallet": wallet.value, **{name: sum_ / 100 for name, sum_ in self.ledger.sums(row, wallet).items()}}
                for wallet in Wallet
            ]
            shut = {
                (each["wallet"], each["period"])
                for each in self.ledger.tied("CREDITED_TO", row)
                if each["kind"] == "CLOSED"
            }
            assert all(self.ledger.left(row, Wallet(wallet))[period] == 0 for wallet, period in shut)

    @invariant()
    def what_was_written_once_stays_and_cards_keep_their_seals(self) -> None:
        before = getattr(self, "before", self.ledger)
        for label in ("PointEntry", "RegistrationStep", "QuarterCard"):
            for each in before.of(label):
                assert self.ledger.rows[each["id"]] == each
        assert all(SEALS.holds(each.values) for each in self.ledger.of("QuarterCard"))

    def teardown(self) -> None:
        self.run(Ledger.clear(self.graph))


@pytest.mark.parametrize(
    ("walks", "steps"), [pytest.param(12, 30, marks=pytest.mark.slow), pytest.param(300, 60, marks=pytest.mark.soak)]
)
async def test_whatever_is_tried_seats_caps_and_sums_hold(
    known: Documents, clean_graph: Graph, walks: int, steps: int
) -> None:
    await place(clean_graph)
    Walk.office, Walk.graph, Walk.loop = RegistrationOffice(known, clean_graph), clean_graph, asyncio.get_running_loop()
    chosen = settings(
        max_examples=walks,
        stateful_step_count=steps,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        database=None,
    )
    await asyncio.to_thread(run_state_machine_as_test, Walk, settings=chosen)
