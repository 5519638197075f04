"""Forms that change something: a published change sent once, and then the page that shows what has come of it."""

import hashlib
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl, quote, urlsplit

from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import compile_path

from graphsvc.console import views
from graphsvc.console.browser.forms import Fields, local_address, one, variables_of
from graphsvc.console.desk import Console, read_own_form, read_own_form_with_files
from graphsvc.console.frame import refusal
from graphsvc.console.published.documents import mutations
from graphsvc.console.published.page_table import PAGES
from graphsvc.errors import NotFound

DONE = "已办好，下面是最新情况。"
MOST_AT_ONCE = 50
BIG = "graphsvc-big"
A_YEAR = 365 * 24 * 3600
_PATHS = [(page, compile_path(page.path)) for page in PAGES]


async def change(console: Console, request: Request) -> Response:
    """Make a change, then lead to the page the form names; a refusal shows the form again as it was filled in."""
    session, caller = await console.signed_in(request)
    fields = await read_own_form_with_files(console, request, session, caller)
    mutation = mutations().get(request.path_params["name"])
    if mutation is None:
        raise NotFound("没有这个操作。", "There is no such change.")
    filled, secret = session.handed_out.filled(mutation.field, fields)
    asked = await console.ask(request, caller, mutation.document, variables_of(mutation.fields, filled))
    if asked.problems:
        return await _again(console, request, fields, views.Failure(mutation.field, asked.problems, fields))
    address = _leads_to(one(fields, "back"), asked.data.get(mutation.field))
    session.notice = DONE
    session.handed_out.leave(address, secret)
    return RedirectResponse(address, 303)


async def change_each(console: Console, request: Request) -> Response:
    """Make the same change to several things, each by a key of its own; what was refused is told, the rest is done.

    The form names them as `id version`: `ticked` those chosen, `every` all it shows.
    """
    session, caller = await console.signed_in(request)
    fields = await read_own_form(request, session)
    mutation = mutations().get(request.path_params["name"])
    if mutation is None:
        raise NotFound("没有这个操作。", "There is no such change.")
    chosen = fields.get("every" if one(fields, "which") == "every" else "ticked", ())
    done, refused = 0, ""
    for id_, version in (each.split(" ", 1) for each in chosen[:MOST_AT_ONCE] if " " in each):
        key = hashlib.sha256(f"{one(fields, 'key')} {id_}".encode()).hexdigest()[:32]
        filled = {**fields, "id": [id_], "expectedVersion": [version], "key": [key]}
        asked = await console.ask(request, caller, mutation.document, variables_of(mutation.fields, filled))
        done += not asked.problems
        refused = refused or next((f"{problem.said}{problem.advice}。" for problem in asked.problems), "")
    left = len(chosen) - done
    session.notice = f"已办好 {done} 条。" + (f"没有办成 {left} 条：{refused}" if refused else "")
    if not chosen:
        session.notice = "没有勾选任何一条；什么也没有改动。"
    return RedirectResponse(local_address(one(fields, "back")), 303)


def _leads_to(back: str, changed: Any) -> str:
    id_ = changed.get("id", "") if isinstance(changed, Mapping) else ""
    return local_address(re.sub(r"\{id\}", lambda _: quote(id_, safe=""), back))


async def _again(console: Console, request: Request, fields: Fields, failure: views.Failure) -> Response:
    """The page on which the form stood, with what was refused and what was filled in."""
    address = urlsplit(local_address(one(fields, "at")))
    for page, (pattern, _, converters) in _PATHS:
        if found := pattern.match(address.path):
            path = {name: converters[name].convert(value) for name, value in found.groupdict().items()}
            query = QueryParams(parse_qsl(address.query, keep_blank_values=True))
            return await views.show(page, console, request, views.Place(path, query, failure))
    return await refusal(console, request, failure.problems[0], given=failure.filled)


async def big_type(console: Console, request: Request) -> Response:
    """Switch between usual and big type."""
    session, _ = await console.signed_in(request)
    fields = await read_own_form(request, session)
    response = RedirectResponse(local_address(one(fields, "back")), 303)
    if request.cookies.get(BIG):
        response.delete_cookie(BIG, path="/console")
    else:
        response.set_cookie(BIG, "1", max_age=A_YEAR, path="/console", httponly=True, samesite="lax")
    return response
