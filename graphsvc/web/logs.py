"""Logs as JSON lines that hold no personal data: no variables, no documents, no tokens, no text of exceptions.

A line of a request says its id, who called (as a keyed digest), the operation's name, status, milliseconds and the
error's code. Lines of other libraries keep their wording and lose the values they put into it; an exception is its
type and the places it came through, since messages of drivers and parsers repeat the values they choke on.
"""

import hmac
import logging
import re
import sys
import traceback
from collections.abc import Callable, Iterable, MutableMapping
from datetime import datetime
from functools import lru_cache, partial
from types import TracebackType
from typing import Any, BinaryIO, TextIO, cast

import orjson
import structlog
from starlette.types import Scope

from graphsvc.web.request_context import Visit, current

OURS = "graphsvc"
METHODS = frozenset({"GET", "POST", "WEBSOCKET", "SUBSCRIBE"})
"""`WEBSOCKET` is a socket from its opening to its end, its status the code it was closed with; `SUBSCRIBE` one
operation on it."""
PATHS = frozenset({"/", "/events", "/graphql", "/graphql/stream", "/health/live", "/health/ready"})
"""Paths that are written as they are; any other path is the caller's text and reads `other`."""

DEEPEST = 20  # places of an exception
MARK_HEX = 16  # digits of a subject's digest
NAMES_KEPT = 4096
LONGEST_NAME = 64
"""Characters of an operation's name; what is kept of longer ones would be the caller's to choose."""

_OPERATION = re.compile(r"(?!.*[0-9]{6})[_A-Za-z][_0-9A-Za-z]*")  # six digits in a row could be somebody's number
Event = MutableMapping[str, Any]


class RequestLog:
    """Writes one line a request; health checks that went well are passed over."""

    def __init__(self, secret: bytes, clock: Callable[[], datetime], stream: BinaryIO | None = None) -> None:
        """Args: `secret` makes subjects unrecognizable, and the same one comparable between lines and processes."""
        self._log = structlog.BytesLogger(stream or sys.stderr.buffer)
        self._clock = clock
        self._mark = lru_cache(NAMES_KEPT)(partial(_mark, secret))

    def __call__(self, visit: Visit, scope: Scope, status: int, seconds: float) -> None:
        """Write the line of a request that is over."""
        path, method = scope["path"], scope.get("method", "WEBSOCKET")
        if status == 200 and path.startswith(("/health/", "/metrics")):
            return
        line = {
            "timestamp": self._clock(),
            "event": "request",
            "level": "info",
            "request": visit.request_id,
            "method": method if method in METHODS else "other",
            "path": path if path in PATHS else "other",
            "status": status,
            "ms": round(seconds * 1000, 2),
        }
        if visit.subject is not None:
            line["subject"] = self._mark(visit.subject)
        if visit.operation is not None:
            line["operation"] = operation(visit.operation)
        if visit.code is not None:
            line["code"] = visit.code
        self._log.msg(orjson.dumps(line, option=orjson.OPT_UTC_Z))


def operation(name: str) -> str:
    """An operation's name as it may stand in a log: a GraphQL name that cannot hold anybody's number."""
    return _checked(name) if len(name) <= LONGEST_NAME else "other"


@lru_cache(NAMES_KEPT)
def _checked(name: str) -> str:
    return name if _OPERATION.fullmatch(name) else "other"


def _mark(secret: bytes, subject: str) -> str:
    return hmac.digest(secret, subject.encode("utf-8", "surrogatepass"), "sha256").hex()[:MARK_HEX]


def configure(stream: BinaryIO | None = None, level: int = logging.INFO) -> None:
    """Let every logger of the process write JSON lines: ours from `level`, those of libraries from WARNING on."""
    handler = logging.StreamHandler()
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[structlog.processors.TimeStamper(fmt="iso", utc=True)],
            processors=[_safe, _text],
        )
    )
    if stream is not None:
        handler.stream = cast(TextIO, _Utf8(stream))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    logging.getLogger(OURS).setLevel(level)
    for name in ("uvicorn", "uvicorn.error", "uvicorn.access"):
        logging.getLogger(name).handlers.clear()
        logging.getLogger(name).propagate = True


def places(error: BaseException) -> dict[str, Any]:
    """An exception as it may stand in a log: types from the outermost to its cause, and where it came through."""
    types: list[str] = []
    at: list[str] = []
    seen: BaseException | None = error
    while seen is not None and len(types) < DEEPEST:
        types.append(type(seen).__name__)
        at += _frames(seen.__traceback__)
        seen = seen.__cause__ or seen.__context__
    return {"exception": types, "at": at[:DEEPEST]}


def _frames(trace: TracebackType | None) -> Iterable[str]:
    for frame in reversed(traceback.extract_tb(trace)):
        folder, _, file = frame.filename.rpartition("/")
        yield f"{folder.rpartition('/')[2]}/{file}:{frame.lineno} {frame.name}"


def _safe(_: Any, __: str, event: Event) -> Event:
    """Only what may be written of a record of the standard library's logging; its template is still in `msg`."""
    record: logging.LogRecord = event["_record"]
    ours = record.name == OURS or record.name.startswith(f"{OURS}.")
    visit = current.get()
    error = (event.get("exc_info") or (None, None, None))[1]
    return {
        "timestamp": event["timestamp"],
        "event": event["event"] if ours else str(record.msg).partition("\n")[0],
        "level": record.levelname.lower(),
        "logger": record.name,
        **({"request": visit.request_id} if visit else {}),
        **(places(error) if error else {}),
    }


def _text(_: Any, __: str, event: Event) -> str:
    return orjson.dumps(event).decode()


class _Utf8:
    """A text stream over bytes, whatever the locale says."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream

    def write(self, text: str) -> None:
        self._stream.write(text.encode())

    def flush(self) -> None:
        self._stream.flush()
