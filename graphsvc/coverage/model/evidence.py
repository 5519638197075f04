"""The evidence of findings in Chinese: what its keys are called, how its codes and values read."""

from collections.abc import Mapping
from typing import Any

from graphsvc.coverage.model.names import Names, list_names
from graphsvc.org.model.areas import Line
from graphsvc.org.model.organizations import Formation, PartyOrganizationKind
from graphsvc.org.model.people import ForceRole
from graphsvc.vocabulary.labelled import Labelled

EVIDENCE = {
    "branches": "党支部",
    "chain": "上级链条",
    "count": "个数",
    "due": "应设",
    "ended": "届满日期",
    "endedCells": "曾覆盖的党组织",
    "formation": "组建方式",
    "foundedOn": "成立日期",
    "fullMembers": "正式党员数",
    "grids": "所在网格",
    "households": "户数",
    "kind": "类别",
    "lastUntil": "上任书记离任日期",
    "leaders": "领导该处的党组织",
    "least": "至少",
    "lineGrids": "条线网格",
    "lines": "条线",
    "members": "党员数",
    "most": "至多",
    "neighbours": "相邻网格",
    "onRecord": "登记了届满日期",
    "past": "曾有成员单位数",
    "places": "覆盖处数",
    "population": "人口",
    "present": "现有力量",
    "role": "缺少力量",
    "seats": "支委人数",
    "units": "单位",
    "unreached": "未通到的区域",
    "years": "任期（年）",
}
"""Key of the evidence -> Chinese."""


def _words(enum: type[Labelled]) -> Mapping[str, str]:
    return {member.value: member.zh for member in enum}


_WORDS: Mapping[str, Mapping[str, str]] = {
    "due": {**_words(PartyOrganizationKind), "3": "街道大工委", "4": "社区大党委"},
    "formation": _words(Formation),
    "kind": _words(PartyOrganizationKind),
    "lines": _words(Line),
    "onRecord": {"True": "是", "False": "否"},
    "present": _words(ForceRole),
    "role": _words(ForceRole),
}


def say_value(key: str, value: Any, names: Names) -> str:
    """Say a value in words: codes as they read in Chinese, ids by their names where they are known."""
    if isinstance(value, list):
        return list_names(value, _WORDS.get(key, names)) or "无"
    return "未登记" if value is None else _WORDS.get(key, names).get(str(value), str(value))


def write_value(value: Any) -> str:
    """Write a value as it is, ids and codes unchanged; lists with commas."""
    if isinstance(value, list):
        return ",".join(map(str, value))
    return "" if value is None else str(value)


def say_evidence(values: Mapping[str, Any]) -> str:
    """Say all evidence on one line; ids stay ids, so that they can be looked up."""
    return "；".join(f"{EVIDENCE[key]}：{say_value(key, value, {})}" for key, value in sorted(values.items()))
