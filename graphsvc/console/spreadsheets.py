"""Spreadsheets: a sheet is looked at first, with faults at their cells, then loaded, and can be taken back."""

import asyncio
import re
import tempfile
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import quote

from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from graphsvc.access.principal import Principal
from graphsvc.access.scope import Operation
from graphsvc.china import day_in_china
from graphsvc.console.browser.forms import check_site, one
from graphsvc.console.browser.sessions import Session, home_area
from graphsvc.console.desk import Console, read_own_form
from graphsvc.console.frame import page
from graphsvc.console.published.documents import page_document
from graphsvc.console.rendering import crumbs
from graphsvc.errors import BadInput, NotFound

LARGEST = 5 * 1024 * 1024
"""Bytes of a spreadsheet that is uploaded here; larger ones are loaded by the command."""
AROUND = 16 * 1024
COMMUNITY_DIGITS = 12
ADDRESS = "/console/spreadsheets"
LIST_ADDRESS = "/console/registration-list"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, slots=True)
class SpreadsheetDesk:
    """What the pages do, for a caller; all raise errors of this service.

    `tried` tells what a sheet would do and writes a marked workbook where something is wrong; `loaded` gives the id of
    the import, `undone` how many things it took back, `listed` the caller's own imports. `mapped` keeps which columns
    of a table the headers of the caller's sheets are, `remembered` tells those that are kept, `measured` how complete
    an area's data is and what is doubtful.
    """

    tried: Callable[[Principal, Path, date | None, Path], Awaitable[Mapping[str, Any]]]
    loaded: Callable[[Principal, Path, date | None], Awaitable[str]]
    undone: Callable[[Principal, str], Awaitable[int]]
    listed: Callable[[Principal], Awaitable[Sequence[Mapping[str, Any]]]]
    mapped: Callable[[Principal, str, Mapping[str, str]], Awaitable[None]]
    remembered: Callable[[Principal], Awaitable[Sequence[Mapping[str, str]]]]
    measured: Callable[[Principal, str, date], Awaitable[Mapping[str, Any]]]


@dataclass(frozen=True, slots=True)
class RegistrationDesk:
    """What the page of lists of registrations does, for a caller and a community.

    `tried` judges every row and writes nothing; `filed` files those that can be, with the receipt where asked to.
    """

    tried: Callable[[Principal, Path, str], Awaitable[Sequence[Mapping[str, Any]]]]
    filed: Callable[[Principal, Path, str, bool], Awaitable[Sequence[Mapping[str, Any]]]]


class Upload:
    """A sheet that waits to be loaded: in a folder of its own, which goes with the session or the next upload."""

    def __init__(self, name: str, content: bytes, as_of: date | None, community: str = "") -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="graphsvc-upload-")
        self.path = Path(self._folder.name) / name
        self.marked = Path(self._folder.name) / "marked" / "标注.xlsx"
        self.marked.parent.mkdir()
        self.path.write_bytes(content)
        self.as_of = as_of
        self.community = community


async def show(console: Console, request: Request) -> Response:
    """The page: a form to upload, and the caller's imports."""
    return await _page(console, request, *await console.signed_in(request))


async def look(console: Console, request: Request) -> Response:
    """Take a sheet in and show what it would do; nothing is written."""
    session, caller = await console.signed_in(request)
    desk = _desk(console)
    await desk.listed(caller)  # refuses who may not, before anything is kept
    session.upload = await _taken(request, session)
    found = await desk.tried(caller, session.upload.path, session.upload.as_of, session.upload.marked)
    return await _page(console, request, session, caller, found)


async def map_headers(console: Console, request: Request) -> Response:
    """Keep which columns headers are, for all sheets of the caller to come, and look at the one that waits again."""
    session, caller = await console.signed_in(request)
    fields = await read_own_form(request, session)
    desk, upload = _desk(console), session.upload
    if upload is None:
        raise BadInput("没有等待导入的表，请重新上传。", "No sheet is waiting; upload it again.")
    for table in dict.fromkeys(fields.get("table", ())):
        told = zip(fields.get(f"header.{table}", ()), fields.get(f"column.{table}", ()), strict=False)
        await desk.mapped(caller, table, {header: column for header, column in told if column})
    found = await desk.tried(caller, upload.path, upload.as_of, upload.marked)
    return await _page(console, request, session, caller, found)


async def forget_header(console: Console, request: Request) -> Response:
    """Forget which column a header is, so that it is asked for again when a sheet has it."""
    session, caller = await console.signed_in(request)
    fields = await read_own_form(request, session)
    header = one(fields, "header")
    await _desk(console).mapped(caller, one(fields, "table"), {header: ""})
    session.notice = f"已忘记表头“{header}”的对应；再导入有它的表时重新确认。"
    return RedirectResponse(ADDRESS, 303)


async def quality(console: Console, request: Request) -> Response:
    """How complete the data of an area is, part by part, and what in it cannot be right."""
    session, caller = await console.signed_in(request)
    desk, query = _desk(console), request.query_params
    area, day = query.get("area", "").strip() or home_area(session), _day(query.get("asOf", ""))
    found = await desk.measured(caller, area, day or day_in_china(console.now()))
    asked = await console.ask(request, caller, page_document("data_quality"), {"area": area})
    about = asked.data.get("area")
    return await page(
        console,
        request,
        "data_quality/page.html",
        title="数据质量",
        session=session,
        caller=caller,
        asked=asked,
        found=found,
        chain=crumbs(about),
        names={each["code"]: each["name"] for each in ((about or {}).get("children") or {}).get("nodes", ())},
    )


