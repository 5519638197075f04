"""Deliveries on a real Neo4j to receivers that fail, hang and restart: each notice arrives, none at the wrong one."""

import asyncio
import random
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from typing import Any

import pytest

from graphsvc.access.address import to_person, to_unit
from graphsvc.access.principal import Principal
from graphsvc.cypher.statement import Statement
from graphsvc.db.driver import Graph
from graphsvc.notices.model.notice import Notice, NoticeKind
from graphsvc.notices.sending.dispatcher import BATCH, LEASE, Dispatcher
from graphsvc.notices.sending.guarded import networks
from graphsvc.notices.sending.ways import Ways
from graphsvc.notices.store import deliveries, endpoints
from graphsvc.notices.store.deliveries import deliver, hold, read_backlog
from graphsvc.notices.store.telling import CYPHER as TELLING
from graphsvc.notices.store.telling import derive
from graphsvc.notices.store.vault import PURPOSE, Vault
from tests.conftest import RECORD
from tests.engine.cases_world import COMMUNITY_CODE, GRID_CODE
from tests.engine.desk import COMMUNITY, DISTRICT_OFFICE, ELSEWHERE, POWER, STREET_OFFICE, WATER, Desk, whistled
from tests.engine.modelled import modelled, written
from tests.notices.receiver import Receiver, receiving
from tests.plans import scans
from tests.shared_graph import everything

SECRET = "a secret of the tests, long enough"
REGISTER = """
mutation ($endpoint: NoticeEndpointInput!) { registerNoticeEndpoint(endpoint: $endpoint) {
  id version state name way target receiver kinds detail
  waiting: deliveries(filter: { waiting: true }) { totalCount }
  dead: deliveries(filter: { state: [DEAD] }) { totalCount } } }"""
ONE = """{ id version state failureCount lastError lastArrivedAt
  waiting: deliveries(filter: { waiting: true }) { totalCount }
  dead: deliveries(filter: { state: [DEAD] }) { totalCount } }"""
OFFERS = "query ($id: ID!) { noticeEndpointActions(endpoint: $id) { action allowed reason } }"
STEPS = {
    action: f"mutation ($id: ID!, $version: Int!) {{ {change}(id: $id, expectedVersion: $version{more}) {{ id }} }}"
    for action, change, more in (
        ("PAUSE", "pauseNoticeEndpoint", ""),
        ("RESUME", "resumeNoticeEndpoint", ""),
        ("REVOKE", "revokeNoticeEndpoint", ', reason: "r"'),
        ("REPLAY", "replayNoticeDeliveries", ""),
    )
}
LISTED = f"query ($area: ID!) {{ noticeEndpoints(area: $area) {{ totalCount nodes {ONE} }} }}"
DELIVERIES = """
query ($endpoint: ID!) { noticeDeliveries(endpoint: $endpoint) { totalCount nodes {
  id state attemptCount error notice { id } endpoint { id } } } }"""
AREA = "500103012000"


