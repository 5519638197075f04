"""When what grids are asked for falls due by a rule of RFC 5545, day by day in China."""

from datetime import date, datetime, time

from dateutil.rrule import rrulestr

from graphsvc.china import rule_in_china


def days_by_rule(rule: str, starts_on: date, first: date, last: date) -> list[date]:
    """List the days from `first` to `last`, both in, on which a rule falls due; one for each time.

    Args:
        rule: an RRULE that was checked when it came in, counted from `starts_on`.
    """
    times = rrulestr(rule_in_china(rule.removeprefix("RRULE:")), dtstart=datetime.combine(starts_on, time()))
    between = times.between(datetime.combine(first, time()), datetime.combine(last, time()), inc=True)
    return [each.date() for each in between]
