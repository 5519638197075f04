"""What a reorganisation does, worked out on the areas as they are: which areas follow which, in which order."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from graphsvc.codes import AreaLevel, prefix_of
from graphsvc.intake.model.problems import Problem
from graphsvc.intake.reorganisation.change import Change
from graphsvc.intake.tables.codes import level_of
from graphsvc.org.model.areas import AreaChangeKind

_FIRST_VILLAGE = 200
"""Communities have numbers below this, villages from it on."""


@dataclass(frozen=True, slots=True)
class KnownArea:
    """An area as the graph has it; `change` is the id of the change that made it."""

    code: str
    name: str
    kind: str | None = None
    since: date | None = None
    until: date | None = None
    change: str | None = None

    def holds(self, on: date) -> bool:
        """Whether it is there on a day."""
        return (self.since is None or self.since <= on) and (self.until is None or self.until > on)


@dataclass(frozen=True, slots=True)
class Follow:
    """One area that follows another; `made` when it is not there yet."""

    old: str
    new: str
    made: bool = True

    @property
    def level(self) -> AreaLevel:
        """The level of both."""
        return level_of(self.new)


@dataclass(frozen=True, slots=True)
class Step:
    """What one transaction does for one change.

    Attributes:
        follows: the areas that end and what follows each, from above; none when an area stays where it is.
        founds: an area that has to be there before what comes below it; it is like the one that changes.
        name, area_kind: of the area that follows.
    """

    change: Change
    follows: tuple[Follow, ...] = ()
    founds: bool = False
    name: str = ""
    area_kind: str | None = None


@dataclass(slots=True)
class Plan:
    """The steps of a reorganisation in their order, and what is wrong with it; with problems there are no steps."""

    steps: list[Step] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def parent_code(code: str) -> str:
    """Code of the area right above; empty above a city."""
    level = level_of(code)
    if level in (AreaLevel.GRID, AreaLevel.ESTATE):
        return code[:12]
    digits = {AreaLevel.DISTRICT: 2, AreaLevel.SUBDISTRICT: 6, AreaLevel.COMMUNITY: 9}.get(level)
    return code[:digits].ljust(12, "0") if digits else ""


def plan_changes(file: str, changes: Sequence[Change], known: Iterable[KnownArea], done: set[str]) -> Plan:
    """Work out the steps, from below, so that what a line moves on its own is gone before its parent goes.

    Args:
        known: all areas under the codes that the changes name, and those right above them.
        done: ids of changes that are made already.
    """
    shared = {change.code for change in changes if change.id in done and change.kind is AreaChangeKind.SPLIT}
    planning = _Planning(file, {area.code: area for area in known}, shared)
    due = [change for change in changes if change.id not in done]
    for day in sorted({change.on for change in due}):
        planning.plan_day([change for change in due if change.on == day])
    found = planning.plan
    return Plan([], found.problems) if found.problems else found


class _Planning:
    def __init__(self, file: str, areas: dict[str, KnownArea], heirs: set[str]) -> None:
        self._file = file
        self._areas = areas
        self._heirs = heirs
        self.plan = Plan()

    def plan_day(self, changes: Sequence[Change]) -> None:
        """Plan the changes of one day."""
        changes = [change for change in changes if not self._refused(change, changes)]
        above = {parent_code(change.successor) for change in changes}
        for change in sorted(changes, key=lambda each: (each.level.number, each.line)):
            if not self._there(change.successor, change.on) and (
                change.successor in above or change.kind is AreaChangeKind.SPLIT
            ):
                self._found(change)
        stays = {change.code for change in changes if change.kind is AreaChangeKind.SPLIT and change.stays}
        for change in sorted(changes, key=lambda each: (-min(each.level.number, 5), each.line)):
            parent = parent_code(change.successor)
            if parent and not self._there(parent, change.on):
                self._blame(change, "successor", f"{parent} 不存在或已撤销", f"{parent} is not there on that day")
            elif change.stays:
                self._rename(change)
            elif change.code not in stays | self._heirs:
                self._transfer(change)
                self._heirs.add(change.code)
            else:
                self.plan.steps.append(self._step(change, ()))

    def _refused(self, change: Change, all_: Sequence[Change]) -> bool:
        area, successor = self._areas.get(change.code), self._areas.get(change.successor)
        same = [each for each in all_ if each.code == change.code]
        if area is None:
            return self._blame(change, "code", "系统内没有这个区划", "is no area here")
        if not area.holds(change.on) and change.code not in self._heirs:
            return self._blame(change, "code", "那一天该区划不存在", "is not there on that day")
        if len(same) > 1 and any(each.kind is not AreaChangeKind.SPLIT for each in same):
            return self._blame(change, "code", "同一天写了两次，只有“拆分”可以", "stands twice; only SPLIT may")
        if successor is None or change.stays or successor.change == change.id:
            return False
        if not successor.holds(change.on):
            return self._blame(change, "successor", "这个代码曾属另一区划，不能再用", "was another area's code")
        if change.kind in (AreaChangeKind.MOVED, AreaChangeKind.UPGRADED) and successor.since != change.on:
            return self._blame(change, "successor", "已有区划用此代码；并入它的填“合并”", "is another area's: MERGED?")
        return False

    def _blame(self, change: Change, column: str, zh: str, en: str) -> bool:
        value = change.code if column == "code" else change.successor
        self.plan.problems.append(Problem(self._file, change.line, column, f"{value}：{zh}", f"{value} {en}"))
        return True

    def _there(self, code: str, on: date) -> bool:
        return code in self._areas and self._areas[code].holds(on)

    def _found(self, change: Change) -> None:
        self._make(change.successor, self._areas[change.code], change.on, change)
        self.plan.steps.append(self._step(change, (Follow(change.code, change.successor),), founds=True))

    def _rename(self, change: Change) -> None:
        if change.kind is AreaChangeKind.SPLIT and not change.name and not change.area_kind:
            self.plan.steps.append(self._step(change, ()))
            return
        area = self._areas[change.code]
        self._areas[change.code] = replace(area, name=change.name or area.name, kind=change.area_kind or area.kind)
        self.plan.steps.append(self._step(change, ()))

    def _transfer(self, change: Change) -> None:
        """Let everything under an area follow into its successor, under numbers that are free there."""
        prefix = prefix_of(change.code)
        inside = sorted(
            (area for area in self._areas.values() if area.code.startswith(prefix) and area.holds(change.on)),
            key=lambda area: (level_of(area.code).number, area.code),
        )
        news: dict[str, str] = {}
        follows = []
        for area in inside:
            top = area.code == change.code
            new = change.successor if top else self._number(area, news[parent_code(area.code)], change.on)
            news[area.code] = new
            follows.append(Follow(area.code, new, made := not self._there(new, change.on)))
            if made:
                self._make(new, area, change.on, change if top else None)
            self._areas[area.code] = replace(area, until=change.on)
        self.plan.steps.append(self._step(change, tuple(follows)))

    def _number(self, area: KnownArea, parent: str, on: date) -> str:
        """A code under a new parent: with the digits it had, or with the next that were never used there."""
        level = level_of(area.code)
        prefix = prefix_of(parent)
        if level in (AreaLevel.DISTRICT, AreaLevel.SUBDISTRICT):
            digits = 6 if level is AreaLevel.DISTRICT else 9
            own, last = int(area.code[len(prefix) : digits]), 10 ** (digits - len(prefix))
            return self._free(own, last, lambda number: f"{prefix}{number:0{digits - len(prefix)}}".ljust(12, "0"))
        mark = "E" if level is AreaLevel.ESTATE else ""
        own = int(area.code[-3:])
        last = _FIRST_VILLAGE if level is AreaLevel.COMMUNITY and own < _FIRST_VILLAGE else 1000
        return self._free(own, last, lambda number: f"{prefix}{mark}{number:03}")

    def _free(self, own: int, last: int, code: Callable[[int], str]) -> str:
        for number in (own, *range(own + 1, last), *range(1, own)):
            if code(number) not in self._areas:
                return code(number)
        raise ValueError(f"no number is left beside {code(own)}")

    def _make(self, code: str, like: KnownArea, on: date, change: Change | None) -> None:
        name = (change.name if change else None) or like.name
        kind = (change.area_kind if change else None) or like.kind
        self._areas[code] = KnownArea(code, name, kind, on, None, change.id if change else None)

    def _step(self, change: Change, follows: tuple[Follow, ...], *, founds: bool = False) -> Step:
        area = self._areas[change.successor]
        return Step(change, follows, founds, area.name, area.kind)


def old_codes(steps: Iterable[Step]) -> Mapping[str, str]:
    """Every area that ends, and what follows it."""
    return {follow.old: follow.new for step in steps if not step.founds for follow in step.follows}
