"""The endpoint: what it reads of a request, what it refuses, and with which status."""

from collections.abc import AsyncIterator

import httpx
import orjson
import pytest

from graphsvc.errors import Unavailable
from graphsvc.web.graphql.parameters import LARGEST_BODY
from tests.web.endpoint import COMMUNITY, NEW, Graph, ask, codes, endpoint


@pytest.fixture
def graph() -> Graph:
    return Graph()


@pytest.fixture
async def client(graph: Graph) -> AsyncIterator[httpx.AsyncClient]:
    async with endpoint(graph, plain_get=True) as client:
        yield client


async def test_a_query_is_answered_in_chinese_as_it_is_written(client: httpx.AsyncClient) -> None:
    response = await ask(client, query=COMMUNITY)
    assert response.status_code == 200
    assert response.headers["content-type"] == "application/json; charset=utf-8"
    assert response.content == '{"data":{"community":{"name":"马家堡社区"}}}'.encode()


async def test_a_client_that_asks_for_the_new_media_type_gets_it(client: httpx.AsyncClient) -> None:
    response = await ask(client, accept=NEW, query=COMMUNITY)
    assert response.headers["content-type"] == f"{NEW}; charset=utf-8"


async def test_a_get_request_carries_the_document_in_its_address(client: httpx.AsyncClient) -> None:
    query = "query($code: ID!) { community(code: $code) { name } }"
    response = await client.get("/graphql", params={"query": query, "variables": '{"code":"500103012011"}'})
    assert response.json() == {"data": {"community": {"name": "马家堡社区"}}}


async def test_statements_are_shown_when_asked_for(client: httpx.AsyncClient, graph: Graph) -> None:
    response = await ask(client, query=COMMUNITY, extensions={"statements": True})
    assert response.json()["extensions"]["statements"] == [{"root": "community", "cypher": graph.asked[0].text}]
    assert "extensions" not in (await ask(client, query=COMMUNITY)).json()


@pytest.mark.parametrize(
    ("kind", "value", "said"),
    [
        ("Date", "9999-12-31", "日期写作 YYYY-MM-DD，在 1800 至 2999 年之间；给出的是 '9999-12-31'。"),
        ("Date", "2026-02-30", "日期写作 YYYY-MM-DD，在 1800 至 2999 年之间；给出的是 '2026-02-30'。"),
        ("DateTime", "明天", "时刻写作 YYYY-MM-DDThh:mm:ss+08:00，在 1800 至 2999 年之间；给出的是 '明天'。"),
    ],
)
async def test_a_day_outside_the_calendar_is_refused_in_words(
    client: httpx.AsyncClient, graph: Graph, kind: str, value: str, said: str
) -> None:
    query = {
        "Date": 'query($on: Date) { caseStats(area: "500103012011", from: $on) { __typename } }',
        "DateTime": 'query($on: DateTime) { forcesLedger(area: "500103012011", at: $on) { __typename } }',
    }[kind]
    response = await ask(client, query=query, variables={"on": value})
    assert codes(response) == ["BAD_USER_INPUT"]
    assert response.json()["errors"][0]["extensions"]["zh"] == f"变量 $on 的值不合要求：{said}"
    assert not graph.asked


REFUSED = {
    "no JSON": (b"{", 400, "BAD_REQUEST"),
    "no object": (b"[]", 400, "BAD_REQUEST"),
    "no query": (b"{}", 400, "BAD_REQUEST"),
    "query is no text": (b'{"query": 1}', 400, "BAD_REQUEST"),
    "variables are no object": (b'{"query": "{ __typename }", "variables": [1]}', 400, "BAD_REQUEST"),
    "operation name is no text": (b'{"query": "{ __typename }", "operationName": 1}', 400, "BAD_REQUEST"),
    "invalid UTF-8": (b'{"query": "\xff"}', 400, "BAD_REQUEST"),
    "2 MB": (b'{"query": "' + b"#" * 2_000_000 + b'"}', 413, "DOCUMENT_TOO_LARGE"),
    "just too large": (b" " * (LARGEST_BODY + 1), 413, "DOCUMENT_TOO_LARGE"),
}


@pytest.mark.parametrize(("body", "status", "code"), REFUSED.values(), ids=list(REFUSED))
async def test_a_request_that_is_no_graphql_request_is_refused(
    client: httpx.AsyncClient, graph: Graph, body: bytes, status: int, code: str
) -> None:
    response = await client.post("/graphql", content=body, headers={"content-type": "application/json"})
    assert (response.status_code, codes(response), graph.asked) == (status, [code], [])


async def test_a_body_of_unknown_length_is_not_read_past_the_limit(client: httpx.AsyncClient, graph: Graph) -> None:
    async def endless() -> AsyncIterator[bytes]:
        for _ in range(1000):
            yield b" " * 10_000

    response = await client.post("/graphql", content=endless(), headers={"content-type": "application/json"})
    assert (response.status_code, codes(response), graph.asked) == (413, ["DOCUMENT_TOO_LARGE"], [])


