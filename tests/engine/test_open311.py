"""Open311 GeoReport v2 on a real Neo4j: what a reporting app reads, files, and hears when it may not."""

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette

from graphsvc.access.principal import Principal
from graphsvc.access.role import Role
from graphsvc.app import documents
from graphsvc.cypher.statement import Statement
from graphsvc.db.driver import Graph
from graphsvc.errors import Unauthenticated
from graphsvc.georeports import geo_report
from graphsvc.gql.execution import Executor
from graphsvc.web import open311
from tests.conftest import KEYS, RECORD
from tests.engine.cases_world import GRID_CODE, place

CALLERS = {
    b"Bearer app": Principal("app", Role.SYSTEM),
    b"Bearer grid": Principal("grid", Role.GRID_WORKER, ("500103012011002",)),
    b"Bearer viewer": Principal("viewer", Role.VIEWER),
}
REPORT = {"service_code": "C01", "description": "路灯不亮\n3 栋门口", "address_id": GRID_CODE, "api_key": "app"}


class Entrance:
    """Knows three callers by their tokens."""

    async def caller(self, scope: Any, headers: Any) -> Principal:
        if (token := headers.get(b"authorization")) not in CALLERS:
            raise Unauthenticated("no token of a known caller")
        return CALLERS[token]


@pytest.fixture
async def app(clean_graph: Graph) -> AsyncIterator[httpx.AsyncClient]:
    """A client of the endpoints, over the street without a case."""
    await place(clean_graph)
    executor = Executor(documents(), clean_graph, RECORD, KEYS)
    served = Starlette(routes=open311.routes(geo_report(lambda: executor, Entrance())))  # type: ignore[arg-type]
    transport = httpx.ASGITransport(served)
    async with httpx.AsyncClient(transport=transport, base_url="http://test/open311/v2") as client:
        yield client


async def count(graph: Graph) -> int:
    ((found,),) = await graph.read(Statement("MATCH (c:Case) RETURN count(c)"))
    return int(found)


async def test_the_services_are_the_responsibility_list(app: httpx.AsyncClient) -> None:
    listed = (await app.get("/services.json")).json()
    assert len(listed) == 44
    assert listed[10] == {
        "service_code": "B06",
        "service_name": "农贸市场与商户经营",
        "description": "经济发展：由市场监管办理",
        "metadata": False,
        "type": "realtime",
        "keywords": "市场监管,商业,餐饮",
        "group": "经济发展",
    }


async def test_a_request_is_filed_and_read_back(app: httpx.AsyncClient) -> None:
    filed = await app.post("/requests.json", data={**REPORT, "lat": "29.55", "long": "106.5", "email": "a@example.cn"})
    assert filed.status_code == 201
    (receipt,) = filed.json()
    assert receipt["account_id"] is None
    found = (await app.get(f"/requests/{receipt['service_request_id']}.json", params={"api_key": "app"})).json()
    assert (await app.get("/requests.json", params={"api_key": "app"})).json() == found
    (one,) = found
    assert {key: one[key] for key in ("status", "status_notes", "service_code", "service_name", "address_id")} == {
        "status": "open",
        "status_notes": "网格发现",
        "service_code": "C01",
        "service_name": "路灯与公共照明",
        "address_id": GRID_CODE,
    }
    assert (one["description"], one["lat"], one["long"]) == ("路灯不亮\n3 栋门口", 29.55, 106.5)
    assert "example.cn" not in str(found)


async def test_a_request_filed_twice_under_one_key_is_one_case(app: httpx.AsyncClient, graph: Graph) -> None:
    key = {"idempotency-key": "k-1"}
    first, again = [await app.post("/requests.json", data=REPORT, headers=key) for _ in range(2)]
    assert first.json() == again.json()
    assert await count(graph) == 1


async def test_requests_are_filtered_as_the_specification_says(app: httpx.AsyncClient) -> None:
    (receipt,) = (await app.post("/requests.json", data=REPORT)).json()
    wanted = {
        "service_code=C01": 1,
        "service_code=C02,C01": 1,
        "service_code=C02": 0,
        "status=open": 1,
        "status=closed": 0,
        "status=open,closed": 1,
        "start_date=2026-01-01T00:00:00Z": 1,
        "start_date=2040-01-01T00:00:00Z": 0,
        "end_date=2026-01-02T00:00:00Z&start_date=2026-01-01T00:00:00Z": 0,
        "address_id=500103012000": 1,
        "address_id=500103014000": 0,
        f"service_request_id={receipt['service_request_id']}": 1,
        "service_request_id=none": 0,
    }
    found = {query: len((await app.get(f"/requests.json?api_key=app&{query}")).json()) for query in wanted}
    assert found == wanted


@pytest.mark.parametrize(
    ("change", "status", "said"),
    [
        ({"api_key": ""}, 401, "UNAUTHENTICATED"),
        ({"api_key": "viewer"}, 403, "FORBIDDEN"),
        ({"api_key": "grid"}, 404, "NOT_FOUND"),
        ({"service_code": ""}, 400, "缺少 service_code"),
        ({"description": " "}, 400, "缺少 description"),
        ({"address_id": ""}, 400, "缺少 address_id"),
        ({"address_id": "12"}, 400, "MALFORMED_CODE"),
        ({"service_code": "Z99"}, 400, "没有类别"),
        ({"lat": "north"}, 400, "lat 应为数字"),
        ({"lat": "29.5"}, 400, "经纬度要成对"),
        ({"description": "字" * 4001}, 400, "最多 4000"),
    ],
)
async def test_a_request_that_may_not_be_filed_is_refused_in_the_specified_form(
    app: httpx.AsyncClient, graph: Graph, change: dict[str, str], status: int, said: str
) -> None:
    answer = await app.post("/requests.json", data={**REPORT, **change})
    assert answer.status_code == status
    ((refusal),) = answer.json()
    assert refusal["code"] == status
    assert said in refusal["description"]
    assert await count(graph) == 0


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/requests.json", 401),
        ("/requests.json?api_key=app&status=half", 400),
        ("/requests.json?api_key=app&start_date=yesterday", 400),
        ("/requests/none.json?api_key=app", 404),
    ],
)
async def test_what_cannot_be_read_is_refused(app: httpx.AsyncClient, path: str, status: int) -> None:
    answer = await app.get(path)
    assert (answer.status_code, answer.json()[0]["code"]) == (status, status)


async def test_a_body_of_another_kind_or_too_large_is_refused(app: httpx.AsyncClient) -> None:
    assert (await app.post("/requests.json", json=REPORT)).status_code == 400
    large = await app.post("/requests.json", data={**REPORT, "description": "x" * 70_000})
    assert (large.status_code, "64 KB" in large.text) == (400, True)
