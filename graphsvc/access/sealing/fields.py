"""Personal fields sealed by the service before they reach Neo4j, and opened only for a view that is allowed.

A sealed value is `v1.<key id>.<base64url of nonce, ciphertext and tag>`: AES-256-GCM. The key's id is a digest of the
key, so that two keys never share one, whatever they are called in the settings. Its nonce of 96 bits is a keyed
digest of field, node and value, so that sealing the same again gives the same text and a load that is repeated changes
nothing; another value has another nonce. Its associated data are the field and the node, so that a sealed value that
is moved to another node or field does not open. A blind index is a keyed digest of the normalized value: equal numbers
have equal ones, and without the key nobody can try out all phone numbers.

Sources: NIST SP 800-38D (GCM), RFC 5869 (HKDF).
"""

import base64
import binascii
import hmac
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import sha256

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from graphsvc.access.masking import Field, masked, normalized
from graphsvc.errors import SealBroken

VERSION = "v1"
KEY_BYTES = 32
NONCE_BYTES = 12
TAG_BYTES = 16
ID_DIGITS = 16
INDEX_BYTES = 16
INDEXED = (Field.PHONE, Field.IDENTITY)
"""Fields that can be looked up by their exact value."""

_SEALED = re.compile(r"v1\.([0-9A-Za-z_-]{1,32})\.([0-9A-Za-z_-]+)")


@dataclass(frozen=True, slots=True)
class FieldKey:
    """One key: keys for data, nonces and indexes, all derived from the same secret, under an id derived from it too.

    `name` is what the settings call it. Values sealed before ids were digests carry that name instead of the id.
    """

    id: str
    name: str
    data: AESGCM = field(repr=False, compare=False)
    nonce: bytes = field(repr=False)
    index: bytes = field(repr=False)
    check: str = field(repr=False)

    @classmethod
    def of(cls, secret: bytes, name: str = "") -> "FieldKey":
        """Derive the keys from a secret of `KEY_BYTES`."""
        id_, check, data, nonce, index = (
            _derived(secret, f"graphsvc/field/{use}/v1".encode()) for use in ("id", "check", "data", "nonce", "index")
        )
        return cls(id_.hex()[:ID_DIGITS], name, AESGCM(data), nonce, index, check.hex())

    def blind_index(self, of: Field, value: str) -> str:
        """32 hexadecimal digits.

        Raises:
            ValueError: a field that cannot be looked up.
        """
        if of not in INDEXED:
            raise ValueError(of)
        text = f"{VERSION}\0{of}\0{normalized(of, value)}".encode()
        return hmac.digest(self.index, text, sha256)[:INDEX_BYTES].hex()


@dataclass(frozen=True, slots=True)
class FieldKeys:
    """All keys that may be met in the graph, newest first; the newest seals."""

    keys: tuple[FieldKey, ...]

    @property
    def newest(self) -> FieldKey:
        """The key that seals."""
        return self.keys[0]

    def seal(self, of: Field, node: str, value: str) -> str:
        """The sealed text of a value of one field of one node."""
        bound, text = _bound(of, node), value.encode()
        nonce = hmac.digest(self.newest.nonce, bound + b"\0" + text, sha256)[:NONCE_BYTES]
        sealed = nonce + self.newest.data.encrypt(nonce, text, bound)
        return f"{VERSION}.{self.newest.id}.{base64.urlsafe_b64encode(sealed).rstrip(b'=').decode()}"

    def open(self, of: Field, node: str, sealed: str) -> str:
        """The value.

        Raises:
            SealBroken: no sealed text, a key that is not here, or a text that was changed or moved.
        """
        keys, content = self._parts(sealed)
        for key in keys:
            try:
                return key.data.decrypt(content[:NONCE_BYTES], content[NONCE_BYTES:], _bound(of, node)).decode()
            except InvalidTag:
                continue
        raise _broken()

    def blind_index(self, of: Field, value: str) -> str:
        """What is stored beside a sealed value; raises ValueError for a field that cannot be looked up."""
        return self.newest.blind_index(of, value)

    def blind_indexes(self, of: Field, value: str) -> list[str]:
        """What a look-up compares with: the blind index under each key, since a rotation may be under way."""
        return [key.blind_index(of, value) for key in self.keys]

    def sealing(self, id_: str) -> list[FieldKey]:
        """The keys that may have sealed a value which names this id: one by its id, any number by an old name."""
        return [key for key in self.keys if id_ in (key.id, key.name)]

    def _parts(self, sealed: str) -> tuple[list[FieldKey], bytes]:
        match = _SEALED.fullmatch(sealed)
        keys = self.sealing(match[1]) if match else []
        if match is None or not keys:
            raise _broken()
        try:
            content = base64.urlsafe_b64decode(match[2] + "=" * (-len(match[2]) % 4))
        except binascii.Error:
            raise _broken() from None
        if len(content) < NONCE_BYTES + TAG_BYTES:
            raise _broken()
        return keys, content


def key_id(sealed: str) -> str | None:
    """The id of the key that a value is sealed under; None when it is no sealed text."""
    match = _SEALED.fullmatch(sealed)
    return match[1] if match else None


def sealed_person_fields(
    person: str, phone: str | None, identity_number: str | None, address: str | None, keys: FieldKeys
) -> dict[str, str | None]:
    """The properties that stand for a person's clear fields in the graph.

    Returns:
        `phoneSealed`, `phoneBlind`, `phoneMasked`, `identitySealed`, `identityBlind`, `identityMasked`,
        `addressSealed`, `addressMasked`; None for a field that is not given, so that `SET n += …` takes it away.
    """
    fields: Sequence[tuple[Field, str | None]] = (
        (Field.PHONE, phone),
        (Field.IDENTITY, identity_number),
        (Field.ADDRESS, address),
    )
    found: dict[str, str | None] = {}
    for of, value in fields:
        found[f"{of}Sealed"] = keys.seal(of, person, value) if value else None
        if of in INDEXED:
            found[f"{of}Blind"] = keys.blind_index(of, value) if value else None
        found[f"{of}Masked"] = masked(of, value) if value else None
    return found


def _derived(secret: bytes, purpose: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=purpose).derive(secret)


def _bound(of: Field, node: str) -> bytes:
    return f"{VERSION}\0{of}\0{node}".encode()


def _broken() -> SealBroken:
    return SealBroken(
        "加密的个人信息无法解开：密钥不在，或内容被改动；请联系管理员。",
        "A sealed personal field does not open: its key is not here, or its text was changed. Tell the administrator.",
    )
