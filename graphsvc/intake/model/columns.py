"""Columns: what a cell of an import file may hold, and how its text becomes a value of the graph."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import TypeAlias, TypeVar

from graphsvc.intake.model.days import day_of
from graphsvc.intake.model.identity import credit_code, identity_number
from graphsvc.intake.model.normalise import plain_code, plain_name, plain_text
from graphsvc.vocabulary.labelled import Labelled

T = TypeVar("T")
Value: TypeAlias = str | int | date | list[str] | None
Row: TypeAlias = Mapping[str, Value]
Draft: TypeAlias = dict[str, Value]

_BETWEEN_IDS = re.compile(r"[;；、,，\n]")
_BETWEEN_WORDS = re.compile(r"[;；\n]")
_LABEL = re.compile(r"^(?:联系电话|电话|手机号?|座机):")
_MOBILE = re.compile(r"(?:\+?86|0086|0)?(1[3-9][0-9]{9})")
"""However it is written, so that one telephone is one number."""
_REMARK = re.compile(r"\([^0-9()]*\)$")


class Form(StrEnum):
    """How the text of a cell is made plain before it is read."""

    CODE = "CODE"  # codes, numbers, days, words of a list: compatibility forms resolved, no spaces
    NAME = "NAME"  # names: without the spaces that align them
    TEXT = "TEXT"  # sentences: invisible characters go, punctuation stays
    LIST = "LIST"  # several of them


_PLAIN: Mapping[Form, Callable[[str], str]] = {
    Form.CODE: plain_code,
    Form.NAME: lambda text: plain_name(text.replace("\r", "").replace("\n", "")),
    Form.TEXT: lambda text: plain_text(text).replace("\n", " "),
    Form.LIST: plain_text,
}


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of cell; `read` raises ValueError on text that is not allowed, and the two texts say what is.

    Attributes:
        many: it holds several values.
        words: of a closed list, what people write -> the word of the graph.
        nothing: what people write where none of the list applies.
    """

    read: Callable[[str], Value]
    zh: str
    en: str
    many: bool = False
    form: Form = Form.CODE
    words: Mapping[str, str] = field(default_factory=dict, compare=False)
    nothing: frozenset[str] = frozenset()

    def plain(self, text: str) -> str:
        """The text as it is read."""
        return _PLAIN[self.form](text)


@dataclass(frozen=True, slots=True)
class Column:
    """A column and the property it becomes; one without `stored_as` only serves relationships and derived values.

    A `personal` one becomes what `access.sealing` makes of it, never itself.

    Attributes:
        or_else: the column that stands in where this one is blank; a required one may be blank then.
    """

    name: str
    kind: Kind
    stored_as: str | None = None
    required: bool = False
    personal: bool = False
    or_else: str = ""

    def of(self, row: Mapping[str, T]) -> T | None:
        """What a row states by this column, or by the one that stands in for it."""
        value = row.get(self.name)
        return row.get(self.or_else) if value is None and self.or_else else value


def matching(pattern: str, zh: str, en: str, form: Form = Form.CODE) -> Kind:
    """Text of one form."""
    shape = re.compile(pattern)

    def read(text: str) -> Value:
        if not shape.fullmatch(text):
            raise ValueError(text)
        return text

    return Kind(read, zh, en, form=form)


def one_of(
    *words: Labelled, also: Mapping[str, str] = MappingProxyType({}), nothing: frozenset[str] = frozenset()
) -> Kind:
    """One word of a closed list, written as its value or in Chinese.

    Args:
        also: what else people write -> the word; of other lists than this one nothing is taken.
        nothing: what people write where none applies.
    """
    names: dict[str, str] = {name: word.value for word in words for name in (word.value, word.zh)}
    names |= {name: word for name, word in also.items() if word in words and name not in names}

    def read(text: str) -> Value:
        word = names.get(text) or names.get(text.upper())
        if word is None:
            raise ValueError(text)
        return word

    zh, en = "、".join(word.zh for word in words), ", ".join(words)
    return Kind(read, f"只能是 {zh}", f"one of {en}", words=names, nothing=nothing)


def whole(low: int, high: int) -> Kind:
    """A whole number between two bounds, both allowed; thousands may be set apart, and what is counted may be named."""
    shape = re.compile(r"([0-9]{1,9}|[0-9]{1,3}(?:,[0-9]{3})+)(?:\.0+)?[户人个名次场]?")

    def read(text: str) -> Value:
        found = shape.fullmatch(text)
        number = int(found[1].replace(",", "")) if found else low - 1
        if not low <= number <= high:
            raise ValueError(text)
        return number

    return Kind(read, f"{low} 到 {high} 的整数", f"a whole number from {low} to {high}")