class Post:
    """The desk of a town, a dispatcher on it, and a clock that both share."""

    def __init__(self, desk: Desk) -> None:
        self.desk, self.graph, self.number = desk, desk.graph, 0
        self.ways = Ways(networks("127.0.0.0/8"), 0.5, None)

    def dispatcher(self, worker: str = "one", **more: Any) -> Dispatcher:
        given: dict[str, Any] = {"first_pause": timedelta(seconds=5), "chance": lambda: 0.5} | more
        senders = self.ways.senders
        return Dispatcher(self.graph, Vault(RECORD.derived(PURPOSE)), senders, worker, lambda: self.desk.now, **given)

    async def register(self, caller: Principal, target: str, **more: Any) -> Any:
        given = {"name": "系统对接", "way": "WEBHOOK", "target": target, "secret": SECRET, "area": AREA} | more
        return (await self.desk.data(caller, REGISTER, endpoint=given))["registerNoticeEndpoint"]

    async def endpoint(self, id_: str) -> Any:
        found = (await self.desk.data(DISTRICT_OFFICE, LISTED, area=AREA))["noticeEndpoints"]["nodes"]
        return next(each for each in found if each["id"] == id_)

    async def deliveries(self, id_: str) -> list[Any]:
        return (await self.desk.data(DISTRICT_OFFICE, DELIVERIES, endpoint=id_))["noticeDeliveries"]["nodes"]

    async def change(self, name: str, endpoint: Any, more: str = "", caller: Principal = DISTRICT_OFFICE) -> Any:
        text = f'mutation {{ {name}(id: "{endpoint["id"]}", expectedVersion: {endpoint["version"]}{more}) {ONE} }}'
        return (await self.desk.data(caller, text))[name]

    async def tell(self, *to: str, kind: NoticeKind = NoticeKind.CALL, urgent: bool = False) -> list[str]:
        """Write notices as a round does, one to each address; their ids."""
        made = []
        for each in to:
            self.number += 1
            id_ = f"notice-500103-{self.number}-1"
            place = ("500103", self.number, GRID_CODE, "第一网格", "case-1", self.desk.now)
            made.append(Notice(id_, each, kind, "CASE_WHISTLE", "请签收", *place, is_urgent=urgent))

        async def write(tx: Any) -> None:
            await tx.run(Statement(TELLING["write"], {"notices": [each.properties for each in made]}))
            await deliver(tx, made, self.desk.now)

        await self.graph.transact(write)
        return [each.id for each in made]

    async def serve(self, seconds: float = 0, **more: Any) -> int:
        self.desk.now += timedelta(seconds=seconds)
        dispatcher, tried = self.dispatcher(**more), 0
        while done := await dispatcher.serve_due():
            tried += done
        return tried


@pytest.fixture
async def post(desk: Desk) -> AsyncIterator[Post]:
    post = Post(desk)
    yield post
    await post.ways.close()


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    async with receiving() as receiver:
        yield receiver


def notices(receiver: Receiver, endpoint: Any) -> list[str]:
    """The notices that arrived, by their ids, doubles dropped by their keys."""
    start = "delivery-" + endpoint["id"].removeprefix("endpoint-") + "-"
    assert all(key.startswith(start) for key in receiver.keys), "a delivery of another endpoint came here"
    return ["notice-" + key.removeprefix(start) for key in dict.fromkeys(receiver.keys)]


async def test_a_whistle_arrives_at_the_department_signed_and_without_words_of_the_case(
    post: Post, receiver: Receiver
) -> None:
    made = await post.register(WATER, receiver.url("/hook?token=secret"))
    assert made["target"] == f"http://127.0.0.1:{receiver.port}/…"
    assert (made["receiver"], made["waiting"]["totalCount"], made["dead"]["totalCount"]) == ("UNIT unit-water;", 0, 0)
    other = await post.register(POWER, receiver.url("/other"))
    case = await whistled(post.desk)
    while (await post.graph.transact(lambda tx: derive(tx, post.desk.now))).due:
        pass
    assert (await post.endpoint(made["id"]))["waiting"]["totalCount"] == 1
    assert await post.serve() == 1
    (got,) = receiver.got
    assert got.path == "/hook?token=secret"
    assert (got.json["kind"], got.json["subjectId"]) == ("CALL", case["id"])
    assert "停水" not in got.body.decode()
    (delivery,) = await post.deliveries(made["id"])
    assert (delivery["state"], delivery["attemptCount"], delivery["id"]) == ("SENT", 1, got.headers["webhook-id"])
    assert await post.deliveries(other["id"]) == []
    assert (await post.endpoint(made["id"]))["lastArrivedAt"] is not None
    for label in ("NoticeEndpoint", "NoticeDelivery", "NoticeLane"):
        assert await written(post.graph, label) <= modelled(label)
    stored = str(await everything(post.graph, "NoticeEndpoint", "LogEntry"))
    assert "token=secret" not in stored
    assert SECRET not in stored


