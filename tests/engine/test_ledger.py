"""The ledger: three lists counted and written out as they are, and what on them has to be verified again."""

import csv
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from graphsvc.access.principal import Principal
from graphsvc.access.role import Role
from graphsvc.app import documents
from graphsvc.cli.commands.ledger import Format, write_ledger
from graphsvc.cobuilding.store.ledger import AGES, COLUMNS, CYPHER, List, counted, rows
from graphsvc.cypher.statement import Statement
from graphsvc.db.driver import Graph
from graphsvc.errors import NotFound
from graphsvc.gql.execution.executor import Executor, Request
from tests.conftest import KEYS, RECORD
from tests.plans import scans

TODAY = date(2026, 11, 24)
NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
DAPING = "500103012000"
COMMUNITY = "500103012011"
OFFICIAL = Principal("li", Role.COMMUNITY_OFFICIAL, (COMMUNITY,))

LEDGER = """query ($area: ID!) { ledger(area: $area) { area { name }
  needs { totalCount byState { code name count } byAge { name count } byTopic { code count } }
  resources { totalCount } projects { totalCount byState { name count } } } }"""
TO_VERIFY = """query ($area: ID!, $first: Int!, $after: String) {
  resourcesToVerify(area: $area, first: $first, after: $after) {
    totalCount pageInfo { hasNextPage endCursor } nodes { id version verifiedOn area { code } } } }"""


async def asked(graph: Graph, document: str, caller: Principal, **variables: Any) -> dict[str, Any]:
    executor = Executor(documents(), graph, RECORD, KEYS, now=lambda: NOW)
    return (await executor.answer(Request(document, caller, variables))).body


async def value(graph: Graph, text: str, **given: Any) -> Any:
    ((found,),) = await graph.read(Statement(text, given))
    return found


async def test_every_list_is_counted_by_state_age_and_topic_and_the_parts_add_up(demo_graph: Graph) -> None:
    label = {List.NEEDS: "Need", List.RESOURCES: "Resource", List.PROJECTS: "Project"}
    for kind in List:
        counts = await counted(demo_graph, kind, DAPING, TODAY)
        text = f"MATCH (n:{label[kind]}) WHERE n.areaCode STARTS WITH '500103012' RETURN count(n)"
        assert counts.total == await value(demo_graph, text) > 0
        assert sum(counts.by_state.values()) == sum(counts.by_age.values()) == counts.total
        assert sum(count for _, _, count in counts.by_topic) >= counts.total
        assert list(counts.by_age) == list(AGES)


async def test_what_a_subdistrict_counts_is_what_its_communities_and_itself_add_up_to(demo_graph: Graph) -> None:
    text = "MATCH (c:Community) WHERE c.areaCode STARTS WITH '500103012' RETURN collect(c.code)"
    communities = await value(demo_graph, text)
    own = "MATCH (n:Need|Resource|Project) WHERE n.areaCode = $code RETURN count(n)"
    whole = sum([(await counted(demo_graph, kind, DAPING, TODAY)).total for kind in List])
    parts = sum([(await counted(demo_graph, kind, code, TODAY)).total for kind in List for code in communities])
    assert whole == parts + await value(demo_graph, own, code=DAPING)


async def test_a_client_reads_the_counts_with_chinese_names(demo_graph: Graph) -> None:
    found = (await asked(demo_graph, LEDGER, OFFICIAL, area=DAPING))["data"]["ledger"]
    assert found["area"] == {"name": "大坪街道"}
    assert {"待对接", "已满足"} <= {each["name"] for each in found["needs"]["byState"]}
    assert found["projects"]["totalCount"] == sum(each["count"] for each in found["projects"]["byState"])


@pytest.mark.parametrize("size", [1, 7, 1_000])
async def test_pages_give_every_row_once_and_in_order(demo_graph: Graph, size: int) -> None:
    for kind in List:
        keys = [(row[0], row[1]) async for row in rows(demo_graph, kind, DAPING, size)]
        assert keys == sorted(set(keys))
        assert len(keys) == (await counted(demo_graph, kind, DAPING, TODAY)).total


async def test_a_workbook_holds_all_rows_under_chinese_headings_in_typed_cells(
    demo_graph: Graph, tmp_path: Path
) -> None:
    (path,) = await write_ledger(demo_graph, DAPING, Format.XLSX, tmp_path / "l.xlsx", TODAY)
    book = openpyxl.load_workbook(path, read_only=True)
    assert book.sheetnames == ["统计", "需求清单", "资源清单", "项目清单"]
    for kind in List:
        head, *body = book[kind.zh].iter_rows(values_only=True)
        assert head == tuple(COLUMNS[kind])
        assert len(body) == (await counted(demo_graph, kind, DAPING, TODAY)).total
    head, first, *_ = book["资源清单"].iter_rows(values_only=True)
    row = dict(zip(head, first, strict=True))
    assert isinstance(row["可用起"], datetime) or row["可用起"] is None
    assert row["状态"] in ("可用", "暂停", "撤回")
    assert isinstance(row["容量"], int) or row["容量"] is None
    lines = book["资源清单"].iter_rows(min_row=2, values_only=True)
    often = {str(dict(zip(head, line, strict=False)).get("周期")) for line in lines}
    assert {"None", "每天", "每周六、日", "每 3 月第二个周六"} <= often
    assert not [each for each in often if "=" in each]


