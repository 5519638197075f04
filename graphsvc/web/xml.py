"""Plain values as XML: a mapping's keys are elements, a list's items are elements named by what the list holds."""

import re
from collections.abc import Mapping
from typing import Any
from xml.etree.ElementTree import Element, tostring

ITEMS = {
    "services": "service",
    "service_requests": "request",
    "attributes": "attribute",
    "endpoints": "endpoint",
    "formats": "format",
    "errors": "error",
}
"""What an item of a list is called, by the list's own name."""
_UNFIT = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def written(name: str, value: Any) -> bytes:
    """A document in UTF-8 whose root has this name; characters that XML cannot hold are left out."""
    body: bytes = tostring(_element(name, value), "utf-8")
    return b'<?xml version="1.0" encoding="utf-8"?>\n' + body


def _element(name: str, value: Any) -> Element:
    made = Element(name)
    match value:
        case Mapping():
            made.extend(_element(key, each) for key, each in value.items())
        case list():
            made.extend(_element(ITEMS[name], each) for each in value)
        case bool():
            made.text = str(value).lower()
        case None:
            pass
        case _:
            made.text = _UNFIT.sub("", str(value))
    return made
