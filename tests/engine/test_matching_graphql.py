"""Matching and the live loop as clients ask them: one request each, refusals with codes, changes that show at once."""

from datetime import UTC, datetime
from typing import Any

import pytest

from bench.counting import CountingGraph
from graphsvc.access.authenticator import SERVICE
from graphsvc.access.principal import Principal
from graphsvc.access.role import Role
from graphsvc.app import documents
from graphsvc.cypher.statement import Statement
from graphsvc.db.driver import Graph
from graphsvc.gql.execution.documents import Documents
from graphsvc.gql.execution.executor import Executor, Request
from graphsvc.matching.store.matcher import Matcher
from graphsvc.matching.store.understanding import Understanding
from graphsvc.text.model import SentenceModel
from graphsvc.text.texts import Texts
from tests.conftest import KEYS, RECORD

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
COMMUNITY = "500103012011"
OFFICIAL = Principal("li", Role.SUBDISTRICT_OFFICIAL, ("500103012000",))


@pytest.fixture(scope="module")
def prepared() -> Documents:
    return documents()


Ask = Any


@pytest.fixture
def ask(demo_graph: Graph, prepared: Documents, understanding: Understanding, model: SentenceModel) -> Ask:
    counting = CountingGraph(demo_graph)
    tools = {Matcher: Matcher(counting, understanding), Texts: Texts(model)}
    executor = Executor(prepared, counting, RECORD, KEYS, now=lambda: NOW, tools=tools)

    async def asked(document: str, caller: Principal = SERVICE, **variables: Any) -> dict[str, Any]:
        counting.reads = 0
        body = (await executor.answer(Request(document, caller, variables))).body
        body["reads"] = counting.reads
        return body

    return asked


MATCH = """
query ($text: String!, $area: ID!, $window: WindowInput) {
  matchUnits(problem: {text: $text, area: $area}, window: $window) {
    confidence advice byModel note from to
    topics { likelihood } understoodAs { text likelihood categoryCode }
    units(first: 5) { totalCount pageInfo { hasNextPage } nodes {
      name score distance sentence
      parts { reason weight value points }
      path { name relationship words forward }
      resources { free score }
    } }
    nearMisses { gate words fit }
  }
}"""
BEST = """
query ($text: String!, $area: ID!) {
  matchUnits(problem: {text: $text, area: $area}) {
    topics { topic { code } } units(first: 5) { nodes {
      provider { id } committee { id } path { node { __typename id } } resources { resource { id } } } } } }"""


WORDS = """
query ($text: String!, $area: ID!) {
  matchUnits(problem: {text: $text, area: $area}) {
    units(first: 5) { nodes { parts { reason value } resources { resource { id } } } } } }"""


async def test_an_answer_explains_every_unit_in_one_statement(ask: Ask) -> None:
    await ask(MATCH, text="老人没人做饭", area=COMMUNITY)
    body = await ask(MATCH, text="老人没人做饭", area=COMMUNITY)
    found = body["data"]["matchUnits"]
    assert body["reads"] == 1
    assert (found["confidence"], found["byModel"], found["note"]) == ("HIGH", True, "")
    assert "三餐" in found["understoodAs"][0]["text"]
    assert (found["from"], found["to"]) == ("2026-11-24", "2026-12-24")
    assert found["units"]["nodes"][0]["name"] == "灶火台餐饮管理有限公司"
    for unit in found["units"]["nodes"]:
        assert sum(part["points"] for part in unit["parts"]) == pytest.approx(unit["score"], abs=1e-9)
        assert unit["sentence"].startswith(f"{unit['name']}可提供“")
    best = (await ask(BEST, text="老人没人做饭", area=COMMUNITY))["data"]["matchUnits"]
    assert best["topics"][0]["topic"]["code"] == "010101"
    for unit in best["units"]["nodes"]:
        assert unit["path"][0]["node"] == {"__typename": "Community", "id": COMMUNITY}
        assert unit["path"][-1]["node"] == {"__typename": "Resource", **unit["resources"][0]["resource"]}


