"""Times that are the same every week: rules of RFC 5545 read as days of the week, and minutes of the day."""

import re

from graphsvc.errors import BadInput

DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d")


def weekdays_of(rule: str) -> tuple[int, ...]:
    """Read the days of the week of a rule that comes every week, from 1, a Monday.

    Args:
        rule: FREQ=DAILY, or FREQ=WEEKLY;BYDAY= and some of MO, TU, WE, TH, FR, SA, SU (RFC 5545).
    Raises:
        BadInput: anything else, such as every second week: whoever asks who is there wants to rely on it.
    """
    wanted = rule.strip().upper().removeprefix("RRULE:")
    if wanted == "FREQ=DAILY":
        return tuple(range(1, 8))
    days = wanted.removeprefix("FREQ=WEEKLY;BYDAY=").split(",")
    if not wanted.startswith("FREQ=WEEKLY;BYDAY=") or not set(days) <= set(DAYS):
        raise BadInput(
            "规则须每周相同：FREQ=DAILY，或如 FREQ=WEEKLY;BYDAY=MO,WE。",
            "Such a rule is the same every week: FREQ=DAILY, or such as FREQ=WEEKLY;BYDAY=MO,WE.",
        )
    return tuple(sorted({DAYS.index(day) + 1 for day in days}))


def weekly_rule(text: str) -> str:
    """The rule itself.

    Raises:
        BadInput: as `weekdays_of`.
    """
    weekdays_of(text)
    return text


def minute_of(clock: str) -> int:
    """Tell how many minutes of a day have gone by at a time such as 08:30.

    Raises:
        BadInput: it is no such time.
    """
    if not _CLOCK.fullmatch(clock.strip()):
        raise BadInput("时间须写成 08:30 这样的 24 小时制。", "A time is written by 24 hours, such as 08:30.")
    hours, minutes = clock.strip().split(":")
    return int(hours) * 60 + int(minutes)