async def test_csv_files_hold_the_same_and_nothing_that_a_spreadsheet_would_run(
    demo_graph: Graph, tmp_path: Path
) -> None:
    text = "MATCH (n:Need) WHERE n.areaCode STARTS WITH '500103012' RETURN n.title ORDER BY n.areaCode, n.id LIMIT 1"
    title = await value(demo_graph, text)
    change = "MATCH (n:Need {title: $from}) SET n.title = $to"
    await demo_graph.write(Statement(change, {"from": title, "to": "=1+1"}))
    paths = await write_ledger(demo_graph, DAPING, Format.CSV, tmp_path / "out", TODAY)
    assert [path.name for path in paths] == ["统计.csv", "需求清单.csv", "资源清单.csv", "项目清单.csv"]
    with paths[1].open(encoding="utf-8-sig", newline="") as file:
        head, first, *rest = csv.reader(file)
    assert head == list(COLUMNS[List.NEEDS])
    assert first[3] == "'=1+1"
    assert len(rest) + 1 == (await counted(demo_graph, List.NEEDS, DAPING, TODAY)).total


async def test_an_area_that_is_not_there_writes_nothing(demo_graph: Graph, tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        await write_ledger(demo_graph, "500103999000", Format.CSV, tmp_path / "out", TODAY)
    assert not (tmp_path / "out").exists()


async def test_what_was_never_verified_comes_first_then_the_oldest_and_only_the_callers(demo_graph: Graph) -> None:
    found = (await asked(demo_graph, TO_VERIFY, OFFICIAL, area=DAPING, first=100))["data"]["resourcesToVerify"]
    assert found["totalCount"] == len(found["nodes"]) > 0
    days = [item["verifiedOn"] or "" for item in found["nodes"]]
    assert days == sorted(days)
    assert all(day < "2026-05-28" for day in days)
    assert {item["area"]["code"][:12] for item in found["nodes"]} == {COMMUNITY}
    higher = Principal("wang", Role.SUBDISTRICT_OFFICIAL, (DAPING,))
    whole = (await asked(demo_graph, TO_VERIFY, higher, area=DAPING, first=200))["data"]["resourcesToVerify"]
    assert whole["totalCount"] == len(whole["nodes"]) > found["totalCount"]
    paged, after = [], None
    while True:
        page = (await asked(demo_graph, TO_VERIFY, higher, area=DAPING, first=7, after=after))["data"]
        paged += page["resourcesToVerify"]["nodes"]
        after = page["resourcesToVerify"]["pageInfo"]["endCursor"]
        if not page["resourcesToVerify"]["pageInfo"]["hasNextPage"]:
            break
    assert paged == whole["nodes"]


async def test_whoever_may_not_verify_has_no_list(demo_graph: Graph) -> None:
    body = await asked(demo_graph, TO_VERIFY, Principal("v", Role.VIEWER), area=DAPING, first=1)
    assert body["errors"][0]["extensions"]["code"] == "FORBIDDEN"


async def test_a_verified_resource_leaves_the_list(demo_graph: Graph) -> None:
    before = (await asked(demo_graph, TO_VERIFY, OFFICIAL, area=COMMUNITY, first=1))["data"]["resourcesToVerify"]
    (item,) = before["nodes"]
    verify = """mutation ($id: ID!, $seen: Int!) {
      verifyResource(id: $id, expectedVersion: $seen) { version verifiedOn verifiedBy } }"""
    done = await asked(demo_graph, verify, OFFICIAL, id=item["id"], seen=item["version"])
    assert done["data"]["verifyResource"] == {
        "version": item["version"] + 1,
        "verifiedOn": "2026-11-24",
        "verifiedBy": "马家堡社区",
    }
    late = await asked(demo_graph, verify, OFFICIAL, id=item["id"], seen=item["version"])
    assert late["errors"][0]["extensions"]["code"] == "CONFLICT"
    after = (await asked(demo_graph, TO_VERIFY, OFFICIAL, area=COMMUNITY, first=100))["data"]["resourcesToVerify"]
    assert after["totalCount"] == before["totalCount"] - 1
    assert item["id"] not in {each["id"] for each in after["nodes"]}


@pytest.mark.parametrize("name", list(CYPHER))
async def test_statements_start_from_an_index(demo_graph: Graph, name: str) -> None:
    given = {"prefix": COMMUNITY, "since": [TODAY], "area": "", "id": "", "size": 10, "listed": [], "before": TODAY}
    given |= {"scope": [], "first": 1}
    assert await scans(demo_graph, Statement(CYPHER[name], given), products=True) == set()
