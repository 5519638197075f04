"""A need and a resource score alike from either side and in the plan; gates hold in all three."""

from collections import Counter
from datetime import date

from graphsvc.cypher.statement import Statement
from graphsvc.db.driver import Graph
from graphsvc.matching.model.assignment import Limits
from graphsvc.matching.model.eligibility import Gate
from graphsvc.matching.model.rank import WEAK_FIT, Confidence
from graphsvc.matching.store.matcher import Matcher, Question
from graphsvc.matching.store.needs import match_needs, similar_needs
from graphsvc.matching.store.planner import planned
from graphsvc.matching.store.understanding import Understanding

TODAY = date(2026, 11, 24)
COMMUNITY, DAPING = "500103012011", "500103012000"
UNITS = "MATCH (u:Unit)-[:OFFERS]->(:Resource) WHERE u.areaCode > '' RETURN DISTINCT u.id AS id ORDER BY id LIMIT 100"


async def units(graph: Graph) -> list[str]:
    return [id_ for (id_,) in await graph.read(Statement(UNITS))]


async def test_a_pair_scores_alike_from_either_side_and_in_the_plan(
    demo_graph: Graph, understanding: Understanding
) -> None:
    matcher = Matcher(demo_graph, understanding)
    by_need: dict[tuple[str, str], float] = {}
    compared = 0
    for unit in await units(demo_graph):
        for match in await match_needs(demo_graph, understanding, unit, TODAY):
            pair = match.need.id, match.offer.id
            if not any(need == match.need.id for need, _ in by_need):
                ranking = (await matcher.match_need(match.need.id, TODAY, first=50)).ranking
                every = (one for each in ranking.units for one in each.matches)
                by_need |= {(match.need.id, one.offer.id): one.score.total for one in every}
            if pair in by_need:
                assert abs(by_need[pair] - match.score.total) <= 1e-9, pair
                compared += 1
    assert compared >= 40
    plan = (await planned(demo_graph, understanding, DAPING, Limits(per_need=2), TODAY)).plan
    paired = {one.option.pair: one.option.points for one in plan.pairings}
    assert len(paired.keys() & by_need.keys()) >= 12
    assert [pair for pair in paired.keys() & by_need.keys() if abs(paired[pair] - by_need[pair]) > 1e-9] == []


async def test_nobody_is_matched_to_what_they_raised_themselves(
    demo_graph: Graph, understanding: Understanding
) -> None:
    raised = "MATCH (u:Unit)-[:RAISES]->(n:Need) WHERE n.areaCode > '' RETURN n.id, u.id ORDER BY n.id LIMIT 100"
    raisers = dict(map(tuple, await demo_graph.read(Statement(raised))))
    assert len(raisers) >= 5
    matcher = Matcher(demo_graph, understanding)
    for need, raiser in raisers.items():
        ranking = (await matcher.match_need(need, TODAY, first=50)).ranking
        assert raiser not in {unit.provider.id for unit in ranking.units}
        assert raiser not in {miss.offer.provider for miss in ranking.near_misses}
        assert need not in {one.need.id for one in await match_needs(demo_graph, understanding, raiser, TODAY)}
    plan = (await planned(demo_graph, understanding, DAPING, Limits(per_need=3), TODAY)).plan
    assert [one for one in plan.pairings if raisers.get(one.option.need) == one.option.unit] == []


async def test_the_reverse_gives_only_what_fits_and_says_how_sure(
    demo_graph: Graph, understanding: Understanding
) -> None:
    sure = Counter[Confidence]()
    for unit in await units(demo_graph):
        found = await match_needs(demo_graph, understanding, unit, TODAY)
        if found:
            best = max(one.score.fit for one in found)
            assert all(one.score.fit >= min(0.75 * best, 0.38) for one in found)
        sure.update(one.confidence for one in found)
        assert all((one.confidence is Confidence.LOW) == (one.score.fit < WEAK_FIT) for one in found)
    assert min(sure[Confidence.HIGH], sure[Confidence.LOW]) > 0


