"""Facts of service points that statements and fields test, each spelled once."""

from graphsvc.cypher.fragments import china_clock, opened_on


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
