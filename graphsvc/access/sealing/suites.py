"""The two families of algorithms that seal: the international one, and 国密, which a city's 密评 may ask for.

Sources: NIST SP 800-38D (GCM), RFC 2104 (HMAC), RFC 5869 (HKDF); GB/T 32907 (SM4), GB/T 32905 (SM3),
RFC 8998 (SM4-GCM).
"""

from dataclasses import dataclass
from enum import StrEnum

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.hashes import SHA256, SM3, HashAlgorithm
from cryptography.hazmat.primitives.hmac import HMAC
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

TAG_BYTES = 16


class Family(StrEnum):
    """Which algorithms a service seals with; whatever it finds sealed by the others opens too."""

    INTERNATIONAL = "international"  # AES-256-GCM, HMAC-SHA256
    GUOMI = "guomi"  # SM4-GCM, HMAC-SM3


@dataclass(frozen=True, slots=True)
class Suite:
    """One family; `version` is what its sealed texts begin with."""

    family: Family
    version: str
    key_bytes: int

    def derive(self, secret: bytes, purpose: str) -> bytes:
        """Derive a key for one purpose."""
        return self._hkdf(secret, purpose, self.key_bytes)

    def derive_hmac(self, secret: bytes, purpose: str) -> bytes:
        """Derive a key of 32 bytes for digests."""
        return self._hkdf(secret, purpose, 32)

    def _hkdf(self, secret: bytes, purpose: str, length: int) -> bytes:
        info = f"graphsvc/field/{purpose}/{self.version}".encode()
        return HKDF(algorithm=self._hash, length=length, salt=None, info=info).derive(secret)

    def digest(self, key: bytes, text: bytes) -> bytes:
        """Return the keyed digest of a text, 32 bytes."""
        made = HMAC(key, self._hash)
        made.update(text)
        return made.finalize()

    def encrypt(self, key: bytes, nonce: bytes, text: bytes, bound: bytes) -> bytes:
        """Encrypt into ciphertext and tag."""
        sealing = Cipher(self._cipher(key), modes.GCM(nonce)).encryptor()
        sealing.authenticate_additional_data(bound)
        return sealing.update(text) + sealing.finalize() + sealing.tag

    def decrypt(self, key: bytes, nonce: bytes, sealed: bytes, bound: bytes) -> bytes:
        """Decrypt the text.

        Raises:
            InvalidTag: another key, or something of it was changed.
        """
        if len(sealed) < TAG_BYTES:
            raise InvalidTag
        content, tag = sealed[:-TAG_BYTES], sealed[-TAG_BYTES:]
        opening = Cipher(self._cipher(key), modes.GCM(nonce, tag)).decryptor()
        opening.authenticate_additional_data(bound)
        return opening.update(content) + opening.finalize()

    @property
    def _hash(self) -> HashAlgorithm:
        return SM3() if self.family is Family.GUOMI else SHA256()

    def _cipher(self, key: bytes) -> algorithms.AES | algorithms.SM4:
        return algorithms.SM4(key) if self.family is Family.GUOMI else algorithms.AES(key)


INTERNATIONAL = Suite(Family.INTERNATIONAL, "v1", 32)
GUOMI = Suite(Family.GUOMI, "s1", 16)
SUITES = {suite.version: suite for suite in (INTERNATIONAL, GUOMI)}


def suite_of(family: Family) -> Suite:
    """Return the suite of a family."""
    return GUOMI if family is Family.GUOMI else INTERNATIONAL
