"""What a caller may take, by what it is: a person, another system, a role, or one subject that settings name."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from graphsvc.access.authenticator import DEVELOPER
from graphsvc.access.principal import Principal
from graphsvc.access.role import Role
from graphsvc.errors import SetupError
from graphsvc.settings import Settings
from graphsvc.web.limits.rates import Rate

CLIENT = "client"
"""How settings name callers that are other systems, signed in for themselves."""
SUBJECT = "subject:"
"""How settings name one caller."""


@dataclass(frozen=True, slots=True)
class Allowance:
    """Requests a second, how many sockets and followed operations may be open at once, and how many callers' shares of
    the service it has while others ask too."""

    rate: Rate
    sockets: int
    streams: int
    share: float = 1.0

    def changed(self, given: Mapping[str, float]) -> "Allowance":
        """The allowance with what settings give for some callers."""
        rate = Rate(given.get("rate", self.rate.per_second), int(given.get("burst", self.rate.burst)))
        whole = {name: int(given[name]) for name in ("sockets", "streams") if name in given}
        return replace(self, rate=rate, share=given.get("share", self.share), **whole)


UNLIMITED = Allowance(Rate(0.0, 1), sockets=1_000_000, streams=1_000_000)
"""The developer's own, on a machine of their own."""

NAMES = ("rate", "burst", "sockets", "streams", "share")


class Allowances:
    """The usual allowance, and those of certain callers."""

    def __init__(self, usual: Allowance, others: Mapping[str, Mapping[str, float]]) -> None:
        self._usual = usual
        self._others = others

    def of(self, caller: Principal) -> Allowance:
        """What a caller may take: what is said of its role, then of systems, then of itself."""
        if caller is DEVELOPER:
            return UNLIMITED
        found = self._usual
        if self._others:
            for name in (caller.role.value, CLIENT if caller.client else "", SUBJECT + caller.subject):
                found = found.changed(self._others[name]) if name in self._others else found
        return found


def allowances(settings: Settings) -> Allowances:
    """The allowances that the settings mean.

    Raises:
        SetupError: GRAPHSVC_ALLOWANCES is not of its form.
    """
    rate = Rate(settings.rate_per_second, settings.rate_burst)
    usual = Allowance(rate, settings.sockets_per_caller, settings.streams_per_caller)
    return Allowances(usual, parse_allowances(settings.allowances))


def parse_allowances(text: str) -> Mapping[str, Mapping[str, float]]:
    """Allowances by the caller they are for, from `client rate=500 sockets=200; subject:gateway rate=2000`.

    Raises:
        SetupError: another form, a name that is none, or no number.
    """
    found: dict[str, Mapping[str, float]] = {}
    for part in filter(None, (part.strip() for part in text.split(";"))):
        who, *given = part.split()
        if who != CLIENT and who not in Role.__members__ and not who.startswith(SUBJECT):
            raise _malformed(part)
        pairs = [each.partition("=") for each in given]
        if not pairs or any(name not in NAMES for name, _, _ in pairs):
            raise _malformed(part)
        found[who] = {name: _number(name, value, part) for name, _, value in pairs}
    return found


def _number(name: str, text: str, part: str) -> float:
    try:
        value = float(text)
    except ValueError:
        raise _malformed(part) from None
    if not 0 <= value < 1e9 or (name == "share" and not value):
        raise _malformed(part)
    return value


def _malformed(part: Any) -> SetupError:
    return SetupError(
        f"GRAPHSVC_ALLOWANCES 中的“{part}”应写作：client、角色名或 subject:主体，后接 {'、'.join(NAMES)}=数值。",
        f"GRAPHSVC_ALLOWANCES holds “{part}”; write client, a role or subject:NAME, then {', '.join(NAMES)}=number.",
    )
