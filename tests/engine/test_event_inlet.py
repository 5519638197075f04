"""Cases in from another system over HTTP: sent eight times at once it is one case, and each refusal has its status."""

import asyncio
from typing import Any

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
    assert await town.read(COUNT) == [[1, ["A-1"]]]


async def test_each_refusal_has_its_status_and_writes_nothing(town: Graph) -> None:
    other = {**EVENT, "id": "A-2", "data": {**DATA, "category": "C99"}}
    again = {**EVENT, "source": "https://other.example.cn"}
    async with client(town) as sending:
        assert (await sending.post("/events", json=EVENT, headers=STRUCTURED)).status_code == 201
        for event, status, code in (
            (other, 400, "BAD_USER_INPUT"),
            ({**EVENT, "id": "A-3", "data": {**DATA, "areaa": "1"}}, 400, "BAD_USER_INPUT"),
            (again, 409, "CONFLICT"),
            ({**EVENT, "type": "x"}, 400, "BAD_USER_INPUT"),
        ):
            answer = await sending.post("/events", json=event, headers=STRUCTURED)
            (error,) = answer.json()["errors"]
            assert (answer.status_code, error["extensions"]["code"]) == (status, code), answer.text
            assert error["extensions"]["requestId"] is not None
        assert (await sending.post("/events", content=b"{", headers=STRUCTURED)).status_code == 400
        assert (await sending.post("/events", content=b"x", headers={"content-type": "text/plain"})).status_code == 415
    async with client(town, Principal("zhao", Role.VIEWER)) as sending:
        assert (await sending.post("/events", json={**EVENT, "id": "A-4"}, headers=STRUCTURED)).status_code == 403
    assert await town.read(COUNT) == [[1, ["A-1"]]]
