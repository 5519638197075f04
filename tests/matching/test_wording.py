"""What a text names beside its problem: danger, numbers, days, places, and further problems."""

from datetime import date

import pytest

from graphsvc.matching.wording.danger import THEN, urgent_advice
from graphsvc.matching.wording.details import days_in, place_in, quantity_in
from graphsvc.matching.wording.latin import is_latin, sounding_like
from graphsvc.matching.wording.memory import Wording
from graphsvc.matching.wording.problems import grouped, sentences
from graphsvc.text.numbers import read_number
from tests.matching.letters import AXES

TODAY = date(2026, 11, 25)  # a Wednesday
NAMES = {
    "500103012000": "大坪街道",
    "500103012011": "马家堡社区",
    "500103014000": "石油路街道",
    "500103014009": "虎头岩社区",
    "500103012020": "新村",
}


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("他说不想活了，一个人锁在屋里", "12356"),
        ("隔壁又在打老婆，孩子吓得直哭", "110"),
        ("她被男人打得浑身是伤", "110"),
        ("六楼冒浓烟了", "119"),
        ("屋里一股煤气味", "119"),
        ("楼道里天然气泄漏，味道刺鼻", "119"),
        ("电线掉到路上了", "95598"),
        ("娃儿掉进河里了", "119"),
        ("老人昏倒在楼梯口", "120"),
        ("消防演练刚搞完，三楼又起火了", "119"),
    ],
)
def test_danger_is_answered_by_what_to_do_now(text: str, number: str) -> None:
    advice = urgent_advice(text)
    assert number in advice
    assert advice.endswith(THEN)


@pytest.mark.parametrize(
    "text",
    [
        "想组织一次消防演练，教大家预防火灾",
        "想请人来讲防家暴的课",
        "火锅店油烟太大，熏得开不了窗",
        "家里想装个一氧化碳报警器",
        "想学急救，万一有人昏迷知识用得上",
        "孩子没人接送，我忙得要命",
        "公园缺个打太极的场地",
    ],
)
def test_what_is_prevented_or_learnt_is_no_danger(text: str) -> None:
    assert urgent_advice(text) == ""


def test_dangers_of_two_kinds_are_both_answered_and_the_next_step_told_once() -> None:
    advice = urgent_advice("三楼着火了，有人被困")
    assert advice.count("119") == 2
    assert advice.count(THEN) == 1


@pytest.mark.parametrize(
    ("text", "quantity"),
    [
        ("活动要坐五百人的场地", 500),
        ("需要300份盒饭，送到20户人家", 300),
        ("来了一百二十名学生", 120),
        ("500个老人没人做饭", 500),
        ("十来个孩子放学没人管", 10),
        ("三十个问题没人管", None),
        ("两个老人没人照顾", None),
        ("我一个人住三楼", None),
        ("八十岁的老人，退休金三千块", None),
        ("欠了工人5000人民币", None),
    ],
)
def test_a_number_is_offered_where_it_counts_what_is_needed(text: str, quantity: int | None) -> None:
    found = quantity_in(text)
    assert (found and found.quantity) == quantity
    assert found is None or (str(quantity) in found.words and found.said in text)


def test_chinese_numbers_are_read() -> None:
    said = {"十": 10, "十二": 12, "二十": 20, "一百零五": 105, "三千二百": 3200, "两百": 200, "45": 45}
    assert {each: read_number(each) for each in said} == said


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("下周三下午要开会", date(2026, 12, 2), date(2026, 12, 2)),
        ("这周末搞活动", date(2026, 11, 28), date(2026, 11, 29)),
        ("明天就要用", date(2026, 11, 26), date(2026, 11, 26)),
        ("12月5日到12月8日办展览", date(2026, 12, 5), date(2026, 12, 8)),
        ("3月12日植树", date(2027, 3, 12), date(2027, 3, 12)),
        ("暑假娃儿没人带", date(2027, 7, 1), date(2027, 8, 31)),
        ("下个月办婚礼", date(2026, 12, 1), date(2026, 12, 31)),
    ],
)
def test_days_are_offered_as_a_window(text: str, first: date, last: date) -> None:
    found = days_in(text, TODAY)
    assert found is not None
    assert (found.first, found.last) == (first, last)
    assert found.said in text


def test_days_that_are_past_or_impossible_are_not_offered() -> None:
    assert days_in("2020年1月5日就反映过", TODAY) is None
    assert days_in("2月30日", TODAY) is None
    assert days_in("电梯坏了", TODAY) is None


def test_another_place_is_offered_and_ones_own_is_not() -> None:
    found = place_in("石油路虎头岩那边没有接种点", "500103012011", NAMES)
    assert found is not None
    assert (found.area, found.said) == ("500103014009", "虎头岩")
    assert place_in("马家堡没有接种点，大坪街道也没有", "500103012011", NAMES) is None
    assert place_in("老新村楼道的灯不亮", "500103012011", NAMES) is None, "two characters say too little"


PHRASES = ("路灯不亮了", "下水道堵了", "孩子放学没人接", "xiashuidao du le")


@pytest.mark.parametrize(
    ("text", "like"),
    [
        ("lu deng bu liang le", "路灯不亮了"),
        ("xia shui dao du le", "下水道堵了"),
        ("haizi fangxue mei ren jie", "孩子放学没人接"),
        ("elevator broken again", "elevator broken again"),
    ],
)
def test_pinyin_is_read_as_the_phrase_that_sounds_like_it(text: str, like: str) -> None:
    assert is_latin(text)
    assert sounding_like(text, PHRASES) == like


def test_a_word_of_latin_letters_in_a_chinese_text_is_no_pinyin() -> None:
    assert not is_latin("小区wifi信号差")
    assert not is_latin("wifi")


def wording(category: str, likelihood: float = 0.9) -> list[Wording]:
    return [Wording(f"{category} 的表述", likelihood, AXES[0], category)]


def test_sentences_of_one_thing_stay_together_and_vague_ones_follow() -> None:
    said = ["电梯三天两头停", "物业电话打不通", "我都快气死了呀", "娃儿放学没人接"]
    understood = [wording("C01"), wording("C01"), wording("C09", 0.1), wording("C07")]
    assert grouped(said, understood) == ["电梯三天两头停。物业电话打不通。我都快气死了呀", "娃儿放学没人接"]


def test_a_text_is_cut_where_it_counts_and_a_title_stays_with_its_description() -> None:
    text = "反映几件事：一是电梯老是停在半空，二是楼下车位不够停，另外老人吃饭没着落"
    assert sentences(text) == ["电梯老是停在半空", "楼下车位不够停", "老人吃饭没着落"]
    assert sentences("电梯老是停在半空。物业电话打不通") == []
