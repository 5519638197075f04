"""Keys and tokens of a sign-in server that tests make up, honest ones and forged ones."""

import base64
import json
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from joserfc import jws
from joserfc.jwk import ECKey, Key, OKPKey, RSAKey

from graphsvc.access.sign_in.claims import ClaimNames
from graphsvc.access.sign_in.token import Keys, Rules, public_keys

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
ISSUER = "https://sign-in.example"
RULES = Rules(ISSUER, "graphsvc", frozenset({"RS256", "ES256", "EdDSA", "Ed25519"}), ClaimNames())


def rsa(kid: str = "r1", bits: int = 2048) -> RSAKey:
    """An RSA key, made once a run."""
    return _rsa(kid, bits)


@cache
def _rsa(kid: str, bits: int) -> RSAKey:
    return RSAKey.generate_key(bits, {"kid": kid})


def ec(kid: str = "e1") -> ECKey:
    """A P-256 key, made once a run."""
    return _ec(kid)


@cache
def _ec(kid: str) -> ECKey:
    return ECKey.generate_key("P-256", {"kid": kid})


def ed(kid: str = "d1") -> OKPKey:
    """An Ed25519 key, made once a run."""
    return _ed(kid)


@cache
def _ed(kid: str) -> OKPKey:
    return OKPKey.generate_key("Ed25519", {"kid": kid})


def key_set(*keys: Key) -> dict[str, Any]:
    """A JSON Web Key Set of the public halves."""
    return {"keys": [key.as_dict(private=False) for key in keys]}


def keys() -> Keys:
    """The public keys r1, e1 and d1, as they are read from a key set."""
    return public_keys(key_set(rsa(), ec(), ed()))


def claims(**changes: Any) -> dict[str, Any]:
    """Claims of an honest token given out a minute before `NOW`; a change to None takes a claim away."""
    begun = int((NOW - timedelta(minutes=1)).timestamp())
    honest = {
        "iss": ISSUER,
        "aud": "graphsvc",
        "sub": "user-7",
        "iat": begun,
        "nbf": begun,
        "exp": begun + 3600,
        "role": "COMMUNITY_OFFICIAL",
        "areas": ["500103012011"],
    }
    return {name: value for name, value in (honest | changes).items() if value is not None}


def signed(payload: dict[str, Any] | bytes, key: Key, algorithm: str = "RS256", **header: Any) -> str:
    """A token with a signature that holds; header fields may be changed, or taken away by None."""
    fields = {"alg": algorithm, "kid": key.kid, "typ": "JWT"} | header
    shown = {name: value for name, value in fields.items() if value is not None}
    text = payload if isinstance(payload, bytes) else json.dumps(payload).encode()
    model = jws.JWSRegistry.algorithms[algorithm]
    start = f"{part(json.dumps(shown).encode())}.{part(text)}"
    return f"{start}.{part(model.sign(start.encode(), key))}"


def part(content: bytes) -> str:
    """One part of a token."""
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def seconds(offset: timedelta) -> int:
    """A moment relative to `NOW`, as tokens write it."""
    return int((NOW + offset).timestamp())
