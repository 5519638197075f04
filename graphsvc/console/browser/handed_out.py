"""Secrets that the console makes for other systems: one a form, shown once on the page of what it is for.

They stay in the process; in the graph they are sealed, and nothing shows them again.
"""

import base64
import secrets
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

from graphsvc.console.browser.forms import Fields, one

FIELDS: Mapping[str, tuple[str, str]] = {
    "registerNoticeEndpoint": ("endpoint.secret", "endpoint.way"),
    "registerEventSubscription": ("subscription.secret", ""),
}
"""Change -> the field of its secret, and that of the way, of which `SIGNED` alone needs one that is made here."""
SIGNED = "WEBHOOK"
SECRET_BYTES = 32
MOST = 20


@dataclass(slots=True)
class HandedOut:
    """Secrets made for forms of a session: by the key of the form until shown, so that a double click makes one.

    `to_show` has them by the path of the page that is to show them; no other page of the session takes one.
    """

    made: OrderedDict[str, str] = field(default_factory=OrderedDict)
    to_show: OrderedDict[str, str] = field(default_factory=OrderedDict)

    def filled(self, change: str, fields: Fields) -> tuple[Fields, str]:
        """The fields of a form with a secret where it was left empty, and the secret; empty where none was made."""
        name, way = FIELDS.get(change, ("", ""))
        if not name or one(fields, name) or (way and one(fields, way) != SIGNED):
            return fields, ""
        secret = self.made.setdefault(one(fields, "key"), _secret())
        _shorten(self.made)
        return {**fields, name: [secret]}, secret

    def leave(self, address: str, secret: str) -> None:
        """Leave a secret for the page of what it is for."""
        if secret:
            self.to_show[unquote(urlsplit(address).path)] = secret
            _shorten(self.to_show)

    def hand_out(self, path: str) -> str:
        """Tell what the page at this path is to show now, and never again."""
        shown = self.to_show.pop(path, "")
        for key in [key for key, secret in self.made.items() if secret == shown]:
            del self.made[key]
        return shown


def _shorten(kept: OrderedDict[str, str]) -> None:
    while len(kept) > MOST:
        kept.popitem(last=False)


def _secret() -> str:
    """Make a secret as Standard Webhooks writes it: base64 after `whsec_`."""
    return f"whsec_{base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()}"
