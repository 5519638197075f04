"""The time the service's users live by: one zone for the whole country, without summer time."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

CHINA = ZoneInfo("Asia/Shanghai")


def day_in_china(moment: datetime) -> date:
    """The day that it is in China at a moment with a zone."""
    return moment.astimezone(CHINA).date()
