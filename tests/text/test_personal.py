"""Numbers of persons are found in free text however they are written, and other numbers are let alone."""

import csv
from pathlib import Path

import pytest

from graphsvc.errors import BadInput
from graphsvc.text.personal import find_personal, refuse_personal


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("联系人张三13812345678", "手机号"),
        ("电话 138-1234-5678，晚上打", "手机号"),
        ("138 1234 5678", "手机号"),
        ("+86 13812345678", "手机号"),
        ("１３８１２３４５６７８", "手机号"),
        ("1 3 8 1 2 3 4 5 6 7 8", "手机号"),
        ("138，1234，5678", "手机号"),
        ("138/1234/5678", "手机号"),
        ("138_1234_5678", "手机号"),
        ("138（1234）5678", "手机号"),
        ("138\u200b1234\u200b5678", "手机号"),
        ("①③⑧①②③④⑤⑥⑦⑧", "手机号"),
        ("一三八一二三四五六七八", "手机号"),
        ("打一三八 一二三四 五六七八", "手机号"),
        ("13812345678.png", "手机号"),
        ("身份证 500103900101123", "身份证号"),
        ("500103590101123", "身份证号"),
        ("王老伯 500103301231001", "身份证号"),
        ("500103 450615 123", "身份证号"),
        ("500103-450615-123", "身份证号"),
        ("110101040229101 住户", "身份证号"),
        ("证件号 500103280101012", "身份证号"),
        ("500103280101312", "身份证号"),
        ("５００１０３５９０１０１１２３", "身份证号"),
        ("身份证500103199001011234", "身份证号"),
        ("50010319900101123x", "身份证号"),
        ("500103 19900101 1234", "身份证号"),
        ("５００１０３１９９００１０１１２３４", "身份证号"),
    ],
)
def test_a_number_of_a_person_is_found_and_refused(text: str, found: str) -> None:
    assert find_personal(text) == found
    with pytest.raises(BadInput, match="leave it out") as refused:
        refuse_personal(text)
    assert found in refused.value.zh
    assert "138" not in refused.value.zh


@pytest.mark.parametrize(
    "text",
    [
        "马家堡社区 500103012011001 第 3 栋",
        "办公室 023-63841234",
        "12345 热线工单 20261128138123456789",
        "信用代码 91500103MA5U12345X",
        "2026-11-28 09:00-12:30，14:00-18:00",
        "共 13812 户，34567 人",
        "财政投入 13,812,345,678 元",
        "500103001001001、500103012011002",
        "小镇网格 500103101101005，乡里 500103201025012",
        "500103590230123、500103591301123、500103590100123",
        "工单 202611281234567，案号 910103590101123",
        "注册号 500103000012345，信用代码 915001035901011234",
        "电话 63841234、63845678、02363841234",
        "办公室 023-63841234 6384567",
        "楼栋 1、3、4、5、6、7、8、9 号，15、16、17、18、19、2 单元",
        "2026/11/28—2026/12/10，13:30-17:30，每次 150 人",
        "星期一、三、五、七各一次，一三五二四六轮换",
        "mmexport1701234567890.jpg",
        "",
    ],
)
def test_other_numbers_are_no_persons(text: str) -> None:
    assert find_personal(text) is None
    assert refuse_personal(text) == text


def test_no_text_of_the_seeds_is_taken_for_a_person() -> None:
    folder = Path(__file__).parents[2] / "seeds"
    words = {"title", "description", "name", "address", "note", "eligibility", "capacity_unit", "synonyms"}
    texts = {
        text
        for file in folder.rglob("*.csv")
        for row in csv.DictReader(file.read_text("utf-8-sig").splitlines())
        for column, text in row.items()
        if column in words and text
    }
    assert len(texts) > 200
    assert [text for text in sorted(texts) if find_personal(text)] == []
