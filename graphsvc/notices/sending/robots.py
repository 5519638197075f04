"""Robots of WeCom and DingTalk groups: a text a message, taken when the answer's `errcode` is 0; a long one in parts.

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
"""Bytes of a text; what is longer goes out in parts of whole lines."""
BUSY = frozenset({-1, 45009, 130101})
"""`errcode` of too many messages a minute, or of a system that is busy."""
HEADERS = {"Content-Type": "application/json", "User-Agent": "graphsvc-notices"}


async def send_to_wecom(client: httpx.AsyncClient, url: str, secret: str, message: Message, now: datetime) -> Attempt:
    """Send one text to the robot of a WeCom group, whose key stands in its address."""
    return await _send(client, url, message.text)


async def send_to_dingtalk(
    client: httpx.AsyncClient, url: str, secret: str, message: Message, now: datetime
) -> Attempt:
    """Send one text to the robot of a DingTalk group, signed where it has a secret."""
    if secret:
        stamp = int(now.timestamp() * 1000)
        url = f"{url}{'&' if '?' in url else '?'}timestamp={stamp}&sign={quote_plus(dingtalk_sign(secret, stamp))}"
    return await _send(client, url, message.text)


def dingtalk_sign(secret: str, stamp: int) -> str:
    """Sign for DingTalk; `stamp` is in milliseconds."""
    return base64.b64encode(hmac.digest(secret.encode(), f"{stamp}\n{secret}".encode(), "sha256")).decode()


def parts_of(text: str) -> list[str]:
    """Part a text into whole lines that a robot takes; a single line that is too long is cut between characters."""
    parts: list[str] = []
    for line in text.split("\n"):
        joined = f"{parts[-1]}\n{line}" if parts else line
        if parts and len(joined.encode()) <= LONGEST:
            parts[-1] = joined
        else:
            parts.append(line.encode()[:LONGEST].decode(errors="ignore"))
    return parts


async def _send(client: httpx.AsyncClient, url: str, text: str) -> Attempt:
    """Send a text, part by part, up to the first that is not taken; all of it is then sent again."""
    attempt = Attempt(Outcome.TAKEN)
    for part in parts_of(text):
        attempt = await _send_part(client, url, part)
        if attempt.outcome is not Outcome.TAKEN:
            break
    return attempt


async def _send_part(client: httpx.AsyncClient, url: str, text: str) -> Attempt:
    body = {"msgtype": "text", "text": {"content": text}}
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
