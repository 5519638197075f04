"""Secrets that the console makes for other systems: one a form, shown once to whoever has sent it, and then forgotten.

They stay in the process; in the graph they are sealed, and nothing shows them again.
"""

import base64
import secrets
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field

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
    """Secrets made for forms of a session: by the key of the form until shown, so that a double click makes one."""

    made: OrderedDict[str, str] = field(default_factory=OrderedDict)
    to_show: str = ""

    def filled(self, change: str, fields: Fields) -> tuple[Fields, str]:
        """The fields of a form with a secret where it was left empty, and the secret; empty where none was made."""
        name, way = FIELDS.get(change, ("", ""))
        if not name or one(fields, name) or (way and one(fields, way) != SIGNED):
            return fields, ""
        secret = self.made.setdefault(one(fields, "key"), _secret())
        while len(self.made) > MOST:
            self.made.popitem(last=False)
        return {**fields, name: [secret]}, secret

    def hand_out(self) -> str:
        """Tell what is to be shown now, and never again."""
        shown, self.to_show = self.to_show, ""
        if shown:
            self.made.clear()
        return shown


def _secret() -> str:
    """Make a secret as Standard Webhooks writes it: base64 after `whsec_`."""
    return f"whsec_{base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()}"
