"""The catalogue of what the service shares, for whoever is signed in: as JSON-LD and as a workbook."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import orjson
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from graphsvc.access.principal import Principal
from graphsvc.contract.error_catalogue import entry
from graphsvc.errors import GraphsvcError
from graphsvc.gql.execution.response import described, internal
from graphsvc.web.request_context import visit

log = logging.getLogger(__name__)

JSONLD = "application/ld+json"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

Answer = Callable[[Request], Awaitable[Response]]


@dataclass(frozen=True, slots=True)
class CatalogueFiles:
    """The catalogue in its forms; `caller` knows who asks by the scope and headers of a request."""

    caller: Callable[[Any, Mapping[bytes, bytes]], Awaitable[Principal]]
    jsonld: Callable[[], dict[str, Any]]
    workbook: Callable[[], bytes]


def routes(files: CatalogueFiles) -> list[Route]:
    """The two addresses."""

    async def jsonld(_: Request) -> Response:
        return Response(orjson.dumps(await asyncio.to_thread(files.jsonld)), media_type=JSONLD)

    async def workbook(_: Request) -> Response:
        held = {"content-disposition": 'attachment; filename="catalogue.xlsx"'}
        return Response(await asyncio.to_thread(files.workbook), media_type=XLSX, headers=held)

    return [
        Route("/catalogue.jsonld", partial(_answered, files, jsonld), methods=["GET"]),
        Route("/catalogue.xlsx", partial(_answered, files, workbook), methods=["GET"]),
    ]


async def _answered(files: CatalogueFiles, answer: Answer, request: Request) -> Response:
    """An answer for whoever is signed in, or why there is none."""
    try:
        await files.caller(request.scope, dict(request.scope["headers"]))
        return await answer(request)
    except GraphsvcError as found:
        refusal = found
    except Exception:
        log.exception("a request failed")
        refusal = internal()
    visit(request.scope).code = refusal.code
    return Response(
        orjson.dumps({"errors": [described(refusal)]}), entry(refusal).status, media_type="application/json"
    )
