"""Numbers of people and of organizations, checked by their own digits.

Sources: GB 11643-1999 (18 characters, the last a check by ISO 7064 MOD 11-2) and GB 32100-2015. Residence permits of
residents of Hong Kong, Macao and Taiwan carry 81, 82 and 83 in front, the cards of permanent residents from abroad 9.
"""

import re
from datetime import date

from stdnum.cn import uscc
from stdnum.iso7064 import mod_11_2

from graphsvc.intake.model.normalise import plain_code

_FORM = re.compile(r"([1-9][0-9])[0-9]{4}([0-9]{4})([0-9]{2})([0-9]{2})[0-9]{3}[0-9X]")
_LIKE_X = ("×", "*", "╳", "✕")
"""What people type for the X at the end."""
_PROVINCES = frozenset(
    [*range(11, 16), *range(21, 24), *range(31, 38), *range(41, 47), *range(50, 55), *range(61, 66), 71, 81, 82, 83]
)


def identity_number(text: str) -> str:
    """An identity number in its usual form.

    Raises:
        ValueError: its form, its place of issue, its birthday or its check digit is wrong.
    """
    number = plain_code(text).replace("-", "").upper()
    if number[17:] in _LIKE_X:
        number = number[:17] + "X"
    found = _FORM.fullmatch(number)
    if not found or not (int(found[1]) in _PROVINCES or number[0] == "9"):
        raise ValueError("form")
    date(int(found[2]), int(found[3]), int(found[4]))
    if not mod_11_2.is_valid(number):
        raise ValueError("check digit")
    return number


def credit_code(text: str) -> str:
    """A unified social credit code in its usual form.

    Raises:
        ValueError: its form or its check digit is wrong.
    """
    code = plain_code(text).replace("-", "").upper()
    if not code.isascii() or not uscc.is_valid(code):
        raise ValueError(text)
    return code