async def test_only_who_may_registers_sees_and_changes_an_endpoint(post: Post, receiver: Receiver) -> None:
    given = {"name": "x", "way": "WEBHOOK", "target": receiver.url(), "secret": SECRET, "area": COMMUNITY_CODE}
    wrong: list[tuple[Principal, dict[str, Any], str]] = [
        (COMMUNITY, {}, "FORBIDDEN"),
        (STREET_OFFICE, {}, "FORBIDDEN"),
        (WATER, {"unit": "unit-power"}, "NOT_FOUND"),
        (DISTRICT_OFFICE, {"area": "500104000000"}, "NOT_FOUND"),
        (DISTRICT_OFFICE, {"unit": "unit-none"}, "NOT_FOUND"),
        (DISTRICT_OFFICE, {"unit": "unit-water", "role": "GRID_WORKER"}, "BAD_USER_INPUT"),
        (DISTRICT_OFFICE, {"target": "http://example.cn/"}, "BAD_USER_INPUT"),
        (DISTRICT_OFFICE, {"secret": None}, "BAD_USER_INPUT"),
        (DISTRICT_OFFICE, {"quiet": "22-7"}, "BAD_USER_INPUT"),
    ]
    before = await everything(post.graph, "NoticeEndpoint", "LogEntry")
    for caller, more, code in wrong:
        body = (await post.desk.ask(caller, REGISTER, endpoint=given | more)).body
        assert body["errors"][0]["extensions"]["code"] == code, (more, body)
    assert await everything(post.graph, "NoticeEndpoint", "LogEntry") == before
    made = await post.register(WATER, receiver.url())
    for caller, sees in ((WATER, True), (DISTRICT_OFFICE, True), (POWER, False), (ELSEWHERE, False)):
        found = (await post.desk.ask(caller, LISTED, area=AREA)).body["data"]["noticeEndpoints"]["totalCount"]
        assert found == int(sees)
    before = await everything(post.graph, "NoticeEndpoint", "LogEntry")
    text = 'mutation ($id: ID!, $v: Int!) { revokeNoticeEndpoint(id: $id, expectedVersion: $v, reason: "r") { id } }'
    for caller, version, code in ((POWER, 1, "NOT_FOUND"), (COMMUNITY, 1, "FORBIDDEN"), (WATER, 7, "CONFLICT")):
        body = (await post.desk.ask(caller, text, id=made["id"], v=version)).body
        assert body["errors"][0]["extensions"]["code"] == code
    assert await everything(post.graph, "NoticeEndpoint", "LogEntry") == before


async def test_a_receiver_that_is_away_is_left_alone_longer_each_time_and_then_gets_all_in_order(
    post: Post, receiver: Receiver
) -> None:
    made = await post.register(WATER, receiver.url())
    await receiver.stop()
    told = await post.tell(*[to_unit("unit-water")] * 5)
    tried = [await post.serve(seconds) for seconds in (0, 4, 2, 8, 3, 19, 2)]
    assert tried == [1, 0, 1, 0, 1, 0, 1]  # after 5, 10 and 20 seconds, one alone
    stood = await post.endpoint(made["id"])
    assert (stood["failureCount"], stood["waiting"]["totalCount"], stood["lastError"]) == (4, 5, "ConnectError")
    await receiver.start()
    assert await post.serve(60) == 5
    assert notices(receiver, made) == told
    assert (await post.endpoint(made["id"]))["failureCount"] == 0


async def test_what_is_refused_is_given_up_lets_others_by_and_can_be_replayed(post: Post, receiver: Receiver) -> None:
    made = await post.register(WATER, receiver.url())
    first, second = await post.tell(to_unit("unit-water"), to_unit("unit-water"))
    receiver.answer = lambda got: 400 if got.json["number"] == 1 else 204
    for _ in range(5):
        await post.serve(60)
    assert notices(receiver, made) == [second]
    stood = await post.endpoint(made["id"])
    assert (stood["waiting"]["totalCount"], stood["dead"]["totalCount"]) == (0, 1)
    (dead, _) = await post.deliveries(made["id"])
    assert (dead["state"], dead["attemptCount"], dead["error"]) == ("DEAD", 3, "HTTP 400")
    assert (await read_backlog(post.graph)).dead == 1
    receiver.answer = lambda _: 204
    await post.change("replayNoticeDeliveries", stood)
    await post.serve()
    assert notices(receiver, made) == [second, first]
    assert (await post.endpoint(made["id"]))["dead"]["totalCount"] == 0


