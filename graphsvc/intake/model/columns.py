"""Columns: what a cell of an import file may hold, and how its text becomes a value of the graph."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from stdnum.cn import ric, uscc

Value: TypeAlias = str | int | date | list[str] | None
Row: TypeAlias = Mapping[str, Value]
Draft: TypeAlias = dict[str, Value]

SEPARATOR = ";"


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of cell; `read` raises ValueError on text that is not allowed, and the two texts say what is."""

    read: Callable[[str], Value]
    zh: str
    en: str
    many: bool = False


@dataclass(frozen=True, slots=True)
class Column:
    """A column and the property it becomes; one without `stored_as` only serves relationships and derived values.

    A `personal` one becomes what `access.sealing` makes of it, never itself.
    """

    name: str
    kind: Kind
    stored_as: str | None = None
    required: bool = False
    personal: bool = False


def matching(pattern: str, zh: str, en: str) -> Kind:
    """Text of one form."""
    form = re.compile(pattern)

    def read(text: str) -> Value:
        if not form.fullmatch(text):
            raise ValueError(text)
        return text

    return Kind(read, zh, en)


def one_of(*words: str) -> Kind:
    """One word of a closed list."""

    def read(text: str) -> Value:
        if text not in words:
            raise ValueError(text)
        return text

    return Kind(read, f"只能是 {'、'.join(words)}", f"one of {', '.join(words)}")


def whole(low: int, high: int) -> Kind:
    """A whole number between two bounds, both allowed."""

    def read(text: str) -> Value:
        number = int(text)
        if not low <= number <= high:
            raise ValueError(text)
        return number

    return Kind(read, f"{low} 到 {high} 的整数", f"a whole number from {low} to {high}")


def _day(text: str) -> Value:
    if len(text) != 10:
        raise ValueError(text)
    return date.fromisoformat(text)


def _words(text: str) -> list[str]:
    words = [word.strip() for word in text.split(SEPARATOR)]
    if not all(words) or len(set(words)) < len(words):
        raise ValueError(text)
    return words


def _ids(text: str) -> Value:
    words = _words(text)
    for word in words:
        ID.read(word)
    return words


def _identity(text: str) -> Value:
    if not text.isascii() or not ric.is_valid(text):
        raise ValueError(text)
    return text.upper()


def _credit_code(text: str) -> Value:
    if not uscc.is_valid(text) or text != uscc.compact(text):
        raise ValueError(text)
    return text


TEXT = matching(r"[^\x00-\x1f\x7f]{1,2000}", "不超过 2000 字、不含控制字符的文字", "up to 2,000 characters on one line")
ID = matching(r"[0-9A-Za-z][0-9A-Za-z_.:-]{0,99}", "字母、数字及 - _ . : 组成的编号", "letters, digits and - _ . :")
COUNT = whole(0, 100_000_000)
RATING = whole(1, 5)
DAY = Kind(_day, "日期，形如 2026-03-01", "a day such as 2026-03-01")
TOPIC = matching(r"(\d\d){1,3}", "2、4 或 6 位主题代码", "a topic code of 2, 4 or 6 digits")
IDS = Kind(_ids, "用半角分号 ; 隔开、互不重复的编号", "different ids with ; between them", many=True)
WORDS = Kind(_words, "用半角分号 ; 隔开、互不重复的词", "different words with ; between them", many=True)
CREDIT_CODE = Kind(
    _credit_code,
    "18 位统一社会信用代码，末位校验码须正确（GB 32100-2015）",
    "a unified social credit code of 18 characters with a right check digit (GB 32100-2015)",
)
DIVISION = matching(r"[1-9]\d{11}", "12 位区划代码", "a division code of 12 digits")
AREA = matching(r"[1-9]\d{11}(\d{3}|E\d{3})?", "区划、网格或小区代码", "the code of a division, a grid or an estate")
GRID = matching(r"[1-9]\d{14}", "15 位网格代码（社区代码加 3 位）", "a grid code: its community's 12 digits and 3 more")
ESTATE = matching(
    r"[1-9]\d{11}E\d{3}",
    "小区代码（社区代码加 E 和 3 位数字）",
    "an estate code: its community's 12 digits, E, 3 digits",
)
CODES = (DIVISION, AREA, GRID, ESTATE)
"""Kinds of the codes of places."""
IDENTITY = Kind(
    _identity, "18 位公民身份号码（GB 11643，末位为校验码）", "an identity number of 18 characters, GB 11643"
)
PHONE = matching(r"\+?[0-9-]{5,20}", "电话号码", "a telephone number")
RECURRENCE = matching(
    r"FREQ=[A-Z]+(;[A-Z]+=[0-9A-Z,+-]+)*", "RFC 5545 重复规则", "an RFC 5545 rule such as FREQ=WEEKLY;BYDAY=WE"
)
