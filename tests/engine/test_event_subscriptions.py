"""Webhooks of changes on a real Neo4j: receivers that fail, hang and restart get every event, in order a district."""

import asyncio
import random
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest

from graphsvc.access.principal import Principal
from graphsvc.access.role import Role
from graphsvc.app.event_sending import addresses_of, send_by
from graphsvc.cypher.statement import Statement
from graphsvc.exchange.sending.event_sender import BATCH, LEASE, SENDING, EventSender
from graphsvc.exchange.store import subscriptions
from graphsvc.exchange.store.lanes import hold
from graphsvc.exchange.store.ports import Addresses
from graphsvc.log.cursors import PURPOSE, Cursors
from graphsvc.log.entry import REGISTER
from graphsvc.log.events import Event
from graphsvc.notices.sending.guarded import networks
from graphsvc.notices.sending.ways import Ways
from graphsvc.notices.sending.webhook import signature
from graphsvc.trail.feed import UNTOLD
from tests.conftest import RECORD
from tests.engine.cases_world import COMMUNITY_CODE, STREET
from tests.engine.desk import COMMUNITY, DISTRICT_OFFICE, ELSEWHERE, STREET_OFFICE, WATER, Desk
from tests.engine.modelled import modelled, written
from tests.notices.receiver import Receiver, receiving
from tests.plans import scans
from tests.shared_graph import everything

CITY = Principal("city", Role.DISTRICT_ADMIN, ("500000000000",))
SECRET = "a secret of the tests, long enough"
SHOWN = "{ id version state target types failureCount lastError lastArrivedAt area { code } }"
REGISTER_IT = f"""
mutation ($subscription: EventSubscriptionInput!, $key: ID) {{
  registerEventSubscription(subscription: $subscription, key: $key) {SHOWN} }}"""
LISTED = f"query ($area: ID!) {{ eventSubscriptions(area: $area) {{ totalCount nodes {SHOWN} }} }}"
A_CITY = """\
CREATE (:Node:Area:City {id: '500000000000', code: '500000000000', areaCode: '500000000000', level: 1, prefix: '50',
  name: '山城市'})"""
LOCAL = networks("127.0.0.0/8")


class Post:
    """The desk of a town, senders on it, and a clock that all share."""

    def __init__(self, desk: Desk) -> None:
        self.desk, self.graph = desk, desk.graph
        self.ways = Ways(LOCAL, 0.4, None)
        self.addresses = addresses_of(RECORD, LOCAL)
        self.cursors = Cursors(RECORD.derived(PURPOSE))
        desk.tools[Addresses] = self.addresses

    def sender(self, worker: str = "one", patience: timedelta = timedelta(hours=24)) -> EventSender:
        pause = timedelta(seconds=1)
        untold = frozenset({UNTOLD})
        return EventSender(
            self.graph,
            self.addresses,
            self.cursors,
            send_by(self.ways),
            lambda failures: pause * failures,
            worker,
            lambda: self.desk.now,
            untold,
            "https://party.example.cn",
            patience,
        )

    async def register(self, target: str, caller: Principal = DISTRICT_OFFICE, **more: Any) -> Any:
        given = {"name": "城管平台", "target": target, "secret": SECRET, "area": STREET} | more
        return (await self.desk.data(caller, REGISTER_IT, subscription=given))["registerEventSubscription"]

    async def now(self, made: Any, area: str = STREET, caller: Principal = DISTRICT_OFFICE) -> Any:
        found = (await self.desk.data(caller, LISTED, area=area))["eventSubscriptions"]["nodes"]
        return next(each for each in found if each["id"] == made["id"])

    async def change(self, name: str, made: Any, more: str = "", caller: Principal = DISTRICT_OFFICE) -> Any:
        text = f'mutation {{ {name}(id: "{made["id"]}", expectedVersion: {made["version"]}{more}) {SHOWN} }}'
        return (await self.desk.data(caller, text))[name]

    async def open_steps(self, made: Any, caller: Principal = DISTRICT_OFFICE) -> list[str]:
        text = "query ($id: ID!) { eventSubscriptionActions(subscription: $id) { action allowed reason } }"
        offers = (await self.desk.data(caller, text, id=made["id"]))["eventSubscriptionActions"]
        assert all(each["allowed"] is (each["reason"] is None) for each in offers)
        return [each["action"] for each in offers if each["allowed"]]

    async def write(self, *events: tuple[str, str, str]) -> None:
        told = [Event(action, subject, area) for action, subject, area in events]
        await self.graph.transact(lambda tx: RECORD.append(tx, told, "li", "SYSTEM", self.desk.now))

    async def serve(self, seconds: float = 0, **more: Any) -> int:
        self.desk.now += timedelta(seconds=seconds)
        sender, passed = self.sender(**more), 0
        while done := await sender.serve_due():
            passed += done
        return passed


