"""What the console is made of, and who sits in front of it: sessions, callers, and the words pages are written with."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import orjson
from jinja2 import Environment
from starlette.requests import Request
from starlette.responses import Response

from graphsvc.access.principal import Principal
from graphsvc.access.role import Role
from graphsvc.console.asking import Asked, ask
from graphsvc.console.browser.forms import Fields, one, read_form
from graphsvc.console.browser.sessions import LONGEST, Session, Sessions
from graphsvc.console.browser.uploads import carries_files, read_form_with_files, take_in
from graphsvc.console.published.documents import Document, page_document
from graphsvc.console.rendering import Words, environment
from graphsvc.console.signing_in.development import RolePicker
from graphsvc.console.signing_in.server import ServerSignIn
from graphsvc.errors import BadInput, NotFound, Unauthenticated, Unavailable
from graphsvc.gql.execution.executor import Executor
from graphsvc.web.attachments.endpoint import AttachmentDesk
from graphsvc.web.authentication import Entrance
from graphsvc.web.graphql.stream import StreamEndpoint
from graphsvc.web.request_context import visit

NOBODY = Principal("console", Role.VIEWER)
"""Reads what stands on every page: words of the schema."""
PICKER = Principal("console", Role.SYSTEM)
"""Reads what stands on the page of the role picker: places, units, and members by masked names."""

if TYPE_CHECKING:
    from graphsvc.console.uploading.desks import RegistrationDesk, SpreadsheetDesk

RENEWED_BEFORE = timedelta(seconds=60)
"""A token is renewed so long before its end."""
RENEWAL_LOOKS, RENEWAL_PAUSE = 50, 0.1
"""How often a request looks whether another process has renewed a token, and how many seconds apart."""


class SignInNeeded(Exception):
    """Nobody is signed in; `address` is where that is done."""

    def __init__(self, request: Request) -> None:
        super().__init__()
        self.address = f"/console/sign-in?{urlencode({'next': here(request)})}"


@dataclass(slots=True)
class Console:
    """The console over one executor.

    `picker` gives out tokens of a developer's machine; elsewhere `server` is where one signs in.
    """

    executor: Callable[[], Executor]
    entrance: Entrance
    now: Callable[[], datetime]
    sessions: Sessions
    picker: RolePicker | None = None
    server: ServerSignIn | None = None
    spreadsheets: "SpreadsheetDesk | None" = None
    registration_lists: "RegistrationDesk | None" = None
    files: AttachmentDesk | None = None
    catalogue: Callable[[], bytes] | None = None
    streaming: StreamEndpoint | None = None
    templates: Environment = field(default_factory=environment)
    known: dict[str, Mapping[str, str]] = field(default_factory=dict)

    async def signed_in(self, request: Request) -> tuple[Session, Principal]:
        """Who is in front of a browser.

        Raises:
            SignInNeeded: nobody, or nobody any more.
            RateLimited, Unavailable: as at the door of the API.
        """
        name = request.cookies.get(cookie_name(request))
        session = await self.sessions.find(name, self.now())
        if name is None or session is None:
            if name:
                self.entrance.refused(request.scope)
            raise SignInNeeded(request)
        try:
            await self._renew(name, session)
            caller = await self.entrance.caller(request.scope, {b"authorization": session.authorization})
            if standing(caller) != session.standing:
                raise Unauthenticated("another role or place than the session began with")
        except Unauthenticated:
            await self.sessions.close(name)
            raise SignInNeeded(request) from None
        if session.ends != caller.expires_at:  # of a new token, which others have to be told of
            session.ends = caller.expires_at
            await self.sessions.replace(name, session)
        return session, caller

    async def _renew(self, name: str, session: Session) -> None:
        """Get another token shortly before the one at hand ends: one request of all processes does, others wait for it.

        Raises:
            Unauthenticated: the sign-in server gives none any more.
            Unavailable: it is away, or the database is, and the token has ended.
        """
        if self.server is None or not self._is_ending(session):
            return
        async with session.renewing:
            try:
                if not await self._has_to_renew(name, session):
                    return
                tokens = await self.server.renew(session.refresh or "", self.now())
            except Unavailable:
                if session.ends is not None and self.now() < session.ends:
                    return  # the token at hand still holds
                raise
            session.authorization = b"Bearer " + tokens.access.encode()
            session.refresh, session.ends = tokens.refresh or session.refresh, None

    async def _has_to_renew(self, name: str, session: Session) -> bool:
        """Whether it is for this request to renew a token; once another process has, it is not.

        Raises:
            Unauthenticated: the session has been ended meanwhile.
            Unavailable: another process has claimed it, and has not come back with a token.
        """
        for _ in range(RENEWAL_LOOKS):
            if await self.sessions.confirm(name, self.now()) is None:
                raise Unauthenticated("the session was ended")
            if session.refresh is None or not self._is_ending(session):
                return False
            if await self.sessions.claim(name, session, self.now()):
                return True
            await asyncio.sleep(RENEWAL_PAUSE)
        raise Unavailable("登录正在续期，请稍后再试。", "The sign-in is being renewed; try again in a moment.")

    def _is_ending(self, session: Session) -> bool:
        return session.ends is not None and self.now() >= session.ends - RENEWED_BEFORE

    async def open_session(self, request: Request, response: Response, session: Session, subject: str = "") -> None:
        """Begin a session under a new name; the one before ends, so that nobody can have laid it there.

        Args:
            subject: whom the sign-in server says it has signed in; the access token has to say the same.

        Raises:
            Unauthenticated: the token does not hold.
        """
        await self.sessions.close(request.cookies.get(cookie_name(request)))
        caller = await self.entrance.caller(request.scope, {b"authorization": session.authorization})
        if subject and subject != caller.subject:
            raise Unauthenticated("the two tokens name different people")
        session.standing, session.ends = standing(caller), caller.expires_at
        session.me = (await self.ask(request, caller, page_document("frame"), {})).data
        secure = is_secure(request)
        response.set_cookie(
            cookie_name(request),
            await self.sessions.open(session, self.now()),
            max_age=int(LONGEST.total_seconds()),
            path="/" if secure else "/console",
            secure=secure,
            httponly=True,
            samesite="lax",
        )

    async def ask(self, request: Request, caller: Principal, document: Document, variables: Mapping[str, Any]) -> Asked:
        """Ask a published document as the caller; the log line of the request names it."""
        visited = visit(request.scope)
        asked = await ask(self.executor(), caller, document, variables)
        visited.operation, visited.price = document.name, asked.price
        if asked.problems:
            visited.code = asked.problems[0].code
        return asked

    async def words(self, request: Request) -> Words:
        """What values of enums are called; asked for once."""
        if not self.known:
            asked = await self.ask(request, NOBODY, page_document("words"), {})
            self.known |= {
                each["name"]: {value["name"]: value["zh"] for value in each["values"]}
                for each in asked.data.get("enums", ())
            }
        return self.known


def standing(caller: Principal) -> str:
    """Who somebody is and what they may do where; a session holds while it stays as it was."""
    return orjson.dumps([caller.subject, caller.role, sorted(caller.areas), caller.unit]).decode()


def cookie_name(request: Request) -> str:
    """The name of the session's cookie; over https one that no other host can have set."""
    return "__Host-graphsvc-console" if is_secure(request) else "graphsvc-console"