async def test_pages_of_a_ranking_are_the_ranking(ask: Ask) -> None:
    document = """query ($area: ID!, $first: Int, $after: String) {
      matchUnits(problem: {text: "老人没人做饭", area: $area}) { units(first: $first, after: $after) {
        totalCount pageInfo { hasNextPage hasPreviousPage endCursor } nodes { name score } } } }"""
    whole = (await ask(document, area=COMMUNITY, first=200))["data"]["matchUnits"]["units"]
    assert whole["pageInfo"]["hasNextPage"] is False
    paged: list[Any] = []
    after = None
    while True:
        page = (await ask(document, area=COMMUNITY, first=7, after=after))["data"]["matchUnits"]["units"]
        assert page["totalCount"] == len(whole["nodes"])
        assert page["pageInfo"]["hasPreviousPage"] is bool(paged)
        paged += page["nodes"]
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            break
    assert paged == whole["nodes"]
    nothing = (await ask(document, area=COMMUNITY, first=0))["data"]["matchUnits"]["units"]
    assert (nothing["nodes"], nothing["pageInfo"]["hasNextPage"]) == ([], True)


async def test_nodes_of_an_answer_are_read_by_one_statement_a_place(ask: Ask) -> None:
    document = """query ($area: ID!) { matchUnits(problem: {text: "老人没人做饭", area: $area}) {
      units { nodes { provider { ... on Unit { name community { name } } }
        resources { resource { title contactless: state } } } } } }"""
    await ask(document, area=COMMUNITY)
    body = await ask(document, area=COMMUNITY)
    units = body["data"]["matchUnits"]["units"]["nodes"]
    assert body["reads"] == 3
    assert all(each["resources"][0]["resource"]["contactless"] == "ACTIVE" for each in units)
    assert any(each["provider"] and each["provider"].get("community") for each in units)


async def test_a_need_on_the_list_is_a_problem_too(ask: Ask) -> None:
    document = """query ($need: ID!) { matchUnits(need: $need) {
      topics { likelihood topic { code } } units { nodes { name } } } }"""
    found = (await ask(document, need="need-05"))["data"]["matchUnits"]
    assert {"040302", "040301"} <= {each["topic"]["code"] for each in found["topics"] if each["likelihood"] == 1}
    assert found["units"]["nodes"]


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ('problem: {text: "送餐", area: "5001"}', "MALFORMED_CODE"),
        ('problem: {text: "送餐", area: "500103999999"}', "NOT_FOUND"),
        ('need: "nothing"', "NOT_FOUND"),
        ("weights: {topic: 1}", "BAD_USER_INPUT"),
        ('problem: {text: "送", area: "500103012011"}', "BAD_USER_INPUT"),
        ('problem: {text: "送餐", area: "500103012011"}, weights: {topic: -1}', "BAD_USER_INPUT"),
        ('need: "need-05", window: {from: "2026-12-02", to: "2026-12-01"}', "BAD_USER_INPUT"),
    ],
)
async def test_what_cannot_be_answered_is_refused_with_a_code(ask: Ask, arguments: str, code: str) -> None:
    body = await ask(f"{{ matchUnits({arguments}) {{ advice }} }}")
    assert [error["extensions"]["code"] for error in body["errors"]] == [code]


async def test_a_unit_finds_the_needs_it_could_meet(ask: Ask) -> None:
    document = """{ matchNeeds(unit: "unit-28", first: 3) {
      totalCount pageInfo { hasNextPage }
      nodes { score confidence need { id title } best { score parts { points } } } } }"""
    page = (await ask(document))["data"]["matchNeeds"]
    found = page["nodes"]
    assert 1 <= len(found) <= 3
    assert page["pageInfo"]["hasNextPage"] is (page["totalCount"] > len(found))
    assert [each["score"] for each in found] == sorted((each["score"] for each in found), reverse=True)
    for each in found:
        parts = each["best"]["parts"]
        assert sum(part["points"] for part in parts) == pytest.approx(each["score"], abs=1e-9)


async def test_how_a_need_like_it_was_met_and_rated(ask: Ask) -> None:
    document = """query ($area: ID!) {
      similarNeeds(text: "楼道里堆满旧家具，担架抬不下来", area: $area, first: 3) { nodes {
        likeness need { id description }
        projects { communityRating unitRating resources { nodes { offeredBy { ... on Unit { id } } } } } } } }"""
    found = (await ask(document, area=COMMUNITY))["data"]["similarNeeds"]["nodes"]
    assert found[0]["need"]["id"] == "need-01"
    assert found[0]["projects"][0]["communityRating"] == 5
    assert found[0]["projects"][0]["resources"]["nodes"]