@pytest.fixture
async def post(desk: Desk) -> AsyncIterator[Post]:
    post = Post(desk)
    yield post
    await post.ways.close()


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    async with receiving() as receiver:
        yield receiver


def subjects(receiver: Receiver) -> list[str]:
    """What arrived, doubles dropped by their keys."""
    return list({each.headers["webhook-id"]: each.json["subject"] for each in receiver.got}.values())


async def test_what_happens_in_the_area_arrives_signed_and_gone_on_with_by_its_id(
    post: Post, receiver: Receiver
) -> None:
    await post.write(("CASE_DISCOVERED", "case-before", COMMUNITY_CODE))
    made = await post.register(receiver.url("/hook?token=hidden"), types=["graphsvc.change.case_"])
    assert (made["state"], made["target"], made["area"]) == (
        "ACTIVE",
        f"http://127.0.0.1:{receiver.port}/…",
        {"code": STREET},
    )
    await post.write(
        ("CASE_DISCOVERED", "case-1", COMMUNITY_CODE),
        (UNTOLD, "person-1", COMMUNITY_CODE),
        ("NEED_PUBLISHED", "need-1", COMMUNITY_CODE),
        ("CASE_DISCOVERED", "case-else", "500103014001"),
        ("CASE_ACCEPTED", "case-1", STREET),
    )
    assert await post.serve() >= 5
    first, second = receiver.got
    assert [each.json["type"] for each in (first, second)] == [
        "graphsvc.change.case_discovered",
        "graphsvc.change.case_accepted",
    ]
    assert first.path == "/hook?token=hidden"
    assert first.headers["content-type"] == "application/cloudevents+json"
    assert first.json["data"]["area"] == {"code": COMMUNITY_CODE, "name": "桐花社区", "level": "COMMUNITY"}
    assert first.json["source"] == "https://party.example.cn/events"
    key, stamp = first.headers["webhook-id"], int(first.headers["webhook-timestamp"])
    assert key == first.json["id"]
    assert first.headers["webhook-signature"] == signature(SECRET, key, stamp, first.body)
    place = post.cursors.open(key, DISTRICT_OFFICE.subject)
    ((number,),) = await post.graph.read(
        Statement(
            "MATCH (e:LogEntry {district: '500103', action: 'CASE_DISCOVERED', subject: 'case-1'}) RETURN e.number"
        )
    )
    assert place == {"500103": number}
    assert await post.serve() == 0
    for label in ("EventSubscription", "EventLane"):
        assert await written(post.graph, label) <= modelled(label)
    stored = str(await everything(post.graph, "EventSubscription", "LogEntry"))
    assert "hidden" not in stored
    assert SECRET not in stored


