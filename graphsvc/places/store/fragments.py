"""Facts of service points, key places and policy notices that statements and fields test, each spelled once."""

from graphsvc.cypher.fragments import china_clock, on_list, opened_on
from graphsvc.places.model.key_places import SEEN_WITHIN


def open_at(point: str, moment: str) -> str:
    """The point is there on the day of a moment in China, not shut that day, and its hours hold then."""
    return (
        f"any(at IN [{china_clock(moment)}] WHERE {point}.opens IS NOT NULL AND {opened_on(point, 'date(at)')}"
        f" AND NOT date(at) IN {point}.shutOn"
        f" AND any(minute IN [(at.dayOfWeek - 1) * 1440 + at.hour * 60 + at.minute]"
        f" WHERE any(n IN range(0, size({point}.opens) - 1)"
        f" WHERE {point}.opens[n] <= minute AND minute < {point}.closes[n])))"
    )


def stale_on(point: str, day: str) -> str:
    """Nobody has verified the point for as long as it is relied on, by a day."""
    return f"({point}.verifyBy < {day})"


def is_dangerous(place: str) -> str:
    """Something that was found dangerous at the key place has not been seen to be gone."""
    return f"EXISTS {{ MATCH ({place})<-[:HAZARD_OF]-(hazard:Hazard) WHERE hazard.state = 'OPEN' }}"


def overdue_on(hazard: str, day: str) -> str:
    """The hazard is still there after the last day on which it had to be gone."""
    return f"({hazard}.state = 'OPEN' AND {hazard}.clearBy < {day})"


def is_doubtful_on(place: str, day: str) -> str:
    """The key place is on the list, and nobody has verified it for as long as that is relied on, by a day."""
    return f"({place}.state = 'LISTED' AND {stale_on(place, day)})"


def is_unvisited_after(place: str, day: str) -> str:
    """The key place is on the list, and was neither listed nor visited after a day."""
    return f"({place}.state = 'LISTED' AND coalesce({place}.lastVisitedOn, {place}.listedOn) <= {day})"


def is_unvisited_on(place: str, day: str) -> str:
    """The key place is on the list on a day, and was neither listed nor visited in the 30 days up to it."""
    since = f"{day} - duration({{days: {SEEN_WITHIN.days}}})"
    return (
        f"({on_list(place, day)} AND {place}.listedOn <= {since}"
        f" AND NOT EXISTS {{ MATCH ({place})<-[:IS_AT]-(:PatrolPlace)<-[:AT]-(@visit:Visit)"
        f" WHERE @visit.state = 'DONE' AND {since} < @visit.visitedOn AND @visit.visitedOn <= {day} }})"
    )


def lacks_organization(place: str) -> str:
    """An enterprise on the list says that it has the conditions for a party organization, and has none."""
    return f"({place}.state = 'LISTED' AND coalesce({place}.partyConditions AND NOT {place}.partyOrganization, false))"


def is_untold_on(share: str, day: str) -> str:
    """By a day not everybody was told of the policy who had to be."""
    return f"({share}.state = 'TELLING' AND {share}.told < {share}.qualified AND {share}.tellBy < {day})"


def is_unanswered_on(share: str, day: str) -> str:
    """By a day nobody can apply any more, and not everybody who qualifies had answered."""
    return f"({share}.state = 'TELLING' AND {share}.answered < {share}.qualified AND {share}.applyBy < {day})"


def is_to_be_told_on(notice: str, day: str) -> str:
    """The notice is published on a day, and people can still apply."""
    return (
        f"({notice}.publishedOn <= {day} AND {day} <= {notice}.applyBy"
        f" AND ({notice}.revokedOn IS NULL OR {notice}.revokedOn > {day}))"
    )
