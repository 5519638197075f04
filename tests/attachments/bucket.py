"""A server that speaks as much of S3 as files need: objects put whole, read and deleted, by signed requests alone."""

import re
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Self

from graphsvc.db.embedded.state_file import free_port

ACCESS, SECRET = "key-of-tests", "secret-of-tests"


class Bucket:
    """Runs the server while a block runs; `fails` answers 500 to everything."""

    def __init__(self) -> None:
        self.objects: dict[str, bytes] = {}
        self.unsigned = 0
        self.fails = False
        bucket = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def _answer(self, status: int, body: bytes = b"") -> None:
                self.send_response(status)
                self.send_header("Content-Length", str(len(body)))
                self.send_header("ETag", '"1"')
                self.send_header("Last-Modified", "Mon, 07 Sep 2026 02:00:00 GMT")
                self.end_headers()
                if self.command != "HEAD":
                    self.wfile.write(body)

            def _is_refused(self) -> bool:
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                self.body = body
                signed = re.match(rf"AWS4-HMAC-SHA256 Credential={ACCESS}/", self.headers.get("Authorization", ""))
                bucket.unsigned += not signed
                if bucket.fails or not signed:
                    self._answer(500 if signed else 403)
                return bucket.fails or not signed

            def do_PUT(self) -> None:
                if not self._is_refused():
                    bucket.objects[self.path] = self.body
                    self._answer(200)

            def do_GET(self) -> None:
                if not self._is_refused():
                    found = bucket.objects.get(self.path)
                    self._answer(404 if found is None else 200, found or b"<Error><Code>NoSuchKey</Code></Error>")

            def do_POST(self) -> None:
                """DeleteObjects: the keys stand in the body."""
                if not self._is_refused():
                    keys = re.findall(r"<Key>(.*?)</Key>", self.body.decode())
                    for key in keys:
                        bucket.objects.pop(f"{self.path.partition('?')[0].rstrip('/')}/{key}", None)
                    gone = "".join(f"<Deleted><Key>{key}</Key></Deleted>" for key in keys)
                    self._answer(200, f"<DeleteResult>{gone}</DeleteResult>".encode())

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", free_port()), Handler)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> Self:
        Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
