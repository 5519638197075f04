"""Pages of imports: a sheet is looked at first, then loaded, and can be taken back."""

import asyncio
from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from graphsvc.access.principal import Principal
from graphsvc.access.scope import Operation
from graphsvc.console.browser.downloads import XLSX, as_file
from graphsvc.console.browser.forms import one
from graphsvc.console.browser.sessions import Session
from graphsvc.console.desk import Console, read_own_form
from graphsvc.console.frame import page
from graphsvc.console.published.documents import page_document
from graphsvc.console.uploading.desks import SpreadsheetDesk
from graphsvc.console.uploading.upload import taken
from graphsvc.errors import BadInput, NotFound

ADDRESS = "/console/spreadsheets"


async def show(console: Console, request: Request) -> Response:
    """The page: a form to upload, and the caller's imports."""
    return await _page(console, request, *await console.signed_in(request))


async def look(console: Console, request: Request) -> Response:
    """Take a sheet in and show what it would do; nothing is written."""
    session, caller = await console.signed_in(request)
    desk = _desk(console, caller)  # refuses who may not, before anything is kept
    session.upload = await taken(request, session)
    found = await desk.tried(caller, session.upload.path, session.upload.as_of, session.upload.marked)
    return await _page(console, request, session, caller, found)


async def map_headers(console: Console, request: Request) -> Response:
    """Keep which columns headers are, for all sheets of the caller to come, and look at the one that waits again."""
    session, caller = await console.signed_in(request)
    fields = await read_own_form(request, session)
    desk, upload = _desk(console, caller), session.upload
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
    await _desk(console, caller).mapped(caller, one(fields, "table"), {header: ""})
    session.notice = f"已忘记表头“{header}”的对应；再导入有它的表时重新确认。"
    return RedirectResponse(ADDRESS, 303)


async def apply(console: Console, request: Request) -> Response:
    """Load the sheet that was looked at."""
    session, caller = await console.signed_in(request)
    await read_own_form(request, session)
    upload, session.upload = session.upload, None
    if upload is None:
        raise BadInput("没有等待导入的表，请重新上传。", "No sheet is waiting; upload it again.")
    await _desk(console, caller).loaded(caller, upload.path, upload.as_of)
    session.notice = "已导入。下面可以撤销。"
    return RedirectResponse(ADDRESS, 303)


async def undo(console: Console, request: Request) -> Response:
    """Take an import back."""
    session, caller = await console.signed_in(request)
    fields = await read_own_form(request, session)
    count = await _desk(console, caller).undone(caller, one(fields, "import"))
    session.notice = f"已撤销，恢复 {count} 处。"
    return RedirectResponse(ADDRESS, 303)


async def marked(console: Console, request: Request) -> Response:
    """The sheet that was looked at, with every wrong cell marked."""
    session, _ = await console.signed_in(request)
    if session.upload is None or not session.upload.marked.exists():
        raise NotFound("没有标注的表，请重新上传。", "There is no marked workbook; upload the sheet again.")
    return Response(session.upload.marked.read_bytes(), media_type=XLSX, headers=as_file("标注.xlsx"))


async def template(console: Console, request: Request) -> Response:
    """A blank workbook of a table, to be filled in."""
    _, caller = await console.signed_in(request)
    desk, table = _desk(console, caller), request.query_params.get("table", "")
    book = await asyncio.to_thread(desk.template, table)
    return Response(book, media_type=XLSX, headers=as_file(f"{desk.tables[table]}.xlsx"))


def _desk(console: Console, caller: Principal) -> SpreadsheetDesk:
    """The desk, for who may; refused before anything is kept."""
    caller.may(Operation.IMPORT_SHEETS)
    if console.spreadsheets is None:
        raise NotFound("这里不能导入表格。", "Spreadsheets are not taken here.")
    return console.spreadsheets


async def _page(
    console: Console, request: Request, session: Session, caller: Principal, found: Mapping[str, Any] | None = None
) -> Response:
    desk = _desk(console, caller)
    asked = await console.ask(request, caller, page_document("spreadsheets"), {})
    return await page(
        console,
        request,
        "spreadsheets/page.html",
        title="导入表格",
        session=session,
        caller=caller,
        asked=asked,
        found=found,
        tables=desk.tables,
        here=ADDRESS,
        file=session.upload.path.name if session.upload else "",
    )


async def catalogue(console: Console, request: Request) -> Response:
    """The catalogue of what is shared here, as a workbook."""
    await console.signed_in(request)
    if console.catalogue is None:
        raise NotFound("这里没有数据目录。", "There is no catalogue here.")
    return Response(await asyncio.to_thread(console.catalogue), media_type=XLSX, headers=as_file("数据目录.xlsx"))
