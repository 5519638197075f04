"""Open311 GeoReport v2 on a real Neo4j: what a reporting app reads, files, and hears when it may not."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any
from xml.etree import ElementTree

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
from graphsvc.gql.execution.executor import Executor
from graphsvc.web import open311
from tests.conftest import KEYS, RECORD
from tests.engine.cases_world import COMMUNITY_CODE, GRID_CODE, place

CALLERS = {
    b"Bearer app": Principal("app", Role.SYSTEM),
    b"Bearer grid": Principal("grid", Role.GRID_WORKER, ("500103012011002",)),
    b"Bearer viewer": Principal("viewer", Role.VIEWER),
}
REPORT = {"service_code": "C01", "description": "路灯不亮\n3 栋门口", "address_id": GRID_CODE, "api_key": "app"}
ADDRESS = "https://party.example.cn/"
UPLOADED = "attachment-0123456789abcdef0123456789abcdef"
_UPLOAD = "CREATE (:Upload {id: $id, by: 'app', sha256: '0', name: 'a.jpg', kind: 'JPEG', byteCount: 1})"
NOW = datetime(2026, 11, 24, 2, 30, tzinfo=UTC)

_COPIES = """\
MATCH (c:Case)-[:WENT_THROUGH]->(s) WITH c, s UNWIND range(1, $more) AS n
CREATE (d:Node:Case)-[:WENT_THROUGH]->(t:Node:Step)
SET d = c {.*, id: c.id + n}, t = s {.*, id: s.id + n}"""


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
    executor = Executor(documents(), clean_graph, RECORD, KEYS, now=lambda: NOW)
    served = Starlette(routes=open311.routes(geo_report(lambda: executor, Entrance(), ADDRESS), ADDRESS))  # type: ignore[arg-type]
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


async def test_an_application_that_knows_the_place_alone_names_the_community_as_its_jurisdiction(
    app: httpx.AsyncClient, clean_graph: Graph
) -> None:
    given = {"service_code": "C01", "jurisdiction_id": COMMUNITY_CODE, "lat": "29.55", "long": "106.5"}
    media = f"https://party.example.cn/attachments/{UPLOADED}"
    await clean_graph.write(Statement(_UPLOAD, {"id": UPLOADED}))
    filed = await app.post("/requests.json", data={**given, "media_url": media, "api_key": "app"})
    assert filed.status_code == 201, filed.text
    ((one),) = (await app.get("/requests.json", params={"api_key": "app"})).json()
    assert (one["address_id"], one["lat"], one["media_url"]) == (COMMUNITY_CODE, 29.55, media)
    assert one["description"] == one["service_name"] == "路灯与公共照明"


async def test_xml_holds_what_json_holds_under_the_names_of_the_specification(
    app: httpx.AsyncClient, clean_graph: Graph
) -> None:
    filed = await app.post("/requests.xml", data={**REPORT, "description": "路灯 <不亮> & 闪"})
    assert (filed.status_code, filed.headers["content-type"]) == (201, "text/xml; charset=utf-8")
    assert filed.content.startswith(b'<?xml version="1.0" encoding="utf-8"?>\n<service_requests><request>')
    id_ = ElementTree.fromstring(filed.content).findtext("request/service_request_id")
    loaded = "MATCH (c:Case) SET c.description = replace(c.description, '& ', '& \u000b')"  # as sheets may hold
    await clean_graph.write(Statement(loaded))
    (plain,) = (await app.get(f"/requests/{id_}.json?api_key=app")).json()
    shown = ElementTree.fromstring((await app.get("/requests.xml?api_key=app")).content)
    (request,) = shown.findall("request")
    assert [each.tag for each in request] == list(plain)
    assert request.findtext("description") == "路灯 <不亮> & 闪"
    services = ElementTree.fromstring((await app.get("/services.xml")).content)
    assert (services.tag, len(services.findall("service"))) == ("services", 44)
    assert services.findtext("service/metadata") == "false"
    refused = await app.get("/requests.xml")
    error = ElementTree.fromstring(refused.content)
    assert (refused.status_code, error.tag, error.findtext("error/code")) == (403, "errors", "403")


async def test_a_service_is_defined_without_attributes_and_the_endpoints_can_be_discovered(
    app: httpx.AsyncClient,
) -> None:
    assert (await app.get("/services/C01.json")).json() == {"service_code": "C01", "attributes": []}
    found = (await app.get("http://test/open311/discovery.json", headers={"host": "evil.example"})).json()
    assert found["endpoints"] == [
        {
            "specification": "http://wiki.open311.org/GeoReport_v2",
            "url": "https://party.example.cn/open311/v2",
            "changeset": found["changeset"],
            "type": "production",
            "formats": ["application/json", "text/xml"],
        }
    ]
    listed = ElementTree.fromstring((await app.get("http://test/open311/discovery.xml")).content)
    assert [each.text for each in listed.findall("endpoints/endpoint/formats/format")] == [
        "application/json",
        "text/xml",
    ]


async def test_a_list_holds_two_hundred_also_where_a_page_of_its_days_lies_outside_its_moments(
    app: httpx.AsyncClient, graph: Graph
) -> None:
    await app.post("/requests.json", data=REPORT)
    await graph.write(Statement(_COPIES, {"more": 299}))
    early = "MATCH (c:Case) WITH c ORDER BY c.id LIMIT 210 SET c.raisedAt = c.raisedAt - duration('PT1H')"
    await graph.write(Statement(early))
    for start, held in (("00", 200), ("02", 90)):
        listed = (await app.get(f"/requests.json?api_key=app&start_date=2026-11-24T{start}:00:00Z")).json()
        assert len({each["service_request_id"] for each in listed}) == len(listed) == held


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
        "start_date=2026-11-24T02:30:00Z": 1,
        "start_date=2026-11-24T02:30:01Z": 0,
        "end_date=2026-11-24T10:29:59%2B08:00": 0,
        "end_date=2026-11-24T10:30:00%2B08:00": 1,
        "end_date=2027-02-23T00:00:00Z": 0,
        "start_date=2026-11-01T00:00:00Z&end_date=2027-01-01T00:00:00Z": 1,
        "address_id=500103012000": 1,
        "jurisdiction_id=500103000000": 1,
        f"service_request_id={receipt['service_request_id']}&status=closed": 1,
        f"service_request_id={receipt['service_request_id']}": 1,
        "service_request_id=none": 0,
    }
    found = {query: len((await app.get(f"/requests.json?api_key=app&{query}")).json()) for query in wanted}
    assert found == wanted
    for nowhere in ("address_id=500103014000", "jurisdiction_id=500104000000"):
        assert (await app.get(f"/requests.json?api_key=app&{nowhere}")).status_code == 404


@pytest.mark.parametrize(
    ("change", "status", "said"),
    [
        ({"api_key": ""}, 403, "UNAUTHENTICATED"),
        ({"api_key": "viewer"}, 403, "FORBIDDEN"),
        ({"api_key": "grid"}, 404, "NOT_FOUND"),
        ({"service_code": ""}, 400, "缺少 service_code"),
        ({"address_id": ""}, 400, "缺少地点"),
        ({"address_id": "", "jurisdiction_id": COMMUNITY_CODE}, 400, "缺少地点"),
        ({"address_id": "", "jurisdiction_id": "city.gov", "address_string": "3 栋"}, 404, "jurisdiction_id"),
        ({"address_id": "500103012000"}, 400, "网格、小区或社区"),
        ({"address_id": "12"}, 400, "MALFORMED_CODE"),
        ({"service_code": "Z99"}, 404, "没有类别"),
        ({"lat": "north"}, 400, "lat 应为数字"),
        ({"lat": "29.5"}, 400, "经纬度要成对"),
        ({"description": "字" * 4001}, 400, "最多 4000"),
        ({"description": "路灯\x0b不亮"}, 400, "控制字符"),
        ({"media_url": "javascript:alert(1)"}, 400, "/attachments"),
        ({"media_url": "https://photo.example.cn/1.jpg"}, 400, "/attachments"),
        ({"media_url": f"javascript:alert(1)//x/attachments/{UPLOADED}"}, 400, "/attachments"),
        ({"media_url": f"/attachments/{UPLOADED}"}, 400, "没有您上传的附件"),
        ({"address_string": "栋" * 2_000}, 400, "200"),
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
        ("/requests.json", 403),
        ("/requests.json?api_key=app&status=half", 400),
        ("/requests.json?api_key=app&start_date=yesterday", 400),
        ("/requests.json?api_key=app&start_date=2026-01-01T00:00:00Z&end_date=2026-06-01T00:00:00Z", 400),
        ("/requests.json?api_key=app&jurisdiction_id=city.gov", 404),
        ("/services/Z99.json", 404),
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
