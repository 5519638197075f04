"""Personal data in free text: identity and mobile numbers that somebody typed where everybody reads."""

import re
import unicodedata
from datetime import date

from graphsvc.errors import BadInput

_GAP = r"[\s\-–—.·]?"
_MARK = r"(?:[^\w:%]|_){1,3}"  # what is put between the digits of a number so that it is not found
_MOBILE = re.compile(
    rf"(?<!\d)(?:\+?86{_GAP})?(?:"
    rf"1[3-9]\d(?:{_GAP}\d){{8}}"
    rf"|1[3-9]\d(?:{_MARK})?\d{{4}}(?:{_MARK})?\d{{4}}"
    rf"|1{_MARK}[3-9](?:{_MARK}\d){{9}})(?!\d)"
)
_IDENTITY = re.compile(r"(?<![0-9])[1-9]\d{5}(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx](?![0-9])")
"""An area, a day of birth, a serial number and a check digit (GB 11643); also one whose check digit is mistyped."""
_PROVINCE = r"(?:1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[12])"
_OLD_IDENTITY = re.compile(
    rf"(?<![0-9]){_PROVINCE}\d{{4}}{_GAP}(?P<year>\d\d)(?P<day>\d{{4}}){_GAP}(?P<serial>\d{{3}})(?![0-9])"
)
"""One of 15 digits; none was given out to anybody born after 1999, so that its year is one of 1900 to 1999."""
_LIKE_AREAS = range(30)
"""Years that may be the subdistrict, town or township of a grid's code, which counts its grids from 001."""
_MOST_GRIDS = 100
_NAMED = re.compile("身份|证件")
_CHINESE = str.maketrans("〇零○一幺二三四五六七八九", "0001123456789")


def find_personal(text: str) -> str | None:
    """Name in Chinese the first kind of personal number in a text: 身份证号 or 手机号.

    Digits count in full width, in circles and as Chinese ones, with marks between them and with what nobody sees.
    """
    plain = "".join(each for each in unicodedata.normalize("NFKC", text) if unicodedata.category(each) != "Cf")
    whole = re.sub(r"(?<=\d)[\s\-](?=\d)", "", plain)
    if _IDENTITY.search(whole) or _has_old_identity(plain):
        return "身份证号"
    return "手机号" if _MOBILE.search(plain) or _MOBILE.search(plain.translate(_CHINESE)) else None


def _has_old_identity(text: str) -> bool:
    named = _NAMED.search(text)
    for found in _OLD_IDENTITY.finditer(text):
        like_a_grid = int(found["year"]) in _LIKE_AREAS and 0 < int(found["serial"]) < _MOST_GRIDS
        if _is_day(f"19{found['year']}{found['day']}") and (named or not like_a_grid):
            return True
    return False


def _is_day(digits: str) -> bool:
    try:
        date.fromisoformat(f"{digits[:4]}-{digits[4:6]}-{digits[6:]}")
    except ValueError:
        return False
    return True


def refuse_personal(text: str) -> str:
    """Give a text back that names nobody by a number.

    Raises:
        BadInput: it holds an identity or mobile number.
    """
    if found := find_personal(text):
        raise BadInput(
            f"文字里有{found}，所有登录用户都会看到；请删去，个人联系方式只在人员信息里登记。",
            "The text holds an identity or mobile number, which everybody would read; leave it out.",
        )
    return text
