"""The phrase memory, the forms of help, and the measure with its interval."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from bench.evaluation.scoring import gain, unrelated, worth
from graphsvc.matching.model.features import Problem, of_problem
from graphsvc.matching.model.score import Reason
from graphsvc.matching.store.phrasebook import memory_of, rarity, read_book, topic_names
from graphsvc.matching.store.understanding import Understanding, problem_of
from graphsvc.matching.wording.clauses import clauses, folded, wanted
from graphsvc.matching.wording.forms import Wish, asks_for_deed, asks_for_place, is_talk, wish
from graphsvc.matching.wording.memory import Memory, Phrase, Voices, Wording, ordered, wordings
from tests.matching.letters import AXES, Letters
from tests.matching.offers import MARCH, TOPICS, offer

ROWS = [Phrase("a", "灯", "C01"), Phrase("b", "灯", "C01"), Phrase("c", "水"), Phrase("d", "水")]


def memory() -> Memory:
    official = np.stack([AXES[0] + AXES[1], AXES[2] + AXES[3]]) / np.sqrt(2).astype(np.float32)
    return Memory(ROWS, AXES, AXES, official, official)


def test_clauses_are_sentences_pairs_of_neighbours_and_single_ones() -> None:
    cut = ["三楼漏水，天花板黄了", "想找人修", "天花板黄了，想找人修", "三楼漏水", "天花板黄了"]
    assert clauses("三楼漏水，天花板黄了。想找人修") == cut
    assert clauses("停电") == ["停电"]


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("不要法律咨询，要律师打官司", "要律师打官司"),
        ("不要调解要律师打官司", "要律师打官司"),
        ("律师请过了，不要再介绍法律咨询。想找人帮写诉状", "律师请过了，想找人帮写诉状"),
        ("我们不需要培训，需要有人上门修", "需要有人上门修"),
        ("别给我介绍讲座，电梯坏了", "电梯坏了"),
        ("不要钱的体检哪里有", "不要钱的体检哪里有"),
        ("不需要的旧衣服堆了一屋，想捐出去", "不需要的旧衣服堆了一屋，想捐出去"),
        ("不要培训", "不要培训"),
        ("老人不想吃外卖，想有个食堂", "老人不想吃外卖，想有个食堂"),
        ("孩子不要紧，老人摔了", "孩子不要紧，老人摔了"),
    ],
)
def test_what_is_expressly_not_wanted_is_not_looked_for(text: str, read: str) -> None:
    assert wanted(text) == read


def test_full_width_letters_and_digits_are_read_as_plain_ones() -> None:
    assert folded("小区ｗｉｆｉ信号差，需５００人") == "小区wifi信号差,需500人"


def test_the_wording_of_the_nearest_phrases_is_the_likeliest() -> None:
    likely = memory().likely(AXES[0], AXES[:1], Voices())
    assert likely.sum() == pytest.approx(1)
    assert likely[0] > 0.99


def test_the_clauses_count_beside_the_text() -> None:
    whole = memory().likely(AXES[0], AXES[2:3], Voices(clauses=0.0))
    parts = memory().likely(AXES[0], AXES[2:3], Voices(clauses=4.0))
    assert whole[0] > 0.99
    assert parts[1] > 0.99


def test_the_likeliest_wordings_come_first_with_their_category_and_sum_to_one() -> None:
    found = memory().understood(AXES[0], AXES[:1], Voices(temperature=1.0))
    assert [(each.text, each.category) for each in found] == [("灯", "C01"), ("水", "")]
    assert sum(each.likelihood for each in found) == pytest.approx(1)
    (only,) = memory().understood(AXES[0], AXES[:1], Voices(most=1))
    assert only.likelihood == 1.0


def test_one_phrase_of_a_wording_is_enough_and_a_phrase_said_twice_counts_once() -> None:
    rows = ordered([Phrase("b", "水"), Phrase("a", "灯"), Phrase("b", "水")])
    assert [each.said for each in rows] == ["b", "a"]
    assert wordings(rows) == ["水", "灯"]
    alone = Memory(rows, AXES[:2], AXES[:2], AXES[:2], AXES[:2])
    assert alone.likely(AXES[1], AXES[1:2], Voices())[1] > 0.99


def spoil(folder: Path) -> None:
    (kept,) = folder.iterdir()
    kept.write_bytes(b"half a file")


async def test_vectors_of_the_book_are_made_once_and_broken_ones_again(tmp_path: Path) -> None:
    model, rows = Letters(), [Phrase("灯不亮", "路灯维修"), Phrase("漏水", "管道检修")]
    first = await memory_of(model, rows, tmp_path)
    assert len(model.read) == 8
    again = await memory_of(model, rows, tmp_path)
    assert len(model.read) == 8
    spoil(tmp_path)
    mended = await memory_of(model, rows, tmp_path)
    assert len(model.read) == 16
    text = (await model.embed(["灯不亮"]))[0]
    told = [each.likely(text, text[None], Voices()).tolist() for each in (first, again, mended)]
    assert told[0] == told[1] == told[2]


async def test_a_text_is_read_once_and_the_wording_joins_the_question() -> None:
    model = Letters()
    understanding = Understanding(model, await memory_of(model, [Phrase("灯不亮", "路灯维修")]))
    understood = await understanding.read("灯不亮")
    assert [each.text for each in understood.told] == ["路灯维修"]
    read = len(model.read)
    assert await understanding.read("灯不亮") == understood
    assert len(model.read) == read
    likely = await understanding.topics(understood, TOPICS, ())
    problem = problem_of(understood, likely, MARCH, None)
    assert [(text, share) for text, _, share in problem.readings] == [("灯不亮", 0.5), ("路灯维修", 0.5)]
    assert problem.wish == Wish(deed=1.0)


def test_a_resource_in_official_words_is_found_by_its_wording() -> None:
    offers = [offer("r-1", title="路灯维修队"), offer("r-2", title="送餐")]
    texts = [one.text for one in offers]
    plain = Problem("黑灯瞎火", MARCH, {}, rarity=rarity())
    known = Problem("黑灯瞎火", MARCH, {}, wordings=(Wording("路灯故障需维修", 1.0, AXES[0]),), rarity=rarity())
    assert of_problem(plain, offers, texts, None)[Reason.TERMS][0] == 0
    first, second = of_problem(known, offers, texts, None)[Reason.TERMS]
    assert first > second == 0


def test_wordings_say_what_form_of_help_is_asked_for() -> None:
    assert asks_for_place("文艺队伍缺少排练场地")
    assert asks_for_deed("电梯故障、困人、老化需检修")
    assert not asks_for_deed("家庭照护者缺乏照护技能，需护理培训和喘息支持")
    assert is_talk("电梯困人讲解")
    assert not is_talk("电梯安全体检")


def test_a_talk_steps_back_where_a_deed_is_asked_for_and_a_place_comes_forward_where_one_is() -> None:
    deed, place = wish("电梯故障需检修", ()), wish("缺少排练场地", ())
    assert deed.value(venue=False, talk=True) < deed.value(venue=False, talk=False)
    assert place.value(venue=True, talk=False) > place.value(venue=False, talk=False)
    assert wish("想学太极", ()).value(venue=False, talk=True) == 0.5


def test_the_book_has_its_columns_and_its_rarity() -> None:
    assert len(read_book()) > 3_000
    assert rarity().of("电梯") > rarity().of("没有") > 0


def test_a_unit_counts_by_the_resource_it_is_shown_with() -> None:
    ranked = [("u1", "r-poor"), ("u2", "r-good")]
    assert gain(ranked, {"u1": 2.0, "u2": 2.0}, {}) == pytest.approx(1)
    assert gain(ranked, {"u1": 2.0, "u2": 2.0}, {"r-good": 2.0}) < 0.5
    assert unrelated(ranked, {"r-good": 2.0}) == 0.5


def test_the_interval_holds_the_mean_and_narrows_with_more_problems() -> None:
    few, many = worth([0.0, 1.0] * 10), worth([0.0, 1.0] * 200)
    assert few.low < few.mean == many.mean == 0.5 < few.high
    assert many.high - many.low < (few.high - few.low) / 3


def test_a_text_a_little_like_everything_steps_back_behind_one_that_is_like_the_question() -> None:
    centre = AXES[0] * np.float32(0.5) + AXES[1] * np.float32(0.5)
    common, own = (AXES[0] + AXES[1]) / np.float32(2**0.5), (AXES[0] + AXES[2]) / np.float32(2**0.5)
    plain = Problem("", MARCH, {}, vector=AXES[0])
    offers = [offer("r-1"), offer("r-2")]
    values = [
        of_problem(each, offers, ["", ""], np.stack([common, own]))[Reason.TEXT]
        for each in (plain, replace(plain, centre=centre))
    ]
    assert values[0][0] == pytest.approx(values[0][1])
    assert values[1][0] < values[1][1]


async def test_a_wording_carries_the_topic_under_which_the_book_has_it() -> None:
    model = Letters()
    rows = [Phrase("灯不亮", "路灯维修", "C01", "0602")]
    understood = await Understanding(model, await memory_of(model, rows)).read("灯不亮")
    assert [each.topic for each in understood.wordings] == ["0602"]
    assert topic_names()["0602"] == "停车与道路"
