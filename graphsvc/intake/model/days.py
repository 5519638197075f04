"""Days as sheets hold them: ISO, with points, slashes or 年月日, in Chinese numerals, as Excel's serial numbers."""

import re
import unicodedata
from datetime import date, timedelta

from graphsvc.intake.model.normalise import plain_code
from graphsvc.text.numbers import read_number

FIRST_SERIAL, LAST_SERIAL = 1, 109_574
"""1900-01-01 to 2199-12-31; a number outside is no day."""
_EPOCH = date(1899, 12, 30)
_TIME = re.compile(r"(?:\s+|T|(?<=[日号]))\d{1,2}[:时]\d{1,2}(?:[:分]\d{1,2}(?:\.\d+)?秒?)?分?Z?\s*$")
"""A time behind a day: set apart from it, since the digits of both would run together otherwise."""
_FULL = re.compile(r"(\d{4})(?:-|/|\.|年)(\d{1,2})(?:-|/|\.|月)(\d{1,2})(?:日|号)?")
_DIGITS = re.compile(r"(\d{4})(\d{2})(\d{2})")
_MONTH = re.compile(r"(\d{4})(?:年(\d{1,2})月?|[-/](\d{1,2})|\.(\d{2}))(?:份)?")
"""Behind a point two digits are wanted: 2010.1 is what a spreadsheet makes of 2010.10."""
_SERIAL = re.compile(r"\d{5}(?:\.\d+)?")
_ZEROS = "〇○Ｏ零Oo"
_YEAR = re.compile(f"([{_ZEROS}0-9一二三四五六七八九]{{4}})(?=[年./-])")
_NUMERAL = re.compile("[一二三四五六七八九十]{1,3}")
_SIGNS = str.maketrans({"。": ".", "、": ".", ",": ".", **dict.fromkeys("—–‐‑−", "-")})
_WEEKDAY = re.compile(r"\(?(?:星期|周)[一二三四五六日天]\)?$")
_HALF = re.compile(r"(?:上午|下午)$")


def day_of(text: str) -> date:
    """The day that a text means; a month without a day means its first.

    Raises:
        ValueError: no day, or one that could be read in two ways.
    """
    text = _WEEKDAY.sub("", unicodedata.normalize("NFKC", text).strip())
    text = _HALF.sub("", plain_code(_TIME.sub("", text))).removeprefix("公元").translate(_SIGNS).rstrip(".")
    text = _in_digits(text)
    if not text.isascii() and re.search(r"[^\x00-\x7f年月日号时分秒份]", text):
        raise ValueError(text)
    for form in (_FULL, _DIGITS):
        if found := form.fullmatch(text):
            return date(*map(int, found.groups()))
    if found := _MONTH.fullmatch(text):
        return date(int(found[1]), int(found[2] or found[3] or found[4]), 1)
    if _SERIAL.fullmatch(text):
        return of_serial(int(float(text)))
    raise ValueError(text)


def _in_digits(text: str) -> str:
    """A day in which years such as 二〇一〇 and months such as 十二 stand in digits."""
    found = _YEAR.match(text)
    if not found:
        return text
    year = "".join("0" if sign in _ZEROS else str(read_number(sign)) for sign in found[1])
    return year + _NUMERAL.sub(lambda numeral: str(read_number(numeral[0])), text[4:])


def of_serial(number: int) -> date:
    """The day of Excel's serial number, in the calendar that begins in 1900.

    Raises:
        ValueError: a number that is no day.
    """
    if not FIRST_SERIAL < number <= LAST_SERIAL:
        raise ValueError(number)
    return _EPOCH + timedelta(days=number)
