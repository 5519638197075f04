"""The addresses of the console; every request to them ends in a page, a refusal included."""

import logging
from collections.abc import Awaitable, Callable
from functools import partial

from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route

from graphsvc.console import changes, doors, views
from graphsvc.console.asking import problem_of
from graphsvc.console.desk import Console, SignInNeeded
from graphsvc.console.frame import refusal
from graphsvc.console.published.lists import FINDINGS, LISTS
from graphsvc.console.published.page_table import PAGES
from graphsvc.console.rendering import STATIC
from graphsvc.console.uploading import imports, lists
from graphsvc.contract.error_catalogue import ENTRIES, entry
from graphsvc.errors import GraphsvcError, RateLimited
from graphsvc.gql.execution.response import internal
from graphsvc.web.limits.rates import retry_after

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'"
)
log = logging.getLogger(__name__)

PREFIX = "/console"
COMPRESSED_FROM = 1_000
"""Bytes."""

Handler = Callable[[Console, Request], Awaitable[Response]]


def console_routes(console: Console) -> list[BaseRoute]:
    """Every address of a console."""

    def route(path: str, handler: Handler, *methods: str) -> Route:
        return Route(path.removeprefix(PREFIX), partial(_guarded, console, handler), methods=list(methods) or ["GET"])

    inside = [
        route("/", doors.home),
        route("/static/{name}", _static),
        route("/sign-in", doors.sign_in),
        route("/sign-in", doors.enter, "POST"),
        route("/signed-in", doors.signed_in),
        route("/sign-out", doors.sign_out, "POST"),
        route("/signed-out", doors.signed_out),
        route("/big-type", changes.big_type, "POST"),
        route("/do/{name}", changes.change, "POST"),
        route("/do-each/{name}", changes.change_each, "POST"),
        route("/spreadsheets", imports.show),
        route("/spreadsheets", imports.look, "POST"),
        route("/spreadsheets/map", imports.map_headers, "POST"),
        route("/spreadsheets/forget", imports.forget_header, "POST"),
        route("/catalogue.xlsx", imports.catalogue),
        route("/spreadsheets/apply", imports.apply, "POST"),
        route("/spreadsheets/undo", imports.undo, "POST"),
        route("/spreadsheets/marked", imports.marked),
        route("/spreadsheets/template.xlsx", imports.template),
        route("/registration-list", lists.show_list),
        route("/registration-list", lists.look_at_list, "POST"),
        route("/registration-list/file", lists.file_list, "POST"),
        route("/findings.{form}", partial(views.export, FINDINGS)),
        route("/screen/changes", views.follow_screen),
        *(route(f"/{each.name}", partial(views.show_list, each)) for each in LISTS),
        *(route(f"/{each.name}.{{form}}", partial(views.export, each)) for each in LISTS),
        *(
            route(f"{page.path}.svg", partial(views.save_picture, page))
            for page in PAGES
            if page.path.endswith("/picture")
        ),
        *(route(page.path, partial(views.show, page)) for page in PAGES),
    ]
    compressed = Middleware(GZipMiddleware, minimum_size=COMPRESSED_FROM, compresslevel=5)
    return [
        Route(PREFIX, partial(_guarded, console, doors.home)),
        Route(f"{PREFIX}/files/{{id}}", partial(_guarded, console, views.show_file)),
        Route(f"{PREFIX}/files/{{id}}/thumbnail", partial(_guarded, console, views.show_thumbnail)),
        Mount(PREFIX, routes=inside, middleware=[compressed]),
    ]


async def _guarded(console: Console, handler: Handler, request: Request) -> Response:
    """An answer of a handler, every refusal as a page, all under the console's own policy."""
    try:
        response = await handler(console, request)
    except SignInNeeded as needed:
        response = RedirectResponse(needed.address, 303)
    except GraphsvcError as refused:
        response = await refusal(console, request, problem_of(code_of(refused), refused.zh))
        if isinstance(refused, RateLimited):
            response.raw_headers.append(retry_after(refused))
    except Exception:
        log.exception("a page failed")
        response = await refusal(console, request, problem_of(internal().code))
    response.headers.setdefault("content-security-policy", POLICY)
    return response


def code_of(refused: GraphsvcError) -> str:
    """The code under which the catalogue says what to do about a refusal."""
    found = entry(refused)
    return next(code for code, each in ENTRIES.items() if each is found)


async def _static(_: Console, request: Request) -> Response:
    found = STATIC.get(request.path_params["name"])
    if found is None:
        return PlainTextResponse("Not Found", 404)
    kept = {"cache-control": "public, max-age=86400"}  # the address holds a digest of the content
    return Response(found.content, media_type=found.media, headers=kept)
