"""A sheet that somebody uploads by a form, kept until it is loaded."""

import re
import tempfile
from datetime import date
from pathlib import Path, PurePosixPath

from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request

from graphsvc.console.browser.forms import check_site
from graphsvc.console.browser.sessions import Session
from graphsvc.errors import BadInput

LARGEST = 5 * 1024 * 1024
"""Bytes of a spreadsheet that is uploaded here; larger ones are loaded by the command."""
AROUND = 16 * 1024


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


async def taken(request: Request, session: Session) -> Upload:
    """Take the sheet of a form of this session.

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
