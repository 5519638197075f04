"""Photographs and files in forms: taken in as by `POST /attachments`, under the token of the form.

The form of a change may carry files. Each is taken in before the change and named by its id under the name of its
field, so that the change shows it. A form that is sent twice has its files taken in once.
"""

import asyncio
import hashlib
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request

from graphsvc.access.principal import Principal
from graphsvc.console.browser.forms import FIELD_LIMIT, LARGEST_FORM, Fields, check_site, one
from graphsvc.errors import BadInput
from graphsvc.web.attachments.endpoint import AttachmentDesk, Sent, bounded

LARGEST_TOGETHER = 40 * 1024 * 1024
"""Bytes of a form with its files; a photograph of a phone has three to eight million."""
MOST_DROPPED = 2 * LARGEST_TOGETHER
MOST_FILES = 9
MOST_KEPT = 50
CONSENT = "keepPlace"
"""The field by which whoever took the pictures consents to keep their places."""

Files = Sequence[tuple[str, str | None, bytes]]
"""The field, name and content of each."""


@dataclass(slots=True)
class TakenIn:
    """Which ids the files of the last forms of a session have got, by the key of the form and what it held."""

    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    ids: OrderedDict[bytes, Mapping[str, Sequence[str]]] = field(default_factory=OrderedDict)


def carries_files(request: Request) -> bool:
    """Whether a form comes with files, going by its media type."""
    return request.headers.get("content-type", "").split(";")[0].strip() == "multipart/form-data"


async def read_form_with_files(request: Request) -> tuple[Fields, Files]:
    """The fields of a form, and the files that were chosen.

    Raises:
        CrossSite: the browser says that a page of another site has sent it.
        BadInput: over 40 MB, 9 files or 500 fields, or it cannot be read.
    """
    check_site(request)
    receive = bounded(request.receive, LARGEST_TOGETHER, _too_large, MOST_DROPPED)
    fields: dict[str, list[str]] = {}
    files: list[tuple[str, str | None, bytes]] = []
    try:
        whole = Request(request.scope, receive)
        async with whole.form(max_files=MOST_FILES, max_fields=FIELD_LIMIT, max_part_size=LARGEST_FORM) as form:
            for name, value in form.multi_items():
                if not isinstance(value, UploadFile):
                    fields.setdefault(name, []).append(value)
                elif value.filename:
                    files.append((name, value.filename, await value.read()))
    except HTTPException:  # Starlette's, of a form that cannot be read
        raise BadInput(
            f"表单无法读取；一次至多 {MOST_FILES} 个文件。", f"The form cannot be read; {MOST_FILES} files at most."
        ) from None
    return fields, files


async def take_in(desk: AttachmentDesk, caller: Principal, fields: Fields, files: Files, taken: TakenIn) -> Fields:
    """The fields of a form with the ids of its files beside those that it names already.

    Raises:
        Forbidden: the caller uploads nothing. What `POST /attachments` raises.
    """
    if not files:
        return fields
    desk.check(caller)
    held = hashlib.sha256(one(fields, "key").encode())
    for name, file, content in files:
        held.update(f"\n{name}\n{file}\n".encode() + hashlib.sha256(content).digest())
    async with taken.lock:
        found = taken.ids.get(held.digest())
        if found is None:
            found = await _taken_in(desk, caller, files, keep_place=one(fields, CONSENT) == "true")
            taken.ids[held.digest()] = found
            while len(taken.ids) > MOST_KEPT:
                taken.ids.popitem(last=False)
    return {**fields, **{name: [*fields.get(name, ()), *ids] for name, ids in found.items()}}


async def _taken_in(
    desk: AttachmentDesk, caller: Principal, files: Files, *, keep_place: bool
) -> Mapping[str, Sequence[str]]:
    ids: dict[str, list[str]] = {}
    for name, file, content in files:
        found = await desk.take(caller, Sent(file, content, keep_place))
        ids.setdefault(name, []).append(str(found["id"]))
    return ids


def _too_large() -> BadInput:
    return BadInput("文件合计超过 40 MB，请分几次上传。", "The files are over 40 MB together; send fewer.")