async def test_another_content_type_is_refused_so_that_a_form_on_another_site_cannot_post(
    client: httpx.AsyncClient, graph: Graph
) -> None:
    response = await client.post(
        "/graphql", content=orjson.dumps({"query": COMMUNITY}), headers={"content-type": "text/plain"}
    )
    assert (response.status_code, codes(response), graph.asked) == (415, ["UNSUPPORTED_MEDIA_TYPE"], [])


DOCUMENTS = {
    "syntax": ("{", "GRAPHQL_PARSE_FAILED"),
    "unknown field": ("{ nothing }", "GRAPHQL_VALIDATION_FAILED"),
    "malformed code": ('{ community(code: "12") { name } }', "MALFORMED_CODE"),
    "malformed id": ('{ unit(id: "; MATCH") { id } }', "MALFORMED_ID"),
    "page of 10,000": ("{ units(first: 10000) { totalCount } }", "PAGE_TOO_LARGE"),
    "order by nothing": ("{ units(orderBy: [{}]) { totalCount } }", "GRAPHQL_VALIDATION_FAILED"),
    "order by two keys at once": (
        "{ units(orderBy: [{ name: ASC, sector: null }]) { totalCount } }",
        "GRAPHQL_VALIDATION_FAILED",
    ),
    "order by a null": ("query ($d: Direction) { units(orderBy: [{ name: $d }]) { totalCount } }", "BAD_USER_INPUT"),
    "foreign cursor": ('{ units(after: "name|x") { nodes { id } } }', "BAD_CURSOR"),
    "depth of 40": (
        '{ unit(id: "a")' + "{ community { units { nodes " * 13 + "{ id }" + "} } }" * 13 + " }",
        "DOCUMENT_TOO_COMPLEX",
    ),
    "500 aliases": ("{" + " ".join(f"a{i}: __typename" for i in range(500)) + "}", "DOCUMENT_TOO_COMPLEX"),
    "100 x 100 x 100 rows": (
        '{ city(code: "500000000000") { districts(first: 100) { nodes { subdistricts(first: 100) { nodes '
        "{ communities(first: 100) { totalCount nodes { id } } } } } } } }",
        "COST_EXCEEDED",
    ),
}


@pytest.mark.parametrize(("document", "code"), DOCUMENTS.values(), ids=list(DOCUMENTS))
@pytest.mark.parametrize(("accept", "status"), [("application/json", 200), (NEW, 400)])
async def test_a_wrong_document_gets_a_coded_error_and_nothing_is_run(
    client: httpx.AsyncClient, graph: Graph, document: str, code: str, accept: str, status: int
) -> None:
    response = await ask(client, accept, query=document)
    assert (response.status_code, codes(response)[0], graph.asked) == (status, code, [])
    assert "data" not in response.json()


async def test_errors_speak_chinese_and_english(client: httpx.AsyncClient) -> None:
    response = await ask(client, query='{ community(code: "12") { name } }')
    (error,) = response.json()["errors"]
    assert error["message"] == "Malformed code: a community's code has 12 digits."
    assert error["extensions"]["zh"] == "代码格式不对：村社区代码为 12 位。"


@pytest.mark.parametrize("accept", ["application/json", NEW])
async def test_a_database_that_is_away_gives_503_and_says_when_to_try_again(
    client: httpx.AsyncClient, graph: Graph, accept: str
) -> None:
    graph.failure = Unavailable("数据库不可用。", "The database is away.")
    response = await ask(client, accept, query=COMMUNITY)
    assert (response.status_code, codes(response), response.headers["retry-after"]) == (
        503,
        ["SERVICE_UNAVAILABLE"],
        "1",
    )


async def test_a_failure_nobody_foresaw_is_logged_and_tells_the_client_nothing(
    client: httpx.AsyncClient, graph: Graph, caplog: pytest.LogCaptureFixture
) -> None:
    graph.failure = RuntimeError("bolt://10.0.0.1 password=secret")
    response = await ask(client, query=COMMUNITY)
    assert (response.status_code, codes(response)) == (500, ["INTERNAL"])
    assert b"secret" not in response.content
    assert "a request failed" in caplog.text


PREFLIGHTED = ["graphql-require-preflight", "apollo-require-preflight", "x-apollo-operation-name", "x-requested-with"]