def is_secure(request: Request) -> bool:
    """Whether the browser speaks https, as the server or a trusted proxy tells."""
    return request.url.scheme == "https"


def here(request: Request) -> str:
    """The address of a page without the host."""
    return request.url.path + (f"?{request.url.query}" if request.url.query else "")


async def read_own_form(request: Request, session: Session) -> Fields:
    """The fields of a form that a page of this session holds.

    Raises:
        BadInput: a form of another page, or of a session that has ended.
    """
    fields = await read_form(request)
    check_token(session, fields)
    return fields


async def read_own_form_with_files(console: Console, request: Request, session: Session, caller: Principal) -> Fields:
    """As `read_own_form`, of a form that may carry files: each is taken in, and named by its id.

    Raises:
        NotFound: no files are taken in here. BadInput, and what taking in raises.
    """
    if not carries_files(request):
        return await read_own_form(request, session)
    if console.files is None:
        raise NotFound("这里不能上传文件。", "Files are not taken in here.")
    with console.files.holding(caller):  # before the body is read, which may be large
        fields, files = await read_form_with_files(request)
        check_token(session, fields)
        return await take_in(console.files, caller, fields, files, session.files)


def check_token(session: Session, fields: Fields) -> None:
    """Refuse a form that no page of this session holds.

    Raises:
        BadInput: a form of another page, or of a session that has ended.
    """
    if not session.holds(one(fields, "csrf")):
        raise BadInput(
            "页面已过期，请返回重新打开后再提交；什么也没有改动。",
            "The form is not of this session; nothing was changed.",
        )
