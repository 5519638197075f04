"""The evidence of findings in Chinese, and names in a row: what its keys are called, how its codes and values read."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from graphsvc.org.model.areas import Line
from graphsvc.org.model.organizations import Formation, PartyOrganizationKind, UnitKind
from graphsvc.org.model.people import ForceRole, MembershipKind
from graphsvc.vocabulary.labelled import Labelled

Names = Mapping[str, str]
"""Id, or code of an area -> name; what is not in it is shown by its id."""


def list_names(ids: Iterable[str], names: Names) -> str:
    """List names in a row, with the id behind those that several of them share."""
    shown = [(id_, names.get(id_, id_)) for id_ in ids]
    shared = Counter(name for _, name in shown)
    return "、".join(f"{name}（{id_}）" if shared[name] > 1 else name for id_, name in shown)


EVIDENCE = {
    "branches": "党支部",
    "chain": "上级链条",
    "count": "个数",
    "declared": "自报具备建立党组织条件的登记数",
    "dissolvedOn": "撤销日期",
    "due": "应设",
    "duty": "要求",
    "earliest": "最早的日期",
    "ended": "届满日期",
    "endedCells": "曾覆盖的党组织",
    "formation": "组建方式",
    "foundedOn": "成立日期",
    "from": "设支委会的正式党员数",
    "fullMembers": "正式党员数",
    "grids": "所在网格",
    "households": "户数",
    "jointBranches": "参加的联合党支部",
    "keptItems": "已践诺项数",
    "keyPlaces": "自报具备条件的重点企业",
    "kind": "类别",
    "lastOrganization": "上一个所在党组织",
    "last": "最近一次",
    "lastUntil": "上任书记离任日期",
    "leaders": "领导该处的党组织",
    "least": "至少",
    "leastFull": "正式党员至少",
    "lineGrids": "条线网格",
    "lines": "条线",
    "members": "党员数",
    "membership": "党员身份",
    "minutes": "计入分钟",
    "most": "至多",
    "mostOnce": "一次至多",
    "neighbours": "相邻网格",
    "once": "一次最多",
    "onRecord": "登记了届满日期",
    "organization": "所在党组织",
    "paired": "所在区县有单位包联的社区数",
    "past": "曾有成员单位数",
    "places": "覆盖处数",
    "placesCovered": "覆盖的地方",
    "pledgedItems": "承诺项数",
    "points": "分值",
    "population": "人口",
    "postponed": "原届满日期",
    "present": "现有力量",
    "probationary": "预备党员委员",
    "rate": "报到率",
    "reasons": "情形",
    "registered": "所在社区报到数",
    "reported": "已报到数",
    "role": "缺少力量",
    "seats": "支委人数",
    "secretaries": "书记",
    "servedOn": "服务日期",
    "setting": "所在单位类型",
    "strangers": "非本支部的委员",
    "superior": "上级党组织",
    "superiorKind": "上级类别",
    "surplus": "多余的委员",
    "unitKind": "单位类别",
    "units": "单位",
    "until": "期限",
    "unreached": "未通到的区域",
    "usual": "一般至多",
    "wallet": "账户",
    "years": "年数",
}
"""Key of the evidence -> Chinese."""


def _words(enum: type[Labelled]) -> Mapping[str, str]:
    return {member.value: member.zh for member in enum}


_WORDS: Mapping[str, Mapping[str, str]] = {
    "due": {**_words(PartyOrganizationKind), "3": "街道大工委", "4": "社区大党委"},
    "duty": {"SHALL": "应设", "MAY": "经批准可设"},
    "formation": _words(Formation),
    "kind": _words(PartyOrganizationKind),
    "lines": _words(Line),
    "membership": _words(MembershipKind),
    "onRecord": {"True": "是", "False": "否"},
    "present": _words(ForceRole),
    "reasons": {
        "SURPLUS": "正式党员不足规定人数而设了委员",
        "STRANGER": "不是本支部的党员",
        "PROBATIONARY": "是预备党员",
        "NEW_MEMBER": "党龄不满规定年限",
        "TWO_POSTS": "还任另一个同类党组织的书记",
        "SEVERAL": "同时有一名以上书记",
    },
    "role": _words(ForceRole),
    "setting": {"ORGAN": "机关", "ENTERPRISE": "企业", "VILLAGE": "村", "OTHER": "其他"},
    "superiorKind": _words(PartyOrganizationKind),
    "unitKind": _words(UnitKind),
    "wallet": {"DUTY": "先锋积分", "EXCHANGE": "兑换积分"},
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