async def test_a_get_that_any_page_could_send_is_refused_outside_the_developer_profile(graph: Graph) -> None:
    async with endpoint(graph) as client:
        refused = await client.get("/graphql", params={"query": COMMUNITY})
        assert (refused.status_code, codes(refused), graph.asked) == (400, ["CROSS_SITE_REQUEST"], [])
        for name in PREFLIGHTED:
            allowed = await client.get("/graphql", params={"query": COMMUNITY}, headers={name: "1"})
            assert allowed.json()["data"] == {"community": {"name": "马家堡社区"}}


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "HEAD", "OPTIONS"])
async def test_other_methods_are_refused_and_told_which_there_are(
    client: httpx.AsyncClient, graph: Graph, method: str
) -> None:
    response = await client.request(method, "/graphql")
    assert (response.status_code, response.headers["allow"], graph.asked) == (405, "GET, POST", [])


CONTENT_TYPES = {
    "application/json": 200,
    "application/json; charset=utf-8": 200,
    'APPLICATION/JSON;charset="UTF-8"': 200,
    "application/json; charset=gbk": 415,
    "application/jsonp": 415,
    "application/graphql": 415,
    "application/x-www-form-urlencoded": 415,
    "multipart/form-data; boundary=x": 415,
    "": 415,
}


@pytest.mark.parametrize(("given", "status"), CONTENT_TYPES.items(), ids=list(CONTENT_TYPES))
async def test_only_json_in_utf_8_is_read(client: httpx.AsyncClient, graph: Graph, given: str, status: int) -> None:
    response = await client.post(
        "/graphql", content=orjson.dumps({"query": COMMUNITY}), headers={"content-type": given}
    )
    assert (response.status_code, len(graph.asked)) == (status, 1 if status == 200 else 0)


async def test_a_batch_is_refused_whole(client: httpx.AsyncClient, graph: Graph) -> None:
    response = await client.post("/graphql", json=[{"query": COMMUNITY}, {"query": COMMUNITY}])
    assert (response.status_code, codes(response), graph.asked) == (400, ["BAD_REQUEST"], [])


TWICE = ['{"query": "{ __typename }", "query": "{ a }"}', '{"query": "{ a }", "variables": {"a": {"b": 1, "b": 2}}}']


@pytest.mark.parametrize("body", TWICE)
async def test_a_name_given_twice_is_refused_since_readers_differ_on_it(
    client: httpx.AsyncClient, graph: Graph, body: str
) -> None:
    response = await client.post("/graphql", content=body, headers={"content-type": "application/json"})
    assert (response.status_code, codes(response), graph.asked) == (400, ["BAD_REQUEST"], [])


@pytest.mark.parametrize("name", ["zstd", "br", "gzip"])
async def test_a_large_answer_is_compressed_and_reads_the_same(
    client: httpx.AsyncClient, graph: Graph, name: str
) -> None:
    graph.row = ["马家堡社区" * 400]
    content = orjson.dumps({"query": COMMUNITY})
    headers = {"content-type": "application/json", "accept-encoding": name}
    async with client.stream("POST", "/graphql", content=content, headers=headers) as response:
        raw = b"".join([part async for part in response.aiter_raw()])
        assert response.headers["content-encoding"] == name
    assert len(raw) < 200
    plain = await client.post("/graphql", content=content, headers=headers)
    assert plain.json()["data"]["community"] == {"name": graph.row[0]}


async def test_an_answer_is_kept_by_no_cache_and_varies_by_what_was_negotiated(client: httpx.AsyncClient) -> None:
    headers = (await ask(client, query=COMMUNITY)).headers
    assert headers["cache-control"] == "private, no-store"
    assert headers["vary"] == "accept, accept-encoding, accept-language, authorization"


async def test_messages_come_in_the_language_of_the_client(client: httpx.AsyncClient) -> None:
    response = await client.post(
        "/graphql", json={"query": "{ untis { totalCount } }"}, headers={"accept-language": "zh-CN,zh;q=0.9"}
    )
    (error,) = response.json()["errors"]
    assert error["message"] == "类型 Query 没有字段 untis。是否想写 'units'、'unit'、'enums'？"
    assert (
        error["extensions"]["en"]
        == "Cannot query field 'untis' on type 'Query'. Did you mean 'units', 'unit', or 'enums'?"
    )


async def test_a_refusal_names_the_request_by_the_id_its_sender_gave_it(client: httpx.AsyncClient) -> None:
    response = await client.post("/graphql", json={"query": "{"}, headers={"x-request-id": "page-7.open-12"})
    assert response.headers["x-request-id"] == "page-7.open-12"
    assert response.json()["errors"][0]["extensions"]["requestId"] == "page-7.open-12"


@pytest.mark.parametrize("given", ["", "short", "x" * 65, "two words here", "line\tbreak-1"])
async def test_an_id_that_could_spoil_a_log_is_replaced(client: httpx.AsyncClient, given: str) -> None:
    response = await client.post("/graphql", json={"query": "{"}, headers={"x-request-id": given})
    made = response.headers["x-request-id"]
    assert made == response.json()["errors"][0]["extensions"]["requestId"] != given
    assert len(made) == 32
