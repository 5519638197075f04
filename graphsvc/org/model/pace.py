"""How fast a case went, packed into one integer, so that one pass over an index tells the times of a district's cases.

    bits  61..48  day it was raised in China, counted from 2020-01-01
          47..24  time until departments had reported  ) seconds and one more, at most 194 days; 0 says that
          23..0   time until it was closed             ) it has not come so far

Cases write it with each step, the screen of a command centre reads it; `schema/migrations` fills it in Cypher.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from graphsvc.china import day_in_china

FIRST_DAY = date(2020, 1, 1)
_DAY_SHIFT, _REPORT_SHIFT = 48, 24
_MOST = 2**24 - 1


def pack_pace(raised: datetime, responded: datetime | None, closed: datetime | None) -> int:
    """Pack when a case was raised, and the times until departments had reported and until it was closed."""
    times = _packed(raised, responded) << _REPORT_SHIFT | _packed(raised, closed)
    return least_pace(day_in_china(raised)) | times


def least_pace(day: date) -> int:
    """The least that a case raised that day or later may be packed in."""
    return max((day - FIRST_DAY).days, 0) << _DAY_SHIFT


def unpack_pace(paces: Sequence[int]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Minutes until departments had reported, and until they were closed, of those cases that have come so far."""
    packed = np.asarray(paces, dtype=np.int64)
    return _minutes(packed >> _REPORT_SHIFT & _MOST), _minutes(packed & _MOST)


def _packed(raised: datetime, reached: datetime | None) -> int:
    if reached is None:
        return 0
    return min(max((reached - raised) // timedelta(seconds=1), 0) + 1, _MOST)


def _minutes(seconds: NDArray[np.int64]) -> NDArray[np.float64]:
    found: NDArray[np.float64] = (seconds[seconds > 0] - 1) / 60.0
    return found
