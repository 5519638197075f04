"""Rows between a header and the end of a sheet that hold no data: sums, remarks, headers printed again, examples."""

import re
from collections.abc import Collection, Sequence

_SPACES = re.compile(r"\s+")
_TOTALS = re.compile(r"(?:合计|总计|小计|共计|汇总|累计)(?:[(（:：\d].*|人数.*|户数.*|.{0,2})")
"""Not what only begins so: 小计算机维修部."""
_TOTAL = re.compile(r".{0,12}(?:合计|小计|总计)[:：]?")
_NOTES = ("填表", "填报", "审核", "制表", "负责人签字", "单位盖章", "说明", "备注", "注：", "注:", "※")
"""How remarks below a table begin; in a row of many words only with a colon or a signature."""
_SIGNED = re.compile(
    r"(?:单位|主要|分管|部门|支部)?(?:负责人|领导|填表人?|填报人?|填报单位|制表人?|审核人?|审批人?|经办人?|复核人?|联系人|填表日期|填报日期|"
    r"制表日期|签字|盖章).{0,6}(?:[:：]|签字|签章|盖章|公章).*"
)
_REMARK = re.compile(
    r"[(（]?以下空白[)）]?|[(（]?共\d+[人户名个条页项][)）]?|第\d+页.{0,8}|[此本]表.*|\d{4}年\d{1,2}月(?:\d{1,2}日)?|[(（].*(?:盖章|公章)[)）]"
)
_LIST_BEGINS = re.compile(r".*(?:要求|说明|须知|事项)[:：]?|[注※].*")
_EXAMPLE = re.compile(r"[(（【]?(?:示例|样例|例)[)）】:：].*")
_MARKS = frozenset(["必填", "选填", "可选", "非必填", "可不填", "必填项", "选填项", "可空"])
_LETTERS = "甲乙丙丁戊己庚辛壬癸"


class Asides:
    """Tells rows that hold no data from the others of one sheet, which come one after the other."""

    def __init__(self, header: Sequence[str], above: Collection[str]) -> None:
        self._header = [_SPACES.sub("", word) for word in header]
        self._above = {_SPACES.sub("", text) for text in above} - {""}
        self._listing = False

    def reason(self, cells: Sequence[str]) -> str:
        """Why a row is no data, in Chinese; empty for data."""
        texts = [_SPACES.sub("", cell) for cell in cells]
        filled = [text for text in texts if text]
        alone = len(set(filled)) == 1
        found = self._printed_again(texts, filled) or _by_words(filled, alone=alone)
        if not found and alone and self._listing:
            found = "表下的说明"
        self._listing = (found == "表下的说明" and alone and _LIST_BEGINS.fullmatch(filled[0]) is not None) or (
            bool(found) and self._listing
        )
        return found

    def _printed_again(self, texts: Sequence[str], filled: Sequence[str]) -> str:
        words = [*self._header, *[""] * (len(texts) - len(self._header))]
        if len(filled) > 1 and all(text in ("", word) for text, word in zip(texts, words, strict=False)):
            return "重复的表头"
        if len(set(filled)) == 1 and re.sub(r"[(（]?续表?[)）]?", "", filled[0]) in self._above:
            return "重复的标题"
        return ""


def _by_words(filled: Sequence[str], *, alone: bool) -> str:
    first = filled[0]
    if _TOTALS.fullmatch(first) or _TOTAL.fullmatch(first):
        return "合计行"
    if (first.startswith(_NOTES) and len(set(filled)) <= 2) or _SIGNED.fullmatch(first):
        return "表下的说明"
    if alone and (_REMARK.fullmatch(first) or _LIST_BEGINS.fullmatch(first)):
        return "表下的说明"
    if alone and len(filled) > 2:
        return "分组的标题"
    if _numbers(filled):
        return "栏次"
    if len(filled) > 1 and _MARKS.issuperset(filled):
        return "填写要求"
    return "示例" if _EXAMPLE.fullmatch(first) else ""


def _numbers(filled: Sequence[str]) -> bool:
    """Whether a row numbers the columns: 1, 2, 3 or 甲, 乙, 丙."""
    words = filled[1:] if filled[0] in ("栏次", "行次") else filled
    counted = [str(number) for number in range(1, len(words) + 1)]
    return len(words) > 2 and (list(words) == counted or list(words) == list(_LETTERS[: len(words)]))
