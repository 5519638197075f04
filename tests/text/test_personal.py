"""Numbers of persons are found in free text however they are written, and other numbers are let alone."""

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
        "",
    ],
)
def test_other_numbers_are_no_persons(text: str) -> None:
    assert find_personal(text) is None
    assert refuse_personal(text) == text
