"""Personal data in free text: identity and mobile numbers that somebody typed where everybody reads."""

import re
import unicodedata

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
_OLD_IDENTITY = re.compile(r"(?<![0-9])[1-9]\d{5}[6-9]\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}(?![0-9])")
"""One of 15 digits, of who was born from 1960 on; an earlier year may be the subdistrict of a grid's code."""
_CHINESE = str.maketrans("〇零○一幺二三四五六七八九", "0001123456789")


def find_personal(text: str) -> str | None:
    """Name in Chinese the first kind of personal number in a text: 身份证号 or 手机号.

    Digits count in full width, in circles and as Chinese ones, with marks between them and with what nobody sees.
    """
    plain = "".join(each for each in unicodedata.normalize("NFKC", text) if unicodedata.category(each) != "Cf")
    whole = re.sub(r"(?<=\d)[\s\-](?=\d)", "", plain)
    if _IDENTITY.search(whole) or _OLD_IDENTITY.search(plain):
        return "身份证号"
    return "手机号" if _MOBILE.search(plain) or _MOBILE.search(plain.translate(_CHINESE)) else None


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
