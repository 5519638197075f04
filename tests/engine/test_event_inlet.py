"""Cases in from another system over HTTP: sent eight times at once it is one case, and each refusal has its status."""

import asyncio
import base64
import json
from typing import Any
from urllib.parse import quote

import httpx
from starlette.applications import Starlette

from graphsvc.access.principal import Principal
from graphsvc.access.role import Role
from graphsvc.app import documents
from graphsvc.app.exchange import event_inlet
from graphsvc.clock import utc_now
from graphsvc.cypher.statement import Statement
from graphsvc.db.driver import Graph
from graphsvc.exchange.model.incoming import CASE_REPORTED
from graphsvc.gql.document.policy import Contract
from graphsvc.gql.execution.executor import Executor
from graphsvc.web.graphql.following import Following
from tests.conftest import KEYS, RECORD
from tests.engine.cases_world import GRID_CODE, STREET
from tests.web.endpoint import open_entrance

HOTLINE = Principal("12345", Role.SUBDISTRICT_OFFICIAL, (STREET,))
STRUCTURED = {"content-type": "application/cloudevents+json; charset=utf-8"}
DATA = {"area": GRID_CODE, "category": "C02", "title": "三单元停水", "source": "HOTLINE"}
EVENT: dict[str, Any] = {
    "specversion": "1.0",
    "type": CASE_REPORTED,
    "source": "https://12345.example.cn",
    "id": "A-1",
    "data": DATA,
}
NUMBER = "A-1#RGHMS5FSUIIJ5PBM"
COUNT = Statement("MATCH (c:Case) RETURN count(c), collect(DISTINCT c.sourceNumber)")


def client(graph: Graph, caller: Principal = HOTLINE) -> httpx.AsyncClient:
    contract = Contract()
    executor = Executor(documents(), graph, RECORD, KEYS, contract, now=utc_now)
    following = Following(lambda: executor, open_entrance(caller), contract)
    transport = httpx.ASGITransport(Starlette(routes=[event_inlet(following)]))
    return httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1")


async def test_an_event_sent_eight_times_at_once_and_once_more_in_the_other_form_is_one_case(town: Graph) -> None:
    async with client(town) as sending:
        answers = await asyncio.gather(*(sending.post("/events", json=EVENT, headers=STRUCTURED) for _ in range(8)))
        binary = {f"ce-{name}": EVENT[name] for name in ("specversion", "type", "source", "id")}
        answers.append(await sending.post("/events", json=DATA, headers=binary))
    assert {each.status_code for each in answers} == {201}, answers[0].text
    (id_,) = {each.json()["id"] for each in answers}
    assert id_.startswith("case-")
    assert await town.read(COUNT) == [[1, [NUMBER]]]


async def test_one_id_of_two_sources_is_two_cases_each_sent_again_the_same(town: Graph) -> None:
    sources = ("https://a.example", "https://b.example")
    events = [{**EVENT, "source": source, "id": id_} for source in sources for id_ in ("7", "号 ７", "a", "A")]
    async with client(town) as sending:
        firsts = [await sending.post("/events", json=each, headers=STRUCTURED) for each in events]
        again = [await sending.post("/events", json=DATA, headers=_binary(each)) for each in events]
    assert [each.status_code for each in (*firsts, *again)] == [201] * 16, [each.text for each in firsts]
    assert [each.json() for each in again] == [each.json() for each in firsts]
    assert len({each.json()["id"] for each in firsts}) == 8
    ((count, numbers),) = await town.read(COUNT)
    assert (count, len(numbers)) == (8, 8)
    forgotten = Statement("MATCH (k:IdempotencyKey) DETACH DELETE k")
    await town.write(forgotten)
    async with client(town) as sending:
        for event, first in zip(events, firsts, strict=True):
            answer = await sending.post("/events", json=event, headers=STRUCTURED)
            (error,) = answer.json()["errors"]
            assert (answer.status_code, first.json()["id"] in error["message"]) == (409, True), answer.text
    assert await town.read(COUNT) == [[8, numbers]]


def _binary(event: dict[str, Any]) -> dict[str, str]:
    return {f"ce-{name}": quote(event[name], safe="/:") for name in ("specversion", "type", "source", "id")}


async def test_data_as_base64_is_the_same_event(town: Graph) -> None:
    plain = {name: value for name, value in EVENT.items() if name != "data"}
    packed = base64.b64encode(json.dumps(DATA).encode()).decode()
    no_json: tuple[Any, ...] = ("=", "污水", 7, ["e30="], {}, "e30", "W10=", "eA==", "")
    wrong: list[dict[str, Any]] = [
        {**EVENT, "data_base64": packed},
        *({**plain, "data_base64": value} for value in no_json),
        {**plain, "data_base64": base64.b64encode(b'{"area": "1", "area": "2"}').decode()},
        {**plain, "data_base64": None},
    ]
    async with client(town) as sending:
        for event in wrong:
            answer = await sending.post("/events", json=event, headers=STRUCTURED)
            assert answer.status_code == 400, (event, answer.text)
        assert await town.read(COUNT) == [[0, []]]
        first = await sending.post("/events", json={**plain, "data_base64": packed}, headers=STRUCTURED)
        again = await sending.post("/events", json={**EVENT, "data_base64": None}, headers=STRUCTURED)
    assert (first.status_code, again.status_code) == (201, 201), first.text
    assert first.json() == again.json()
    assert await town.read(COUNT) == [[1, [NUMBER]]]


async def test_each_refusal_has_its_status_and_writes_nothing(town: Graph) -> None:
    other = {**EVENT, "id": "A-2", "data": {**DATA, "category": "C99"}}
    named = {**EVENT, "data": {**DATA, "sourceNumber": "CQ-1"}}
    again = {**named, "source": "https://other.example.cn"}
    async with client(town) as sending:
        assert (await sending.post("/events", json=named, headers=STRUCTURED)).status_code == 201
        for event, status, code in (
            (other, 400, "BAD_USER_INPUT"),
            ({**EVENT, "id": "A-3", "data": {**DATA, "areaa": "1"}}, 400, "BAD_USER_INPUT"),
            (again, 409, "CONFLICT"),
            ({**EVENT, "type": "x"}, 400, "BAD_USER_INPUT"),
            ({**EVENT, "id": " "}, 400, "BAD_USER_INPUT"),
        ):
            answer = await sending.post("/events", json=event, headers=STRUCTURED)
            (error,) = answer.json()["errors"]
            assert (answer.status_code, error["extensions"]["code"]) == (status, code), answer.text
            assert error["extensions"]["requestId"] is not None
        assert (await sending.post("/events", content=b"{", headers=STRUCTURED)).status_code == 400
        assert (await sending.post("/events", content=b"x", headers={"content-type": "text/plain"})).status_code == 415
    async with client(town, Principal("zhao", Role.VIEWER)) as sending:
        assert (await sending.post("/events", json={**EVENT, "id": "A-4"}, headers=STRUCTURED)).status_code == 403
    assert await town.read(COUNT) == [[1, ["CQ-1"]]]
