"""Sums, gates and near misses equal an independent recount over all resources of the demo."""

from datetime import date, timedelta

import pytest

from graphsvc.cobuilding.model.measure import amount
from graphsvc.cobuilding.model.window import Days
from graphsvc.db.driver import Graph
from graphsvc.matching.store.matcher import Matcher, Question
from tests.engine.recount import Judged, Recount

TODAY = date(2026, 11, 24)
AREAS = ("500103012011", "500103012019", "500103014009", "500103012000")
WINDOWS = (
    (date(2026, 11, 24), date(2026, 12, 24)),
    (date(2026, 12, 2), date(2026, 12, 2)),
    (date(2025, 12, 20), date(2026, 1, 10)),
    (date(2027, 7, 1), date(2027, 8, 31)),
    (date(2027, 12, 20), date(2028, 3, 1)),
)
TEXTS = (
    ("独居老人需要送餐", None),
    ("想给孩子办暑期托管和作业辅导", (30, "")),
    ("居民要法律咨询和调解纠纷", (3, "")),
    ("想给孩子办暑期托管和作业辅导", (40, "人")),
)
"""Each with how much is needed: a number, and what it counts where that is told."""
FITTING, PLAIN, LEAST, NEARLY = 0.75, 0.38, 0.1, 0.85


def expected(judged: list[Judged]) -> tuple[list[tuple[str, list[tuple[str, float]]]], list[tuple[str, str, str]]]:
    """Units with their shown resources, and near misses, by the rules written down once more."""
    enough = [one for one in judged if one.gate is None or one.gate == "SHORT"]
    bar = max(min(FITTING * max((one.fit for one in enough), default=0.0), PLAIN), LEAST)
    shown = [one for one in judged if one.gate is None and one.fit >= bar]
    shown.sort(key=lambda one: (-round(one.points, 7), one.id))
    units: dict[str, list[tuple[str, float]]] = {}
    for one in shown:
        if len(units.get(one.provider, [])) < 3:
            units.setdefault(one.provider, []).append((one.id, one.points))
    nearly = NEARLY * max(one.fit for one in judged)
    open_late = {"NO_SESSION", "SHORT"}  # looked at only where the fit is enough to be shown
    missed = [one for one in judged if one.gate and one.fit >= (max(nearly, bar) if one.gate in open_late else nearly)]
    missed.sort(key=lambda one: (-round(one.fit, 9), one.id))
    return list(units.items()), [(one.id, str(one.gate), one.words) for one in missed[:5]]


@pytest.mark.parametrize("area", AREAS)
async def test_sums_gates_and_near_misses_equal_a_recount(demo_graph: Graph, area: str) -> None:
    recount, matcher = Recount(TODAY), Matcher(demo_graph)
    gates = set()
    for first, last in WINDOWS:
        for text, asked in TEXTS:
            question = Question(text, area, Days(first, last), amount=amount(*asked) if asked else None)
            ranking = (await matcher.match(question, TODAY, first=500)).ranking
            judged = recount.judge(text, area, first, last, asked)
            gates |= {one.gate for one in judged}
            units, missed = expected(judged)
            found = [(unit.provider.id, [match.offer.id for match in unit.matches]) for unit in ranking.units]
            where = (area, first, text, asked)
            assert found == [(id_, [resource for resource, _ in shown]) for id_, shown in units], where
            totals = [match.score.total for unit in ranking.units for match in unit.matches]
            assert totals == pytest.approx([points for _, shown in units for _, points in shown], abs=1e-9), where
            assert [(miss.offer.id, miss.gate.value, miss.words) for miss in ranking.near_misses] == missed, where
    assert len(gates) >= 6, "the windows try most gates"


async def test_what_is_open_all_the_time_is_said_of_nothing_that_recurs(demo_graph: Graph) -> None:
    days = Days(TODAY, TODAY + timedelta(days=30))
    answer = await Matcher(demo_graph).match(Question("居民要法律咨询和调解纠纷", AREAS[0], days), TODAY, first=500)
    matches = [match for unit in answer.ranking.units for match in unit.matches]
    assert any(match.offer.recurrence for match in matches)
    assert [match.opening.recurs for match in matches] == [bool(match.offer.recurrence) for match in matches]
