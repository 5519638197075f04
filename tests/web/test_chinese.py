"""What graphql-core says of wrong values is told in Chinese, by the sentences that it really says."""

from typing import Any

import pytest
from graphql import OperationDefinitionNode, build_schema, parse
from graphql.execution.values import get_variable_values

from graphsvc.web.graphql.chinese import in_chinese

SCHEMA = build_schema("""
  enum Light { GREEN RED }
  input OneOf @oneOf { id: ID number: Int }
  input Case { score: Int! light: Light of: OneOf parts: [Case!] }
  type Query { cases(case: Case, number: Int!, light: Light): Int }
""")


@pytest.mark.parametrize(
    ("declared", "given", "said"),
    [
        ("$number: Int!", {}, "变量 $number 的值不合要求：没有给出必填的值（类型 Int!）。"),
        ("$number: Int!", {"number": None}, "变量 $number 的值不合要求：必填的值（类型 Int!）不能是 null。"),
        ("$number: Int!", {"number": "三"}, "变量 $number 的值不合要求：类型 Int 不能取这个值：'三'"),
        (
            "$light: Light",
            {"light": "GREY"},
            "变量 $light 的值不合要求：枚举 Light 没有值 GREY。是否想写 'GREEN'、'RED'？",
        ),
        ("$light: Light", {"light": 3}, "变量 $light 的值不合要求：枚举 Light 不能取这个值：3."),
        ("$case: Case", {"case": 3}, "变量 $case 的值不合要求：此处应为类型 Case 的对象，却是 3。"),
        ("$case: Case", {"case": {}}, "变量 $case 的值不合要求：缺少必填的输入字段 score（类型 Case）。"),
        (
            "$case: Case",
            {"case": {"score": 1, "parts": [{"score": "x"}]}},
            "变量 $case 的值（.parts[0].score）不合要求：类型 Int 不能取这个值：'x'",
        ),
        ("$case: Case", {"case": {"score": 1, "sco": 2}}, "变量 $case 的值不合要求：类型 Case 没有输入字段 sco。"),
        (
            "$case: Case",
            {"case": {"score": 1, "of": {}}},
            "变量 $case 的值（.of）不合要求：类型 OneOf 须且只能给出一个字段，且不能是 null。",
        ),
    ],
)
def test_what_is_wrong_with_a_value_is_said_with_its_place(declared: str, given: dict[str, Any], said: str) -> None:
    (operation,) = parse(f"query ({declared}) {{ cases(number: 1) }}").definitions
    assert isinstance(operation, OperationDefinitionNode)
    (error,) = get_variable_values(SCHEMA, operation.variable_definitions or (), given)  # type: ignore[misc]
    assert in_chinese(error.message) == said
