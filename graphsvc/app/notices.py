"""Notices put together: which ways are open, and what sends."""

import random
import uuid
from datetime import timedelta

from graphsvc.clock import utc_now
from graphsvc.db.ports import Store
from graphsvc.log.chain import Record
from graphsvc.notices.sending.dispatcher import Dispatcher
from graphsvc.notices.sending.guarded import networks
from graphsvc.notices.sending.mail import MailServer
from graphsvc.notices.sending.ways import Ways
from graphsvc.notices.store.vault import PURPOSE, Vault
from graphsvc.settings import Settings


def ways_of(settings: Settings) -> Ways:
    """Open the ways that the settings name; nothing is connected to yet."""
    mail = None
    if settings.smtp_host and settings.smtp_from:
        mail = MailServer(
            settings.smtp_host,
            settings.smtp_port,
            settings.smtp_security,
            settings.smtp_from,
            settings.smtp_user,
            settings.smtp_password.get_secret_value() if settings.smtp_password else "",
            settings.notice_timeout_seconds,
        )
    return Ways(networks(settings.notice_networks), settings.notice_timeout_seconds, mail)


def dispatcher_of(settings: Settings, graph: Store, record: Record, ways: Ways) -> Dispatcher:
    """Make what sends, as a worker of a name of its own."""
    return Dispatcher(
        graph,
        Vault(record.derived(PURPOSE)),
        ways.senders,
        uuid.uuid4().hex,
        utc_now,
        random.random,
        (settings.public_url or "").rstrip("/"),
        timedelta(seconds=settings.notice_retry_seconds),
        timedelta(hours=settings.notice_patience_hours),
    )
