"""Cells: what a spreadsheet holds in one becomes the value of a column, or a refusal that says what to do."""

import html
import re
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import TypeAlias

from graphsvc.intake.model.columns import CODES, CREDIT_CODE, IDENTITY, IDS, PHONE, Column, Form, Value
from graphsvc.intake.model.normalise import has_lost_characters, has_private_characters, is_blank

Raw: TypeAlias = "str | int | float | bool | date | datetime | time | CellError | None"

EXACT_BELOW = 10**15
"""Excel keeps 15 digits of a number; of a longer one the last are gone."""
_EXPONENT = re.compile(r"[0-9](?:\.[0-9]+)?[eE]\+?[0-9]+")
_AS_TEXT = re.compile(r'="(.*)"|[\'`](.*)', re.DOTALL)
_BREAK = re.compile(r"<br\s*/?>|_x000[ADad]_", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:nbsp|amp|lt|gt|quot|#[0-9]{1,7}|#x[0-9A-Fa-f]{1,6});")
"""What is left of web pages and of Excel's own XML in tables that were exported from them."""
_DITTO = frozenset({"同上", "同上。", "〃", "″", "〞", "”", "同左", "同前", "同上行", "同上一行", '"'})
_FORMULA = re.compile(r"[=＝]\s*[\w(+@\"'-]|[+@＋－＠-][A-Za-z_.]{1,30}[0-9]*[(|!]")
"""What a spreadsheet would run when it opens the text again."""
_NUMBERED = (*CODES, CREDIT_CODE, IDENTITY, IDS)


@dataclass(frozen=True, slots=True)
class CellError:
    """A cell whose formula failed, such as #REF!, or was never calculated."""

    word: str


@dataclass(frozen=True, slots=True)
class Reading:
    """The value of a cell; `changed` is the plain text it was read from, when that is not what stands there."""

    value: Value
    changed: str | None = None


class CellRefused(Exception):
    """A cell that its column does not allow: what is allowed, and what can be done.

    `lost` says that the spreadsheet itself no longer has what was meant.
    """

    def __init__(self, zh: str, en: str, advice: str = "", *, lost: bool = False) -> None:
        super().__init__(en)
        self.zh = zh
        self.en = en
        self.advice = advice
        self.lost = lost


def read_cell(column: Column, raw: Raw) -> Reading:
    """Read a cell.

    Raises:
        CellRefused: it is not allowed.
    """
    if isinstance(raw, CellError):
        raise CellRefused(
            f"公式没有可用的结果（{raw.word}）", f"its formula has no result ({raw.word})", "改为数值后再导入"
        )
    text = shown(raw)
    plain = column.kind.plain(_unwrapped(text))
    if column.kind in CODES:
        plain = plain.removesuffix(".0")  # what other programs write for a column of numbers
    if is_blank(plain) or plain in column.kind.nothing:
        if column.required and not column.or_else:
            raise CellRefused("必填，这一格是空的", "is required and blank", "补填")
        return Reading(None, "" if text.strip() else None)
    _check_number(column, raw, plain)
    if plain in _DITTO:
        raise CellRefused("写的是“同上”，看不出是什么", "refers to another cell", "写全内容")
    if has_lost_characters(plain):
        raise CellRefused("含有乱码，原来的字已经丢失", "holds characters that were lost", "从原始资料重新填写")
    if has_private_characters(plain):
        raise CellRefused(
            "含有只在本机有效的自造字，别处无法显示",
            "holds a character that only one computer knows",
            "换成正式汉字或同音字",
        )
    if column.kind.form is not Form.CODE and _FORMULA.match(plain):
        raise CellRefused("是公式，不是文字", "is a formula and no text", "改为公式的结果（粘贴为值）后再导入")
    try:
        value = column.kind.read(plain)
    except ValueError:
        raise CellRefused(column.kind.zh, column.kind.en, _advice(column)) from None
    return Reading(value, plain if plain != text else None)


def shown(raw: Raw) -> str:
    """The text of a cell as a person sees it."""
    if raw is None:
        return ""
    if isinstance(raw, bool):
        return "是" if raw else "否"
    if isinstance(raw, datetime):
        return raw.date().isoformat() if raw.time() == time() else raw.isoformat(sep=" ", timespec="seconds")
    if isinstance(raw, float) and raw.is_integer() and abs(raw) < 10**21:
        return str(int(raw))
    return raw.word if isinstance(raw, CellError) else str(raw)


def _unwrapped(text: str) -> str:
    """The text inside the signs by which people keep Excel from making a number of it, without what pages leave."""
    text = _BREAK.sub("\n", text)
    text = _ENTITY.sub(lambda found: html.unescape(found[0]), text) if "&" in text else text
    found = _AS_TEXT.fullmatch(text.strip())
    return (found[1] or found[2] or "") if found else text


def _check_number(column: Column, raw: Raw, plain: str) -> None:
    """Refuse a code of which a spreadsheet has kept only the first digits."""
    lost = isinstance(raw, int | float) and not isinstance(raw, bool) and abs(raw) >= EXACT_BELOW
    if column.kind in _NUMBERED and (lost or _EXPONENT.fullmatch(plain)):
        raise CellRefused(
            "号码被 Excel 变成了数字，后面的位数已经丢失",
            "a spreadsheet has made a number of this code and lost its last digits",
            "把这一列设为“文本”格式，从原始资料重新填写",
            lost=True,
        )


def _advice(column: Column) -> str:
    if column.kind is PHONE:
        return "只填一个号码，其余的写在备注里"
    usual = [name for name, word in column.kind.words.items() if name != word]
    return "可填：" + "、".join(usual[:12]) if usual else ""
