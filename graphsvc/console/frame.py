"""The frame around every page: menu, chain of areas, refusals with what to do, and what templates may call."""

from collections.abc import Mapping
from contextlib import suppress
from typing import Any
from urllib.parse import quote

from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from graphsvc.access.principal import NOWHERE, Principal
from graphsvc.access.scope import Operation
from graphsvc.console.asking import Asked, Problem
from graphsvc.console.browser.sessions import Session
from graphsvc.console.desk import Console, SignInNeeded, here
from graphsvc.console.menu import menu_of
from graphsvc.console.published.actions import words_of
from graphsvc.console.published.figures import figure_address
from graphsvc.console.published.record_words import action_word, field_word
from graphsvc.console.rendering import word
from graphsvc.errors import GraphsvcError
from graphsvc.web.request_context import visit

AWAY = frozenset({"SERVICE_UNAVAILABLE", "OVERLOADED", "DEADLINE_EXCEEDED"})
OPENED_AGAIN_AFTER = "5"
"""Seconds until a page that could not be opened for now is asked for again by the browser itself."""
TYPES = {
    "City": "市", "District": "区县", "Subdistrict": "镇街", "Community": "村（社区）", "Grid": "网格",
    "Estate": "小区",
    "Unit": "共建单位", "PartyOrganization": "党组织", "BigWorkCommittee": "大工委", "BigPartyCommittee": "大党委",
    "Topic": "主题", "Need": "需求", "Resource": "资源", "Project": "共建项目",
    "Case": "事件", "Task": "任务", "Post": "岗位", "Registration": "报到", "JointCommittee": "大工委、大党委",
}  # fmt: skip
"""What is found by search, by type."""


async def page(
    console: Console,
    request: Request,
    template: str,
    *,
    title: str,
    session: Session | None = None,
    caller: Principal | None = None,
    asked: Asked | None = None,
    problems: tuple[Problem, ...] = (),
    **more: Any,
) -> Response:
    """Render a template in the frame."""
    words = await console.words(request)
    notice, secret, query = "", "", more.pop("query", request.query_params)
    if session is not None:
        notice, session.notice = session.notice, ""
        secret = session.handed_out.hand_out(request.url.path)
    problems = problems or (asked.problems if asked else ())
    me = (session.me.get("me") if session else None) or {}
    place = me.get("unit") or next(iter(me.get("areas") or ()), None)
    stands_at = more.pop("here", None) or here(request)
    field = console.templates.get_template("csrf.html").module.field  # type: ignore[attr-defined]
    context = {
        "title": title, "heading": "", "session": session, "asked": asked, "problems": problems, "notice": notice,
        "secret": secret,
        "menu": menu_of(caller, request.url.path) if caller else (),
        "chain": (), "now": console.now(), "here": stands_at, "request_id": visit(request.scope).request_id,
        "origin": f"{request.url.scheme}://{request.url.netloc}", "query": query, "query_text": query.get("text", ""),
        "big": bool(request.cookies.get("graphsvc-big")), "words": lambda name: words.get(name, {}),
        "word": lambda name, value: word(words, name, value), "words_of": words_of,
        "figure_address": figure_address,
        "role_word": word(words, "Role", caller.role) if caller else "", "place_word": place["name"] if place else "",
        "csrf": lambda: field(session.masked_csrf() if session else ""),
        "may_in_areas": lambda name: caller is not None and bool(caller.granted(Operation[name]).scope),
        "may": lambda name: caller is not None and caller.granted(Operation[name]) != NOWHERE,
        "type_word": lambda name: TYPES.get(name, name), "action_word": action_word, "field_word": field_word,
        "given": lambda _: "", "failed": "", "failure": None,
        "address": lambda **changes: changed(stands_at.partition("?")[0], query, changes),
    }  # fmt: skip
    status = max((problem.status for problem in problems), default=200)
    return HTMLResponse(console.templates.get_template(template).render(context | more), status)


def changed(path: str, query: QueryParams, changes: Mapping[str, str]) -> str:
    """An address with other values in its query; the cursor of a page goes with it unless named."""
    kept = [(name, value) for name, value in query.multi_items() if name not in changes and name != "after" and value]
    pairs = [*kept, *((name, value) for name, value in changes.items() if value)]
    return path + ("?" + "&".join(f"{quote(name)}={quote(value, safe='')}" for name, value in pairs) if pairs else "")


async def refusal(
    console: Console, request: Request, problem: Problem, given: Mapping[str, str] | None = None
) -> Response:
    """A page that says what was refused and what to do; one that is only away for now opens again by itself."""
    session, caller = None, None
    with suppress(SignInNeeded, GraphsvcError):
        session, caller = await console.signed_in(request)
    away = problem.code in AWAY
    opened_again = away and request.method == "GET"
    response = await page(
        console,
        request,
        "problem.html",
        title="没有办成" if request.method == "POST" else "打不开这一页",
        session=session,
        caller=caller,
        problems=(problem,),
        given=given or {},
        away=away,
        opened_again=opened_again,
        back="/console/",
    )
    if opened_again:
        response.headers["refresh"] = OPENED_AGAIN_AFTER
    return response