async def test_what_is_offered_of_an_endpoint_is_what_is_done(post: Post, receiver: Receiver) -> None:
    made = await post.register(WATER, receiver.url())
    id_ = made["id"]
    receiver.answer = lambda _: 400

    async def offers() -> dict[str, str | None]:
        found = (await post.desk.ask(WATER, OFFERS, id=id_)).body["data"]["noticeEndpointActions"]
        assert all(each["allowed"] is (each["reason"] is None) for each in found)
        return {each["action"]: each["reason"] for each in found}

    async def agrees() -> None:
        """Every step that is not offered is refused in the words of its offer, and changes nothing."""
        before = await everything(post.graph, "NoticeEndpoint", "NoticeDelivery", "LogEntry")
        version = (await post.endpoint(id_))["version"]
        for action, reason in (await offers()).items():
            if reason is not None:
                body = (await post.desk.ask(WATER, STEPS[action], id=id_, version=version)).body
                told = body["errors"][0]["extensions"]
                assert (told["code"], told["zh"]) == ("CONFLICT", reason), action
        assert await everything(post.graph, "NoticeEndpoint", "NoticeDelivery", "LogEntry") == before

    async def open_steps() -> set[str]:
        await agrees()
        return {action for action, reason in (await offers()).items() if reason is None}

    assert await open_steps() == {"PAUSE", "REVOKE"}
    await post.tell(to_unit("unit-water"))
    for _ in range(5):
        await post.serve(60)
    assert await open_steps() == {"PAUSE", "REVOKE", "REPLAY"}
    await post.change("pauseNoticeEndpoint", await post.endpoint(id_))
    assert await open_steps() == {"RESUME", "REVOKE"}
    await post.change("revokeNoticeEndpoint", await post.endpoint(id_), ', reason: "系统下线"')
    assert await open_steps() == set()
    for caller in (POWER, COMMUNITY):
        assert (await post.desk.ask(caller, OFFERS, id=id_)).body["data"]["noticeEndpointActions"] is None


async def test_who_stays_away_for_a_day_has_its_oldest_given_up(post: Post, receiver: Receiver) -> None:
    made = await post.register(WATER, receiver.url())
    receiver.answer = lambda _: 503
    await post.tell(to_unit("unit-water"))
    await post.serve()
    await post.serve(25 * 3600)
    assert [each["state"] for each in await post.deliveries(made["id"])] == ["DEAD"]


async def test_a_paused_endpoint_waits_and_an_ended_one_gets_nothing_more(post: Post, receiver: Receiver) -> None:
    made = await post.register(WATER, receiver.url())
    paused = await post.change("pauseNoticeEndpoint", made)
    told = await post.tell(to_unit("unit-water"))
    assert await post.serve(60) == 0
    resumed = await post.change("resumeNoticeEndpoint", paused, caller=WATER)
    assert await post.serve() == 1
    assert notices(receiver, made) == told
    await post.tell(to_unit("unit-water"))
    await post.change("revokeNoticeEndpoint", resumed, ', reason: "系统下线"')
    await post.tell(to_unit("unit-water"))
    assert await post.serve(60) == 0
    assert [each["state"] for each in await post.deliveries(made["id"])] == ["SENT", "DROPPED"]


async def test_what_is_not_urgent_waits_for_the_morning_and_what_is_urgent_does_not(
    post: Post, receiver: Receiver
) -> None:
    quiet = await post.register(WATER, receiver.url("/quiet"), quiet="22:00-07:00")
    post.desk.now = datetime.fromisoformat("2026-09-08T15:00:00+00:00")  # 23:00 in China
    (waits,) = await post.tell(to_unit("unit-water"))
    (goes,) = await post.tell(to_unit("unit-water"), urgent=True)
    await post.serve()
    assert notices(receiver, quiet) == [goes]
    await post.serve(7 * 3600)
    assert notices(receiver, quiet) == [goes]
    await post.serve(3600)
    assert notices(receiver, quiet) == [goes, waits]


