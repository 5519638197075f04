"""Pages of lists of registrations: a list is judged row by row, then filed."""

from collections.abc import Mapping, Sequence
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from graphsvc.access.principal import Principal
from graphsvc.access.scope import Operation
from graphsvc.console.browser.forms import one
from graphsvc.console.browser.sessions import Session, home_area
from graphsvc.console.desk import Console, read_own_form
from graphsvc.console.frame import page
from graphsvc.console.published.documents import page_document
from graphsvc.console.uploading.desks import RegistrationDesk
from graphsvc.console.uploading.upload import taken
from graphsvc.errors import BadInput, NotFound

LIST_ADDRESS = "/console/registration-list"
COMMUNITY_DIGITS = 12


async def show_list(console: Console, request: Request) -> Response:
    """The page of lists of registrations: a form to upload one."""
    return await _list_page(console, request, *await console.signed_in(request))


async def look_at_list(console: Console, request: Request) -> Response:
    """Take a list in and answer each row; nothing is written."""
    session, caller = await console.signed_in(request)
    desk = _lists(console, caller)
    session.upload = upload = await taken(request, session)
    answers = await desk.tried(caller, upload.path, upload.community)
    return await _list_page(console, request, session, caller, answers)


async def file_list(console: Console, request: Request) -> Response:
    """File the list that was looked at."""
    session, caller = await console.signed_in(request)
    fields = await read_own_form(request, session)
    desk, upload = _lists(console, caller), session.upload
    if upload is None or not upload.community:
        raise BadInput("没有等待登记的名单，请重新上传。", "No list is waiting; upload it again.")
    answers = await desk.filed(caller, upload.path, upload.community, one(fields, "receive") == "1")
    session.upload = None
    return await _list_page(console, request, session, caller, answers, filed=True)


def _lists(console: Console, caller: Principal) -> RegistrationDesk:
    """The desk, for who may; refused before anything is kept."""
    caller.may(Operation.REVIEW_REGISTRATION)
    if console.registration_lists is None:
        raise NotFound("这里不能批量报到。", "Lists are not taken here.")
    return console.registration_lists


async def _list_page(
    console: Console,
    request: Request,
    session: Session,
    caller: Principal,
    answers: Sequence[Mapping[str, Any]] | None = None,
    *,
    filed: bool = False,
) -> Response:
    caller.may(Operation.REVIEW_REGISTRATION)
    asked = await console.ask(request, caller, page_document("registration_list"), {"area": home_area(session)})
    return await page(
        console,
        request,
        "registration_list/page.html",
        title="批量报到",
        session=session,
        caller=caller,
        asked=asked,
        answers=answers,
        filed=filed,
        here=LIST_ADDRESS,
        community=next((each for each in caller.areas if len(each) == COMMUNITY_DIGITS), ""),
        file=session.upload.path.name if session.upload else "",
    )
