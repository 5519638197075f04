"""Matching on the terminal: a table whose parts add up, reasons in Chinese, and a plan beside the greedy one."""

from datetime import date

from rich.console import Console

from graphsvc.cli.commands.match import _print, _print_plan
from graphsvc.cobuilding.model.window import Days
from graphsvc.codes import prefix_of
from graphsvc.db.bulkhead import Lane
from graphsvc.db.driver import Graph
from graphsvc.matching.model.assignment import Limits
from graphsvc.matching.store.matcher import Matcher, Question
from graphsvc.matching.store.planner import planned
from graphsvc.matching.store.understanding import Understanding

TODAY = date(2026, 11, 24)


def printed(console: Console) -> str:
    return console.export_text()


async def test_the_table_names_every_part_and_the_sentences_say_why(demo_graph: Graph) -> None:
    matcher = Matcher(demo_graph, lane=Lane.HEAVY)
    answer = await matcher.match(Question("想办长者食堂送餐上门", "500103012011"), TODAY, first=2)
    console = Console(record=True, width=200)
    _print(answer, console)
    shown = printed(console)
    for word in ("主题契合", "用词相合", "组织距离", "时段覆盖", "剩余容量", "往期评分", "近期负担", "可提供“"):
        assert word in shown
    assert f"{answer.ranking.units[0].score.total:.1f}" in shown
    assert "重庆市 / 渝中区 / 大坪街道 / 马家堡社区" in shown
    assert "未使用语义模型" in shown


async def test_an_empty_answer_is_printed_with_its_reason(demo_graph: Graph) -> None:
    days = Days(date(2001, 1, 1), date(2001, 1, 2))
    question = Question("想办长者食堂送餐上门", "500103012011", days)
    answer = await Matcher(demo_graph, lane=Lane.HEAVY).match(question, TODAY)
    console = Console(record=True, width=160)
    _print(answer, console)
    shown = printed(console)
    assert "吹哨" in shown
    assert "起可用" in shown


async def test_a_plan_tells_how_far_it_has_come_and_what_greedy_would_bring(demo_graph: Graph) -> None:
    told: list[tuple[int, int]] = []
    found = await planned(
        demo_graph,
        Understanding(),
        "500103012000",
        Limits(),
        TODAY,
        progress=lambda done, total: told.append((done, total)),
    )
    assert told[-1] == (len(found.needs), len(found.needs))
    assert [done for done, _ in told] == sorted(done for done, _ in told)
    assert found.plan.total >= found.greedy.total
    console = Console(record=True, width=160)
    _print_plan(found, console)
    assert f"配对 {len(found.plan.pairings)} 个，总分 {found.plan.total:.1f}" in printed(console)


async def test_only_the_needs_that_are_named_are_planned_for(demo_graph: Graph) -> None:
    every = await planned(demo_graph, Understanding(), "500103012000", Limits(), TODAY)
    one = sorted(every.needs)[0]
    found = await planned(demo_graph, Understanding(), "500103012000", Limits(), TODAY, [one, "need-of-nowhere"])
    assert list(found.needs) == [one]
    assert len(found.plan.pairings) <= 1


async def test_what_serves_one_grid_alone_is_planned_for_no_other(demo_graph: Graph) -> None:
    found = await planned(demo_graph, Understanding(), "500103012000", Limits(per_need=3), TODAY)
    for pairing in found.plan.pairings:
        need, offer = found.needs[pairing.option.need], found.offers[pairing.option.resource]
        assert need.area.startswith(prefix_of(offer.service_area))
    assert len(found.plan.pairings) > len(found.needs)
