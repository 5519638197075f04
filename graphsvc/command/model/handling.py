"""Handling rules (分级分类): which level handles a category at a place on a day, with whom, and how fast.

`handling_rules.csv` holds one rule a category for everywhere; a locality puts a file of its own before it. A row holds
in its `area` (everywhere without one) from `since` and no more on `until`. Of the rows that hold, that of the smallest
area counts, and of one area the locality's. Reading refuses files that would leave a category without a rule at some
place on some day, or with two, so that there is always exactly one owner.
"""

import csv
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from pathlib import Path

from graphsvc.codes import DIGITS, AreaLevel, area_code, prefix_of
from graphsvc.errors import BadInput, GraphsvcError, SetupError
from graphsvc.org.model.work import Board

FILE = Path(__file__).with_name("handling_rules.csv")
MOST_CATEGORIES = 200
FOR_EVER = date.max
"""The end of a rule that has none."""
LADDER = (AreaLevel.GRID, AreaLevel.COMMUNITY, AreaLevel.SUBDISTRICT, AreaLevel.DISTRICT)
"""Levels that handle cases, from below."""


@dataclass(frozen=True, slots=True)
class HandlingRule:
    """One row; `area` is a prefix of codes, empty for everywhere, times are minutes from the whistle."""

    category: str
    area: str
    since: date
    until: date
    level: AreaLevel
    board: Board
    lead: str
    helpers: tuple[str, ...]
    respond: int
    verify: int
    act: int
    source: str

    def holds(self, place: str, day: date) -> bool:
        """Whether it is in force at a place, named by the code of an area of any level, on a day."""
        return place.startswith(self.area) and self.since <= day and (day < self.until or self.until == FOR_EVER)


class HandlingRules:
    """The rules of a service: those it comes with and those of its locality, the latter first."""

    def __init__(self, everywhere: Iterable[HandlingRule], local: Iterable[HandlingRule] = ()) -> None:
        """
        Raises:
            ValueError: a category would have two rules at once, or none on some day, or is known to the locality alone.
        """
        given = list(everywhere)
        self._rules: dict[str, list[HandlingRule]] = defaultdict(list)
        for own in (list(local), given):
            _check_terms(own)
            for rule in own:
                self._rules[rule.category].append(rule)
        covered = {category for category, _ in _by_place(rule for rule in given if not rule.area)}
        if vacant := sorted(self._rules.keys() - covered):
            raise ValueError(f"no rule for everywhere: {', '.join(vacant)}")
        _check_gaps([rule for rule in given if not rule.area])
        for rules in self._rules.values():
            rules.sort(key=lambda rule: -len(rule.area))

    @property
    def categories(self) -> Sequence[str]:
        """Codes of all categories, in their order."""
        return sorted(self._rules)

    def find(self, category: str, place: str, day: date) -> HandlingRule:
        """Find the rule of a category at a place, the code of an area of any level, on a day.

        Raises:
            BadInput: no such category.
        """
        if category not in self._rules:
            raise BadInput(f"没有类别 {category[:20]}。", "No such category.").at("category")
        prefix = prefix_of(place)
        return next(rule for rule in self._rules[category] if rule.holds(prefix, day))


def owner_of(rule: HandlingRule, place: str) -> str:
    """Name the area that handles a case at a place: the one of the rule's level that holds it, or the place itself.

    A place wider than the level, such as a subdistrict where a rule names grids, keeps what is raised for it. An
    estate, which lies in several grids, leaves it to its community.
    """
    if rule.level is AreaLevel.GRID and "E" not in place:
        return place
    prefix = prefix_of(place)
    return prefix[: DIGITS.get(rule.level, DIGITS[AreaLevel.COMMUNITY])].ljust(12, "0")


def level_above(rule: HandlingRule, place: str) -> AreaLevel | None:
    """Name the level that takes a case at a place when its owner says once, for a reason, that it is not of theirs."""
    at_grid = len(owner_of(rule, place)) > DIGITS[AreaLevel.COMMUNITY]
    level = AreaLevel.COMMUNITY if rule.level is AreaLevel.GRID and not at_grid else rule.level
    return dict(pairwise(LADDER)).get(level)


def read_rules(local: Path | None = None) -> HandlingRules:
    """Read the rules that come with the service, and a locality's file before them.

    Raises:
        SetupError: the locality's file cannot be read, or a category would have no rule or two at some place and day.
    """
    try:
        return HandlingRules(_rows(FILE), _rows(local) if local else ())
    except (OSError, ValueError, KeyError, GraphsvcError) as fault:
        said = fault.en if isinstance(fault, GraphsvcError) else str(fault)
        raise SetupError(
            f"分级分类规则文件 {local} 有误：{said}", f"The file of handling rules {local} is wrong: {said}"
        ) from None


def _rows(path: Path) -> list[HandlingRule]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return [_rule(row) for row in csv.DictReader(file)]


def _rule(row: dict[str, str]) -> HandlingRule:
    level = AreaLevel(row["level"])
    if level not in LADDER:
        raise ValueError(f"{row['category']}: {level} handles no cases")
    respond, verify, act = (int(row[name]) for name in ("respond", "verify", "act"))
    if not 1 <= respond <= verify <= act:
        raise ValueError(f"{row['category']}: times do not rise")
    if not row["lead"]:
        raise ValueError(f"{row['category']}: nobody leads")
    return HandlingRule(
        row["category"],
        prefix_of(area_code(row["area"])) if row["area"] else "",
        date.fromisoformat(row["since"]) if row["since"] else date.min,
        date.fromisoformat(row["until"]) if row["until"] else FOR_EVER,
        level,
        Board(row["board"]),
        row["lead"],
        tuple(word for word in row["helpers"].split(";") if word),
        respond,
        verify,
        act,
        row["source"],
    )


def _by_place(rules: Iterable[HandlingRule]) -> dict[tuple[str, str], list[HandlingRule]]:
    """The rules of each category and area, by their first day."""
    found: dict[tuple[str, str], list[HandlingRule]] = defaultdict(list)
    for rule in sorted(rules, key=lambda rule: rule.since):
        found[rule.category, rule.area].append(rule)
    return found


def _check_terms(rules: Iterable[HandlingRule]) -> None:
    for (category, area), own in _by_place(rules).items():
        if any(rule.until <= rule.since for rule in own):
            raise ValueError(f"{category} {area or 'everywhere'}: a rule ends before it begins")
        if any(first.until > second.since for first, second in pairwise(own)):
            raise ValueError(f"{category} {area or 'everywhere'}: two rules on one day")


def _check_gaps(rules: Iterable[HandlingRule]) -> None:
    for (category, _), own in _by_place(rules).items():
        ends = [date.min, *(rule.until for rule in own)]
        if ends != [*(rule.since for rule in own), FOR_EVER]:
            raise ValueError(f"{category}: no rule on some day")
