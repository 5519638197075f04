"""Handling rules (分级分类): which level handles a category at a place on a day, with whom, and how fast.

`handling_rules.csv` holds one rule a category for everywhere; a locality puts a file of its own before it. A row holds
in its `area` (everywhere without one) from `since` and no more on `until`. Of the rows that hold, that of the smallest
area counts, and of one area the locality's. Reading refuses files that would leave a category without a rule at some
place on some day, or with two, so that there is always exactly one owner.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from pathlib import Path

from graphsvc.codes import DIGITS, AreaLevel, prefix_of
from graphsvc.command.rules.dated_rows import FOR_EVER, grouped, in_force, read_table, term
from graphsvc.errors import BadInput
from graphsvc.org.model.work import Board

FILE = Path(__file__).with_name("handling_rules.csv")
MOST_CATEGORIES = 200
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
        return in_force(self, place, day)


class HandlingRules:
    """The rules of a service: those it comes with and those of its locality, the latter first."""

    def __init__(self, everywhere: Iterable[HandlingRule], local: Iterable[HandlingRule] = ()) -> None:
        """
        Raises:
            ValueError: a category would have two rules at once, or none on some day, or is known to the locality alone.
        """
        given = list(everywhere)
        self._rules = grouped(given, local, lambda rule: rule.category, lambda rule: rule.category, "rule")
        covered = {category for category, _ in _by_place(rule for rule in given if not rule.area)}
        if vacant := sorted(self._rules.keys() - covered):
            raise ValueError(f"no rule for everywhere: {', '.join(vacant)}")
        _check_gaps([rule for rule in given if not rule.area])

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
    return read_table(HandlingRules, _rule, FILE, local, "分级分类规则文件", "The file of handling rules")


def _rule(row: Mapping[str, str]) -> HandlingRule:
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
        *term(row),
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


def _check_gaps(rules: Iterable[HandlingRule]) -> None:
    for (category, _), own in _by_place(rules).items():
        ends = [date.min, *(rule.until for rule in own)]
        if ends != [*(rule.since for rule in own), FOR_EVER]:
            raise ValueError(f"{category}: no rule on some day")
