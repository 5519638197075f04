"""In and out: the first page, signing in by a role picker, signing out."""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from graphsvc.console.browser.forms import local_address, one, read_form
from graphsvc.console.browser.sessions import Session
from graphsvc.console.desk import NOBODY, Console, cookie_name, read_own_form
from graphsvc.console.frame import menu_of, page
from graphsvc.console.published.documents import page_document


async def home(console: Console, request: Request) -> Response:
    """Lead to the first page of the caller's menu."""
    _, caller = await console.signed_in(request)
    return RedirectResponse(menu_of(caller)[0].path, 303)


async def sign_in(console: Console, request: Request) -> Response:
    """The page on which one signs in."""
    following = local_address(request.query_params.get("next"))
    data = (await console.ask(request, NOBODY, page_document("sign_in"), {})).data
    kinds = ("districts", "subdistricts", "communities", "grids", "units")
    listed = {kind: data.get(kind) or {"nodes": []} for kind in kinds}
    choices = console.picker.choices(listed, request.query_params.get("place", ""))
    return await page(console, request, "sign_in/page.html", title="登录", choices=choices, next=following)


async def enter(console: Console, request: Request) -> Response:
    """Sign in by the role picker's form."""
    fields, now = await read_form(request), console.now()
    token = console.picker.token(fields, now)
    response = RedirectResponse(local_address(one(fields, "next")), 303)
    await console.open_session(request, response, Session(b"Bearer " + token.encode(), now, now))
    return response


async def sign_out(console: Console, request: Request) -> Response:
    """End the session, on this side of the browser and the other."""
    session, _ = await console.signed_in(request)
    await read_own_form(request, session)
    console.sessions.close(request.cookies.get(cookie_name(request)))
    response = RedirectResponse("/console/sign-in", 303)
    response.delete_cookie(cookie_name(request), path="/console")
    return response
