"""Each way of sending against real receivers on this machine, without a graph."""

import base64
import hashlib
import hmac
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from aiosmtpd.controller import Controller

from graphsvc.db.embedded.state_file import free_port
from graphsvc.notices.model.delivery import Message, Outcome
from graphsvc.notices.sending.guarded import guarded_client, is_allowed, networks
from graphsvc.notices.sending.mail import MailServer, send_mail
from graphsvc.notices.sending.robots import LONGEST, parts_of, send_to_dingtalk, send_to_wecom
from graphsvc.notices.sending.webhook import post_signed
from tests.conftest import patience
from tests.notices.receiver import Receiver, receiving

NOW = datetime(2026, 9, 7, 2, 0, tzinfo=UTC)
HERE = networks("127.0.0.0/8")
MESSAGE = Message("delivery-1", "【吹哨】桐花社区：已吹哨，请签收", {"id": "delivery-1", "link": "/console/"})
SECRET = "a secret of more than twenty-four"


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    async with receiving() as receiver:
        yield receiver


@pytest.fixture
async def client() -> AsyncIterator[httpx.AsyncClient]:
    async with guarded_client(HERE, patience(1.0)) as client:
        yield client


@pytest.mark.parametrize("secret", [SECRET, "whsec_" + base64.b64encode(b"k" * 24).decode()])
async def test_a_webhook_is_signed_over_its_key_its_time_and_its_body(
    receiver: Receiver, client: httpx.AsyncClient, secret: str
) -> None:
    assert (await post_signed(client, receiver.url(), secret, MESSAGE, NOW)).outcome is Outcome.TAKEN
    (got,) = receiver.got
    assert got.headers["webhook-id"] == "delivery-1"
    assert got.headers["webhook-timestamp"] == str(int(NOW.timestamp()))
    key = b"k" * 24 if secret.startswith("whsec_") else secret.encode()
    signed = f"delivery-1.{int(NOW.timestamp())}.".encode() + got.body
    expected = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    assert got.headers["webhook-signature"] == f"v1,{expected}"
    assert got.json == MESSAGE.body


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        (200, "TAKEN"),
        (204, "TAKEN"),
        (302, "REFUSED"),
        (400, "REFUSED"),
        (410, "REFUSED"),
        (429, "AWAY"),
        (503, "AWAY"),
    ],
)
async def test_a_status_says_whether_it_arrived(
    receiver: Receiver, client: httpx.AsyncClient, status: int, outcome: str
) -> None:
    receiver.answer = lambda _: status
    receiver.headers = "Location: http://169.254.169.254/\r\n"
    assert (await post_signed(client, receiver.url(), SECRET, MESSAGE, NOW)).outcome == outcome


async def test_who_hangs_or_is_gone_is_away(receiver: Receiver, client: httpx.AsyncClient) -> None:
    receiver.answer = lambda _: None
    assert (await post_signed(client, receiver.url(), SECRET, MESSAGE, NOW)).outcome is Outcome.AWAY
    await receiver.stop()
    assert (await post_signed(client, receiver.url(), SECRET, MESSAGE, NOW)).outcome is Outcome.AWAY


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "10.1.2.3", "192.168.0.1", "172.16.0.1", "169.254.169.254", "100.64.0.1", "0.0.0.0"),
        *("224.0.0.1", "255.255.255.255", "::1", "fe80::1", "fd00::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::"),
    ],
)
def test_nothing_is_sent_to_an_address_that_is_not_public(address: str) -> None:
    assert not is_allowed(address)


def test_public_addresses_and_networks_of_the_settings_are_sent_to() -> None:
    assert is_allowed("8.8.8.8")
    assert is_allowed("2400:3200::1")
    assert is_allowed("10.1.2.3", networks("10.0.0.0/8, 192.168.0.0/16"))
    assert is_allowed("::ffff:10.1.2.3", networks("10.0.0.0/8"))
    assert not is_allowed("172.16.0.1", networks("10.0.0.0/8"))


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
async def test_a_name_that_leads_inside_is_refused_and_nothing_arrives(receiver: Receiver, host: str) -> None:
    async with guarded_client((), 0.5) as closed:
        url = receiver.url().replace("127.0.0.1", host)
        attempt = await post_signed(closed, url, SECRET, MESSAGE, NOW)
    assert (attempt.outcome, receiver.got) == (Outcome.REFUSED, [])


