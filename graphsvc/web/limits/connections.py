"""Connections before anybody has signed in: heads and bodies have a size and a time.

uvicorn reads a head for as long as it comes and as large as it comes (the slow requests of CVE-2007-6750). Here a head
is over when it is too large or late, a body when it is late, and of connections without a whole head only so many stay.
"""

import asyncio
from enum import Enum, auto
from typing import ClassVar

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

HEAD_SECONDS = 10.0
"""From the first byte of a request, or the opening of its connection, to the end of its head."""
BODY_SECONDS = 30.0
"""From the end of a head to the end of its body."""
LARGEST_HEAD = 64 * 1024
"""Bytes of the address and the headers."""
LARGEST_REQUEST = 1024 * 1024
"""Bytes of a request in all, also of a body that nobody reads any more."""
LARGEST_UPLOAD, UPLOAD_SECONDS = 100 * 1024 * 1024, 300.0
"""The same of a form with files, which photographs come in by, and from places with little reception."""
MOST_HEADERS = 100
MOST_HEADLESS = 1_000
"""Connections without a whole head; of more, the one that has waited longest is closed."""

TOO_LARGE = b"431 Request Header Fields Too Large"
TOO_LATE = b"408 Request Timeout"


class Phase(Enum):
    """What a connection reads."""

    HEAD = auto()
    BODY = auto()
    NOTHING = auto()  # its request is being answered, or has been


class HeadTooLargeError(Exception):
    """The head of a request is over its limits."""


class BoundedProtocol(HttpToolsProtocol):
    """uvicorn's protocol with limits that hold before the application sees a request."""

    headless: ClassVar[dict["BoundedProtocol", None]] = {}  # who has waited longest comes first

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Wait for a first request."""
        super().connection_made(transport)
        self._phase, self._received, self._size, self._refused = Phase.NOTHING, 0, 0, False
        self._timer: asyncio.TimerHandle | None = None
        self._largest, self._patience = LARGEST_REQUEST, BODY_SECONDS
        self._wait_for_head()

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the connection."""
        self._rest()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Read on; what is too large ends the connection."""
        if self._phase is Phase.NOTHING:
            self._wait_for_head()
        self._received += len(data)
        super().data_received(data)
        if self._phase is Phase.HEAD and self._received > LARGEST_HEAD:
            self._refuse(TOO_LARGE)
        elif self._phase is Phase.BODY and self._received > self._largest:
            self.transport.close()

    def handle_websocket_upgrade(self) -> None:
        """Leave the connection to the protocol of sockets."""
        self._rest()
        super().handle_websocket_upgrade()

    def send_400_response(self, msg: str) -> None:
        """Say what was wrong with a request that could not be read."""
        if self._refused:
            self._refuse(TOO_LARGE)
        elif not self.transport.is_closing():
            super().send_400_response(msg)

    def on_message_begin(self) -> None:
        """A head begins."""
        if self._phase is Phase.NOTHING:  # in one piece with the request before it
            self._wait_for_head()
            self._received = 1
        self._size = 0
        super().on_message_begin()

    def on_url(self, url: bytes) -> None:
        """Take a part of the address."""
        self._count(len(url))
        super().on_url(url)

    def on_header(self, name: bytes, value: bytes) -> None:
        """Take a header, or a trailer behind the body."""
        self._count(len(name) + len(value))
        if len(self.headers) >= MOST_HEADERS:
            self._refused = True
            raise HeadTooLargeError
        super().on_header(name, value)

    def on_headers_complete(self) -> None:
        """The head is whole; a body may follow."""
        self._rest()
        self._phase = Phase.BODY
        self._largest, self._patience = LARGEST_REQUEST, BODY_SECONDS
        media = next((value for name, value in self.headers if name == b"content-type"), b"")
        if media.lower().startswith(b"multipart/form-data"):
            self._largest, self._patience = LARGEST_UPLOAD, UPLOAD_SECONDS
        self._timer = self.loop.call_later(self._patience, self._be_late)
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        """The request is whole."""
        self._rest()
        super().on_message_complete()

    def _wait_for_head(self) -> None:
        self._rest()
        self._phase, self._received = Phase.HEAD, 0
        self._timer = self.loop.call_later(HEAD_SECONDS, self._be_late)
        self.headless[self] = None
        if len(self.headless) > MOST_HEADLESS:
            next(iter(self.headless))._refuse(TOO_LATE)

    def _rest(self) -> None:
        """Wait for nothing more of this request."""
        self._phase = Phase.NOTHING
        self.headless.pop(self, None)
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _be_late(self) -> None:
        if self.flow.read_paused:  # it is not the client who keeps us waiting
            self._timer = self.loop.call_later(self._patience, self._be_late)
        else:
            self._refuse(TOO_LATE)

    def _count(self, size: int) -> None:
        self._size += size
        if self._size > LARGEST_HEAD:
            self._refused = True
            raise HeadTooLargeError

    def _refuse(self, status: bytes) -> None:
        """Close the connection, with a status unless an answer has begun or none is waited for."""
        self._rest()
        answering = self.cycle is not None and (self.cycle.response_started and not self.cycle.response_complete)
        if self._received and not answering and not self.transport.is_closing():
            self.transport.write(b"HTTP/1.1 " + status + b"\r\nconnection: close\r\ncontent-length: 0\r\n\r\n")
        self.transport.close()
