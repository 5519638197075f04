"""Numbers as people write them in Chinese."""

_DIGITS = {sign: number for number, sign in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2, "俩": 2}
_UNITS = {"十": 10, "百": 100, "千": 1000}


def read_number(word: str) -> int:
    """Read a number in digits or in Chinese, up to thousands: `20` and `二十` are 20."""
    if word.isdigit():
        return int(word)
    total = part = 0
    for sign in word:
        if sign in _DIGITS:
            part = _DIGITS[sign]
        else:
            total += (part or 1) * _UNITS[sign]
            part = 0
    return total + part
