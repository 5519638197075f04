"""The ledger (台账) of an area: its needs, resources and projects counted by topic, state and age, and row by row."""

from collections import Counter
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any

from graphsvc.cobuilding.model.entry import LISTED, Kind, NeedState, ResourceKind, ResourceState, stale_before
from graphsvc.cobuilding.model.project import ProjectState
from graphsvc.codes import prefix_of
from graphsvc.cypher.files import statements
from graphsvc.cypher.statement import Statement
from graphsvc.db.bulkhead import Lane
from graphsvc.db.ports import Reader
from graphsvc.errors import NotFound
from graphsvc.org.model.work import Urgency
from graphsvc.text.recurrences import rule_in_words
from graphsvc.vocabulary.labelled import Labelled

CYPHER = statements(Path(__file__).with_name("ledger.cypher"))
PAGE = 1_000  # rows read at a time
MOST_TOPICS = 2_000  # counted

AGES = ("30 天以内", "31–90 天", "91–180 天", "180 天以上")
_LIMITS = (30, 90, 180)  # days, between the ages

Row = Sequence[Any]


class List(StrEnum):
    """The three lists (三张清单); the value is the name of its statement."""

    NEEDS = "needs"
    RESOURCES = "resources"
    PROJECTS = "projects"

    @property
    def zh(self) -> str:
        """Its name."""
        return {"needs": "需求清单", "resources": "资源清单", "projects": "项目清单"}[self]


_START = ("区划代码", "编号", "所在区域", "标题", "主题", "状态")
_CHECKED = ("核实日期", "核实方")
COLUMNS: Mapping[List, Sequence[str]] = {
    List.NEEDS: (*_START, "提出方", "紧急程度", "数量", "提出日期", "需求起", "需求止", *_CHECKED),
    List.RESOURCES: (
        *(*_START, "提供方", "类别", "容量", "容量单位", "服务区域", "可用起", "可用止", "周期"),
        *_CHECKED,
    ),
    List.PROJECTS: (
        *(*_START, "需求", "资源", "提出日期", "认领日期", "完成日期", "评价日期"),
        *("社区评分", "单位评分"),
    ),
}
"""Headings of each list, in the order of its statement's columns."""

_ENUMS: Mapping[List, Sequence[type[Labelled]]] = {
    List.NEEDS: (NeedState, Urgency),
    List.RESOURCES: (ResourceState, ResourceKind),
    List.PROJECTS: (ProjectState,),
}
_WORDS = {kind: {member.value: member.zh for enum in enums for member in enum} for kind, enums in _ENUMS.items()}
_WORDED = {"状态", "类别", "紧急程度"}
_DAYS = {
    *("提出日期", "认领日期", "完成日期", "评价日期", "核实日期"),
    *("需求起", "需求止", "可用起", "可用止"),
}


@dataclass(frozen=True, slots=True)
class Counts:
    """A list counted.

    Attributes:
        by_topic: code, name and count; an entry about two topics counts in both.
        by_state: count of each state that occurs.
        by_age: count of each of `AGES`: of needs and projects since they were raised or proposed, of resources since
            they were last verified, those that never were among the oldest.
    """

    total: int
    by_topic: Sequence[tuple[str, str, int]]
    by_state: Mapping[str, int]
    by_age: Mapping[str, int]


async def counted(graph: Reader, kind: List, area: str, today: date) -> Counts:
    """One list under an area, counted by one statement.

    Raises:
        MalformedCode: the area is no code.
    """
    since = [today - timedelta(days=days) for days in _LIMITS]
    asked = {"prefix": prefix_of(area), "since": since}
    ((cells, topics),) = await graph.read(Statement(CYPHER[f"count_{kind.value}"], asked), Lane.HEAVY)
    states: Counter[str] = Counter()
    ages = dict.fromkeys(AGES, 0)
    for state, stretch, count in cells:
        states[state] += count
        ages[AGES[stretch]] += count
    return Counts(states.total(), [(code, name, count) for code, name, count in topics], dict(states), ages)


async def name_of(graph: Reader, area: str) -> str:
    """The name of an area.

    Raises:
        MalformedCode: the area is no code. NotFound: there is none.
    """
    prefix_of(area)
    rows = await graph.read(Statement(CYPHER["place"], {"area": area}), Lane.LIGHT)
    if not rows:
        raise NotFound(f"没有代码为 {area} 的区域。", f"There is no area with the code {area}.")
    return str(rows[0][0])


async def rows(graph: Reader, kind: List, area: str, size: int = PAGE) -> AsyncIterator[Row]:
    """Every entry of a list under an area, by area and id, in `COLUMNS`; a page is in memory at a time."""
    after = {"area": "", "id": ""}
    while True:
        asked = {"prefix": prefix_of(area), "size": size, **after}
        page = await graph.read(Statement(CYPHER[kind.value], asked), Lane.HEAVY)
        for row in page:
            yield _shown(kind, row)
        if len(page) < size:
            return
        after = {"area": page[-1][0], "id": page[-1][1]}


def word(kind: List, value: str) -> str:
    """A state, kind or urgency as officials read it."""
    return _WORDS[kind].get(value, value)


def _shown(kind: List, row: Row) -> Row:
    return [_cell(kind, heading, value) for heading, value in zip(COLUMNS[kind], row, strict=True)]


def _cell(kind: List, heading: str, value: Any) -> Any:
    if isinstance(value, list):
        return "、".join(map(str, value))
    if heading in _DAYS and value:
        return date.fromisoformat(value)
    if heading == "周期" and value:
        return rule_in_words(value)
    return word(kind, value) if heading in _WORDED and value else value


async def stale(
    graph: Reader, kind: Kind, area: str, scope: Sequence[str], today: date, first: int, after: str = ""
) -> list[tuple[str, str]]:
    """Entries under an area and in scope that nobody has verified within `entry.STALE_AFTER`, the oldest first.

    Args:
        after: the cursor of the entry before.
    Returns:
        cursor and id of each.
    Raises:
        MalformedCode: the area is no code.
    """
    asked = {**_stale(kind, area, scope, today), "first": first, "after": after}
    rows = await graph.read(Statement(CYPHER[f"stale_{kind.lower()}s"], asked), Lane.HEAVY)
    return [(cursor, id_) for cursor, id_ in rows]


async def stale_count(graph: Reader, kind: Kind, area: str, scope: Sequence[str], today: date) -> int:
    """How many entries `stale` lists, all pages together."""
    asked = _stale(kind, area, scope, today)
    ((count,),) = await graph.read(Statement(CYPHER[f"count_stale_{kind.lower()}s"], asked), Lane.HEAVY)
    return int(count)


def _stale(kind: Kind, area: str, scope: Sequence[str], today: date) -> dict[str, Any]:
    listed = [state.value for state in LISTED[kind]]
    return {"prefix": prefix_of(area), "listed": listed, "before": stale_before(today), "scope": list(scope)}
