"""Facts of grid items and forces that statements and fields test, each spelled once."""

from graphsvc.cypher.fragments import china_clock, listed_on, was_on
from graphsvc.patrol.model.forces import STALE_AFTER


def in_force(item: str, day: str) -> str:
    """The item is on the published list on a day: from its first day or its publication on, to its last day, both in.

    The day on which it is taken off the list is the first on which it is off.
    """
    return (
        f"coalesce({item}.publishedOn <= {day} AND coalesce({item}.startsOn, {day}) <= {day}"
        f" AND coalesce({item}.endsOn, {day}) >= {day} AND coalesce({item}.retiredOn > {day}, true), false)"
    )


def district_of(code: str) -> str:
    """The code of the district that an area code lies in."""
    return f"left({code}, 6) + '000000'"


def stale_on(force: str, day: str) -> str:
    """The entry is on the ledger on a day, and nobody had verified it for as long as an entry is relied on."""
    until = f"then.verifiedOn + duration({{days: {STALE_AFTER.days}}})"
    return f"({listed_on(force, day)} AND any(then IN [{was_on(force, day)}] WHERE {until} < {day}))"


def there_at(force: str, moment: str) -> str:
    """The entry is on the ledger on the day of a moment in China, and the times of that day hold then."""
    night = "then.toMinute <= then.fromMinute"
    begun = f"(then.fromMinute <= minute AND (minute < then.toMinute OR {night}))"
    return (
        f"any(at IN [{china_clock(moment)}] WHERE {listed_on(force, 'date(at)')}"
        f" AND any(then IN [{was_on(force, 'date(at)')}] WHERE then.weekdays IS NOT NULL"
        f" AND any(minute IN [at.hour * 60 + at.minute] WHERE ({begun} AND at.dayOfWeek IN then.weekdays)"
        f" OR ({night} AND minute < then.toMinute AND (at.dayOfWeek + 5) % 7 + 1 IN then.weekdays))))"
    )


def taken(place: str, plan: str, day: str) -> str:
    """No visit of a plan goes to a place on a day: one is due or made there then, or the plan pauses or is over."""
    return (
        f"(EXISTS {{ MATCH ({place})<-[:AT]-(there:Visit)"
        f" WHERE there.dueOn = {day} AND there.state IN ['DUE', 'DONE'] }}"
        f" OR coalesce({day} > {plan}.endsOn, false) OR any(pause IN range(0, size({plan}.pausedFrom) - 1)"
        f" WHERE {plan}.pausedFrom[pause] <= {day} AND {day} <= {plan}.pausedTo[pause]))"
    )


def by_hand(place: str, day: str) -> str:
    """Somebody has called a visit to a place off on a day; the clock calls none off but on its own day."""
    return (
        f"EXISTS {{ MATCH ({place})<-[:AT]-(off:Visit) WHERE off.dueOn = {day} AND off.state = 'CALLED_OFF'"
        " AND coalesce(off.movedFrom <> off.dueOn, true) }"
    )
