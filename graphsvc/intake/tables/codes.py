"""How area codes hang together: which level a code is of, and whether one area is part of another."""

import re

from graphsvc.codes import AreaLevel, prefix_of

PLACE_CODE = re.compile(r"[1-9][0-9]{11}(?:[0-9]{3}|E[0-9]{3})?")
"""Of an area of the chain, a grid or an estate."""

_BY_PREFIX = dict(zip((2, 6, 9, 12, 15, 16), AreaLevel, strict=True))
"""Digits of a code that count -> its level."""


def level_of(code: str) -> AreaLevel:
    """The level a well-formed area code is of."""
    return _BY_PREFIX[len(prefix_of(code))]


def is_part_of(code: str, parent: str) -> bool:
    """Whether `parent` is the area one level above `code`; an estate is part of its community, as a grid is."""
    level = level_of(code)
    above = AreaLevel.COMMUNITY.number if level is AreaLevel.ESTATE else level.number - 1
    return level_of(parent).number == above and code.startswith(prefix_of(parent))
