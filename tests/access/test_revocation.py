"""Tokens withdrawn before their time: by the list of a file, and by what the sign-in server says of them."""

import asyncio
import logging
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import httpx
import pytest

from graphsvc.access.authenticator import make_authenticator
from graphsvc.access.role import Role
from graphsvc.access.sign_in.development import Development
from graphsvc.access.sign_in.revocation import ByList, ByQuestion, Endpoint, Withdrawn, parse_withdrawn
from graphsvc.access.sign_in.verifiers import Local
from graphsvc.errors import SetupError, Unauthenticated, Unavailable
from graphsvc.settings import Settings
from tests.access.signing import NOW, RULES, claims, keys, rsa, signed

LOCAL = Local(keys(), RULES)
MINUTE = timedelta(minutes=1)
URL = "https://sign-in.example/introspect"


def token(**changes: Any) -> str:
    return signed(claims(**changes), rsa())


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.mark.parametrize(
    ("line", "holds"),
    [
        ("token t-1", False),
        ("token t-2", True),
        ("subject user-7", False),
        ("  subject   user-7   # left in March", False),
        ("# subject user-7", True),
        ("subject user-70", True),
        ("subject user-7 2026-03-02T16:59:00+08:00", False),
        ("subject user-7 2026-03-02T16:58:59+08:00", True),
        ("subject user-7 2026-03-02T08:59:00Z", False),
        ("subject user-7 2026-03-02T08:58:59+00:00\nsubject user-7 2026-03-02T08:59:00+00:00", False),
    ],
)
async def test_a_list_withdraws_a_token_or_all_of_a_subject_up_to_a_moment(
    tmp_path: Path, line: str, holds: bool
) -> None:
    path = tmp_path / "revoked"
    path.write_text(line, encoding="utf-8")
    asked = ByList(LOCAL, path).claims(token(jti="t-1"), NOW)
    if holds:
        assert (await asked).subject == "user-7"
    else:
        with pytest.raises(Unauthenticated):
            await asked


@pytest.mark.parametrize(
    "text",
    ["user-7", "token", "subject", "tokens t-1", "subject 2026-03-02T09:00:00Z", "subject li 2026-03-02T09:00:00"],
)
def test_a_line_of_another_form_is_refused_at_the_start(tmp_path: Path, text: str) -> None:
    with pytest.raises(ValueError, match=r"line 2|zone"):
        parse_withdrawn("token t\n" + text)
    (tmp_path / "revoked").write_text(text, encoding="utf-8")
    for path in (tmp_path / "revoked", tmp_path / "absent"):
        with pytest.raises(SetupError):
            ByList(LOCAL, path)


def test_a_subject_may_hold_blanks() -> None:
    assert parse_withdrawn("subject Li Si\n\n") == Withdrawn(subjects={"Li Si": datetime.max.replace(tzinfo=UTC)})


