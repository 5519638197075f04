"""Personal fields as those see them who may not see them clear: 张**, 138****1234, 5001**********1234, 马家堡社区***.

What is left tells people apart in a list and no more. Of an identity number (GB 11643) it is the province, the city
and the last four characters, without the county, the date of birth and most of the sequence.
"""

import re
import unicodedata
from enum import StrEnum

HIDDEN = "****"
MOBILE_DIGITS = 11
IDENTITY_DIGITS = 15  # of the first generation; 18 since 1999


class Field(StrEnum):
    """A personal field of a Person."""

    NAME = "name"
    PHONE = "phone"
    IDENTITY = "identity"
    ADDRESS = "address"


_COMMUNITY = re.compile(r"^\D*?(?:社区|村)")
_ABOVE = (re.compile(r"^\D*?(?:街道|镇|乡)"), re.compile(r"^\D*?(?:(?<!小)区|县)"), re.compile(r"^\D*?市"))
_DOOR = re.compile(r"[号栋幢楼室弄巷]")


def mask(field: Field, value: str) -> str:
    """Mask a value; the masked form is computed before the value is sealed and kept beside it.

    A phone keeps three digits before and four behind when it has eleven or more, else two behind. An identity number
    keeps four before and four behind. An address is cut after its community, or after the smallest area it names
    before any number.
    """
    match field:
        case Field.NAME:
            return f"{value[:1]}**"
        case Field.PHONE:
            return _phone(normalize(field, value))
        case Field.IDENTITY:
            return _identity(normalize(field, value))
        case Field.ADDRESS:
            return _address(unicodedata.normalize("NFKC", value).strip())


def normalize(field: Field, value: str) -> str:
    """Bring all ways of writing the same number to one form, so that an exact look-up finds it.

    A phone is its digits without the country code of China; an identity number is upper case without spaces.
    """
    plain = "".join(unicodedata.normalize("NFKC", value).split())
    match field:
        case Field.PHONE:
            digits = re.sub(r"[^0-9]", "", plain)
            country = re.fullmatch(r"(?:00)?86(1\d{10})", digits)
            return country[1] if country else digits
        case Field.IDENTITY:
            return plain.upper()
    return plain


def _phone(digits: str) -> str:
    if len(digits) >= MOBILE_DIGITS:
        return f"{digits[:3]}{HIDDEN}{digits[-4:]}"
    return f"{HIDDEN}{digits[-2:]}" if len(digits) >= 7 else HIDDEN


def _identity(number: str) -> str:
    if len(number) < IDENTITY_DIGITS:
        return HIDDEN
    return f"{number[:4]}{'*' * (len(number) - 8)}{number[-4:]}"


def _address(text: str) -> str:
    for area in (_COMMUNITY, *_ABOVE):
        found = area.match(text)
        if found and not _DOOR.search(found[0]):
            return f"{found[0]}***"
    return HIDDEN
