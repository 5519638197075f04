"""Topics (主题): their codes have two digits a level, a narrower one's begin with its broader one's."""

import re

from graphsvc.errors import MalformedCode

_TOPIC = re.compile(r"[0-9]{2}([0-9]{2}){0,2}")


def topic_code(given: str) -> str:
    """The code of a topic, two digits a level.

    Raises:
        MalformedCode: not 2, 4 or 6 digits.
    """
    if not _TOPIC.fullmatch(given):
        raise MalformedCode("主题代码为 2、4 或 6 位数字。", "A topic's code has 2, 4 or 6 digits.")
    return given
