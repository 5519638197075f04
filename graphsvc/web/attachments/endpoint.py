"""Attachments over HTTP: a file comes in as multipart/form-data, and goes out to whoever sees the step that shows it.

Whoever is not signed in, or announces too much, is refused before any of the body is read; refusals have the shape of
those of GraphQL. Sources: RFC 7578 (multipart/form-data), RFC 6266 (names of downloads).
"""

import logging
from collections.abc import Awaitable, Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import partial
from typing import Any
from urllib.parse import quote

import orjson
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import Message, Receive

from graphsvc.access.principal import Principal
from graphsvc.contract.error_catalogue import entry
from graphsvc.errors import BadInput, CrossSite, GraphsvcError, UnsupportedMediaType
from graphsvc.gql.execution.response import described, internal
from graphsvc.web.graphql.parameters import PREFLIGHT
from graphsvc.web.request_context import visit

log = logging.getLogger(__name__)

PATH = "/attachments"
AROUND_THE_FILE = 16 * 1024
"""Bytes of a form beside its file."""
CLOSED_BY_CLIENT = 499
"""Nobody reads this answer; it stands in the log."""


@dataclass(frozen=True, slots=True)
class Sent:
    """A file as it came in; `keep_place` is the consent of whoever took the picture."""

    name: str | None
    content: bytes
    keep_place: bool


@dataclass(frozen=True, slots=True)
class Fetched:
    """A file that goes out; pictures are shown, everything else is saved under its name."""

    content: bytes
    media_type: str
    name: str
    is_picture: bool


@dataclass(frozen=True, slots=True)
class AttachmentDesk:
    """What the endpoints do, for a caller; all raise errors of this service.

    `caller` knows who asks by the scope and headers of a request, `holding` holds one of the caller's places, and
    `check` refuses who uploads nothing; `largest` is in bytes.
    """

    caller: Callable[[Any, Mapping[bytes, bytes]], Awaitable[Principal]]
    holding: Callable[[Principal], AbstractContextManager[None]]
    check: Callable[[Principal], None]
    take: Callable[[Principal, Sent], Awaitable[dict[str, Any]]]
    fetch: Callable[[Principal, str, bool], Awaitable[Fetched]]
    too_large: Callable[[], BadInput]
    largest: int


def routes(desk: AttachmentDesk) -> list[Route]:
    """The endpoints: POST a file, GET it, GET its small picture."""

    async def uploaded(request: Request) -> Response:
        headers = dict(request.scope["headers"])
        caller = await desk.caller(request.scope, headers)
        desk.check(caller)
        _check_form(headers, desk)
        with desk.holding(caller):
            sent = await _sent(request, desk)
            return Response(orjson.dumps(await desk.take(caller, sent)), 201, {"content-type": "application/json"})

    async def fetched(request: Request, *, small: bool) -> Response:
        caller = await desk.caller(request.scope, dict(request.scope["headers"]))
        return answered(await desk.fetch(caller, request.path_params["id"], small))

    return [
        Route(PATH, partial(_answered, uploaded), methods=["POST"]),
        Route(f"{PATH}/{{id}}", partial(_answered, partial(fetched, small=False)), methods=["GET"]),
        Route(f"{PATH}/{{id}}/thumbnail", partial(_answered, partial(fetched, small=True)), methods=["GET"]),
    ]


def answered(found: Fetched) -> Response:
    """The answer with a file."""
    shown = "inline" if found.is_picture else "attachment"
    headers = {
        "content-type": found.media_type,
        "content-disposition": f"{shown}; filename*=UTF-8''{quote(found.name, safe='')}",
    }
    return Response(found.content, 200, headers)


async def _answered(endpoint: Callable[[Request], Awaitable[Response]], request: Request) -> Response:
    try:
        return await endpoint(request)
    except ClientDisconnect:
        return Response(status_code=CLOSED_BY_CLIENT)
    except GraphsvcError as found:
        refusal = found
    except Exception:
        log.exception("a request failed")
        refusal = internal()
    visit(request.scope).code = refusal.code
    body = orjson.dumps({"errors": [described(refusal)]})
    return Response(body, entry(refusal).status, {"content-type": "application/json; charset=utf-8"})


def _check_form(headers: Mapping[bytes, bytes], desk: AttachmentDesk) -> None:
    """Refuse what is no upload by its headers; a form of another site cannot send the one that is asked for."""
    if not any(name in headers for name in PREFLIGHT):
        raise CrossSite(
            "上传需带 GraphQL-Require-Preflight 头。", "An upload needs the header GraphQL-Require-Preflight."
        )
    media = headers.get(b"content-type", b"").partition(b";")[0].strip().lower()
    if media != b"multipart/form-data" or headers.get(b"content-encoding", b"identity") != b"identity":
        raise UnsupportedMediaType(
            "请用 multipart/form-data 上传，字段名 file。", "Upload multipart/form-data with a field `file`."
        )
    announced = headers.get(b"content-length", b"0")
    if announced.isdigit() and int(announced) > desk.largest + AROUND_THE_FILE:
        raise desk.too_large()


async def _sent(request: Request, desk: AttachmentDesk) -> Sent:
    """Read the form, never more than allowed of it; a large file waits on disk."""
    receive = bounded(request.receive, desk.largest + AROUND_THE_FILE, desk.too_large)
    try:
        async with Request(request.scope, receive).form(max_files=1, max_fields=2, max_part_size=1024) as form:
            file = form.get("file")
            if not isinstance(file, UploadFile):
                raise BadInput("缺少文件：字段名应为 file。", "There is no file: its field is `file`.").at("file")
            consent = form.get("keepPlace", "false")
            if consent not in ("true", "false"):
                raise BadInput("keepPlace 应为 true 或 false。", "keepPlace is true or false.").at("keepPlace")
            return Sent(file.filename, await file.read(), consent == "true")
    except HTTPException:  # Starlette's, of a form that cannot be read
        raise BadInput(
            "表单无法读取：一个 file 字段，可带 keepPlace。",
            "The form has one file, `file`, and may have `keepPlace`.",
        ) from None


def bounded(receive: Receive, largest: int, too_large: Callable[[], BadInput], dropped: int = 0) -> Receive:
    """Receive a body, and keep no more of it than allowed.

    Args:
        dropped: up to so many bytes are let in and dropped before `too_large` is raised, for browsers, which show no
            answer while they are still sending.
    """
    read = 0

    async def receiving() -> Message:
        nonlocal read
        message = await receive()
        read += len(message.get("body", b""))
        if read <= largest:
            return message
        while message.get("more_body") and read < dropped:
            message = await receive()
            read += len(message.get("body", b""))
        raise too_large()

    return receiving
