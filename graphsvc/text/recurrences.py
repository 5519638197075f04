"""How often something comes, in words: the rules of RFC 5545 that people write into lists."""

import re

from graphsvc.china import rule_in_china

_UNITS = {"DAILY": "天", "WEEKLY": "周", "MONTHLY": "月", "YEARLY": "年"}
_DAYS = dict(zip(("MO", "TU", "WE", "TH", "FR", "SA", "SU"), "一二三四五六日", strict=True))
_PLACES = {
    "": "", "1": "第一个", "2": "第二个", "3": "第三个", "4": "第四个", "5": "第五个", "-1": "最后一个",
}  # fmt: skip
_DAY = re.compile(r"\+?(-?\d?)([A-Z]{2})")
_LAST = re.compile(r"(\d{4})(\d{2})(\d{2})(T\d{6}Z?)?")


def rule_in_words(rule: str | None) -> str:
    """Write how often something comes by a rule of RFC 5545; one that is not plain stands as it is."""
    if not rule:
        return "—"
    try:
        local = rule_in_china(rule.upper())
    except ValueError:  # ends on a day that there is not
        return rule
    parts = dict(part.split("=", 1) for part in local.removeprefix("RRULE:").split(";") if "=" in part)
    unit, every = _UNITS.get(parts.pop("FREQ", ""), ""), parts.pop("INTERVAL", "1")
    days = [_day(day) for day in parts.pop("BYDAY", "").split(",") if day]
    dates = [f"{day}日" for day in parts.pop("BYMONTHDAY", "").split(",") if day]
    last = _LAST.fullmatch(until) if (until := parts.pop("UNTIL", "")) else None
    if not unit or parts or None in days or any(day.startswith("-") for day in dates) or bool(until) != bool(last):
        return rule
    if dates and (days or unit != "月"):  # the 13th only if it is a Monday; a day of each month of the year
        return rule
    often = f"每{unit}" if every == "1" else f"每 {every} {unit}"
    told = [*(day for day in days if day), *dates]
    if unit == "周" and every == "1":
        told = [day.removeprefix("周") for day in told]
    return often + "、".join(told) + (f"，至 {last[1]}-{last[2]}-{last[3]}" if last else "")


def _day(text: str) -> str | None:
    found = _DAY.fullmatch(text)
    if not found or found[1] not in _PLACES or found[2] not in _DAYS:
        return None
    return f"{_PLACES[found[1]]}周{_DAYS[found[2]]}"
