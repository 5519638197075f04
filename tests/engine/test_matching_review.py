"""Rankings beside what officials chose; several problems, dangers and details of one text over GraphQL."""

from dataclasses import replace
from datetime import date
from pathlib import Path

from rich.console import Console

from graphsvc.cli.match_review import print_change, print_review, summary
from graphsvc.cobuilding.model.project import ProjectState
from graphsvc.cypher.statement import Statement
from graphsvc.db.driver import Graph
from graphsvc.matching.model.score import Weights
from graphsvc.matching.store.adoption import read_phrases, write_phrases
from graphsvc.matching.store.matcher import Answer, Matcher, Question
from graphsvc.matching.store.phrasebook import read_book
from graphsvc.matching.store.review import review
from graphsvc.matching.store.understanding import Understanding
from graphsvc.matching.wording.details import DetailKind
from tests.seeds.demo import rows

TODAY, DAPING, COMMUNITY = date(2026, 11, 24), "500103012000", "500103012011"


async def test_every_choice_has_its_place_in_the_ranking(demo_graph: Graph, understanding: Understanding) -> None:
    found = await review(demo_graph, understanding, "500103000000", TODAY, Weights())
    assert len(found.choices) + found.gone == len(rows("project_resources"))
    assert len(found.choices) >= 40
    for one in found.choices:
        assert 0 <= one.fit <= 1
        assert one.place >= 1
        assert one.place == 1 or one.best.id != one.chosen.id
    assert (
        found.within(1).hits
        <= found.within(3).hits
        <= found.within(5).hits
        == len(found.choices) - sum(one.place > 5 for one in found.choices)
    )
    assert [one.place for one in found.parted] == sorted((one.place for one in found.parted), reverse=True)
    assert all(one.place > 5 and one.state is not ProjectState.DECLINED for one in found.parted)
    assert 0.3 < found.reciprocal <= 1


async def test_what_was_declined_is_no_parting_but_is_counted(demo_graph: Graph, understanding: Understanding) -> None:
    before = await review(demo_graph, understanding, DAPING, TODAY, Weights())
    far = before.parted[0]
    decline = "MATCH (p:Project {id: $id}) SET p.state = 'DECLINED'"
    await demo_graph.write(Statement(decline, {"id": far.project}))
    after = await review(demo_graph, understanding, DAPING, TODAY, Weights())
    assert far.project not in {one.project for one in after.parted}
    assert after.declined(near=False).hits == before.declined(near=False).hits + 1


async def test_other_weights_are_seen_beside_the_present_ones(demo_graph: Graph, understanding: Understanding) -> None:
    usual = await review(demo_graph, understanding, DAPING, TODAY, Weights())
    blind = replace(Weights(), topic=0.0, text=0.0, terms=0.0)
    other = await review(demo_graph, understanding, DAPING, TODAY, blind)
    assert other.reciprocal != usual.reciprocal
    console = Console(record=True, width=200)
    print_review(usual, console)
    print_change(usual, other, console)
    shown = console.export_text()
    assert f"共 {len(usual.choices)} 个选择" in shown
    assert f"{summary(usual)['排前 5']:.3f}" in shown
    assert "95% 区间" in shown
    assert "名次上升" in shown


async def test_choices_that_part_from_the_ranking_propose_phrases_to_read_and_adopt(
    demo_graph: Graph, understanding: Understanding, tmp_path: Path
) -> None:
    found = await review(demo_graph, understanding, "500103000000", TODAY, Weights())
    titles = {one.need.title: {each.text for each in one.understood} for one in found.parted}
    assert found.phrases
    for each in found.phrases:
        assert each.official in {phrase.official for phrase in read_book()}
        assert each.official not in titles[each.said], "it was understood so already"
    write_phrases(tmp_path / "phrases.csv", found.phrases)
    assert list(read_phrases(tmp_path / "phrases.csv")) == found.phrases
    assert (await review(demo_graph, Understanding(), DAPING, TODAY, Weights())).phrases == []


async def asked(graph: Graph, understanding: Understanding, text: str) -> Answer:
    return await Matcher(graph, understanding).match(Question(text, COMMUNITY), TODAY, first=3)


async def test_danger_comes_before_any_ranking(demo_graph: Graph, understanding: Understanding) -> None:
    assert "12356" in (await asked(demo_graph, understanding, "她说活着没意思，想跳楼")).urgent
    assert (await asked(demo_graph, understanding, "楼道里堆满旧家具")).urgent == ""


async def test_numbers_days_and_places_are_offered_for_confirmation(
    demo_graph: Graph, understanding: Understanding
) -> None:
    text = "下周三下午虎头岩有三百人要打流感疫苗"
    told = {each.kind: each for each in (await asked(demo_graph, understanding, text)).details}
    assert told[DetailKind.QUANTITY].quantity == 300
    assert (told[DetailKind.DAYS].first, told[DetailKind.DAYS].last) == (date(2026, 12, 2), date(2026, 12, 2))
    assert str(told[DetailKind.PLACE].area).startswith("500103014")
    assert all(each.said in text for each in told.values())


async def test_several_problems_of_one_text_are_answered_each(demo_graph: Graph, understanding: Understanding) -> None:
    text = "反映三件事：一是独居老人中午吃饭没着落，想要送餐；二是放学早，娃儿没人接没人看；三是想请律师帮忙打官司"
    problems = (await asked(demo_graph, understanding, text)).problems
    assert len({each.understood.told[0].category for each in problems}) == len(problems) == 3
    assert all(each.ranking.units for each in problems)
    assert (await asked(demo_graph, understanding, "独居老人中午吃饭没着落")).problems == ()


async def test_what_is_not_wanted_is_not_looked_for(demo_graph: Graph, understanding: Understanding) -> None:
    assert (await asked(demo_graph, understanding, "不要调解，要律师打官司")).understood.text == "要律师打官司"