async def test_only_who_administers_the_area_registers_and_only_addresses_that_are_sent_to(
    post: Post, receiver: Receiver
) -> None:
    given = {"name": "x", "target": receiver.url(), "secret": SECRET, "area": STREET}
    wrong: list[tuple[Principal, dict[str, Any], str]] = [
        (COMMUNITY, {}, "FORBIDDEN"),
        (STREET_OFFICE, {}, "FORBIDDEN"),
        (WATER, {}, "FORBIDDEN"),
        (DISTRICT_OFFICE, {"area": "500104000000"}, "NOT_FOUND"),
        (DISTRICT_OFFICE, {"area": "500103099000"}, "NOT_FOUND"),
        (DISTRICT_OFFICE, {"target": "http://example.cn/"}, "BAD_USER_INPUT"),
        (DISTRICT_OFFICE, {"target": "ftp://example.cn/"}, "BAD_USER_INPUT"),
        (DISTRICT_OFFICE, {"target": "https://user:word@example.cn/"}, "BAD_USER_INPUT"),
        (DISTRICT_OFFICE, {"target": "https://10.0.0.1/hook"}, "BAD_USER_INPUT"),
        (DISTRICT_OFFICE, {"target": "https://[::ffff:192.168.1.1]/"}, "BAD_USER_INPUT"),
        (DISTRICT_OFFICE, {"target": "https://169.254.169.254/latest"}, "BAD_USER_INPUT"),
        (DISTRICT_OFFICE, {"secret": "short"}, "BAD_USER_INPUT"),
    ]
    before = await everything(post.graph, "EventSubscription", "EventLane", "LogEntry")
    for caller, more, code in wrong:
        body = (await post.desk.ask(caller, REGISTER_IT, subscription=given | more)).body
        assert body["errors"][0]["extensions"]["code"] == code, (more, body)
    assert await everything(post.graph, "EventSubscription", "EventLane", "LogEntry") == before
    made = await post.register(receiver.url())
    for caller, sees in ((DISTRICT_OFFICE, True), (CITY, True), (STREET_OFFICE, False), (WATER, False)):
        body = (await post.desk.ask(caller, LISTED, area=STREET)).body
        assert body["data"]["eventSubscriptions"]["totalCount"] == int(sees), caller
    before = await everything(post.graph, "EventSubscription", "LogEntry")
    text = 'mutation ($id: ID!, $v: Int!) { revokeEventSubscription(id: $id, expectedVersion: $v, reason: "r") { id } }'
    away = Principal("away", Role.DISTRICT_ADMIN, ("500104000000",))
    for caller, version, code in (
        (away, 1, "NOT_FOUND"),
        (ELSEWHERE, 1, "FORBIDDEN"),
        (DISTRICT_OFFICE, 7, "CONFLICT"),
    ):
        body = (await post.desk.ask(caller, text, id=made["id"], v=version)).body
        assert body["errors"][0]["extensions"]["code"] == code
    assert await everything(post.graph, "EventSubscription", "LogEntry") == before


async def test_a_subscription_that_waited_or_was_given_up_goes_on_from_where_it_stood(
    post: Post, receiver: Receiver
) -> None:
    made = await post.register(receiver.url(), types=["graphsvc.change.case_"])
    paused = await post.change("pauseEventSubscription", made)
    await post.write(("CASE_DISCOVERED", "case-1", COMMUNITY_CODE))
    assert (await post.serve(), subjects(receiver)) == (0, [])
    assert await post.open_steps(made) == ["RESUME", "REVOKE"]
    resumed = await post.change("resumeEventSubscription", paused)
    await post.serve()
    assert subjects(receiver) == ["case-1"]
    receiver.answer = lambda _: 400
    await post.write(("CASE_ACCEPTED", "case-2", COMMUNITY_CODE), ("CASE_ACCEPTED", "case-3", COMMUNITY_CODE))
    await post.serve()
    found = await post.now(made)
    assert (found["state"], found["failureCount"], found["lastError"]) == ("ACTIVE", 1, "HTTP 400")
    for _ in range(3):
        await post.serve(3600, patience=timedelta(hours=2))
    stopped = await post.now(made)
    assert (stopped["state"], stopped["version"]) == ("STOPPED", resumed["version"] + 1)
    assert await post.open_steps(made) == ["PAUSE", "RESUME", "REVOKE"]
    receiver.answer = lambda _: 204
    assert await post.serve(3600) == 0
    await post.change("resumeEventSubscription", stopped)
    await post.serve()
    assert subjects(receiver) == ["case-1", "case-2", "case-3"]
    assert await post.open_steps(made) == ["PAUSE", "REVOKE"]
    ended = await post.change("revokeEventSubscription", await post.now(made), ', reason: "系统下线"')
    assert await post.open_steps(made) == []
    await post.write(("CASE_CLOSED", "case-4", COMMUNITY_CODE))
    assert (ended["state"], await post.serve(3600), len(subjects(receiver))) == ("REVOKED", 0, 3)