PUBLISH = """
mutation ($key: ID) {
  publishResource(key: $key, resource: {title: "上门做饭", description: "志愿厨师到家做一顿热饭", kind: SERVICE,
    capacity: 3, capacityUnit: "户", area: "500103012011", serviceArea: "500103012000",
    offeredBy: "unit-28", topics: ["010101"]}) {
    id title state version topics { nodes { code } } offeredBy { id }
  }
}"""


async def test_what_is_published_is_found_at_once_and_published_once(ask: Ask, demo_graph: Graph) -> None:
    unit = Principal("qian", Role.DEPARTMENT, (), "unit-28")
    first = await ask(PUBLISH, unit, key="k1")
    again = await ask(PUBLISH, unit, key="k1")
    resource = first["data"]["publishResource"]
    assert again["data"] == first["data"]
    assert (resource["state"], resource["version"], resource["offeredBy"]) == ("ACTIVE", 1, {"id": "unit-28"})
    found = (await ask(BEST, text="老人没人做饭", area=COMMUNITY))["data"]["matchUnits"]["units"]["nodes"]
    assert resource["id"] in [each["resource"]["id"] for unit in found for each in unit["resources"]]
    assert (await ask(MATCH, text="老人没人做饭", area=COMMUNITY))["data"]["matchUnits"]["note"] == ""


async def test_the_loop_from_a_match_to_a_rating(ask: Ask, demo_graph: Graph) -> None:
    await demo_graph.write(Statement("MATCH (n:Need {id: 'need-05'}) SET n.status = 'OPEN'"))
    document = """mutation { proposeProject(need: "need-05", title: "消防课", uses: [{resource: "resource-007"}]) {
      id state version needs { nodes { id } } } }"""
    project = (await ask(document, OFFICIAL))["data"]["proposeProject"]
    assert (project["state"], project["needs"]["nodes"]) == ("PROPOSED", [{"id": "need-05"}])
    step = "mutation ($id: ID!) { %s { state version feedback } }"
    unit = Principal("qian", Role.DEPARTMENT, (), "unit-02")
    for call, state in (
        ("claimProject(id: $id, expectedVersion: 1)", "CLAIMED"),
        ("coordinateProject(id: $id, expectedVersion: 2)", "COORDINATING"),
        ("deliverProject(id: $id, expectedVersion: 3)", "DELIVERED"),
        ('feedBackProject(id: $id, expectedVersion: 4, feedback: "都会看主机了")', "FEEDBACK"),
        ("rateProject(id: $id, expectedVersion: 5, side: COMMUNITY, rating: 5)", "FEEDBACK"),
        ("rateProject(id: $id, expectedVersion: 6, side: UNIT, rating: 4)", "RATED"),
    ):
        body = await ask(step % call, unit if "side: UNIT" in call else OFFICIAL, id=project["id"])
        assert "errors" not in body, body
        assert next(iter(body["data"].values()))["state"] == state
    text = "MATCH (e:LogEntry {subject: $id}) RETURN e.action ORDER BY e.number"
    actions = [row[0] for row in await demo_graph.read(Statement(text, {"id": project["id"]}))]
    assert actions == ["PROPOSED", "CLAIMED", "COORDINATING", "DELIVERED", "FEEDBACK", "RATED", "RATED"]


async def test_a_refused_step_names_those_that_are_possible(ask: Ask, demo_graph: Graph) -> None:
    body = await ask('mutation { deliverProject(id: "project-01", expectedVersion: 0) { id } }', OFFICIAL)
    extensions = body["errors"][0]["extensions"]
    assert (extensions["code"], extensions["allowed"]) == ("CONFLICT", [])


