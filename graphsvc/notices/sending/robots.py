"""Robots of WeCom and DingTalk groups: one text a message, taken when the answer's `errcode` is 0.

Sources: WeCom's 群机器人配置说明 (20 messages a minute, 2,048 bytes a text); DingTalk's 自定义机器人接入 (20 a minute;
with a secret, `timestamp` and `sign` = HMAC-SHA256 of "timestamp\\nsecret" under the secret).
"""

import base64
import hmac
from datetime import datetime
from urllib.parse import quote_plus

import httpx
import orjson

from graphsvc.notices.model.delivery import Attempt, Message, Outcome
from graphsvc.notices.sending.webhook import post

LONGEST = 2_000
"""Bytes of a text; what is longer is cut between characters."""
BUSY = frozenset({-1, 45009, 130101})
"""`errcode` of too many messages a minute, or of a system that is busy."""
HEADERS = {"Content-Type": "application/json", "User-Agent": "graphsvc-notices"}


async def send_to_wecom(client: httpx.AsyncClient, url: str, secret: str, message: Message, now: datetime) -> Attempt:
    """Send one text to the robot of a WeCom group, whose key stands in its address."""
    return await _send(client, url, {"msgtype": "text", "text": {"content": _cut(message.text)}})


async def send_to_dingtalk(
    client: httpx.AsyncClient, url: str, secret: str, message: Message, now: datetime
) -> Attempt:
    """Send one text to the robot of a DingTalk group, signed where it has a secret."""
    if secret:
        stamp = int(now.timestamp() * 1000)
        url = f"{url}{'&' if '?' in url else '?'}timestamp={stamp}&sign={quote_plus(dingtalk_sign(secret, stamp))}"
    body: dict[str, object] = {"msgtype": "text", "text": {"content": _cut(message.text)}}
    return await _send(client, url, body)


def dingtalk_sign(secret: str, stamp: int) -> str:
    """Sign for DingTalk; `stamp` is in milliseconds."""
    return base64.b64encode(hmac.digest(secret.encode(), f"{stamp}\n{secret}".encode(), "sha256")).decode()


def _cut(text: str) -> str:
    return text.encode()[:LONGEST].decode(errors="ignore")


async def _send(client: httpx.AsyncClient, url: str, body: dict[str, object]) -> Attempt:
    attempt, answer = await post(client, url, orjson.dumps(body), HEADERS)
    if attempt.outcome is not Outcome.TAKEN:
        return attempt
    try:
        code = int(orjson.loads(answer)["errcode"])
    except (ValueError, KeyError, TypeError):
        return Attempt(Outcome.AWAY, "an answer without errcode")
    if code == 0:
        return attempt
    return Attempt(Outcome.AWAY if code in BUSY else Outcome.REFUSED, f"errcode {code}")
