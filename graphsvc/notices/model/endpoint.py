"""An endpoint: where notices go outside the service, which ones, and when."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from graphsvc.china import CHINA, in_utc
from graphsvc.codes import prefix_of
from graphsvc.errors import BadInput
from graphsvc.notices.model.notice import Notice, NoticeKind
from graphsvc.vocabulary.labelled import Labelled
from graphsvc.vocabulary.machine import Machine


class NoticeWay(Labelled):
    """How notices are delivered (送达方式)."""

    WEBHOOK = "WEBHOOK", "回调", "A signed POST to a system"
    EMAIL = "EMAIL", "邮件", "Mail by SMTP"
    WECOM = "WECOM", "企业微信机器人", "A robot of a WeCom group"
    DINGTALK = "DINGTALK", "钉钉机器人", "A robot of a DingTalk group"


class EndpointState(Labelled):
    """Whether an endpoint is served (端点状态)."""

    ACTIVE = "ACTIVE", "启用", "Notices are delivered"
    PAUSED = "PAUSED", "暂停", "What comes meanwhile waits"
    REVOKED = "REVOKED", "停用", "Ended for good; what waited is dropped"


class EndpointAction(Labelled):
    """What is done with an endpoint (端点步骤)."""

    PAUSE = "PAUSE", "暂停", "Let notices wait"
    RESUME = "RESUME", "恢复", "Deliver again"
    REVOKE = "REVOKE", "停用", "End it for good"
    REPLAY = "REPLAY", "重送", "Try what was given up again"


ENDPOINT = Machine(
    "endpoint",
    {
        (EndpointState.ACTIVE, EndpointAction.PAUSE): EndpointState.PAUSED,
        (EndpointState.PAUSED, EndpointAction.RESUME): EndpointState.ACTIVE,
        (EndpointState.ACTIVE, EndpointAction.REVOKE): EndpointState.REVOKED,
        (EndpointState.PAUSED, EndpointAction.REVOKE): EndpointState.REVOKED,
        (EndpointState.ACTIVE, EndpointAction.REPLAY): EndpointState.ACTIVE,
    },
)
NOTHING_DEAD = "没有未送达的通知。"


def bar_endpoint(state: EndpointState, action: EndpointAction, *, dead: bool) -> str | None:
    """Say in Chinese why a step of an endpoint may not be taken; None where it may.

    Args:
        dead: whether there is something that was given up.
    """
    return ENDPOINT.bar(state, action) or (NOTHING_DEAD if action is EndpointAction.REPLAY and not dead else None)


class NoticeDetail(Labelled):
    """How much is told outside (告知程度)."""

    FULL = "FULL", "完整", "What, where, which thing, until when"
    BARE = "BARE", "仅提示", "The kind alone, and where to look"


HOURS = r"([01]\d|2[0-3]):[0-5]\d"
QUIET = rf"{HOURS}-{HOURS}"
LOOPBACK_NAMES = ("localhost",)
LEAST_SECRET = 24
_MAIL = re.compile(r"[^@\s<>,;:\"]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Which notices go to an endpoint: those of its kinds, under its area, to the addresses that start with `to`."""

    id: str
    state: EndpointState
    area: str
    to: str
    kinds: frozenset[NoticeKind]
    quiet: str | None = None
    digest_at: str | None = None
    unit: str | None = None

    @classmethod
    def read(cls, row: Mapping[str, Any]) -> "Endpoint":
        """Read the properties of its node."""
        return cls(
            row["id"],
            EndpointState(row["state"]),
            prefix_of(row["areaCode"]),
            row["to"],
            frozenset(map(NoticeKind, row["kinds"])),
            row.get("quiet"),
            row.get("digestAt"),
            row.get("unit"),
        )

    def takes(self, notice: Notice) -> bool:
        """Whether a notice goes here."""
        return (
            self.state is not EndpointState.REVOKED
            and notice.kind in self.kinds
            and notice.area_code.startswith(self.area)
            and notice.to.startswith(self.to)
        )

    def lane(self, notice: Notice) -> str:
        """Name the queue that a notice waits in: one a district, and where some may wait for an hour, two."""
        waits = (self.quiet or self.digest_at) and not notice.is_urgent
        return f"{self.id} {notice.district}{'w' if waits else 'a'}"


def may_go_at(now: datetime, quiet: str | None, digest_at: str | None) -> datetime:
    """Tell when what is not urgent may go out, by China's clock: at the hour of the digest, or behind the quiet."""
    local = in_utc(now).astimezone(CHINA)
    if digest_at:
        return in_utc(_next(local, digest_at))
    if quiet:
        begins, ends = map(time.fromisoformat, quiet.split("-"))
        at = local.time().replace(tzinfo=None)
        is_quiet = begins <= at < ends if begins <= ends else at >= begins or at < ends
        if is_quiet:
            return in_utc(_next(local, quiet.split("-")[1]))
    return in_utc(now)


def _next(local: datetime, hour: str) -> datetime:
    at = datetime.combine(local.date(), time.fromisoformat(hour), CHINA)
    return at if at > local else at + timedelta(days=1)


def check_target(way: NoticeWay, target: str, secret: str | None) -> None:
    """Check the address of an endpoint, and that it can be signed for where it has to be.

    Raises:
        BadInput: it is none of its way, or would carry notices in clear over a network.
    """
    if way is NoticeWay.EMAIL:
        if not _MAIL.fullmatch(target):
            raise BadInput("邮件端点的地址应为一个邮箱地址。", "The target of mail is one mail address.").at(
                "endpoint", "target"
            )
        return
    _check_url(target)
    if way is NoticeWay.WEBHOOK and len(secret or "") < LEAST_SECRET:
        raise BadInput(
            f"回调端点须有至少 {LEAST_SECRET} 个字符的签名密钥 secret。",
            f"A webhook needs a `secret` of at least {LEAST_SECRET} characters to sign with.",
        ).at("endpoint", "secret")


def _check_url(target: str) -> None:
    try:
        parts = urlsplit(target)
        port = parts.port
    except ValueError:
        parts, port = urlsplit(""), None
    allowed = parts.scheme == "https" or (parts.scheme == "http" and is_loopback(parts.hostname or ""))
    if not (allowed and parts.hostname) or parts.username is not None or parts.fragment or port == 0:
        raise BadInput(
            "地址应为 https:// 开头的网址（本机可用 http://），不含用户名和 #。",
            "A target is an https:// address (http:// on this machine alone) without a user name and a fragment.",
        ).at("endpoint", "target")


def is_loopback(host: str) -> bool:
    """Whether a host as written is this machine."""
    if host in LOOPBACK_NAMES:
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def shown_target(way: NoticeWay, target: str) -> str:
    """Shorten an address to what may be read by who administers it: paths of robots hold their keys."""
    if way is NoticeWay.EMAIL:
        name, _, host = target.partition("@")
        return f"{name[:1]}***@{host}"
    parts = urlsplit(target)
    return f"{parts.scheme}://{parts.netloc}/…"