async def catalogue(console: Console, request: Request) -> Response:
    """The catalogue of what is shared here, as a workbook."""
    await console.signed_in(request)
    if console.catalogue is None:
        raise NotFound("这里没有数据目录。", "There is no catalogue here.")
    headers = {"content-disposition": f"attachment; filename*=UTF-8''{quote('数据目录.xlsx')}"}
    return Response(await asyncio.to_thread(console.catalogue), media_type=XLSX, headers=headers)


async def apply(console: Console, request: Request) -> Response:
    """Load the sheet that was looked at."""
    session, caller = await console.signed_in(request)
    await read_own_form(request, session)
    upload, session.upload = session.upload, None
    if upload is None:
        raise BadInput("没有等待导入的表，请重新上传。", "No sheet is waiting; upload it again.")
    await _desk(console).loaded(caller, upload.path, upload.as_of)
    session.notice = "已导入。下面可以撤销。"
    return RedirectResponse(ADDRESS, 303)


async def undo(console: Console, request: Request) -> Response:
    """Take an import back."""
    session, caller = await console.signed_in(request)
    fields = await read_own_form(request, session)
    count = await _desk(console).undone(caller, one(fields, "import"))
    session.notice = f"已撤销，恢复 {count} 处。"
    return RedirectResponse(ADDRESS, 303)


async def marked(console: Console, request: Request) -> Response:
    """The sheet that was looked at, with every wrong cell marked."""
    session, _ = await console.signed_in(request)
    if session.upload is None or not session.upload.marked.exists():
        raise NotFound("没有标注的表，请重新上传。", "There is no marked workbook; upload the sheet again.")
    headers = {"content-disposition": "attachment; filename*=UTF-8''%E6%A0%87%E6%B3%A8.xlsx"}
    return Response(session.upload.marked.read_bytes(), media_type=XLSX, headers=headers)


async def show_list(console: Console, request: Request) -> Response:
    """The page of lists of registrations: a form to upload one."""
    return await _list_page(console, request, *await console.signed_in(request))


async def look_at_list(console: Console, request: Request) -> Response:
    """Take a list in and answer each row; nothing is written."""
    session, caller = await console.signed_in(request)
    desk = _lists(console, caller)
    session.upload = upload = await _taken(request, session)
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
    return await page(
        console,
        request,
        "registration_list.html",
        title="批量报到",
        session=session,
        caller=caller,
        answers=answers,
        filed=filed,
        here=LIST_ADDRESS,
        community=next((each for each in caller.areas if len(each) == COMMUNITY_DIGITS), ""),
        file=session.upload.path.name if session.upload else "",
    )


def _desk(console: Console) -> SpreadsheetDesk:
    if console.spreadsheets is None:
        raise NotFound("这里不能导入表格。", "Spreadsheets are not taken here.")
    return console.spreadsheets


async def _page(
    console: Console, request: Request, session: Session, caller: Principal, found: Mapping[str, Any] | None = None
) -> Response:
    imports, remembered = await _desk(console).listed(caller), await _desk(console).remembered(caller)
    return await page(
        console,
        request,
        "spreadsheets.html",
        title="导入表格",
        session=session,
        caller=caller,
        found=found,
        imports=imports,
        remembered=remembered,
        here=ADDRESS,
        file=session.upload.path.name if session.upload else "",
    )


async def _taken(request: Request, session: Session) -> Upload:
    """The sheet of a form of this session.

    Raises:
        BadInput: too large, no file, another form, a day that is none. CrossSite: sent by another site's page.
    """
    check_site(request)
    length = request.headers.get("content-length", "")
    if not length.isdigit() or int(length) > LARGEST + AROUND:
        raise BadInput("文件超过 5 MB，请分成几份。", "The file is over 5 MB; split it.")
    try:
        async with request.form(max_files=1, max_fields=4, max_part_size=1024) as form:
            file, csrf, day = form.get("file"), form.get("csrf", ""), form.get("asOf", "")
            if not isinstance(csrf, str) or not session.holds(csrf):
                raise BadInput("页面已过期，请返回重新打开后再提交。", "The form is not of this session.")
            if not isinstance(file, UploadFile) or not file.filename:
                raise BadInput("请选择一个文件。", "Choose a file.")
            community = str(form.get("community", "")).strip()
            return Upload(_name(file.filename), await file.read(), _day(str(day)), community)
    except HTTPException:  # Starlette's, of a form that cannot be read
        raise BadInput("表单无法读取。", "The form cannot be read.") from None


def _name(given: str) -> str:
    """The name of a file without folders and control characters; a sheet is told by it."""
    name = re.sub(r"[\x00-\x1f/\\:]", "", PurePosixPath(given.replace("\\", "/")).name).lstrip(".")
    return name[-100:] or "sheet.csv"


def _day(text: str) -> date | None:
    if not text.strip():
        return None
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise BadInput("日期无法读取，请写成 2026-11-28。", "The day cannot be read; write 2026-11-28.") from None
