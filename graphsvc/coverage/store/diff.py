"""What two audits of an area differ in: findings that are new, gone, or still there."""

from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from graphsvc.coverage.model.rules import Rule, RuleCode, Severity, chosen
from graphsvc.coverage.model.thresholds import USUAL, Thresholds
from graphsvc.coverage.store.findings import Finding, stream
from graphsvc.coverage.store.queries import Place, place
from graphsvc.db.ports import Reader


class Change(StrEnum):
    """What has become of a finding."""

    NEW = "NEW"
    GONE = "GONE"
    PERSISTING = "PERSISTING"


@dataclass(frozen=True, slots=True)
class Difference:
    """A finding and what has become of it; one that persists is shown as it is on the later day."""

    change: Change
    finding: Finding


@dataclass(frozen=True, slots=True)
class FindingsDiff:
    """All differences between two days, in the order of the findings."""

    new: tuple[Finding, ...]
    gone: tuple[Finding, ...]
    persisting: tuple[Finding, ...]


async def diff(
    reader: Reader,
    area: str,
    from_day: date,
    to_day: date,
    *,
    rules: Sequence[RuleCode] | None = None,
    severity: Severity | None = None,
    thresholds: Thresholds = USUAL,
) -> FindingsDiff:
    """Compare the audits of two days.

    Raises:
        MalformedCode, NotFound: of the area.
    """
    where = await place(reader, area)
    found: dict[Change, list[Finding]] = {change: [] for change in Change}
    for rule in chosen(rules, severity):
        async for each in differences(reader, rule, where, from_day, to_day, thresholds):
            found[each.change].append(each.finding)
    return FindingsDiff(*(tuple(found[change]) for change in Change))


@dataclass(slots=True)
class Counted:
    """How many findings changed in one way, and the first of them."""

    count: int = 0
    first: list[Finding] = field(default_factory=list)


async def counted(
    reader: Reader,
    area: str,
    from_day: date,
    to_day: date,
    *,
    most: int,
    rules: Sequence[RuleCode] | None = None,
    severity: Severity | None = None,
    thresholds: Thresholds = USUAL,
) -> Mapping[Change, Counted]:
    """As `diff`, holding `most` findings of each change."""
    where = await place(reader, area)
    found = {change: Counted() for change in Change}
    for rule in chosen(rules, severity):
        async for each in differences(reader, rule, where, from_day, to_day, thresholds):
            kept = found[each.change]
            kept.count += 1
            if len(kept.first) < most:
                kept.first.append(each.finding)
    return found


async def differences(
    reader: Reader, rule: Rule, area: Place, from_day: date, to_day: date, thresholds: Thresholds = USUAL
) -> AsyncGenerator[Difference, None]:
    """The differences of one rule, merged from two streams in the same order, so that memory stays bounded."""
    earlier, later = (stream(reader, rule, area, day, thresholds) for day in (from_day, to_day))
    async with aclosing(earlier), aclosing(later):
        old, new = await anext(earlier, None), await anext(later, None)
        while old or new:
            if new is None or (old and old.place < new.place):
                assert old is not None
                yield Difference(Change.GONE, old)
                old = await anext(earlier, None)
            elif old is None or new.place < old.place:
                yield Difference(Change.NEW, new)
                new = await anext(later, None)
            else:
                yield Difference(Change.PERSISTING, new)
                old, new = await anext(earlier, None), await anext(later, None)
