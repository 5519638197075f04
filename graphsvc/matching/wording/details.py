"""Numbers, days and places that a text names: offered for confirmation, never taken for granted."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from graphsvc.codes import prefix_of
from graphsvc.text.numbers import read_number
from graphsvc.vocabulary.labelled import Labelled

LEAST_QUANTITY = 5  # "我一个人", "两个老人" speak of who it is, not of how much is needed
_NUMBER = "[0-9]{1,5}|[零一二三四五六七八九十百千两]{1,7}"
_COUNTED = "人次|人|名|位|份|户|套|张|台|把|顶|盒|箱|件|桌|场"
_PEOPLE = "老人|老年人|孩子|小孩|儿童|学生|居民|村民|住户|党员|志愿者|骑手|职工|员工|残疾人|病人"
_QUANTITY = re.compile(rf"({_NUMBER})(?:多|余|来)?\s*(?:个?({_COUNTED})(?!民币|造|工|家|间|住)|个(?:{_PEOPLE}))")
_DATE = re.compile(r"(?:(20\d\d)年)?(1[0-2]|0?[1-9])月(3[01]|[12][0-9]|0?[1-9])(?:日|号)?")
_WEEKDAY = re.compile(r"(下下|下|本|这)(?:个)?(?:周|星期|礼拜)([一二三四五六日天末])")
_WEEKDAYS = "一二三四五六日"
_NEAR = {"今天": 0, "今晚": 0, "今日": 0, "明天": 1, "明早": 1, "明晚": 1, "后天": 2, "大后天": 3}
_HOLIDAYS = {
    "暑假": ((7, 1), (8, 31)),
    "寒假": ((1, 20), (2, 20)),
    "国庆": ((10, 1), (10, 7)),
    "五一": ((5, 1), (5, 5)),
}  # about; the person who asked confirms or corrects them
_SUFFIX = re.compile("(?:社区|街道|镇|乡|村|居委会|村委会)$")


class DetailKind(Labelled):
    """What a text names (文中提到)."""

    QUANTITY = "QUANTITY", "数量", "How much"
    DAYS = "DAYS", "时段", "When"
    PLACE = "PLACE", "地点", "Where"


@dataclass(frozen=True, slots=True)
class Detail:
    """Something named, in the text's own words, and what it would mean for the question.

    Attributes:
        words: the question to the person, in Chinese.
        quantity, first, last, area: what to ask with, by its kind.
    """

    kind: DetailKind
    said: str
    words: str
    quantity: int | None = None
    first: date | None = None
    last: date | None = None
    area: str | None = None


def quantity_in(text: str) -> Detail | None:
    """Find the largest quantity that a text names."""
    found = [(read_number(hit[1]), hit[0]) for hit in _QUANTITY.finditer(text)]
    number, said = max(found, default=(0, ""))
    if number < LEAST_QUANTITY:
        return None
    return Detail(DetailKind.QUANTITY, said, f"文中提到“{said}”，是否按数量 {number} 匹配？", quantity=number)


def days_in(text: str, today: date) -> Detail | None:
    """Find the days that a text names: dates, weekdays, near days, school holidays."""
    spans = [span for find in (_dates, _weekdays, _near, _holidays) for span in find(text, today)]
    for said, first, last in spans:
        if last >= today:
            span = f"{first}" if first == last else f"{first} 至 {last}"
            return Detail(DetailKind.DAYS, said, f"文中提到“{said}”，是否按 {span} 匹配？", first=first, last=last)
    return None


Span = tuple[str, date, date]


def _dates(text: str, today: date) -> list[Span]:
    hits = [(hit, day) for hit in _DATE.finditer(text) if (day := _day(hit, today))]
    if not hits:
        return []
    days = [day for _, day in hits]
    said = text[hits[0][0].start() : hits[-1][0].end()] if len(hits) == 2 else hits[0][0][0]
    return [(said, min(days[:2]), max(days[:2]))]


def _day(hit: re.Match[str], today: date) -> date | None:
    try:
        day = date(int(hit[1] or today.year), int(hit[2]), int(hit[3]))
        return day.replace(year=day.year + 1) if not hit[1] and day < today else day
    except ValueError:
        return None


def _weekdays(text: str, today: date) -> list[Span]:
    monday = today - timedelta(days=today.weekday())
    found = []
    for hit in _WEEKDAY.finditer(text):
        week = monday + timedelta(weeks={"下下": 2, "下": 1}.get(hit[1], 0))
        if hit[2] == "末":
            found.append((hit[0], week + timedelta(days=5), week + timedelta(days=6)))
        else:
            day = week + timedelta(days=_WEEKDAYS.index(hit[2].replace("天", "日")))
            found.append((hit[0], day, day))
    return found


def _near(text: str, today: date) -> list[Span]:
    said = max((each for each in _NEAR if each in text), key=len, default="")
    day = today + timedelta(days=_NEAR.get(said, 0))
    found = [(said, day, day)] if said else []
    if (at := re.search("下个?月(?!亮)", text)) is not None:
        first = (today.replace(day=1) + timedelta(days=32)).replace(day=1)
        found.append((at[0], first, (first + timedelta(days=32)).replace(day=1) - timedelta(days=1)))
    return found


def _holidays(text: str, today: date) -> list[Span]:
    found = []
    for said, (first, last) in _HOLIDAYS.items():
        if said in text:
            year = today.year + (date(today.year, *last) < today)
            found.append((said, date(year, *first), date(year, *last)))
    return found


def place_in(text: str, asked: str, names: Mapping[str, str]) -> Detail | None:
    """Find an area that a text names and that is neither where it is asked for nor around that.

    Args:
        names: of the areas around, by code; a name is also known without 社区, 街道 and the like.
    """
    found = []
    for code, name in names.items():
        stem = _SUFFIX.sub("", name)
        said = next((each for each in (name, stem) if len(each) >= 3 and each in text), "")
        if said and not asked.startswith(prefix_of(code)):
            found.append((len(prefix_of(code)), len(said), code, name, said))
    if not found:
        return None
    _, _, code, name, said = max(found)
    return Detail(DetailKind.PLACE, said, f"文中提到“{said}”，是否改为在{name}匹配？", area=code)
