"""Facts of grid items that statements and fields test, each spelled once."""


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
