"""Ids as this service gives them out, checked before anything is asked of the graph."""

import re

from graphsvc.errors import MalformedId

_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:-]{0,199}")
MOST_IDS = 200


def node_id(given: str | None) -> str:
    """The id itself.

    Raises:
        MalformedId: other characters than letters, digits and `._:-`, or more than 200 of them.
    """
    if not given or not _ID.fullmatch(given):
        raise MalformedId(
            "这不是本服务给出的 id（字母、数字和 ._:- ，最多 200 个字符）。",
            "Not an id of this service: letters, digits and ._:- only, at most 200 of them.",
        )
    return given
