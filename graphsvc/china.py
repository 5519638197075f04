"""The time the service's users live by: one zone for the whole country, without summer time."""

import re
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

CHINA = ZoneInfo("Asia/Shanghai")
LAST_SECOND = time(23, 59, 59)
_DAY_ALONE = re.compile(r"\d{4}-?\d{2}-?\d{2}")
_UNTIL_IN_UTC = re.compile(r"(?<=UNTIL=)(\d{8}T\d{6})Z")


def day_in_china(moment: datetime) -> date:
    """Tell the day that it is in China at a moment; one without a zone is China's."""
    return in_utc(moment).astimezone(CHINA).date()


def day_bounds(day: date) -> tuple[datetime, datetime]:
    """Tell when a day begins and ends in China: its first moment, and the first of the next."""
    first, after = (datetime.combine(each, time(), CHINA) for each in (day, day + timedelta(days=1)))
    return in_utc(first), in_utc(after)


def in_utc(moment: Any) -> datetime:
    """Tell a moment in UTC, the only zone that everything here compares and the driver sends.

    Args:
        moment: as Python has it, as the driver returns it, or as somebody wrote it. Without a zone it is China's,
            whatever zone this machine is in.
    Returns:
        the moment; at the ends of the years 1 to 9999 the last that still has a day in China.
    """
    native: datetime = moment if isinstance(moment, datetime) else moment.to_native()
    zoned = native if native.tzinfo else native.replace(tzinfo=CHINA)
    if zoned.replace(tzinfo=None).toordinal() in _OUTERMOST:
        return _FIRST if zoned.year == 1 else _LAST
    return zoned.astimezone(UTC)


def read_moment(text: str) -> datetime:
    """Read an ISO 8601 moment, China's where it says no zone; a day alone stays the only one without: see `deadline`.

    Raises:
        ValueError: none.
    """
    found = datetime.fromisoformat(text)
    return found if found.tzinfo or _DAY_ALONE.fullmatch(text) else found.replace(tzinfo=CHINA)


def deadline(moment: Any) -> datetime:
    """Tell by when something is due, in UTC: a moment as `in_utc` reads it, a day alone to its last second.

    Args:
        moment: as clients send it, where a day alone is the only midnight without a zone.
    """
    native: datetime = moment if isinstance(moment, datetime) else moment.to_native()
    if native.tzinfo is None and native.time() == time():
        return in_utc(datetime.combine(native, LAST_SECOND))
    return in_utc(native)


def rule_in_china(rule: str) -> str:
    """Write an RRULE's UNTIL by China's clock, where it is a moment in UTC: starts are days and hours in China."""
    return _UNTIL_IN_UTC.sub(lambda until: f"{_local(until[1]):%Y%m%dT%H%M%S}", rule)


def _local(text: str) -> datetime:
    return in_utc(datetime.strptime(text, "%Y%m%dT%H%M%S").replace(tzinfo=UTC)).astimezone(CHINA)


_OUTERMOST = {date.min.toordinal(), date.max.toordinal()}
_FIRST, _LAST = datetime(1, 1, 2, tzinfo=UTC), datetime(9999, 12, 30, tzinfo=UTC)
