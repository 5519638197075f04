"""An access token (JWT) checked against keys and rules: pure, with the keys and the time coming in.

Sources: RFC 7519 (JWT), RFC 8725 (best practices), RFC 9068 (access tokens).
"""

import binascii
import json
import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, cast

from joserfc import jws
from joserfc.errors import JoseError, SecurityWarning
from joserfc.jwk import ECKey, Key, OKPKey, RSAKey
from joserfc.util import urlsafe_b64decode

from graphsvc.access.sign_in.claims import ClaimNames, Claims, claims_of
from graphsvc.errors import Unauthenticated

LARGEST_TOKEN = 8 * 1024
"""Bytes of a token."""

SKEW = timedelta(seconds=60)
"""How far the clocks of this service and of the sign-in server may lie apart."""

KEY_TYPES = {"RS256": "RSA", "PS256": "RSA", "ES256": "EC", "EdDSA": "OKP", "Ed25519": "OKP"}
"""Signature algorithms that settings may allow, each with its kind of key; all of them asymmetric."""

SMALLEST_RSA = 2048
"""Bits."""

FOREIGN = frozenset({"jku", "jwk", "x5u", "x5c", "crit", "b64", "cty", "zip", "enc"})
"""Header fields that name a key of the token's own, ask for extensions, or wrap another token."""

TYPES = frozenset({None, "jwt", "at+jwt", "application/at+jwt"})
"""What `typ` may say, in lower case; logout tokens and proofs say something else."""

Keys = Mapping[tuple[str, str], Key]
"""Public keys by key id and kind of key, so that a key is never used with an algorithm of another kind."""

# joserfc warns of the name EdDSA, which RFC 9864 replaced by Ed25519 and most sign-in servers still write.
warnings.filterwarnings("ignore", message="EdDSA is deprecated", category=SecurityWarning)


@dataclass(frozen=True, slots=True)
class Rules:
    """What a token has to say: who made it, for whom, signed how, and which claims hold role and scope."""

    issuer: str
    audience: str
    algorithms: frozenset[str]
    names: ClaimNames


def public_keys(document: object) -> Keys:
    """Read the usable keys of a JSON Web Key Set: asymmetric, for signatures, with an id, RSA from 2,048 bits.

    Others are passed over, as RFC 7517 section 5 asks for kinds that are not understood.
    """
    listed = document.get("keys") if isinstance(document, dict) else None
    found: dict[tuple[str, str], Key] = {}
    for each in listed if isinstance(listed, list) else []:
        if (key := _public_key(each)) is not None:
            found.setdefault((each["kid"], key.key_type), key)
    return found


def _public_key(listed: Any) -> Key | None:
    if not isinstance(listed, dict) or not isinstance(listed.get("kid"), str) or listed.get("use", "sig") != "sig":
        return None
    kinds: dict[str, type[RSAKey] | type[ECKey] | type[OKPKey]] = {"RSA": RSAKey, "EC": ECKey, "OKP": OKPKey}
    kind = kinds.get(str(listed.get("kty")))
    try:
        key = kind.import_key(cast(Any, listed)) if kind else None
    except (JoseError, ValueError, TypeError, KeyError):
        return None
    if isinstance(key, RSAKey) and key.raw_value.key_size < SMALLEST_RSA:
        return None
    return key


def key_name(token: str, rules: Rules) -> tuple[str, str]:
    """Read which key, by id and kind, a token says it is signed with; nothing is verified yet.

    Raises:
        Unauthenticated: no token of an allowed form: too large, another algorithm, no key id, a key of its own.
    """
    if len(token) > LARGEST_TOKEN:
        raise Unauthenticated("too large")
    if token.count(".") != 2 or not token.isascii():
        raise Unauthenticated("not three parts")
    header = _header(token.partition(".")[0])
    if FOREIGN & header.keys():
        raise Unauthenticated("header names a key or an extension of its own")
    algorithm, key_id, kind = header.get("alg"), header.get("kid"), header.get("typ")
    if not isinstance(algorithm, str) or algorithm not in rules.algorithms or algorithm not in KEY_TYPES:
        raise Unauthenticated("algorithm not allowed")
    if not isinstance(key_id, str) or not key_id:
        raise Unauthenticated("no key id")
    if (kind.lower() if isinstance(kind, str) else kind) not in TYPES:
        raise Unauthenticated("no access token by its type")
    return key_id, KEY_TYPES[algorithm]


