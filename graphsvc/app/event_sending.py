"""Events sent to other systems: wires subscriptions to the sealing, the checks and the sender of notices."""

import random
import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from graphsvc.clock import utc_now
from graphsvc.db.ports import Store
from graphsvc.errors import BadInput
from graphsvc.exchange.model.cloud_events import MEDIA
from graphsvc.exchange.sending.event_sender import EventSender
from graphsvc.exchange.store.ports import Addresses, Send
from graphsvc.log.chain import Record
from graphsvc.log.cursors import PURPOSE as CURSORS
from graphsvc.log.cursors import Cursors
from graphsvc.notices.model.delivery import Message, Outcome, pause_after
from graphsvc.notices.model.endpoint import LEAST_SECRET, LOOPBACK_NAMES, NoticeWay, check_target, shown_target
from graphsvc.notices.sending.guarded import Network, is_allowed, networks
from graphsvc.notices.sending.ways import Ways
from graphsvc.notices.store.vault import PURPOSE, Vault
from graphsvc.settings import Settings
from graphsvc.trail.feed import UNTOLD


def addresses_of(record: Record, beside: Sequence[Network]) -> Addresses:
    """How addresses of subscriptions are treated: as those of notices, sealed under a key derived from the record's.

    Args:
        beside: networks that may be sent to beside public addresses.
    """
    vault = Vault(record.derived(PURPOSE))

    def check(target: str) -> None:
        try:
            check_target(NoticeWay.WEBHOOK, target, "-" * LEAST_SECRET)
        except BadInput as refusal:
            raise refusal.at("subscription", "target") from None
        if not _may_be_public(urlsplit(target).hostname or "", beside):
            raise BadInput(
                "地址在内网：请由管理员在 GRAPHSVC_NOTICE_NETWORKS 中允许该网段。",
                "The address is of a private network: an administrator allows it by GRAPHSVC_NOTICE_NETWORKS.",
            ).at("subscription", "target")

    return Addresses(check, partial(shown_target, NoticeWay.WEBHOOK), vault.seal, vault.open)


def _may_be_public(host: str, beside: Sequence[Network]) -> bool:
    """Whether a host as written may be sent to; a name is looked up when something is sent."""
    if host in LOOPBACK_NAMES:
        return is_allowed("127.0.0.1", beside)
    try:
        return is_allowed(str(ip_address(host)), beside)
    except ValueError:
        return True


def send_by(ways: Ways) -> Send:
    """How an event is sent: as notices go to webhooks."""
    post = ways.senders[NoticeWay.WEBHOOK]

    async def send(target: str, secret: str, key: str, event: Mapping[str, Any], now: datetime) -> str:
        attempt = await post(target, secret, Message(key, "", dict(event), MEDIA), now)
        return "" if attempt.outcome is Outcome.TAKEN else attempt.reason

    return send


def event_sender_of(settings: Settings, graph: Store, record: Record, ways: Ways) -> EventSender:
    """Make what sends events, as a worker of a name of its own."""
    chance, first = random.random, timedelta(seconds=settings.notice_retry_seconds)
    return EventSender(
        graph,
        addresses_of(record, networks(settings.notice_networks)),
        Cursors(record.derived(CURSORS)),
        send_by(ways),
        lambda failures: pause_after(failures, first, chance()),
        uuid.uuid4().hex,
        utc_now,
        frozenset({UNTOLD}),
        (settings.public_url or "").rstrip("/"),
        timedelta(hours=settings.notice_patience_hours),
    )
