"""Personal data in free text: identity and mobile numbers that somebody typed where everybody reads."""

import re
import unicodedata

from graphsvc.errors import BadInput

_GAP = r"[\s\-–—.·]?"
_MOBILE = re.compile(rf"(?<!\d)(?:\+?86{_GAP})?1[3-9]\d(?:{_GAP}\d){{8}}(?!\d)")
_IDENTITY = re.compile(r"(?<![0-9])[1-9]\d{5}(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx](?![0-9])")
"""An area, a day of birth, a serial number and a check digit (GB 11643); also one whose check digit is mistyped."""


def find_personal(text: str) -> str | None:
    """Name in Chinese the first kind of personal number in a text: 身份证号 or 手机号; full-width digits count too."""
    plain = unicodedata.normalize("NFKC", text)
    if _IDENTITY.search(re.sub(r"(?<=\d)[\s\-](?=\d)", "", plain)):
        return "身份证号"
    return "手机号" if _MOBILE.search(plain) else None


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