def _split(text: str, between: re.Pattern[str], plain: Callable[[str], str]) -> list[str]:
    words = [plain(word) for word in between.split(text)]
    if not all(words) or len(set(words)) < len(words):
        raise ValueError(text)
    return words


def _words(text: str) -> Value:
    return _split(text, _BETWEEN_WORDS, plain_text)


def _ids(text: str) -> Value:
    words = _split(text, _BETWEEN_IDS, plain_code)
    for word in words:
        ID.read(word)
    return words


def _phone(text: str) -> Value:
    plain = _REMARK.sub("", _LABEL.sub("", re.sub("[—–‐‑−.]", "-", text)))
    number = re.sub(r"[()]", "-", plain).strip("-").replace("--", "-")
    if mobile := _MOBILE.fullmatch(number.replace("-", "")):
        return mobile[1]
    if not re.fullmatch(r"\+?[0-9-]{5,20}", number):
        raise ValueError(text)
    return number


NAME = matching(r"[^\x00-\x1f\x7f]{1,2000}", "不超过 2000 字的名称", "a name of up to 2,000 characters", Form.NAME)
PERSON_NAME = matching(
    r"[^\x00-\x1f\x7f、，,;；/\\|]{1,2000}",
    "一个人的姓名，不超过 2000 字；一行只填一个人",
    "the name of one person, of up to 2,000 characters",
    Form.NAME,
)
TEXT = matching(
    r"[^\x00-\x1f\x7f]{1,2000}", "不超过 2000 字、不含控制字符的文字", "up to 2,000 characters on one line", Form.TEXT
)
ID = matching(r"[0-9A-Za-z][0-9A-Za-z_.:-]{0,99}", "字母、数字及 - _ . : 组成的编号", "letters, digits and - _ . :")
COUNT = whole(0, 100_000_000)
RATING = whole(1, 5)
DAY = Kind(day_of, "日期，形如 2026-03-01、2026.3.1、2026年3月1日", "a day such as 2026-03-01", form=Form.TEXT)
TOPIC = matching(r"([0-9][0-9]){1,3}", "2、4 或 6 位主题代码", "a topic code of 2, 4 or 6 digits")
IDS = Kind(_ids, "用分号或顿号隔开、互不重复的编号", "different ids with ; between them", many=True, form=Form.LIST)
WORDS = Kind(_words, "用分号隔开、互不重复的词", "different words with ; between them", many=True, form=Form.LIST)
CREDIT_CODE = Kind(
    credit_code,
    "18 位统一社会信用代码，末位校验码须正确（GB 32100-2015）",
    "a unified social credit code of 18 characters with a right check digit (GB 32100-2015)",
)
DIVISION = matching(r"[1-9][0-9]{11}", "12 位区划代码", "a division code of 12 digits")
AREA = matching(
    r"[1-9][0-9]{11}([0-9]{3}|E[0-9]{3})?",
    "区划、网格或小区代码",
    "the code of a division, a grid or an estate",
)
_ELSEWHERE = "外地 外省 外市 外区 市外 区外 省外 境外 国外 辖区外 不在辖区 外出 无网格 未划网格"
"""What people write in place of the grid of somebody who lives in none that is known here."""
GRID = replace(
    matching(
        r"[1-9][0-9]{14}", "15 位网格代码（社区代码加 3 位）", "a grid code: its community's 12 digits and 3 more"
    ),
    nothing=frozenset(_ELSEWHERE.split()),
)
ESTATE = matching(
    r"[1-9][0-9]{11}E[0-9]{3}",
    "小区代码（社区代码加 E 和 3 位数字）",
    "an estate code: its community's 12 digits, E, 3 digits",
)
CODES = (DIVISION, AREA, GRID, ESTATE)
"""Kinds of the codes of places."""
IDENTITY = Kind(
    identity_number,
    "18 位公民身份号码（GB 11643，末位为校验码；含港澳台居民居住证、外国人永久居留身份证）",
    "an identity number of 18 characters, GB 11643",
)
PHONE = Kind(_phone, "电话号码", "a telephone number")
RECURRENCE = matching(
    r"FREQ=[A-Z]+(;[A-Z]+=[0-9A-Z,+-]+)*", "RFC 5545 重复规则", "an RFC 5545 rule such as FREQ=WEEKLY;BYDAY=WE"
)