async def test_the_plan_pairs_what_fits_in_quantities_that_are_there(
    demo_graph: Graph, understanding: Understanding
) -> None:
    found = await planned(demo_graph, understanding, DAPING, Limits(per_need=2), TODAY)
    taken: Counter[str] = Counter()
    for pairing in found.plan.pairings:
        need, offer = found.needs[pairing.option.need], found.offers[pairing.option.resource]
        assert pairing.option.quantity == (1 if offer.free is None or need.amount is None else need.amount.number)
        taken[offer.id] += pairing.option.quantity
    assert [id_ for id_, count in taken.items() if count > (found.offers[id_].free or 10**9)] == []
    met = {pairing.option.need for pairing in found.plan.pairings}
    assert set(found.needs) - met == set(found.unmet)
    assert all(found.unmet.values())
    assert not {"need-41", "need-48"} & met, "water from air conditioners and false scales: only their topics are met"
    assert found.unmet["need-48"].startswith("最接近的是“")
    assert "不够契合" in found.unmet["need-48"]


async def test_a_need_larger_than_any_offer_is_unmet_and_says_why(
    demo_graph: Graph, understanding: Understanding
) -> None:
    plan = await planned(demo_graph, understanding, DAPING, Limits(), TODAY)
    pairing = next(one for one in plan.plan.pairings if plan.offers[one.option.resource].free is not None)
    raise_ = "MATCH (n:Need {id: $id}) SET n.quantity = 90000"
    await demo_graph.write(Statement(raise_, {"id": pairing.option.need}))
    again = await planned(demo_graph, understanding, DAPING, Limits(), TODAY, [pairing.option.need])
    for one in again.plan.pairings:
        assert again.offers[one.option.resource].capacity is None
    if not again.plan.pairings:
        assert "需 90000" in again.unmet[pairing.option.need]
    assert (await match_needs(demo_graph, understanding, pairing.option.unit, TODAY)) == [
        one
        for one in await match_needs(demo_graph, understanding, pairing.option.unit, TODAY)
        if one.need.id != pairing.option.need or one.offer.capacity is None
    ]
    count = "MATCH (n:Need {id: $id}) SET n.quantityUnit = '栋楼'"
    await demo_graph.write(Statement(count, {"id": pairing.option.need}))
    (counted,) = (
        await planned(demo_graph, understanding, DAPING, Limits(), TODAY, [pairing.option.need])
    ).plan.pairings
    assert counted.option.quantity == 1, "what counts something else is not held to the number"


async def test_recent_work_of_a_unit_counts_wherever_it_was_done(
    demo_graph: Graph, understanding: Understanding
) -> None:
    matcher = Matcher(demo_graph, understanding)
    question = Question("独居老人需要送餐", COMMUNITY)
    best = (await matcher.match(question, TODAY)).ranking.units[0]
    text = """\
MATCH (u:Unit {id: $unit})
CREATE (u)-[:OFFERS]->(r:Node:Resource {id: 'r-far', title: '别处', status: 'ACTIVE', areaCode: '500104001001',
                                       serviceArea: '500104001001', servicePrefix: '500104001001'})
CREATE (r)<-[:USES {quantity: 1}]-(p:Node:Project {id: 'p-far', state: 'PROPOSED', proposedOn: date('2026-11-20'),
                                                   areaCode: '500104001001'})"""
    await demo_graph.write(Statement(text, {"unit": best.provider.id}))
    again = (await matcher.match(question, TODAY)).ranking
    (unit,) = [unit for unit in again.units if unit.provider.id == best.provider.id]
    assert unit.provider.lately == best.provider.lately + 1
    assert unit.score.total < best.score.total


async def test_what_another_subdistrict_has_is_told_as_a_near_miss(
    demo_graph: Graph, understanding: Understanding
) -> None:
    answer = await Matcher(demo_graph, understanding).match(Question("流感疫苗接种", "500103014009"), TODAY)
    beyond = [miss for miss in answer.ranking.near_misses if miss.gate is Gate.OUT_OF_AREA]
    assert any(not miss.offer.service_area.startswith("500103014") for miss in beyond)


async def test_a_precedent_has_to_be_like_the_problem(demo_graph: Graph, understanding: Understanding) -> None:
    readings = understanding.readings
    near = await similar_needs(demo_graph, readings, "电梯老是坏，困过人", COMMUNITY)
    assert near
    assert all(one.likeness >= 0.55 for one in near)
    assert await similar_needs(demo_graph, readings, "家里养的孔雀夜里叫", COMMUNITY) == []