async def test_a_list_that_changes_is_read_again_and_one_that_breaks_stays_as_it_was(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    clock, path = Clock(), tmp_path / "revoked"
    path.write_text("", encoding="utf-8")
    listed = ByList(LOCAL, path, clock)
    assert await listed.claims(token(), NOW)
    path.write_text("subject user-7", encoding="utf-8")
    clock.now += 1.5
    for broken in (None, "nonsense", "subject user-7 "):
        if broken is not None:
            path.write_text(broken, encoding="utf-8")
            clock.now += 1.5
        with pytest.raises(Unauthenticated):
            await listed.claims(token(), NOW)
    path.unlink()
    clock.now += 1.5
    with caplog.at_level(logging.ERROR), pytest.raises(Unauthenticated):
        await listed.claims(token(), NOW)
    assert "as it was" in caplog.text
    path.write_text("# nobody", encoding="utf-8")
    clock.now += 1.5
    assert await listed.claims(token(), NOW)


@dataclass
class Server:
    """Tells of tokens; `answer` is what it says, `status` how."""

    answer: Any = field(default_factory=lambda: {"active": True})
    status: int = 200
    away: bool = False
    delay: float = 0.0
    asked: list[httpx.Request] = field(default_factory=list)

    async def __call__(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request)
        await asyncio.sleep(self.delay)
        if self.away:
            raise httpx.ConnectError("refused")
        if isinstance(self.answer, bytes):
            return httpx.Response(self.status, content=self.answer)
        return httpx.Response(self.status, json=self.answer)


@pytest.fixture
def server() -> Server:
    return Server()


@pytest.fixture
async def asking(server: Server) -> AsyncIterator[ByQuestion]:
    async with httpx.AsyncClient(transport=httpx.MockTransport(server)) as client:
        yield ByQuestion(LOCAL, Endpoint(URL, "graphsvc", "se:cret"), client)


async def test_a_token_is_asked_about_once_in_half_a_minute(asking: ByQuestion, server: Server) -> None:
    given, later = token(), timedelta(seconds=29)
    assert len(await asyncio.gather(*(asking.claims(given, NOW) for _ in range(5)))) == 5
    await asking.claims(given, NOW + later)
    (request,) = server.asked
    assert (request.method, str(request.url)) == ("POST", URL)
    assert parse_qs(request.content.decode()) == {"token": [given], "token_type_hint": ["access_token"]}
    assert httpx.BasicAuth("graphsvc", "se%3Acret")._auth_header == request.headers["authorization"]
    server.answer = {"active": False}
    with pytest.raises(Unauthenticated):
        await asking.claims(given, NOW + MINUTE / 2)
    with pytest.raises(Unauthenticated):
        await asking.claims(given, NOW + MINUTE / 2 + later)
    assert len(server.asked) == 2


@pytest.mark.parametrize("answer", [{"active": "true"}, {"active": 1}, {}, [], "active", b"null"])
async def test_only_a_plain_yes_is_one(asking: ByQuestion, server: Server, answer: Any) -> None:
    server.answer = answer
    with pytest.raises(Unauthenticated):
        await asking.claims(token(), NOW)


async def test_a_token_that_does_not_hold_by_itself_is_not_asked_about(asking: ByQuestion, server: Server) -> None:
    with pytest.raises(Unauthenticated):
        await asking.claims(token(aud="another"), NOW)
    assert server.asked == []


@pytest.mark.parametrize("how", [{"away": True}, {"status": 500}, {"status": 302}, {"answer": b"no json"}])
async def test_while_nobody_tells_known_tokens_go_on_for_a_while_and_others_wait(
    asking: ByQuestion, server: Server, how: dict[str, Any]
) -> None:
    known = token(jti="known")
    await asking.claims(known, NOW)
    for name, value in how.items():
        setattr(server, name, value)
    assert await asking.claims(known, NOW + 4 * MINUTE)
    for given, now in ((token(jti="other"), NOW), (known, NOW + 5 * MINUTE)):
        with pytest.raises(Unavailable):
            await asking.claims(given, now)


@pytest.mark.parametrize("url", ["http://sign-in.example/introspect", "https://u:p@sign-in.example", "introspect"])
def test_a_secret_is_sent_over_tls_only(url: str) -> None:
    with pytest.raises(SetupError):
        Endpoint(url, "graphsvc", "secret")


async def test_settings_name_the_list_and_the_endpoint(tmp_path: Path, server: Server) -> None:
    path = tmp_path / "revoked"
    path.write_text("subject wang", encoding="utf-8")
    settings = Settings(data_dir=tmp_path, revoked_file=path, introspection_url=URL)
    issuer, now = Development(settings), datetime.now(UTC)
    async with httpx.AsyncClient(transport=httpx.MockTransport(server)) as client:
        entered = make_authenticator(settings, client, lambda: now)
        headers = [f"Bearer {issuer.mint(Role.VIEWER, [], None, who, now)}".encode() for who in ("li", "wang")]
        assert (await entered.caller(headers[0])).subject == "li"
        assert len(server.asked) == 1
        with pytest.raises(Unauthenticated):
            await entered.caller(headers[1])
