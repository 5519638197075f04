"""Facts of service points, key places and policy notices that statements and fields test, each spelled once."""

from graphsvc.cypher.fragments import china_clock, china_day, holds, on_list, opened_on, was_on
from graphsvc.places.model.key_places import SEEN_WITHIN


def open_at(point: str, moment: str) -> str:
    """The point is there on the day of a moment in China, not shut that day, and the hours of that day hold then."""
    return (
        f"any(at IN [{china_clock(moment)}] WHERE {opened_on(point, 'date(at)')}"
        f" AND any(then IN [{was_on(point, 'date(at)')}] WHERE then.opens IS NOT NULL AND NOT date(at) IN then.shutOn"
        f" AND any(minute IN [(at.dayOfWeek - 1) * 1440 + at.hour * 60 + at.minute]"
        f" WHERE any(n IN range(0, size(then.opens) - 1)"
        f" WHERE then.opens[n] <= minute AND minute < then.closes[n]))))"
    )


def stale_on(point: str, day: str) -> str:
    """The point is there on a day, and nobody had verified it for as long as it is relied on."""
    return f"({opened_on(point, day)} AND {_is_past(point, 'verifyBy', day)})"


def is_dangerous(place: str) -> str:
    """Something that was found dangerous at the key place has not been seen to be gone."""
    return f"EXISTS {{ MATCH ({place})<-[:HAZARD_OF]-(hazard:Hazard) WHERE hazard.state = 'OPEN' }}"


def is_dangerous_on(place: str, day: str) -> str:
    """Something was on record as dangerous at the key place on a day."""
    return f"EXISTS {{ MATCH ({place})<-[:HAZARD_OF]-(hazard:Hazard) WHERE {_is_open_on('hazard', day)} }}"


def overdue_on(hazard: str, day: str) -> str:
    """The hazard was on record on a day, after the last one on which it had to be gone."""
    return f"({hazard}.clearBy < {day} AND {_is_open_on(hazard, day)})"


def is_doubtful_on(place: str, day: str) -> str:
    """The key place is on the list on a day, and nobody had verified it for as long as that is relied on."""
    return f"({on_list(place, day)} AND {_is_past(place, 'verifyBy', day)})"


def is_unvisited_after(place: str, day: str) -> str:
    """The key place is on the list, and was neither listed nor visited after a day."""
    return (
        f"({place}.state = 'LISTED' AND {place}.listedOn <= {day} AND coalesce({place}.lastVisitedOn <= {day}, true))"
    )


def is_unvisited_on(place: str, day: str) -> str:
    """The key place is on the list on a day, and was neither listed nor visited in the 30 days up to it."""
    return is_unvisited_between(place, f"({day} - duration({{days: {SEEN_WITHIN.days}}}))", day)


def is_unvisited_between(place: str, since: str, day: str) -> str:
    """The key place is on the list on a day, and was neither listed nor visited after another up to it."""
    return (
        f"({on_list(place, day)} AND {place}.listedOn <= {since} AND NOT coalesce({place}.lastVisitedOn > {since}"
        f" AND ({place}.lastVisitedOn <= {day} OR EXISTS {{"
        f" MATCH ({place})<-[:IS_AT]-(:PatrolPlace)<-[:AT]-(visit:Visit)"
        f" WHERE visit.state = 'DONE' AND {since} < visit.visitedOn AND visit.visitedOn <= {day} }}), false))"
    )


def lacks_organization(place: str) -> str:
    """An enterprise on the list says that it has the conditions for a party organization, and has none."""
    return f"({place}.state = 'LISTED' AND coalesce({place}.partyConditions AND NOT {place}.partyOrganization, false))"


def lacked_organization_on(place: str, day: str) -> str:
    """An enterprise said on a day that it has the conditions for a party organization, and none."""
    return f"EXISTS {{ MATCH ({place})-[said:LACKS_ORGANIZATION]->() WHERE {holds('said', day)} }}"


def is_untold_on(share: str, day: str) -> str:
    """By a day not everybody was told of the policy who had to be, as far as was reported then."""
    return _is_behind(share, "told", "tellBy", day)


def is_unanswered_on(share: str, day: str) -> str:
    """By a day nobody could apply any more, and not everybody who qualifies had answered, as was reported then."""
    return _is_behind(share, "answered", "applyBy", day)


def is_to_be_told_on(notice: str, day: str) -> str:
    """The notice is published on a day, and people can still apply by what it said then."""
    return (
        f"({notice}.publishedOn <= {day} AND ({notice}.revokedOn IS NULL OR {notice}.revokedOn > {day})"
        f" AND NOT {_is_past(notice, 'applyBy', day)})"
    )


def _is_past(row: str, name: str, day: str) -> str:
    return f"any(then IN [{was_on(row, day)}] WHERE then.{name} < {day})"


def _is_behind(share: str, count: str, last: str, day: str) -> str:
    return (
        f"any(then IN [{was_on(share, day)}] WHERE then.state = 'TELLING' AND then.{count} < then.qualified"
        f" AND then.{last} < {day})"
    )


def _is_open_on(hazard: str, day: str) -> str:
    return (
        f"({china_day(f'{hazard}.recordedAt')} <= {day} AND ({hazard}.clearedOn IS NULL OR {hazard}.clearedOn > {day}))"
    )
