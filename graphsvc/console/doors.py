"""In and out: the first page, signing in by a role picker or at the sign-in server, signing out."""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from graphsvc.console.asking import Problem, problem_of
from graphsvc.console.browser.forms import local_address, one, read_form
from graphsvc.console.browser.sessions import Session
from graphsvc.console.desk import PICKER, Console, cookie_name, is_secure, read_own_form
from graphsvc.console.frame import page, refusal
from graphsvc.console.menu import home_of
from graphsvc.console.published.documents import page_document
from graphsvc.console.signing_in.server import PATIENCE
from graphsvc.errors import BadInput, NotFound

SIGN_IN = "/console/sign-in"


async def home(console: Console, request: Request) -> Response:
    """Lead to the first page of the caller's menu."""
    _, caller = await console.signed_in(request)
    return RedirectResponse(home_of(caller), 303)


async def sign_in(console: Console, request: Request) -> Response:
    """The page on which one signs in, or the way to the sign-in server."""
    following = local_address(request.query_params.get("next"))
    if console.server is not None:
        address, name = await console.server.begin(following, console.now())
        response = RedirectResponse(address, 303)
        _bind(request, response, name, int(PATIENCE.total_seconds()))
        return response
    return await _picker_page(console, request, following)


async def _picker_page(
    console: Console, request: Request, following: str, problems: tuple[Problem, ...] = ()
) -> Response:
    """The role picker, with what was wrong with the role that was picked."""
    assert console.picker is not None
    asked = await console.ask(request, PICKER, page_document("sign_in"), {})
    if asked.refused:
        return await refusal(console, request, asked.refused)
    kinds = ("districts", "subdistricts", "communities", "grids", "units", "members")
    listed = {kind: asked.data.get(kind) or {"nodes": []} for kind in kinds}
    choices = console.picker.choices(listed, request.query_params.get("place", ""))
    return await page(
        console,
        request,
        "sign_in/page.html",
        title="登录",
        problems=problems or asked.problems,
        choices=choices,
        next=following,
        here=SIGN_IN,
    )


async def enter(console: Console, request: Request) -> Response:
    """Sign in by the role picker's form."""
    if console.picker is None:
        raise NotFound("这里由统一身份认证登录。", "One signs in at the sign-in server here.")
    fields, now = await read_form(request), console.now()
    try:
        token = console.picker.token(fields, now)
    except BadInput as refused:
        problem = problem_of("BAD_USER_INPUT", refused.zh)
        return await _picker_page(console, request, local_address(one(fields, "next")), (problem,))
    response = RedirectResponse(local_address(one(fields, "next")), 303)
    await console.open_session(request, response, Session(b"Bearer " + token.encode(), now, now))
    return response


async def signed_in(console: Console, request: Request) -> Response:
    """Back from the sign-in server: a session begins."""
    if console.server is None:
        raise NotFound("这里没有统一身份认证。", "There is no sign-in server here.")
    now, name = console.now(), request.cookies.get(_binding(request))
    tokens, following = await console.server.finish(name, request.query_params, now)
    response = RedirectResponse(following, 303)
    session = Session(b"Bearer " + tokens.access.encode(), now, now, refresh=tokens.refresh)
    await console.open_session(request, response, session, tokens.subject)
    _bind(request, response, "", 0)
    return response


async def sign_out(console: Console, request: Request) -> Response:
    """End the session, on this side of the browser and the other."""
    session, _ = await console.signed_in(request)
    await read_own_form(request, session)
    await console.sessions.close(request.cookies.get(cookie_name(request)))
    response = RedirectResponse("/console/signed-out" if console.server else "/console/sign-in", 303)
    secure = is_secure(request)
    response.delete_cookie(cookie_name(request), path="/" if secure else "/console", secure=secure, httponly=True)
    return response


async def signed_out(console: Console, request: Request) -> Response:
    """Say that the session has ended, and how to end that of the sign-in server."""
    address = await console.server.sign_out_address(console.now()) if console.server else None
    return await page(console, request, "signed_out.html", title="已退出", server_address=address)


def _binding(request: Request) -> str:
    """The cookie by which a sign-in under way is bound to a browser."""
    return "__Host-graphsvc-sign-in" if is_secure(request) else "graphsvc-sign-in"


def _bind(request: Request, response: Response, name: str, seconds: int) -> None:
    secure = is_secure(request)
    response.set_cookie(
        _binding(request),
        name,
        max_age=seconds,
        path="/" if secure else "/console",
        secure=secure,
        httponly=True,
        samesite="lax",
    )
