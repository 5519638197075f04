"""Mail by SMTP: one message a notice or digest, its key as Message-ID so that a mailbox drops doubles."""

from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime

import aiosmtplib

from graphsvc.notices.model.delivery import Attempt, Message, Outcome


@dataclass(frozen=True, slots=True)
class MailServer:
    """A server that takes mail; `security` is tls, starttls or none."""

    host: str
    port: int
    security: str
    sender: str
    user: str = ""
    password: str = ""
    patience_seconds: float = 10.0


async def send_mail(server: MailServer, target: str, secret: str, message: Message, now: datetime) -> Attempt:
    """Send one mail."""
    mail = EmailMessage()
    mail["From"] = server.sender
    mail["To"] = target
    mail["Subject"] = message.text.splitlines()[0][:120]
    mail["Date"] = format_datetime(now)
    mail["Message-ID"] = f"<{message.key}@{server.sender.rpartition('@')[2]}>"
    mail["Auto-Submitted"] = "auto-generated"
    link = message.body.get("link")
    mail.set_content(message.text + (f"\n\n{link}" if link else ""))
    try:
        await aiosmtplib.send(
            mail,
            hostname=server.host,
            port=server.port,
            use_tls=server.security == "tls",
            start_tls=server.security == "starttls",
            username=server.user or None,
            password=server.password or None,
            timeout=server.patience_seconds,
        )
    except aiosmtplib.SMTPRecipientsRefused as refusal:
        codes = [each.code for each in refusal.recipients]
        return _of_code(max(codes, default=550))
    except aiosmtplib.SMTPResponseException as refusal:
        return _of_code(refusal.code)
    except (aiosmtplib.SMTPException, OSError) as failure:
        return Attempt(Outcome.AWAY, type(failure).__name__)
    return Attempt(Outcome.TAKEN)


def _of_code(code: int) -> Attempt:
    """Tell what a code of SMTP says: 5yz is for good, 4yz for now (RFC 5321, 4.2.1)."""
    return Attempt(Outcome.REFUSED if code >= 500 else Outcome.AWAY, f"SMTP {code}")
