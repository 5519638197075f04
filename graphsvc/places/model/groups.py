"""Key groups (重点人群): how many there are in each area of a subdistrict on a day, and which figures may be told.

A table of a subdistrict is made once, when it is filed, and never changed; what may not be told is not kept. So every
answer is a part of one fixed table, and no two answers can be set against each other.

Kinds are never added up: somebody may belong to several.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from graphsvc.codes import AreaLevel, prefix_of, stem
from graphsvc.errors import BadInput
from graphsvc.text.personal import refuse_personal
from graphsvc.vocabulary.labelled import Labelled

USUAL_THRESHOLD = 5
MOST_LINES = 2_000
MOST_COUNT = 1_000_000
NOT_TOLD = -1
"""In place of a figure that is not told."""


class KeyGroupKind(Labelled):
    """Which group in need of care or attention is counted (重点人群类别)."""

    LIVING_ALONE = "LIVING_ALONE", "独居、空巢老人", "Old people who live alone"
    DISABLED = "DISABLED", "残疾人", "People with disabilities"
    CHILDREN_AT_RISK = "CHILDREN_AT_RISK", "困境、留守儿童", "Children in difficulty or left behind"
    LOW_INCOME = "LOW_INCOME", "低保、特困人员", "People on minimum allowance"
    MENTAL_ILLNESS = "MENTAL_ILLNESS", "严重精神障碍患者", "People with severe mental illness"
    CORRECTION = "CORRECTION", "社区矫正对象", "People under community correction"
    RELEASED = "RELEASED", "刑满释放人员", "People released from prison"
    DRUG_RECOVERY = "DRUG_RECOVERY", "戒毒康复人员", "People in recovery from drugs"
    YOUTH = "YOUTH", "重点青少年", "Young people to look after"


@dataclass(frozen=True, slots=True)
class GroupRules:
    """What an installation sets: what is below the threshold is never told."""

    threshold: int = USUAL_THRESHOLD


@dataclass(frozen=True, slots=True)
class GroupLine:
    """How many of a kind there are in a grid."""

    grid: str
    kind: KeyGroupKind
    count: int


@dataclass(frozen=True, slots=True)
class GroupReport:
    """The counts of a subdistrict on a day: lines for grids, none of which has two of a kind; what is left out is 0.

    Attributes:
        listed: grids that a sheet has a row for, which leaves none out; None without a sheet.
    """

    area: str
    counted_on: date
    source: str
    lines: tuple[GroupLine, ...]
    listed: frozenset[str] | None = None

    def check(self, today: date) -> None:
        """
        Raises:
            BadInput: it is of no subdistrict, of a day to come, or names a grid outside, or one twice.
        """
        if len(prefix_of(self.area)) != len("500103012"):
            raise BadInput("重点人群数量按镇街填报，请填镇街代码。", "Counts are filed by subdistrict.").at(
                "report", "area"
            )
        if self.counted_on > today:
            raise BadInput("统计日期不能晚于今天。", "The day of the counts is still to come.").at(
                "report", "countedOn"
            )
        refuse_personal(self.source)
        stem_ = prefix_of(self.area)
        if any(not line.grid.startswith(stem_) or len(line.grid) != len("500103012011001") for line in self.lines):
            raise BadInput("每行须是该镇街的网格。", "Each line is of a grid of the subdistrict.").at("report", "lines")
        if len({(line.grid, line.kind) for line in self.lines}) < len(self.lines):
            raise BadInput("同一网格、同一类别只能填一行。", "One line a grid and kind.").at("report", "lines")

    @property
    def kinds(self) -> tuple[KeyGroupKind, ...]:
        """The kinds that were counted, in the order of the enum."""
        counted = {line.kind for line in self.lines}
        return tuple(kind for kind in KeyGroupKind if kind in counted)


@dataclass(frozen=True, slots=True)
class GroupTable:
    """What may be told: for each kind the figure of each code, the subdistrict first; `NOT_TOLD` where it may not."""

    codes: tuple[str, ...]
    figures: Mapping[KeyGroupKind, tuple[int, ...]]


def table_of(report: GroupReport, grids: Sequence[str], threshold: int) -> GroupTable:
    """Make the table of a report over all grids of the subdistrict."""
    communities = sorted({stem(grid, AreaLevel.COMMUNITY) for grid in grids})
    codes = (report.area, *communities, *sorted(grids))
    figures = {}
    for kind in report.kinds:
        counts = dict.fromkeys(grids, 0) | {line.grid: line.count for line in report.lines if line.kind is kind}
        shown = told_figures(report.area, counts, threshold)
        figures[kind] = tuple(shown.get(code, NOT_TOLD) for code in codes)
    return GroupTable(codes, figures)


def told_figures(root: str, counts: Mapping[str, int], threshold: int) -> dict[str, int]:
    """Choose the figures of a subdistrict, its communities and grids that may be told.

    None below the threshold is; and so many others are left out that none can be had from those told: what the told
    figures say of the untold grids are sums over sets that do not overlap, and each such sum is no less than the
    threshold, is of two grids or more, and is not that of a small community.

    Args:
        root: code of the subdistrict; the sum of all is its figure.
        counts: of each grid, by its code.
    """
    return _Tree(root, counts, threshold).told()


class _Tree:
    """The areas of a subdistrict, and which of their figures are told."""

    def __init__(self, root: str, counts: Mapping[str, int], threshold: int) -> None:
        self.root, self.counts, self.threshold = root, counts, threshold
        self.community = {grid: stem(grid, AreaLevel.COMMUNITY) for grid in counts}
        self.value = dict(counts) | {root: sum(counts.values())}
        for grid, count in counts.items():
            self.value[self.community[grid]] = self.value.get(self.community[grid], 0) + count
        self.hidden = {code for code, value in self.value.items() if value < threshold}

    def told(self) -> dict[str, int]:
        """Hide until nothing small can be had from the rest; each turn hides one more."""
        while (bad := self._unsafe()) is not None:
            self.hidden.add(self._next(bad))
        return {code: value for code, value in self.value.items() if code not in self.hidden}

    def _unsafe(self) -> str | None:
        """A told area whose figure gives something away of the hidden grids that no told area below it holds."""
        communities = sorted(set(self.community.values()))
        for area in (*communities, self.root):
            if area in self.hidden:
                continue
            group = [grid for grid in self._region(area) if grid in self.hidden]
            if not group:
                continue
            small = [code for code in communities if code in self.hidden and self.value[code] < self.threshold]
            whole = any(set(group) == {grid for grid in self.counts if self.community[grid] == code} for code in small)
            if len(group) < 2 or sum(self.counts[grid] for grid in group) < self.threshold or whole:
                return area
        return None

    def _region(self, area: str) -> list[str]:
        """Its grids, without those below a told community where it is the subdistrict."""
        if area != self.root:
            return [grid for grid in self.counts if self.community[grid] == area]
        return [grid for grid in self.counts if self.community[grid] in self.hidden]

    def _next(self, area: str) -> str:
        """What to hide next: the smallest told grid of the region, else a told community in it, else the area."""
        grids = [grid for grid in self._region(area) if grid not in self.hidden]
        if not grids and area == self.root:
            grids = [code for code in set(self.community.values()) if code not in self.hidden]
        return min(grids, key=lambda code: (self.value[code], code), default=area)
