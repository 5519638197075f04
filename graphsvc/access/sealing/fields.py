"""Personal fields sealed by the service before they reach Neo4j, and opened only for a view that is allowed.

A sealed value is `<version>.<key id>.<base64url of nonce, ciphertext and tag>`: `v1` AES-256-GCM, `s1` SM4-GCM. The
key's id is a digest of the key, so that two keys never share one, whatever they are called in the settings. Its nonce
of 96 bits is a keyed digest of field, node and value, so that sealing the same again gives the same text and a load
that is repeated changes nothing; another value has another nonce. Its associated data are the field and the node, so
that a sealed value that is moved to another node or field does not open. A blind index is a keyed digest of the
normalized value: equal numbers have equal ones, and without the key nobody can try out all phone numbers.
"""

import base64
import binascii
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidTag

from graphsvc.access.masking import Field, mask, normalize
from graphsvc.access.sealing.suites import INTERNATIONAL, SUITES, TAG_BYTES, Suite
from graphsvc.errors import SealBroken

KEY_BYTES = 32
NONCE_BYTES = 12
ID_DIGITS = 16
INDEX_BYTES = 16
INDEXED = (Field.PHONE, Field.IDENTITY)
"""Fields that can be looked up by their exact value."""

_SEALED = re.compile(r"(v1|s1)\.([0-9A-Za-z_-]{1,32})\.([0-9A-Za-z_-]+)")


@dataclass(frozen=True, slots=True)
class Derived:
    """Keys of one suite, all derived from the same secret."""

    suite: Suite
    data: bytes = field(repr=False)
    nonce: bytes = field(repr=False)
    index: bytes = field(repr=False)

    @classmethod
    def of(cls, secret: bytes, suite: Suite) -> "Derived":
        """Derive them."""
        digests = (suite.derive_hmac(secret, use) for use in ("nonce", "index"))
        return cls(suite, suite.derive(secret, "data"), *digests)

    def blind_index(self, of: Field, value: str) -> str:
        """Make 32 hexadecimal digits.

        Raises:
            ValueError: a field that cannot be looked up.
        """
        if of not in INDEXED:
            raise ValueError(of)
        text = f"{self.suite.version}\0{of}\0{normalize(of, value)}".encode()
        return self.suite.digest(self.index, text)[:INDEX_BYTES].hex()

    def seal(self, of: Field, node: str, value: str) -> bytes:
        """Seal into nonce, ciphertext and tag."""
        bound, text = self._bound(of, node), value.encode()
        nonce = self.suite.digest(self.nonce, bound + b"\0" + text)[:NONCE_BYTES]
        return nonce + self.suite.encrypt(self.data, nonce, text, bound)

    def open(self, of: Field, node: str, content: bytes) -> str:
        """Open a value; raises InvalidTag where it was not sealed so."""
        nonce, sealed = content[:NONCE_BYTES], content[NONCE_BYTES:]
        return self.suite.decrypt(self.data, nonce, sealed, self._bound(of, node)).decode()

    def _bound(self, of: Field, node: str) -> bytes:
        return f"{self.suite.version}\0{of}\0{node}".encode()


@dataclass(frozen=True, slots=True)
class FieldKey:
    """One key: what every suite needs of it, derived from the same secret, under an id derived from it too.

    `name` is what the settings call it. Values sealed before ids were digests carry that name instead of the id.
    """

    id: str
    name: str
    check: str = field(repr=False)
    suites: Mapping[str, Derived] = field(repr=False)  # by version

    @classmethod
    def of(cls, secret: bytes, name: str = "") -> "FieldKey":
        """Derive the keys from a secret of `KEY_BYTES`."""
        id_, check = (INTERNATIONAL.derive_hmac(secret, use).hex() for use in ("id", "check"))
        return cls(
            id_[:ID_DIGITS], name, check, {suite.version: Derived.of(secret, suite) for suite in SUITES.values()}
        )


@dataclass(frozen=True, slots=True)
class FieldKeys:
    """All keys that may be met in the graph, newest first; the newest seals, by the algorithms of `suite`."""

    keys: tuple[FieldKey, ...]
    suite: Suite = INTERNATIONAL

    @property
    def newest(self) -> FieldKey:
        """The key that seals."""
        return self.keys[0]

    @property
    def prefix(self) -> str:
        """What is sealed now begins with this; anything else is due for rotation."""
        return f"{self.suite.version}.{self.newest.id}."

    @property
    def _sealing(self) -> Derived:
        return self.newest.suites[self.suite.version]

    def seal(self, of: Field, node: str, value: str) -> str:
        """Seal a value of one field of one node."""
        content = self._sealing.seal(of, node, value)
        return f"{self.prefix}{base64.urlsafe_b64encode(content).rstrip(b'=').decode()}"

    def open(self, of: Field, node: str, sealed: str) -> str:
        """Open a value.

        Raises:
            SealBroken: no sealed text, a key that is not here, or a text that was changed or moved.
        """
        keys, content = self._parts(sealed)
        for key in keys:
            try:
                return key.open(of, node, content)
            except InvalidTag:
                continue
        raise _broken()

    def blind_index(self, of: Field, value: str) -> str:
        """Tell what is stored beside a sealed value; raises ValueError for a field that cannot be looked up."""
        return self._sealing.blind_index(of, value)

    def blind_indexes(self, of: Field, value: str) -> list[str]:
        """Tell what a look-up compares with, the newest first: a rotation, of keys or algorithms, may be under way."""
        derived = [key.suites[version] for key in self.keys for version in (self.suite.version, *SUITES)]
        return list(dict.fromkeys(each.blind_index(of, value) for each in derived))

    def sealing(self, id_: str) -> list[FieldKey]:
        """Find the keys that may have sealed a value naming this id: one by its id, any number by an old name."""
        return [key for key in self.keys if id_ in (key.id, key.name)]

    def _parts(self, sealed: str) -> tuple[list[Derived], bytes]:
        match = _SEALED.fullmatch(sealed)
        keys = [key.suites[match[1]] for key in self.sealing(match[2])] if match else []
        if match is None or not keys:
            raise _broken()
        try:
            content = base64.urlsafe_b64decode(match[3] + "=" * (-len(match[3]) % 4))
        except binascii.Error:
            raise _broken() from None
        if len(content) < NONCE_BYTES + TAG_BYTES:
            raise _broken()
        return keys, content


def key_id(sealed: str) -> str | None:
    """Return the id of the key that a value is sealed under; None when it is no sealed text."""
    match = _SEALED.fullmatch(sealed)
    return match[2] if match else None


def sealed_person_fields(
    person: str, phone: str | None, identity_number: str | None, address: str | None, keys: FieldKeys
) -> dict[str, str | None]:
    """Return the properties that stand for a person's clear fields in the graph.

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
        found[f"{of}Masked"] = mask(of, value) if value else None
    return found


def _broken() -> SealBroken:
    return SealBroken(
        "加密的个人信息无法解开：密钥不在，或内容被改动；请联系管理员。",
        "A sealed personal field does not open: its key is not here, or its text was changed. Tell the administrator.",
    )