def verify(token: str, keys: Keys, rules: Rules, now: datetime) -> Claims:
    """Verify a token and return what it says about its bearer.

    Raises:
        Unauthenticated: it does not hold; `reason` says why.
    """
    payload = verified_payload(token, keys, rules)
    issued, expires = _span(payload, now)
    return claims_of(payload, rules.names, issued, expires)


def verify_id_token(token: str, keys: Keys, rules: Rules, nonce: str | None, now: datetime) -> str:
    """Verify an ID token and return its subject; the audience of `rules` is the client.

    Args:
        nonce: of the sign-in that it answers; None for a token that came with a renewal.
    Raises:
        Unauthenticated: it does not hold, or answers another sign-in.
    Source: OpenID Connect Core 1.0, 3.1.3.7 and 12.2.
    """
    payload = verified_payload(token, keys, rules)
    _span(payload, now)
    if nonce is not None and payload.get("nonce") != nonce:
        raise Unauthenticated("another nonce")
    if payload.get("azp", rules.audience) != rules.audience:
        raise Unauthenticated("given out to another client")
    return str(payload.get("sub", ""))


def verified_payload(token: str, keys: Keys, rules: Rules) -> dict[str, Any]:
    """Read what a token says whose signature, issuer and audience hold; raises Unauthenticated."""
    key = keys.get(key_name(token, rules))
    if key is None:
        raise Unauthenticated("unknown key")
    payload = _payload(_signed(token, key, rules))
    if payload.get("iss") != rules.issuer:
        raise Unauthenticated("another issuer")
    if "cnf" in payload:  # RFC 7800: worth something only with a proof, which a bearer header does not carry
        raise Unauthenticated("bound to a key of its bearer")
    audience = payload.get("aud")
    if rules.audience not in (audience if isinstance(audience, list) else [audience]):
        raise Unauthenticated("another audience")
    return payload


def _header(part: str) -> dict[str, Any]:
    try:
        header = json.loads(urlsafe_b64decode(part.encode()))
    except (ValueError, binascii.Error, RecursionError):
        raise Unauthenticated("header is no JSON") from None
    if not isinstance(header, dict):
        raise Unauthenticated("header is no object")
    return header


def _signed(token: str, key: Key, rules: Rules) -> bytes:
    registry = jws.JWSRegistry(algorithms=sorted(rules.algorithms), strict_check_header=False)
    try:  # also checks that the key is of the algorithm's kind, and not published for another algorithm
        return jws.deserialize_compact(token, key, registry=registry).payload
    except (JoseError, ValueError, TypeError, binascii.Error):
        raise Unauthenticated("signature does not hold") from None


def _payload(text: bytes) -> dict[str, Any]:
    try:
        payload = json.loads(text)
    except (ValueError, RecursionError):
        raise Unauthenticated("payload is no JSON") from None
    if not isinstance(payload, dict):
        raise Unauthenticated("payload is no object")
    return payload


def _span(payload: Mapping[str, Any], now: datetime) -> tuple[datetime, datetime]:
    """When it was given out and when it ends; it has to have begun and to have been given out, save for `SKEW`."""
    expires = _moment(payload, "exp")
    issued = _moment(payload, "iat")
    begins = _moment(payload, "nbf") if "nbf" in payload else issued
    if now >= expires + SKEW:
        raise Unauthenticated("expired")
    if begins > now + SKEW:
        raise Unauthenticated("not valid yet")
    if issued > now + SKEW:
        raise Unauthenticated("given out in the future")
    return issued, expires


def _moment(payload: Mapping[str, Any], name: str) -> datetime:
    seconds = payload.get(name)
    if isinstance(seconds, bool) or not isinstance(seconds, int | float):
        raise Unauthenticated(f"{name} is no time")
    try:
        moment = datetime.fromtimestamp(seconds, UTC)
        return moment if moment.year < 9999 else _refuse(name)
    except (OverflowError, ValueError, OSError):
        return _refuse(name)


def _refuse(name: str) -> datetime:
    raise Unauthenticated(f"{name} is no time")
