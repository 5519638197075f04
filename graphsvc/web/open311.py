"""Open311 GeoReport v2 over HTTP, in JSON and XML: its discovery, services, and requests to read and to file.

Source: https://wiki.open311.org/GeoReport_v2. Errors are a list of `{code, description}`, as it asks for, and whoever
has no key that holds gets 403. Its `api_key` is an access token; the Authorization header does as well.
"""

import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any
from urllib.parse import parse_qsl

import orjson
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from graphsvc.access.principal import Principal
from graphsvc.contract.error_catalogue import entry
from graphsvc.errors import BadInput, GraphsvcError, NotFound, Unauthenticated
from graphsvc.gql.execution.response import internal
from graphsvc.web import xml

log = logging.getLogger(__name__)

LARGEST_BODY = 64 * 1024
MEDIA = {"json": "application/json; charset=utf-8", "xml": "text/xml; charset=utf-8"}
SPECIFICATION = "http://wiki.open311.org/GeoReport_v2"
CHANGED = "2026-11-24T00:00:00+08:00"
"""When what these endpoints are was last changed, for discovery."""

Given = Mapping[str, str]
Found = list[dict[str, Any]]
Answer = tuple[str, Any, int]
"""The name of what is answered, as its XML root has it; the answer; the status."""


@dataclass(frozen=True, slots=True)
class GeoReport:
    """What the endpoints do; requests for a caller, and all raise errors of this service.

    `caller` knows who asks by the scope and headers of a request; `filed` takes an idempotency key.
    """

    caller: Callable[[Any, Mapping[bytes, bytes]], Awaitable[Principal]]
    services: Callable[[], Found]
    definition: Callable[[str], dict[str, Any]]
    listed: Callable[[Principal, Given], Awaitable[Found]]
    one: Callable[[Principal, str], Awaitable[Found]]
    filed: Callable[[Principal, Given, str | None], Awaitable[Found]]


def routes(georeport: GeoReport, address: str = "", prefix: str = "/open311") -> list[Route]:
    """The endpoints under a prefix, each once a format.

    Args:
        address: under which clients reach the service; what a request calls it is not repeated, since a cache would
            tell that to others.
    """

    async def discovery(_: Request) -> Answer:
        url = f"{address.rstrip('/')}{prefix}/v2"
        endpoint = {"specification": SPECIFICATION, "url": url, "changeset": CHANGED, "type": "production"}
        formats = [media.partition(";")[0] for media in MEDIA.values()]
        found = {"changeset": CHANGED, "contact": None, "key_service": None}
        return "discovery", {**found, "endpoints": [{**endpoint, "formats": formats}]}, 200

    async def services(_: Request) -> Answer:
        return "services", georeport.services(), 200

    async def definition(request: Request) -> Answer:
        return "service_definition", georeport.definition(request.path_params["code"]), 200

    async def listed(request: Request) -> Answer:
        given = dict(request.query_params)
        return "service_requests", await georeport.listed(await _caller(georeport, request, given), given), 200

    async def one(request: Request) -> Answer:
        caller = await _caller(georeport, request, dict(request.query_params))
        if not (found := await georeport.one(caller, request.path_params["id"])):
            raise NotFound("没有这件诉求。", "No such request.")
        return "service_requests", found, 200

    async def filed(request: Request) -> Answer:
        given = await _form(request)
        caller = await _caller(georeport, request, given)
        key = request.headers.get("idempotency-key")
        return "service_requests", await georeport.filed(caller, given, key), 201

    endpoints = (
        ("discovery", discovery, "GET"),
        ("v2/services", services, "GET"),
        ("v2/services/{code}", definition, "GET"),
        ("v2/requests", listed, "GET"),
        ("v2/requests", filed, "POST"),
        ("v2/requests/{id}", one, "GET"),
    )
    return [
        Route(f"{prefix}/{path}.{form}", partial(_answered, endpoint, form), methods=[method])
        for path, endpoint, method in endpoints
        for form in MEDIA
    ]


async def _answered(endpoint: Callable[[Request], Awaitable[Answer]], form: str, request: Request) -> Response:
    """An endpoint's answer in a format, its refusals in the form of the specification."""
    try:
        name, found, status = await endpoint(request)
    except GraphsvcError as refusal:
        name, found, status = _refusal(refusal)
    except Exception:
        log.exception("a request failed")
        name, found, status = _refusal(internal())
    body = xml.written(name, found) if form == "xml" else orjson.dumps(found)
    return Response(body, status, {"content-type": MEDIA[form]})


def _refusal(refusal: GraphsvcError) -> Answer:
    status = 403 if isinstance(refusal, Unauthenticated) else entry(refusal).status
    return "errors", [{"code": status, "description": f"{refusal.code}: {refusal.zh}"}], status


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
