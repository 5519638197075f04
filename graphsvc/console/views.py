"""Pages as answers: a document asked for its page, a list, and exactly that list as a file."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.types import Receive, Scope, Send

from graphsvc.access.principal import NOWHERE, Principal
from graphsvc.access.scope import Operation
from graphsvc.china import day_in_china
from graphsvc.console import sheets
from graphsvc.console.asking import Asked, Problem
from graphsvc.console.browser.downloads import XLSX, as_file
from graphsvc.console.browser.forms import Fields, one
from graphsvc.console.browser.sessions import CONFIRMED, Session, home_area
from graphsvc.console.desk import Console, cookie_name
from graphsvc.console.frame import AWAY, changed, page, refusal
from graphsvc.console.pictures.choices import choices_of
from graphsvc.console.pictures.ties import picture_of_ties, svg_of
from graphsvc.console.published.actions import buttons_of, words_of
from graphsvc.console.published.documents import page_document
from graphsvc.console.published.listing import ROWS, Listing, active, order_of
from graphsvc.console.published.page_table import Page
from graphsvc.console.rendering import crumbs
from graphsvc.console.visiting.variables import district_of
from graphsvc.console.visiting.visit import Visited
from graphsvc.errors import GraphsvcError, NotFound
from graphsvc.web.attachments.endpoint import answered
from graphsvc.web.graphql.parameters import Parameters

OURS = frozenset(
    {"csrf", "key", "back", "at", "id", "expectedVersion", "call", "attachments", "case.attachments[]", "keepPlace"}
)


@dataclass(frozen=True, slots=True)
class Failure:
    """A change that was refused, and the form as it was filled in."""

    change: str
    problems: tuple[Problem, ...]
    fields: Fields

    @property
    def filled(self) -> dict[str, str]:
        """What a person had filled in, for reading."""
        return {
            words_of(name): "、".join(values)
            for name, values in self.fields.items()
            if name not in OURS and not name.endswith("secret")
        }

    @property
    def to_answer_for(self) -> tuple[str, ...]:
        """Rules that the change would break and that a person may answer for: none that was answered for in vain."""
        named = dict.fromkeys(rule for problem in self.problems for rule in problem.rules)
        return () if named.keys() & {*self.fields.get("accept", ())} else tuple(named)

    @property
    def resent(self) -> tuple[tuple[str, str], ...]:
        """What the form sends once more, apart from its secrets."""
        return tuple(
            (name, value) for name, values in self.fields.items() if name not in ("csrf", "key") for value in values
        )


@dataclass(frozen=True, slots=True)
class Place:
    """Path and query of a page that is shown at another address, since a form on it was refused."""

    path: Mapping[str, Any]
    query: QueryParams
    failure: Failure


async def show(page_: Page, console: Console, request: Request, place: Place | None = None) -> Response:
    """A page of the table, with what its document answers."""
    session, caller = await console.signed_in(request)
    caller.may(page_.needs)
    path, query = (place.path, place.query) if place else (request.path_params, request.query_params)
    visited = Visited(caller, home_area(session), path, query, day_in_china(console.now()))
    asked = await console.ask(request, caller, page_document(page_.name), page_.variables(visited))
    if asked.refused:
        return await refusal(console, request, asked.refused)
    subject = _subject(asked)
    failure = place.failure if place else None
    return await page(
        console,
        request,
        f"{page_.name}/page.html",
        title=page_.title,
        heading=subject.get("title") or subject.get("name") if "id" in path or "code" in path else "",
        session=session,
        caller=caller,
        asked=asked,
        problems=failure.problems if failure else (),
        chain=crumbs(subject if "ancestors" in subject else _area_of(subject)),
        query=query,
        here=one(place.failure.fields, "at") if place else None,
        buttons=buttons_of(asked.data),
        given=(lambda name: one(failure.fields, name)) if failure else (lambda _: ""),
        failed=failure.change if failure else "",
        failure=failure,
    )


async def save_picture(page_: Page, console: Console, request: Request) -> Response:
    """The picture of ties at an address as a file: the same document, and what is hidden there."""
    session, caller = await console.signed_in(request)
    caller.may(page_.needs)
    query = request.query_params
    visited = Visited(caller, home_area(session), request.path_params, query, day_in_china(console.now()))
    asked = await console.ask(request, caller, page_document(page_.name), page_.variables(visited))
    if asked.problems:
        return await refusal(console, request, asked.problems[0])
    name = f"{_subject(asked)['name']}{page_.title}"
    content = svg_of(picture_of_ties(asked.data, choices_of(query).hidden), name)
    return Response(content, media_type="image/svg+xml", headers=as_file(f"{name}.svg"))


def _subject(asked: Asked) -> Mapping[str, Any]:
    """What a page is about: the first thing its document asks for."""
    first = next(iter(asked.data.values()), None)
    return first if isinstance(first, Mapping) else {}


def _area_of(subject: Mapping[str, Any]) -> Mapping[str, Any] | None:
    found = subject.get("area") or subject.get("community")
    return found if found and "ancestors" in found else None


class Followed(Response):
    """What a page follows: events of its document, as the session's caller, gone on with by Last-Event-ID.

    It ends with the token, and soon after the session.
    """

    def __init__(self, console: Console, name: str, session: Session, asking: Parameters) -> None:
        super().__init__()
        assert console.streaming is not None
        self._console, self._name, self._session = console, name, session
        self._streaming = replace(console.streaming, parameters=lambda _: asking)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve the stream until either side leaves, or it ends."""
        headers = [*scope["headers"], (b"authorization", self._session.authorization)]
        serving = asyncio.create_task(self._streaming.serve({**scope, "headers": headers}, receive, send))
        ending = asyncio.create_task(self._ended())
        try:
            await asyncio.wait((serving, ending), return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in (serving, ending):
                task.cancel()
            await asyncio.gather(serving, ending, return_exceptions=True)

    async def _ended(self) -> None:
        """Return once the session has been ended by whomever."""
        seconds, sessions = CONFIRMED.total_seconds(), self._console.sessions
        while await sessions.confirm(self._name, self._console.now()) is not None:  # noqa: ASYNC110 - others end it
            await asyncio.sleep(seconds)


async def follow_screen(console: Console, request: Request) -> Response:
    """Which figures of the screen of an area may have changed, as it happens."""
    session, caller = await console.signed_in(request)
    caller.may(Operation.READ_CHANGES)
    document, given = page_document("screen/changes"), request.query_params
    variables = {"area": given.get("area", ""), "since": given.get("since")}
    asking = Parameters(document.text, document.name, variables, None, {})
    return Followed(console, request.cookies[cookie_name(request)], session, asking)


async def show_file(console: Console, request: Request) -> Response:
    """A file that a step shows, to whoever sees the step."""
    return await _file(console, request, small=False)


async def show_thumbnail(console: Console, request: Request) -> Response:
    """The small picture of a file."""
    return await _file(console, request, small=True)


async def _file(console: Console, request: Request, *, small: bool) -> Response:
    _, caller = await console.signed_in(request)
    if console.files is None:
        raise NotFound("这里没有附件。", "There are no files here.")
    return answered(await console.files.fetch(caller, request.path_params["id"], small))


async def show_list(listing: Listing, console: Console, request: Request) -> Response:
    """A list by the filters, the order and the cursor of its address."""
    session, caller = await console.signed_in(request)
    caller.may(listing.needs)
    query = request.query_params
    variables = _list_variables(listing, session, caller, query)
    asked = await console.ask(request, caller, page_document(listing.name), variables)
    if asked.refused and asked.refused.code in AWAY:
        return await refusal(console, request, asked.refused)
    order, direction = order_of(query)

    def ordered(field: str) -> str:
        turned = "DESC" if order == field and direction == "ASC" else "ASC"
        return changed(request.url.path, query, {"order": f"{field}:{turned}"})

    return await page(
        console,
        request,
        "list.html",
        title=listing.title,
        session=session,
        caller=caller,
        asked=asked,
        listing=listing,
        filtered=bool(active(listing, query)),
        ordered=ordered,
        arrow=lambda field: "" if order != field else " ↓" if direction == "DESC" else " ↑",
        export=lambda form: changed(f"/console/{listing.name}.{form}", query, {}),
        new_page=listing.new_page if caller.granted(listing.new_needs) != NOWHERE else "",
    )


def _list_variables(
    listing: Listing, session: Session, caller: Principal, query: QueryParams, first: int = ROWS
) -> dict[str, Any]:
    """The variables of a list for an address, and the area; what is a unit's may lie all over its district."""
    if not listing.by_area:
        return listing.variables(query, first)
    home = home_area(session)
    area = query.get("area", "").strip() or (district_of(home) if caller.unit else home)
    return {"area": area, **listing.variables(query, first)}


async def export(listing: Listing, console: Console, request: Request) -> Response:
    """Exactly the list of an address as a file: the same document, page after page."""
    session, caller = await console.signed_in(request)
    form = request.path_params["form"]
    if form not in ("csv", "xlsx"):
        raise NotFound("没有这种格式的文件。", "There is no file of this kind.")
    variables = {**_list_variables(listing, session, caller, request.query_params, sheets.PAGE), "after": None}
    document = page_document(listing.document or listing.name)

    async def read(cursor: str | None) -> Mapping[str, Any]:
        asked = await console.ask(request, caller, document, {**variables, "after": cursor})
        if asked.problems:
            raise GraphsvcError(asked.problems[0].said, asked.problems[0].code)
        connection: Mapping[str, Any] = asked.data[listing.name]
        return connection

    first = await console.ask(request, caller, document, variables)
    if first.problems:
        return await refusal(console, request, first.problems[0])
    rows, words = sheets.pages(read, first.data[listing.name]), await console.words(request)
    made = sheets.as_csv(listing, rows, words) if form == "csv" else sheets.as_xlsx(listing, rows, words)
    headers = as_file(f"{listing.title}-{console.now():%Y%m%d}.{form}")
    return StreamingResponse(made, media_type="text/csv; charset=utf-8" if form == "csv" else XLSX, headers=headers)
