"""Cursors of the feed: a place in the record, sealed for one reader.

Entries are numbered by district, so that a number in the open would tell every reader how much happens elsewhere in its
district. A cursor is therefore encrypted (AES-256-GCM, NIST SP 800-38D) and bound to the subject it was given to; any
process with the same record key opens it.
"""

import hmac
import os
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from graphsvc.errors import BadCursor

PURPOSE = "feed cursors v1"
"""What the key is derived for."""
LONGEST = 64 * 1024
"""Characters of a cursor; a country of 3,000 districts has 36 KB."""

_ALPHABET = re.compile(r"[0-9A-Za-z_-]+")
_NONCE, _DISTRICT, _NUMBER = 12, 3, 6  # bytes; all numbers of one width, so that a length tells nothing of them
_ONE = _DISTRICT + _NUMBER

Place = Mapping[str, int]
"""Numbers of the last entries seen, by district."""


class Cursors:
    """Seals places under one key of 32 bytes."""

    def __init__(self, key: bytes) -> None:
        self._cipher = AESGCM(key)
        self._nonces = hmac.digest(key, b"nonces of steady cursors", "sha256")

    def seal(self, place: Place, reader: str, *, steady: bool = False) -> str:
        """Seal a place into a cursor for a reader: another one each time, or, steady, always the same one."""
        parts = (int(d).to_bytes(_DISTRICT, "big") + n.to_bytes(_NUMBER, "big") for d, n in sorted(place.items()))
        text, of = b"".join(parts), reader.encode("utf-8", "surrogatepass")
        # made of all that is sealed, a nonce comes again with the same text and reader alone
        nonce = hmac.digest(self._nonces, text + b"|" + of, "sha256")[:_NONCE] if steady else os.urandom(_NONCE)
        sealed = nonce + self._cipher.encrypt(nonce, text, of)
        return urlsafe_b64encode(sealed).rstrip(b"=").decode()

    def open(self, cursor: str, reader: str) -> dict[str, int]:
        """Open a cursor to the place it names; nothing is the beginning of the record.

        Raises:
            BadCursor: none that was given to this reader.
        """
        if not cursor:
            return {}
        try:
            if len(cursor) > LONGEST or not _ALPHABET.fullmatch(cursor):
                raise ValueError("not of its form")
            sealed = urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
            nonce, text = sealed[:_NONCE], sealed[_NONCE:]
            parts = self._cipher.decrypt(nonce, text, reader.encode("utf-8", "surrogatepass"))
        except (ValueError, InvalidTag):
            raise _no_cursor() from None
        found = (parts[start : start + _ONE] for start in range(0, len(parts), _ONE))
        return {
            f"{int.from_bytes(part[:_DISTRICT], 'big'):06}": int.from_bytes(part[_DISTRICT:], "big") for part in found
        }


def _no_cursor() -> BadCursor:
    return BadCursor(
        "这不是发给您的变更流游标；请不带 since 重新订阅，并重新读取页面。",
        "Not a cursor of the feed of changes that was given to you; follow without `since`, and read the page anew.",
    )