async def test_who_may_not_is_told_and_nothing_is_written(ask: Ask, demo_graph: Graph) -> None:
    before = await demo_graph.read(Statement("MATCH (n:Node) RETURN count(n)"))
    viewer = Principal("zhao", Role.VIEWER)
    assert (await ask(PUBLISH, viewer))["errors"][0]["extensions"]["code"] == "FORBIDDEN"
    elsewhere = Principal("wang", Role.SUBDISTRICT_OFFICIAL, ("500104001000",))
    assert (await ask(PUBLISH, elsewhere))["errors"][0]["extensions"]["code"] == "NOT_FOUND"
    assert await demo_graph.read(Statement("MATCH (n:Node) RETURN count(n)")) == before


async def test_an_amended_text_is_matched_by_its_new_words(ask: Ask, demo_graph: Graph) -> None:
    document = """mutation { amendResource(id: "resource-002", expectedVersion: 0,
      changes: {title: "修钢琴", description: "调音、换弦"}) { title version } }"""
    unit = Principal("bai", Role.DEPARTMENT, (), "unit-01")
    assert (await ask(document, unit))["data"]["amendResource"] == {"title": "修钢琴", "version": 1}
    found = (await ask(WORDS, text="家里钢琴走音想找人调音", area=COMMUNITY))["data"]["matchUnits"]["units"]["nodes"]
    ids = [unit["resources"][0]["resource"]["id"] for unit in found]
    assert "resource-002" in ids[:2], "its topic is still that of its old words, which speaks against it"
    by_words = {id_: [each["value"] for each in unit["parts"]][1:3] for id_, unit in zip(ids, found, strict=True)}
    new = by_words.pop("resource-002")
    assert all(new[0] > text and new[1] > terms for text, terms in by_words.values()), (new, by_words)


PLAN = """
query ($area: ID!, $limits: PlanLimitsInput) {
  assignmentPlan(area: $area, limits: $limits) {
    total greedyTotal needCount unmet { reason need { title } } fairness
    asked { pairingCount recentProjectCount provider { id } }
    pairings { need { id } resource { id } quantity points regret pinned } } }"""


async def test_a_plan_is_at_least_as_good_as_greedy_and_becomes_projects(ask: Ask, demo_graph: Graph) -> None:
    plan = (await ask(PLAN, area="500103012000", limits={"perUnit": 2}))["data"]["assignmentPlan"]
    assert plan["total"] >= plan["greedyTotal"] > 0
    assert plan["needCount"] == len({pair["need"]["id"] for pair in plan["pairings"]}) + len(plan["unmet"])
    assert all(pair["regret"] >= 0 for pair in plan["pairings"])
    assert all(each["need"]["title"] and each["reason"] for each in plan["unmet"])
    assert sum(each["pairingCount"] for each in plan["asked"]) == len(plan["pairings"])
    assert max(each["pairingCount"] for each in plan["asked"]) <= 2
    assert 0 < plan["fairness"] <= 1
    pairs = [
        {"need": pair["need"]["id"], "resource": pair["resource"]["id"], "quantity": pair["quantity"]}
        for pair in plan["pairings"][:3]
    ]
    accept = "mutation ($pairs: [PairingInput!]!, $key: ID) { acceptPlan(pairings: $pairs, key: $key) { state } }"
    body = await ask(accept, OFFICIAL, pairs=pairs, key="plan-1")
    assert body["data"]["acceptPlan"] == [{"state": "CLAIMED"}] * 3
    assert (await ask(accept, OFFICIAL, pairs=pairs, key="plan-1"))["data"] == body["data"]
    later = (await ask(PLAN, area="500103012000", limits={"perUnit": 2}))["data"]["assignmentPlan"]
    assert later["needCount"] == plan["needCount"] - 3


async def test_what_is_promised_stays_in_the_plan(ask: Ask) -> None:
    free = (await ask(PLAN, area="500103012000"))["data"]["assignmentPlan"]["pairings"]
    other = next(pair for pair in free if pair["resource"]["id"] != free[0]["resource"]["id"])
    promised = {"need": free[0]["need"]["id"], "resource": other["resource"]["id"]}
    plan = (await ask(PLAN, area="500103012000", limits={"pinned": [promised]}))["data"]["assignmentPlan"]
    assert [pair["resource"]["id"] for pair in plan["pairings"] if pair["pinned"]] == [promised["resource"]]
