"""Published changes as buttons: which change an action of a case is, and what its form asks for."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from graphsvc.console.published.documents import Mutation, mutations

OURS = frozenset({"id", "expectedVersion", "call", "key"})
"""Variables that the page fills, not the person."""


@dataclass(frozen=True, slots=True)
class Button:
    """An action that the page offers: `fields` are asked for, `reason` says why it may not be done now."""

    action: str
    mutation: Mutation
    allowed: bool
    reason: str | None
    call: Mapping[str, Any] | None

    @property
    def fields(self) -> list[Any]:
        """What a person fills in."""
        return [field for field in self.mutation.fields if field.name not in OURS]

    @property
    def part(self) -> str:
        """The department whose part it is about; empty: the case itself."""
        return str(((self.call or {}).get("unit") or {}).get("name", ""))


def buttons(available: Iterable[Mapping[str, Any]]) -> list[Button]:
    """The actions of a case as buttons, those that may be done first."""
    found = [
        Button(each["action"], mutation, each["allowed"], each["reason"], each["call"])
        for each in available
        if (mutation := _mutation(each["action"], on_call=each["call"] is not None)) is not None
    ]
    return sorted(found, key=lambda button: not button.allowed)


def _mutation(action: str, *, on_call: bool) -> Mutation | None:
    """The change that an action names: ACCEPT is acceptCase, SIGN signCall, REQUEST requestWhistle."""
    first, *rest = action.lower().split("_")
    name = first + "".join(part.capitalize() for part in rest)
    ends = ("Call", "Case") if on_call else ("Case", "Whistle")
    known = mutations()
    return next((known[name + end] for end in (*ends, "") if name + end in known), None)


def words_of(field: str) -> str:
    """What a variable is called on a form."""
    return _WORDS.get(field, re.sub(r"([A-Z])", r" \1", field))


_WORDS = {
    "note": "说明（可不填）",
    "reason": "理由",
    "departments": "吹哨部门",
    "department": "部门",
    "kind": "吹哨类型",
    "category": "类别代码",
    "urgency": "紧急程度",
    "place": "地点",
    "rating": "评分",
    "until": "截止时间",
    "calls": "退回重办的部门",
    "feedback": "反馈情况",
}
