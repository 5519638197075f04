"""Limits of what clients send: declared where an argument or input field is, and shown so in the SDL as @constraint.

Source of the directive's form: the npm package graphql-constraint-directive, which form generators know.
"""

import re
from collections.abc import Callable
from typing import Any

import strawberry
from strawberry.schema_directive import Location
from strawberry.types.unset import UnsetType

from graphsvc.errors import BadInput

Path = tuple[str | int, ...]

_IN_A_LINE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_IN_A_TEXT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
_TERM = re.compile(r"\(([^()]*[\u4e00-\u9fff][^()]*)\)")
_URI = re.compile(r"https?://[^\s/?#]+[^\s<>\"{}|\\^`]*", re.IGNORECASE)


@strawberry.schema_directive(
    locations=[Location.ARGUMENT_DEFINITION, Location.INPUT_FIELD_DEFINITION],
    name="constraint",
    description=(
        "What a value has to keep to (取值范围), or each value of a list. Lengths count characters, without blanks at "
        "either end. `pattern` is an ECMAScript expression for the whole text. `format` is line (no line breaks), text "
        "(line breaks allowed), uri (http or https), id (as an answer gave it), areaCode (12 digits; 15 of a grid; 12, "
        "E and 3 of an estate) or topicCode (2, 4 or 6 digits); no text holds control characters."
    ),
)
class Constraint:
    """`read` refuses a value in words and by a code of its own, such as those of malformed ids."""

    min_length: int | None = strawberry.directive_field(name="minLength", default=strawberry.UNSET)
    max_length: int | None = strawberry.directive_field(name="maxLength", default=strawberry.UNSET)
    min: float | None = strawberry.directive_field(name="min", default=strawberry.UNSET)
    max: float | None = strawberry.directive_field(name="max", default=strawberry.UNSET)
    pattern: str | None = strawberry.directive_field(name="pattern", default=strawberry.UNSET)
    format: str | None = strawberry.directive_field(name="format", default=strawberry.UNSET)
    min_items: int | None = strawberry.directive_field(name="minItems", default=strawberry.UNSET)
    max_items: int | None = strawberry.directive_field(name="maxItems", default=strawberry.UNSET)
    read: strawberry.Private[Callable[[Any], Any] | None] = None

    def check(self, value: Any, field: Path, term: str = "") -> None:
        """Refuse a value that does not keep to this; null and what was left out always do.

        Args:
            field: where the value stands in the input, from the argument's name on.
            term: what a form calls it, in Chinese.
        Raises:
            BadInput: names the field and what is allowed. What `read` raises, with the field.
        """
        if value is None or value is strawberry.UNSET:
            return
        if isinstance(value, list):
            _within(len(value), self.min_items, self.max_items, field, term, "项", "items")
            for at, item in enumerate(value):
                self.check(item, (*field, at), term)
            return
        if self.read is not None:
            _read(self.read, value, field)
        if isinstance(value, str):
            self._check_text(value.strip(), field, term)
        elif isinstance(value, int | float) and not isinstance(value, bool):
            _within(value, self.min, self.max, field, term)

    def _check_text(self, text: str, field: Path, term: str) -> None:
        _within(len(text), self.min_length, self.max_length, field, term, "个字", "characters")
        if self.format == "text" and _IN_A_TEXT.search(text):
            raise _refusal(field, term, "不能含控制字符", "holds no control characters")
        if self.format != "text" and _IN_A_LINE.search(text):
            raise _refusal(field, term, "不能换行或含控制字符", "holds no line breaks and no control characters")
        if self.format == "uri" and text and not _URI.fullmatch(text):
            raise _refusal(
                field, term, "须是 http 或 https 开头的网址", "is an address beginning with http:// or https://"
            )
        if isinstance(self.pattern, str) and not re.fullmatch(self.pattern, text):
            raise _refusal(field, term, f"须符合 {self.pattern}", f"matches {self.pattern}")


def term_of(description: str | None) -> str:
    """Tell what a form calls something: the Chinese term at the end of a description; empty when there is none."""
    found = _TERM.search(description or "")
    return found[1] if found else ""


Bound = float | UnsetType | None


def _within(
    number: float, least: Bound, most: Bound, field: Path, term: str, unit_zh: str = "", unit_en: str = ""
) -> None:
    low = least if isinstance(least, int | float) else None
    high = most if isinstance(most, int | float) else None
    if (low is None or number >= low) and (high is None or number <= high):
        return
    has = "has" if unit_en else "is"
    if low is not None and high is not None:
        zh, en = f"须为 {low:.10g} 到 {high:.10g} {unit_zh}", f"{has} {low:.10g} to {high:.10g} {unit_en}"
    elif low is not None:
        zh, en = f"至少为 {low:.10g} {unit_zh}", f"{has} at least {low:.10g} {unit_en}"
    else:
        zh, en = f"最多为 {high:.10g} {unit_zh}", f"{has} at most {high:.10g} {unit_en}"
    raise _refusal(field, term, zh.strip(), en.strip())


def _read(read: Callable[[Any], Any], value: Any, field: Path) -> None:
    try:
        read(value)
    except BadInput as refusal:
        raise refusal.at(*field) from None


def _refusal(field: Path, term: str, zh: str, en: str) -> BadInput:
    place = ".".join(map(str, field))
    return BadInput(f"{term or place}{zh}。", f"{place} {en}.").at(*field)
