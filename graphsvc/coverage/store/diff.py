"""What two audits of an area differ in: findings that are new, gone, or still there."""

from collections.abc import AsyncGenerator, Collection, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from datetime import date

from graphsvc.coverage.model.decision import Change
from graphsvc.coverage.model.rules import Rule, RuleCode, Severity, chosen
from graphsvc.coverage.model.thresholds import USUAL, Thresholds
from graphsvc.coverage.store.findings import RANKS, Finding, place_after, stream
from graphsvc.coverage.store.queries import Place, place
from graphsvc.db.ports import Reader
from graphsvc.errors import BadInput


@dataclass(frozen=True, slots=True)
class Difference:
    """A finding and what has become of it; one that persists is shown as it is on the later day."""

    change: Change
    finding: Finding


@dataclass(frozen=True, slots=True)
class Compared:
    """How many findings changed in which way, and a stretch of them; `more` says whether others follow it."""

    counts: Mapping[Change, int]
    found: tuple[Difference, ...]
    more: bool


async def compared(
    reader: Reader,
    area: str,
    from_day: date,
    to_day: date,
    *,
    first: int,
    after: str | None = None,
    changes: Collection[Change] | None = None,
    rules: Sequence[RuleCode] | None = None,
    severity: Severity | None = None,
    thresholds: Thresholds = USUAL,
) -> Compared:
    """Compare the audits of two days; all are counted, `first` of them held.

    Args:
        after: the cursor of the finding before.
        changes: only these are held; all when None.
    Raises:
        MalformedCode, NotFound: of the area. BadCursor: not one of this list.
        BadInput: the first day lies after the second.
    """
    if from_day > to_day:
        raise BadInput("起始日期不能晚于截止日期。", "The earlier day may not lie after the later one.").at("from")
    start = place_after(after) if after else None
    where = await place(reader, area)
    wanted = set(Change if changes is None else changes)
    counts = dict.fromkeys(Change, 0)
    found: list[Difference] = []
    for rule in chosen(rules, severity):
        async for each in differences(reader, rule, where, from_day, to_day, thresholds):
            counts[each.change] += 1
            behind = start is None or (RANKS[rule.code], each.finding.place) > start
            if each.change in wanted and behind and len(found) <= first:
                found.append(each)
    return Compared(counts, tuple(found[:first]), len(found) > first)


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
