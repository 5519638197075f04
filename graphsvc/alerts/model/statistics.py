"""Warnings (风险预警): simple statistics of the last weeks beside those before, each with what it was counted from.

Counts are compared by the chance that they came about as before: with what is expected not known but counted itself,
that is a negative binomial (the weeks before say how often, with a prior of half a case). Two neighbouring weeks tell
the same twice; so what was warned of has a name of its own (`RiskWarning.id`) that stays from day to day.
"""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import exp, lgamma, log, log1p
from statistics import median
from typing import TypeVar

from graphsvc.codes import AreaLevel, stem
from graphsvc.vocabulary.labelled import Labelled

K = TypeVar("K")
E = TypeVar("E")
MOST_EVIDENCE = 20
"""Rows that a warning names; its figure counts all."""


class RiskWarningKind(Labelled):
    """What a warning is about (预警类别)."""

    REPEATED_ADDRESS = "REPEATED_ADDRESS", "同一地址反复发生", "Repeated cases at one address"
    GROWING_CLUSTER = "GROWING_CLUSTER", "同类事件增多", "More cases of a category in a grid than before"
    THINNING_VISITS = "THINNING_VISITS", "走访变少", "Fewer visits in a grid than before"
    OVERLOADED_WORKER = "OVERLOADED_WORKER", "任务过重", "Somebody has far more open tasks than others beside"


class RiskWarningVerdict(Labelled):
    """What was decided on a warning (预警处置)."""

    ACKNOWLEDGED = "ACKNOWLEDGED", "已知悉", "Somebody takes care of it"
    DISMISSED = "DISMISSED", "不成立", "It is none, for a reason"


@dataclass(frozen=True, slots=True)
class WarningRules:
    """From what on there is a warning; days and weeks are whole ones that end with the day asked about."""

    address_cases: int = 5
    address_days: int = 30
    cluster_cases: int = 4
    cluster_days: int = 14
    visit_days: int = 42
    visits_expected: float = 9.0
    visits_left: float = 1 / 3
    visits_chance: float = 0.005
    weeks_before: int = 12
    chance: float = 0.0005
    open_tasks: int = 12
    tasks_beside: float = 3.0
    rests_days: int = 28


@dataclass(frozen=True, slots=True)
class Happened:
    """A case as far as warnings count it: where (`place` as it was written), what kind, when."""

    id: str
    area: str
    category: str
    place: str
    day: date


@dataclass(frozen=True, slots=True)
class Visited:
    """A visit that was made."""

    id: str
    area: str
    day: date


@dataclass(frozen=True, slots=True)
class Held:
    """A share of a task that somebody still has to report."""

    id: str
    area: str
    worker: str


@dataclass(frozen=True, slots=True)
class RiskWarning:
    """A warning of a day: `observed` beside `expected`, and what it was counted from, the newest first."""

    kind: RiskWarningKind
    area: str
    about: str
    observed: int
    expected: float
    evidence: tuple[str, ...]

    @property
    def id(self) -> str:
        """Its name, the same as long as it is about the same."""
        told = hashlib.sha256(f"{self.kind}|{self.area}|{self.about}".encode()).hexdigest()
        return f"warning-{self.area}-{told[:16]}"


def repeated_addresses(cases: Iterable[Happened], day: date, rules: WarningRules) -> list[RiskWarning]:
    """Find addresses of a community where cases come again and again; a case without an address counts nowhere."""
    first = day - timedelta(days=rules.address_days - 1)
    at: dict[tuple[str, str], list[Happened]] = defaultdict(list)
    for case in cases:
        address = plain_address(case.place)
        if address and first <= case.day <= day:
            at[stem(case.area, AreaLevel.COMMUNITY), address].append(case)
    return [
        _warning(RiskWarningKind.REPEATED_ADDRESS, community, address, found, 0.0)
        for (community, address), found in sorted(at.items())
        if len(found) >= rules.address_cases
    ]


def growing_clusters(cases: Iterable[Happened], day: date, rules: WarningRules) -> list[RiskWarning]:
    """Find categories of which a grid had more cases lately than the weeks before make likely."""
    split = _split(((each.area, each.category), each.day, each) for each in cases)
    found = []
    for (area, category), dated in sorted(split.items()):
        now, before = _windows(dated, day, rules.cluster_days, rules.weeks_before)
        share = rules.cluster_days / (7 * rules.weeks_before)
        if len(now) < rules.cluster_cases or above(len(now), before, share) > rules.chance:
            continue
        found.append(_warning(RiskWarningKind.GROWING_CLUSTER, area, category, now, before * share))
    return found