async def test_what_a_worker_leaves_behind_is_sent_when_its_hold_ends_under_the_same_id(
    post: Post, receiver: Receiver
) -> None:
    await post.register(receiver.url(), types=["graphsvc.change.case_"])
    await post.write(("CASE_DISCOVERED", "case-1", COMMUNITY_CODE))
    (held,) = await post.graph.transact(lambda tx: hold(tx, "dead", post.desk.now, LEASE, 8))
    sender = post.sender("dead")
    await sender._tell(held)  # it is sent, and the worker dies before that is noted
    assert await post.serve() == 0
    await post.serve(LEASE.total_seconds())
    assert [each.headers["webhook-id"] for each in receiver.got] == [receiver.got[0].headers["webhook-id"]] * 2
    assert subjects(receiver) == ["case-1"]


async def test_a_receiver_that_fails_hangs_and_restarts_gets_every_event_in_order_a_district(post: Post) -> None:
    """Two workers at once, changes in three districts, one of which begins later."""
    chance = random.Random(20260907)
    districts, written_ = ("500103", "500104", "500105"), dict[str, list[str]]()
    await post.graph.write(Statement(A_CITY))
    async with receiving() as receiver:
        made = await post.register(receiver.url(), CITY, area="500000000000", types=["graphsvc.change.moved"])
        receiver.answer = lambda _: chance.choice([204] * 30 + [500, 429]) if chance.random() > 0.004 else None
        workers, number = [post.sender(f"worker-{n}") for n in range(2)], 0
        for round_ in range(400):
            if round_ < 10:
                for _ in range(4):
                    district = chance.choice(districts[: 2 if round_ < 4 else 3])
                    names = [f"n{number + each}" for each in range(8)]
                    number += 8
                    written_.setdefault(district, []).extend(names)
                    await post.write(*((("MOVED", name, f"{district}001001")) for name in names))
            if round_ in (5, 8):
                await (receiver.stop() if round_ == 5 else receiver.start())
            post.desk.now += timedelta(seconds=5)
            passed = await asyncio.gather(*(each.serve_due() for each in workers))
            if round_ > 12 and not any(passed) and (await post.now(made, "500000000000", CITY))["failureCount"] == 0:
                break
        seen = subjects(receiver)
    assert sorted(seen) == sorted(name for names in written_.values() for name in names)
    for district, names in written_.items():
        assert [name for name in seen if name in set(names)] == names, district


def test_a_hold_is_longer_than_a_worker_sends() -> None:
    assert SENDING + timedelta(seconds=30) < LEASE
    assert BATCH <= 1000


@pytest.mark.parametrize("name", sorted(subscriptions.CYPHER))
async def test_no_statement_reads_every_node_of_a_label(town: Any, desk: Desk, name: str) -> None:
    now = desk.now
    given = {
        "subscription": {"id": "subscription-a", "areaCode": STREET} if name == "register" else "subscription-a",
        "register": REGISTER,
        "scope": ["500103"],
        "unit": "",
        "person": "",
        "id": "subscription-a",
        "expected": 1,
        "sources": ["ACTIVE"],
        "target": "PAUSED",
        "now": now,
        "most": 5,
        "lanes": [{"subscription": "subscription-a", "district": "500103"}],
        "until": now,
        "worker": "w",
        "district": "500103",
        "after": 0,
        "to": 5,
        "failed": False,
        "arrived": False,
        "again": now,
        "since": now,
        "error": "",
        "lane": "subscription-a 500103",
    }
    # subscriptions are few, and each looks at every chain that touches it
    assert await scans(town, Statement(subscriptions.CYPHER[name], given), products=True) == set()
