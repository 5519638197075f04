"""The clock of the process; only `app` and `cli` look at it, everything below is told the time."""

from datetime import UTC, datetime


def utc_now() -> datetime:
    """Tell the time, with its zone."""
    return datetime.now(UTC)
