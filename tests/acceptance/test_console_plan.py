"""The best pairings of many needs and resources, adopted at the console one at a time or all at once."""

import re

from graphsvc.db.driver import Graph
from tests.acceptance.visitor import COMMUNITY, STREET, Visitor, enter

PLAN = f"/console/assignment-plan?area={STREET}"


def pairs(visitor: Visitor) -> int:
    """How many pairings the page offers."""
    return visitor.text.count("采纳这一对</button>")


async def claimed(visitor: Visitor) -> int:
    """How many claimed projects the caller sees."""
    document = "{ projects(filter: {state: [CLAIMED]}, first: 1) { totalCount } }"
    answer = await visitor.client.post("/graphql", json={"query": document})
    return int(answer.json()["data"]["projects"]["totalCount"])


async def test_pairings_of_the_best_plan_are_adopted_one_at_a_time_and_all_at_once(
    console: str, demo_graph: Graph
) -> None:
    street = await enter(console, "SUBDISTRICT_OFFICIAL")
    await street.open(PLAN)
    before, offered = await claimed(street), pairs(street)
    assert offered > 2
    assert re.search(rf"一起考虑得 [\d.]+ 分（{offered} 对）", street.said)
    assert f"全部采纳（{offered} 对）" in street.text

    one = street.form("/console/do/acceptPlan")
    await street.send(one)
    assert "已办好" in street.said
    assert street.response.url.path == "/console/assignment-plan"
    assert await claimed(street) == before + 1
    need = one.fields["pairings.0.need"][0]
    assert f"/console/needs/{need}" not in street.text  # it waits for nobody any more

    left = pairs(street)
    await street.send(street.form("/console/do/acceptPlan", **{f"pairings.{left - 1}.resource": _last(street)}))
    assert "已办好" in street.said
    assert await claimed(street) == before + 1 + left


def _last(visitor: Visitor) -> str:
    return re.findall(r'name="pairings\.\d+\.resource" value="([^"]+)"', visitor.text)[-1]


async def test_a_plan_that_has_been_overtaken_is_refused_whole_and_says_why(console: str, demo_graph: Graph) -> None:
    street, other = await enter(console, "SUBDISTRICT_OFFICIAL"), await enter(console, "SUBDISTRICT_OFFICIAL")
    await street.open(PLAN)
    await other.open(PLAN)
    everything = other.form("/console/do/acceptPlan", **{f"pairings.{pairs(other) - 1}.resource": _last(other)})
    await street.send(street.form("/console/do/acceptPlan"))
    before = await claimed(street)
    await other.send(everything)
    assert "怎么办" in other.said
    assert await claimed(street) == before


async def test_units_are_asked_no_more_often_than_the_form_says(console: str, demo_graph: Graph) -> None:
    community = await enter(console, "COMMUNITY_OFFICIAL")
    await community.open(f"/console/assignment-plan?area={COMMUNITY}&perUnit=1")
    loads = re.findall(r"：(\d+) 对", community.said)
    assert loads
    assert set(loads) == {"1"}
