"""Errors as a client reads them: in its language, with the request's id, hints only where the profile gives them."""

import re
from collections.abc import Iterable
from typing import Any

from graphsvc.web.graphql.chinese import in_chinese
from graphsvc.web.graphql.content_negotiation import Language

LONGEST = 500
"""Characters of a message; graphql-core repeats what it refuses, however long that is."""

_HINT = re.compile(r" ?Did you mean .*\?$", re.DOTALL)


def worded(
    errors: Iterable[dict[str, Any]], language: Language, request_id: str, *, hints: bool
) -> list[dict[str, Any]]:
    """The errors of an answer, each with a message in the client's language and the other one beside it.

    Args:
        errors: each with an English message, and in its extensions `code` and mostly `zh`.
        hints: keep "Did you mean …?", which tells names of the schema.
    """
    return [_worded(error, language, request_id, hints) for error in errors]


def _worded(error: dict[str, Any], language: Language, request_id: str, hints: bool) -> dict[str, Any]:
    en = _cut(error["message"] if hints else _HINT.sub("", error["message"]))
    extensions = dict(error["extensions"])
    zh = extensions.pop("zh", None) or in_chinese(en)
    shown = (zh, {"en": en}) if language == "zh" else (en, {"zh": zh})
    return {**error, "message": shown[0], "extensions": {**extensions, **shown[1], "requestId": request_id}}


def _cut(message: str) -> str:
    return message if len(message) <= LONGEST else f"{message[: LONGEST - 1]}…"
