"""One request as the transport sees it: its id, and what its log line and headers will say of it."""

import os
import re
from contextvars import ContextVar
from dataclasses import dataclass, field

from starlette.types import Scope

from graphsvc.web.limits.rates import Standing

KEY = "graphsvc.visit"
"""Where a request's visit stands in the ASGI scope."""

_WELL_FORMED = re.compile(rb"(?=.*[A-WYZa-wyz])[0-9A-Za-z._-]{8,64}")  # of digits alone it could be somebody's number


@dataclass(slots=True)
class Visit:
    """Filled in while the request is answered. The subject is written to the log as a keyed digest only."""

    request_id: str
    subject: str | None = None
    operation: str | None = None
    code: str | None = None
    price: int | None = None
    standing: Standing | None = field(default=None, compare=False)


current: ContextVar[Visit | None] = ContextVar("graphsvc.visit", default=None)
"""The visit that is being answered, so that any log line can carry the request id."""


def visit(scope: Scope) -> Visit:
    """The visit of a request; one that nobody looks at when nothing keeps visits, as in a test of one endpoint."""
    found = scope.get(KEY)
    return found if isinstance(found, Visit) else Visit("")


def request_id(given: bytes | None = None) -> str:
    """The id a proxy gave the request when it is well formed, else a new one of 32 hexadecimal digits."""
    if given is not None and _WELL_FORMED.fullmatch(given):
        return given.decode("ascii")
    return os.urandom(16).hex()
