"""Open311 GeoReport v2 over HTTP, JSON: services, and requests to read and to file.

Source: https://wiki.open311.org/GeoReport_v2. Errors are a list of `{code, description}`, as it asks for. Its `api_key`
is an access token; the Authorization header does as well.
"""

import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from graphsvc.access.principal import Principal
from graphsvc.catalogue import entry
from graphsvc.errors import BadInput, GraphsvcError, NotFound
from graphsvc.gql.answers import internal

log = logging.getLogger(__name__)

LARGEST_BODY = 64 * 1024
Given = Mapping[str, str]
Found = list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class GeoReport:
    """What the endpoints do; all but `services` for a caller, and all raise errors of this service.

    `caller` knows who asks by the scope and headers of a request; `filed` takes an idempotency key.
    """

    caller: Callable[[Any, Mapping[bytes, bytes]], Awaitable[Principal]]
    services: Callable[[], Found]
    listed: Callable[[Principal, Given], Awaitable[Found]]
    one: Callable[[Principal, str], Awaitable[Found]]
    filed: Callable[[Principal, Given, str | None], Awaitable[Found]]


def routes(georeport: GeoReport, prefix: str = "/open311/v2") -> list[Route]:
    """The endpoints under a prefix."""

    async def services(_: Request) -> JSONResponse:
        return JSONResponse(georeport.services())

    async def listed(request: Request) -> JSONResponse:
        given = dict(request.query_params)
        return JSONResponse(await georeport.listed(await _caller(georeport, request, given), given))

    async def one(request: Request) -> JSONResponse:
        caller = await _caller(georeport, request, dict(request.query_params))
        if not (found := await georeport.one(caller, request.path_params["id"])):
            raise NotFound("没有这件诉求。", "No such request.")
        return JSONResponse(found)

    async def filed(request: Request) -> JSONResponse:
        given = await _form(request)
        caller = await _caller(georeport, request, given)
        key = request.headers.get("idempotency-key")
        return JSONResponse(await georeport.filed(caller, given, key), status_code=201)

    return [
        Route(f"{prefix}/services.json", _answered(services)),
        Route(f"{prefix}/requests.json", _answered(listed), methods=["GET"]),
        Route(f"{prefix}/requests.json", _answered(filed), methods=["POST"]),
        Route(f"{prefix}/requests/{{id}}.json", _answered(one)),
    ]


def _answered(endpoint: Callable[[Request], Awaitable[JSONResponse]]) -> Callable[[Request], Awaitable[JSONResponse]]:
    """The endpoint, its refusals in the form of the specification."""

    async def answer(request: Request) -> JSONResponse:
        try:
            return await endpoint(request)
        except GraphsvcError as refusal:
            return _refusal(refusal)
        except Exception:
            log.exception("a request failed")
            return _refusal(internal())

    return answer


def _refusal(refusal: GraphsvcError) -> JSONResponse:
    status = entry(refusal).status
    return JSONResponse([{"code": status, "description": f"{refusal.code}: {refusal.zh}"}], status_code=status)


async def _caller(georeport: GeoReport, request: Request, given: Given) -> Principal:
    headers = dict(request.scope["headers"])
    if key := given.get("api_key"):
        headers[b"authorization"] = b"Bearer " + key.encode()
    return await georeport.caller(request.scope, headers)


async def _form(request: Request) -> dict[str, str]:
    """The fields of an `application/x-www-form-urlencoded` body.

    Raises:
        BadInput: another type, over 64 KB, or no UTF-8.
    """
    if request.headers.get("content-type", "").split(";")[0].strip() != "application/x-www-form-urlencoded":
        raise BadInput("请用 application/x-www-form-urlencoded 提交。", "Post application/x-www-form-urlencoded.")
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST_BODY:
            raise BadInput("请求超过 64 KB。", "The request is over 64 KB.")
    try:
        return dict(parse_qsl(body.decode(), keep_blank_values=True, errors="strict"))
    except (UnicodeDecodeError, ValueError):
        raise BadInput("请求不是 UTF-8 文本。", "The request is no UTF-8 text.") from None
