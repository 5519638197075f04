"""The address of the list behind a figure of the screen: the figure's filter, in the words of the list's address."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlencode

_ROOT = re.compile(r"\{\s*(\w+)\(")


def figure_address(figure: Mapping[str, Any]) -> str:
    """Return where the console lists what a figure counts: `Listing.variables` reads the same filter from it."""
    asked = dict(_asked(json.loads(figure["variables"])["filter"]))
    root = _ROOT.search(figure["document"])
    assert root, "a figure's document asks for one list, by its arguments"
    return f"/console/{root[1]}?{urlencode(asked)}"


def _asked(filter_: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for name, value in filter_.items():
        match value:
            case bool():
                yield name, str(value).lower()
            case [one]:
                yield name, str(one)
            case {"isNull": False}:
                yield name, "true"
            case {"from": bound} | {"equals": bound}:
                yield name, str(bound)
            case _:
                yield name, str(value)
