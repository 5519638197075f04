"""The time the service's users live by: one zone for the whole country, without summer time."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

CHINA = ZoneInfo("Asia/Shanghai")


def day_in_china(moment: datetime) -> date:
    """The day that it is in China at a moment with a zone."""
    return moment.astimezone(CHINA).date()


def day_of(moment: str) -> str:
    """Write the Cypher that tells the day in China of a moment, null where there is no moment.

    Neo4j refuses to make a moment out of null, which would fail the whole statement for one row without it.
    """
    made = f"date(datetime({{datetime: {moment}, timezone: 'Asia/Shanghai'}}))"
    return f"CASE WHEN {moment} IS NOT NULL THEN {made} END"
