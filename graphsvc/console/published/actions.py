"""Published changes as buttons: which change an available action is, and what its form asks for."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from graphsvc.console.published.documents import Mutation, mutations

OURS = frozenset({"id", "expectedVersion", "call", "side", "key"})
"""Variables that the page fills, not the person."""
KINDS: Mapping[str, str] = {
    "availableActions": "Case",
    "projectActions": "Project",
    "registrationActions": "Registration",
    "postActions": "Post",
    "claimActions": "Claim",
    "serviceRecordActions": "ServiceRecord",
    "ratingActions": "Rating",
    "supervisionActions": "Supervision",
    "gridItemActions": "GridItem",
    "forceActions": "Force",
    "contingencyPlanActions": "ContingencyPlan",
    "contingencyRunActions": "ContingencyRun",
    "pairingRequestActions": "PairingRequest",
    "areaRatingActions": "AreaRating",
    "visitActions": "Visit",
    "servicePointActions": "ServicePoint",
    "serviceItemActions": "ServiceItem",
    "keyPlaceActions": "KeyPlace",
    "hazardActions": "Hazard",
    "policyNoticeActions": "PolicyNotice",
    "policyShareActions": "PolicyShare",
}
"""What is acted on, by the field of the schema that tells the actions."""
SAYS_HOW = frozenset({"settleCase", "resolveCase", "resolveCall"})
"""Changes that are refused without a note or a file."""


@dataclass(frozen=True, slots=True)
class Button:
    """An action that the page offers: `fields` are asked for, `reason` says why it may not be done now."""

    action: str
    enum: str
    mutation: Mutation
    allowed: bool
    reason: str | None
    call: Mapping[str, Any] | None = None
    given: Mapping[str, str] = field(default_factory=dict)

    @property
    def fields(self) -> list[Any]:
        """What a person fills in."""
        return [each for each in self.mutation.fields if each.name not in OURS]

    @property
    def says_how(self) -> bool:
        """Whether its note is no choice: the change wants to know how it was done."""
        return self.mutation.field in SAYS_HOW

    @property
    def takes_files(self) -> bool:
        """Whether its form carries photographs and files."""
        return any(each.name == "attachments" for each in self.mutation.fields)

    @property
    def part(self) -> str:
        """The department whose part it is about; empty: the thing itself."""
        return str(((self.call or {}).get("unit") or {}).get("name", ""))


def buttons_of(data: Mapping[str, Any]) -> list[Button]:
    """The buttons of all actions that the answer of a page tells."""
    return [each for name, kind in KINDS.items() for each in buttons(data.get(name) or (), kind)]


def buttons(available: Iterable[Mapping[str, Any]], kind: str = "Case") -> list[Button]:
    """The actions of a thing as buttons, those that may be done first."""
    found = []
    for each in available:
        call, side = each.get("call"), each.get("side")
        mutation = _mutation(each["action"], kind, on_call=call is not None)
        if mutation is not None:
            given = {"call": call["id"]} if call else {"side": side} if side else {}
            allowed = each["allowed"]
            found.append(Button(each["action"], f"{kind}Action", mutation, allowed, each["reason"], call, given))
    return sorted(found, key=lambda button: not button.allowed)


def _mutation(action: str, kind: str, *, on_call: bool) -> Mutation | None:
    """The change that an action names: ACCEPT is acceptCase, SIGN signCall, REQUEST requestWhistle."""
    first, *rest = action.lower().split("_")
    name = first + "".join(part.capitalize() for part in rest)
    ends = (kind,) if kind != "Case" else ("Call", "Case", "") if on_call else ("Case", "Whistle", "")
    known = mutations()
    return next((known[name + end] for end in ends if name + end in known), None)


def words_of(name: str) -> str:
    """What a variable is called on a form."""
    return _WORDS.get(name, re.sub(r"([A-Z])", r" \1", name))


_WORDS = {
    "note": "说明（可不填）",
    "reason": "理由",
    "departments": "吹哨部门",
    "grid": "网格代码（可不填）",
    "department": "部门",
    "kind": "吹哨类型",
    "category": "类别代码",
    "urgency": "紧急程度",
    "place": "地点",
    "rating": "评分",
    "completion": "完成情况",
    "attitude": "服务态度",
    "effect": "服务效果",
    "cooperation": "社区配合",
    "until": "截止时间",
    "area": "所属网格、小区或社区的区划代码",
    "calls": "退回重办的部门",
    "feedback": "反馈情况",
    "cases": "事件编号",
    "into": "并入的事件编号",
    "items": "承诺事项",
    "dueOn": "完成日期",
    "answer": "答复",
    "review": "复盘",
    "report": "办理反馈",
    "startedAt": "开始时间",
    "endedAt": "结束时间",
    "skills": "技能",
    "times": "在岗时间",
    "untilOn": "排定到",
    "startsOn": "从哪天起",
    "person": "承办人的人员编号",
}
