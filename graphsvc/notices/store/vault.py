"""Addresses and secrets of endpoints as the graph holds them: sealed, each bound to its endpoint and its purpose."""

import os
from base64 import urlsafe_b64decode, urlsafe_b64encode

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from graphsvc.errors import SealBroken

PURPOSE = "notice endpoints v1"
"""What the key is derived for."""
_NONCE = 12


class Vault:
    """Seals under one key of 32 bytes (AES-256-GCM)."""

    def __init__(self, key: bytes) -> None:
        self._cipher = AESGCM(key)

    def seal(self, endpoint: str, name: str, value: str) -> str:
        """Seal a value of an endpoint; another text each time."""
        nonce = os.urandom(_NONCE)
        sealed = self._cipher.encrypt(nonce, value.encode(), f"{endpoint} {name}".encode())
        return urlsafe_b64encode(nonce + sealed).decode()

    def open(self, endpoint: str, name: str, sealed: str) -> str:
        """Open a value.

        Raises:
            SealBroken: it was sealed under another key, or for something else.
        """
        try:
            content = urlsafe_b64decode(sealed)
            return self._cipher.decrypt(content[:_NONCE], content[_NONCE:], f"{endpoint} {name}".encode()).decode()
        except (ValueError, InvalidTag):
            raise SealBroken(
                "通知端点的地址或密钥无法解开（记录密钥已更换？）；请停用后重新登记该端点。",
                "An endpoint's target or secret does not open, as after a change of the record key; register it anew.",
            ) from None
