"""Days as spreadsheets hold them: ISO, with points, slashes or 年月日, as eight digits, as Excel's serial numbers."""

import re
import unicodedata
from datetime import date, timedelta

from graphsvc.intake.model.normalise import plain_code

FIRST_SERIAL, LAST_SERIAL = 1, 109_574
"""1900-01-01 to 2199-12-31; a number outside is no day."""
_EPOCH = date(1899, 12, 30)
_TIME = re.compile(r"(?:\s+|T|(?<=[日号]))\d{1,2}[:时]\d{1,2}(?:[:分]\d{1,2}(?:\.\d+)?秒?)?分?Z?\s*$")
"""A time behind a day: set apart from it, since the digits of both would run together otherwise."""
_FULL = re.compile(r"(\d{4})(?:-|/|\.|年)(\d{1,2})(?:-|/|\.|月)(\d{1,2})(?:日|号)?")
_DIGITS = re.compile(r"(\d{4})(\d{2})(\d{2})")
_MONTH = re.compile(r"(\d{4})(?:年(\d{1,2})月?|[-/](\d{1,2}))(?:份)?")
_SERIAL = re.compile(r"\d{5}(?:\.0+)?")


def day_of(text: str) -> date:
    """The day that a text means; a month without a day means its first.

    Raises:
        ValueError: no day, or one that could be read in two ways.
    """
    text = plain_code(_TIME.sub("", unicodedata.normalize("NFKC", text)))
    if not text.isascii() and re.search(r"[^\x00-\x7f年月日号时分秒份]", text):
        raise ValueError(text)
    for form in (_FULL, _DIGITS):
        if found := form.fullmatch(text):
            return date(*map(int, found.groups()))
    if found := _MONTH.fullmatch(text):
        return date(int(found[1]), int(found[2] or found[3]), 1)
    if _SERIAL.fullmatch(text):
        return of_serial(int(float(text)))
    raise ValueError(text)


def of_serial(number: int) -> date:
    """The day of Excel's serial number, in the calendar that begins in 1900.

    Raises:
        ValueError: a number that is no day.
    """
    if not FIRST_SERIAL < number <= LAST_SERIAL:
        raise ValueError(number)
    return _EPOCH + timedelta(days=number)