async def test_a_digest_goes_out_once_a_day_with_everything_in_it(post: Post, receiver: Receiver) -> None:
    made = await post.register(WATER, receiver.url(), digestAt="08:30")
    post.desk.now = datetime.fromisoformat("2026-09-08T02:00:00+00:00")  # 10:00 in China
    await post.tell(*[to_unit("unit-water")] * 3)
    assert await post.serve(22 * 3600) == 0
    assert await post.serve(1800) == 3
    (got,) = receiver.got
    assert (got.json["type"], [each["number"] for each in got.json["notices"]]) == ("digest", [1, 2, 3])
    assert {each["state"] for each in await post.deliveries(made["id"])} == {"SENT"}


async def test_what_a_worker_leaves_behind_goes_out_when_its_hold_ends(post: Post, receiver: Receiver) -> None:
    made = await post.register(WATER, receiver.url())
    told = await post.tell(to_unit("unit-water"))
    held = await post.graph.transact(lambda tx: hold(tx, "dead", post.desk.now, LEASE, 8))
    assert len(held) == 1
    assert await post.serve() == 0
    assert await post.serve(LEASE.total_seconds()) == 1
    assert notices(receiver, made) == told


async def test_receivers_that_fail_hang_and_restart_get_each_notice_and_none_of_others(post: Post) -> None:
    """Three workers at once; each lane keeps its order, doubles carry one key."""
    chance = random.Random(20260907)
    async with receiving() as failing, receiving() as hanging, receiving() as restarting:
        failing.answer = lambda _: chance.choice([204, 204, 500, 429])
        hanging.answer = lambda _: None if chance.random() < 0.02 else 204
        at = {to_unit("unit-water"): failing, to_unit("unit-power"): hanging, to_person("p"): restarting}
        registered = {
            to_unit("unit-water"): await post.register(WATER, failing.url()),
            to_unit("unit-power"): await post.register(POWER, hanging.url()),
            to_person("p"): await post.register(DISTRICT_OFFICE, restarting.url(), person="p"),
        }
        addresses = [chance.choice([*at, to_unit("unit-fire")]) for _ in range(300)]
        told = await post.tell(*addresses)
        workers = [post.dispatcher(f"worker-{n}", first_pause=timedelta(milliseconds=1)) for n in range(3)]
        for round_ in range(200):
            if round_ in (1, 3):
                await (restarting.stop() if round_ == 1 else restarting.start())
            post.desk.now += timedelta(seconds=5)
            await asyncio.gather(*(each.serve_due() for each in workers))
            if round_ > 3 and (await read_backlog(post.graph)).waiting == 0:
                break
        for address, receiver in at.items():
            wanted = [id_ for id_, to in zip(told, addresses, strict=True) if to == address]
            assert notices(receiver, registered[address]) == wanted
    assert (await read_backlog(post.graph)).dead == 0


def test_a_hold_is_longer_than_a_worker_sends() -> None:
    from graphsvc.notices.sending.dispatcher import SENDING

    assert SENDING + timedelta(seconds=30) < LEASE
    assert BATCH <= 1000


@pytest.mark.parametrize("name", sorted({*deliveries.CYPHER, *endpoints.CYPHER}))
async def test_no_statement_reads_every_node_of_a_label(town: Graph, desk: Desk, name: str) -> None:
    now = desk.now
    given = {
        "endpoint": {"id": "endpoint-a", "areaCode": AREA, "unit": None},
        "id": "endpoint-a",
        "lane": "endpoint-a 500103a",
        "lanes": ["endpoint-a 500103a"],
        "deliveries": [],
        "worker": "w",
        "now": now,
        "until": now,
        "again": now,
        "before": now,
        "most": 5,
        "size": 5,
        "results": [],
        "failed": False,
        "arrived": False,
        "error": "",
        "expected": 1,
        "sources": ["ACTIVE"],
        "target": "PAUSED",
        "scope": ["500103"],
        "unit": "",
    }
    if name == "deliver":
        given["lanes"] = [{"id": "l", "endpoint": "e", "at": now}]
    if name == "finish":
        given["endpoint"] = "endpoint-a"
    text = (deliveries.CYPHER | endpoints.CYPHER)[name]
    assert await scans(town, Statement(text, given), products=True) == set()