async def test_http_over_a_network_is_refused(client: httpx.AsyncClient) -> None:
    attempt = await post_signed(client, "http://example.cn/hook", SECRET, MESSAGE, NOW)
    assert attempt.outcome is Outcome.REFUSED


async def test_robots_get_a_text_and_dingtalk_its_signature(receiver: Receiver, client: httpx.AsyncClient) -> None:
    receiver.answer = lambda _: (200, b'{"errcode":0,"errmsg":"ok"}')
    wecom = await send_to_wecom(client, receiver.url("/send?key=k"), "", MESSAGE, NOW)
    signed = await send_to_dingtalk(client, receiver.url("/robot/send?access_token=t"), "SECx", MESSAGE, NOW)
    assert (wecom.outcome, signed.outcome) == (Outcome.TAKEN, Outcome.TAKEN)
    assert [each.json for each in receiver.got] == [{"msgtype": "text", "text": {"content": MESSAGE.text}}] * 2
    query = httpx.URL("http://x" + receiver.got[1].path).params
    stamp = str(int(NOW.timestamp() * 1000))
    sign = base64.b64encode(hmac.new(b"SECx", f"{stamp}\nSECx".encode(), hashlib.sha256).digest()).decode()
    assert dict(query) == {"access_token": "t", "timestamp": stamp, "sign": sign}


@pytest.mark.parametrize(
    ("body", "outcome"),
    [
        (b'{"errcode":45009}', "AWAY"),
        (b'{"errcode":130101}', "AWAY"),
        (b'{"errcode":93000}', "REFUSED"),
        (b"<", "AWAY"),
    ],
)
async def test_the_errcode_of_a_robot_says_whether_it_arrived(
    receiver: Receiver, client: httpx.AsyncClient, body: bytes, outcome: str
) -> None:
    receiver.answer = lambda _: (200, body)
    assert (await send_to_wecom(client, receiver.url(), "", MESSAGE, NOW)).outcome == outcome


class Mailbox:
    """Takes mail, but not for `nobody` nor while it is busy."""

    def __init__(self) -> None:
        self.got: list[Any] = []
        self.busy = False

    async def handle_RCPT(  # noqa: N802
        self, server: Any, session: Any, envelope: Any, address: str, options: Any
    ) -> str:
        if address.startswith("nobody"):
            return "550 no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        if self.busy:
            return "451 later"
        self.got.append(envelope)
        return "250 OK"


async def test_mail_is_sent_once_under_its_key_and_codes_say_whether_it_arrived() -> None:
    mailbox = Mailbox()
    controller = Controller(mailbox, hostname="127.0.0.1", port=free_port())
    controller.start()
    server = MailServer("127.0.0.1", controller.port, "none", "notices@party.example.cn", patience_seconds=2)
    try:
        assert (await send_mail(server, "street@example.cn", "", MESSAGE, NOW)).outcome is Outcome.TAKEN
        assert (await send_mail(server, "nobody@example.cn", "", MESSAGE, NOW)).outcome is Outcome.REFUSED
        mailbox.busy = True
        assert (await send_mail(server, "street@example.cn", "", MESSAGE, NOW)).outcome is Outcome.AWAY
    finally:
        controller.stop()
    assert (await send_mail(server, "street@example.cn", "", MESSAGE, NOW)).outcome is Outcome.AWAY
    (envelope,) = mailbox.got
    assert envelope.rcpt_tos == ["street@example.cn"]
    assert b"Message-ID: <delivery-1@party.example.cn>" in envelope.content


async def test_a_long_digest_reaches_a_robot_whole(receiver: Receiver, client: httpx.AsyncClient) -> None:
    lines = [f"【任务】桐花社区：第 {number} 项任务已派发，请接收" for number in range(200)]
    digest = Message("delivery-1", "\n".join(lines), {})
    receiver.answer = lambda _: (200, b'{"errcode":0}')
    assert (await send_to_wecom(client, receiver.url(), "", digest, NOW)).outcome is Outcome.TAKEN
    texts = [got.json["text"]["content"] for got in receiver.got]
    assert "\n".join(texts).split("\n") == lines
    assert max(len(text.encode()) for text in texts) <= LONGEST
    assert [len(part.encode()) for part in parts_of("长" * 1_000)] == [1_998]
