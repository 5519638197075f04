"""What subscriptions need of others: addresses checked, sealed and shown, and how something is sent there."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from graphsvc.errors import BadInput


def _refuse(target: str) -> None:
    raise BadInput("本进程不外送事件。", "This process sends no events.").at("subscription", "target")


def _nothing(*_: str) -> str:
    return ""


@dataclass(frozen=True, slots=True)
class Addresses:
    """How addresses of receivers are treated: `check` refuses those that nothing is sent to, `shown` shortens them.

    `seal` and `open` take the id of the subscription, the name of the value, and the value.
    """

    check: Callable[[str], None] = _refuse
    shown: Callable[[str], str] = _nothing
    seal: Callable[[str, str, str], str] = _nothing
    open: Callable[[str, str, str], str] = _nothing


Send = Callable[[str, str, str, Mapping[str, Any], datetime], Awaitable[str]]
"""Sends a body to a target, signed with a secret, under a key, now; why it was not taken, empty when it was."""
Pause = Callable[[int], timedelta]
"""How long a receiver is left alone that has failed so often in a row."""
