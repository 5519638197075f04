"""Tasks that come again: when a rule (RFC 5545 RRULE) next falls due, in Chinese time."""

from datetime import UTC, datetime

from dateutil.rrule import rrulestr

from graphsvc.china import CHINA, rule_in_china
from graphsvc.errors import BadInput

LENGTH = 200
_ANY = datetime(2026, 1, 1, tzinfo=UTC)
OFTEN = ("SECONDLY", "MINUTELY", "HOURLY")
RANGES = ("DTSTART", "RDATE", "EXDATE", "EXRULE", "\n")


def recurrence_rule(text: str) -> str:
    """The rule itself.

    Raises:
        BadInput: as `next_run`.
    """
    next_run(text, _ANY, _ANY)
    return text


def next_run(rule: str, first: datetime, after: datetime) -> datetime | None:
    """The first time after a moment at which a rule falls due; None when it has come to its end.

    Args:
        rule: such as `FREQ=WEEKLY;BYDAY=MO` or `FREQ=MONTHLY;BYMONTHDAY=1;COUNT=12`.
        first: the first time, whose hour and minute all others have.
    Raises:
        BadInput: it is no such rule, or it falls due more often than daily.
    """
    wanted = rule.strip().removeprefix("RRULE:").upper()
    if (
        len(wanted) > LENGTH
        or any(f"FREQ={word}" in wanted for word in OFTEN)
        or any(word in wanted for word in RANGES)
    ):
        raise _refused()
    try:
        times = rrulestr(rule_in_china(wanted), dtstart=first.astimezone(CHINA).replace(tzinfo=None))
        found: datetime | None = times.after(after.astimezone(CHINA).replace(tzinfo=None))
    except (ValueError, TypeError, KeyError, OverflowError):
        raise _refused() from None
    return None if found is None else found.replace(tzinfo=CHINA).astimezone(UTC)


def _refused() -> BadInput:
    return BadInput(
        "重复规则应为 RFC 5545 的 RRULE，最密每天一次，例如 FREQ=WEEKLY;BYDAY=MO。",
        "A rule is an RRULE of RFC 5545, daily at most, such as FREQ=WEEKLY;BYDAY=MO.",
    )
