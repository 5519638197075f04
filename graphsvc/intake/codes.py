"""Codes of areas: which level a code is of, and what every code below it starts with."""

_TAILS = (("0" * 10, "CITY"), ("0" * 6, "DISTRICT"), ("0" * 3, "SUBDISTRICT"), ("", "COMMUNITY"))

LEVELS = {"CITY": 1, "DISTRICT": 2, "SUBDISTRICT": 3, "COMMUNITY": 4, "GRID": 5, "ESTATE": 6}


def level_of(code: str) -> str:
    """The level a well-formed area code is of, by its length and its trailing zeros."""
    if len(code) > 12:
        return "ESTATE" if "E" in code else "GRID"
    return next(level for tail, level in _TAILS if code.endswith(tail))


def prefix_of(code: str) -> str:
    """What every code below this area starts with; a grid's or an estate's is its own code."""
    if len(code) > 12:
        return code
    return next(code[: 12 - len(tail)] for tail, _ in _TAILS if code.endswith(tail))


def is_part_of(code: str, parent: str) -> bool:
    """Whether `parent` is the area one level above `code`; an estate is part of its community, as a grid is."""
    above = 4 if level_of(code) == "ESTATE" else LEVELS[level_of(code)] - 1
    return LEVELS[level_of(parent)] == above and code.startswith(prefix_of(parent))
