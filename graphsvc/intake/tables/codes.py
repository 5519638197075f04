"""How area codes hang together: which level a code is of, and whether one area is part of another."""

from graphsvc.codes import prefix_of

LEVELS = {"CITY": 1, "DISTRICT": 2, "SUBDISTRICT": 3, "COMMUNITY": 4, "GRID": 5, "ESTATE": 6}

_BY_PREFIX = {2: "CITY", 6: "DISTRICT", 9: "SUBDISTRICT", 12: "COMMUNITY", 15: "GRID", 16: "ESTATE"}


def level_of(code: str) -> str:
    """The level a well-formed area code is of."""
    return _BY_PREFIX[len(prefix_of(code))]


def is_part_of(code: str, parent: str) -> bool:
    """Whether `parent` is the area one level above `code`; an estate is part of its community, as a grid is."""
    above = 4 if level_of(code) == "ESTATE" else LEVELS[level_of(code)] - 1
    return LEVELS[level_of(parent)] == above and code.startswith(prefix_of(parent))