def thinning_visits(
    visits: Iterable[Visited], grids: Iterable[str], day: date, rules: WarningRules
) -> list[RiskWarning]:
    """Find grids where so little is left of the visits before that it is neither chance nor somebody's leave."""
    split = _split((each.area, each.day, each) for each in visits)
    found = []
    for area in sorted(set(grids)):
        now, before = _windows(split.get(area, ()), day, rules.visit_days, rules.weeks_before)
        share = rules.visit_days / (7 * rules.weeks_before)
        expected = before * share
        if expected < rules.visits_expected or len(now) > rules.visits_left * expected:
            continue
        if below(len(now), before, share) > rules.visits_chance:
            continue
        found.append(_warning(RiskWarningKind.THINNING_VISITS, area, "", now, expected))
    return found


def overloaded_workers(held: Iterable[Held], rules: WarningRules) -> list[RiskWarning]:
    """Find who has far more open tasks than is usual among those of the same subdistrict who have any."""
    by_worker: dict[str, list[Held]] = defaultdict(list)
    for each in held:
        by_worker[each.worker].append(each)
    homes = {worker: Counter(each.area for each in rows).most_common(1)[0][0] for worker, rows in by_worker.items()}
    beside: dict[str, list[int]] = defaultdict(list)
    for worker, rows in by_worker.items():
        beside[stem(homes[worker], AreaLevel.SUBDISTRICT)].append(len(rows))
    found = []
    for worker, rows in sorted(by_worker.items()):
        usual = median(beside[stem(homes[worker], AreaLevel.SUBDISTRICT)])
        if len(rows) >= rules.open_tasks and len(rows) >= rules.tasks_beside * usual:
            ids = tuple(sorted(each.id for each in rows)[:MOST_EVIDENCE])
            kind = RiskWarningKind.OVERLOADED_WORKER
            found.append(RiskWarning(kind, homes[worker], worker, len(rows), float(usual), ids))
    return found


def plain_address(text: str) -> str:
    """Write an address so that spellings of one place read alike: full-width digits, spaces, 号楼 and 栋."""
    narrow = text.translate(_NARROW)
    plain = "".join(narrow.split()).casefold()
    for spelled, said in (("号楼", "栋"), ("幢", "栋"), ("楼栋", "栋")):
        plain = plain.replace(spelled, said)
    return plain.rstrip("。，,.;；")


def above(now: int, before: int, share: float) -> float:
    """Tell how likely `now` or more are in a window when there were `before` in a stretch 1/share times as long."""
    return max(0.0, 1.0 - sum(_chance(count, before, share) for count in range(now)))


def below(now: int, before: int, share: float) -> float:
    """Tell how likely `now` or fewer are, as `above`."""
    return min(1.0, sum(_chance(count, before, share) for count in range(now + 1)))


def _chance(count: int, before: int, share: float) -> float:
    """Negative binomial: a Poisson count whose mean is known from `before` with a prior of half a case."""
    size = before + 0.5
    told = lgamma(size + count) - lgamma(size) - lgamma(count + 1)
    return exp(told - size * log1p(share) + count * (log(share) - log1p(share)))


_NARROW = str.maketrans({chr(0xFF01 + n): chr(0x21 + n) for n in range(94)} | {"\u3000": " "})


def _split(rows: Iterable[tuple[K, date, E]]) -> Mapping[K, list[tuple[date, E]]]:
    found: dict[K, list[tuple[date, E]]] = defaultdict(list)
    for key, day, each in rows:
        found[key].append((day, each))
    return found


def _windows(dated: Sequence[tuple[date, E]], day: date, days: int, weeks: int) -> tuple[list[E], int]:
    """What lies in the last days, and how many in the weeks before these."""
    first = day - timedelta(days=days - 1)
    earliest = first - timedelta(weeks=weeks)
    now = [each for on, each in dated if first <= on <= day]
    return now, sum(1 for on, _ in dated if earliest <= on < first)


def _warning(
    kind: RiskWarningKind, area: str, about: str, found: Iterable[Happened | Visited], expected: float
) -> RiskWarning:
    newest = sorted(found, key=lambda each: (each.day, each.id), reverse=True)
    return RiskWarning(kind, area, about, len(newest), expected, tuple(each.id for each in newest[:MOST_EVIDENCE]))
