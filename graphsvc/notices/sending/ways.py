"""The ways that are open on this installation, with the connections that they share."""

from collections.abc import Mapping, Sequence
from functools import partial

from graphsvc.notices.model.endpoint import NoticeWay
from graphsvc.notices.sending.dispatcher import Send
from graphsvc.notices.sending.guarded import Network, guarded_client
from graphsvc.notices.sending.mail import MailServer, send_mail
from graphsvc.notices.sending.robots import send_to_dingtalk, send_to_wecom
from graphsvc.notices.sending.webhook import post_signed


class Ways:
    """Holds the HTTP client; mail is closed without a server, and what would go that way waits."""

    def __init__(self, beside: Sequence[Network], patience_seconds: float, mail: MailServer | None) -> None:
        """Args: `beside` are networks that may be sent to beside public addresses."""
        self._client = guarded_client(beside, patience_seconds)
        self._mail = mail

    @property
    def senders(self) -> Mapping[NoticeWay, Send]:
        """How each open way is gone."""
        over_http = {
            NoticeWay.WEBHOOK: post_signed,
            NoticeWay.WECOM: send_to_wecom,
            NoticeWay.DINGTALK: send_to_dingtalk,
        }
        found: dict[NoticeWay, Send] = {way: partial(send, self._client) for way, send in over_http.items()}
        if self._mail is not None:
            found[NoticeWay.EMAIL] = partial(send_mail, self._mail)
        return found

    async def close(self) -> None:
        """Close the connections."""
        await self._client.aclose()
