"""Ids as this service gives them out, checked before anything is asked of the graph."""

import re

from graphsvc.errors import BadInput, MalformedId

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


def node_ids(given: list[str | None]) -> list[str]:
    """Up to 200 ids.

    Raises:
        MalformedId: one of them is not an id.
        BadInput: more than 200.
    """
    if len(given) > MOST_IDS:
        raise BadInput(f"一次最多查 {MOST_IDS} 个 id。", f"At most {MOST_IDS} ids at a time.")
    return [node_id(one) for one in given]
