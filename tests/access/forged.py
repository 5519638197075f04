"""Tokens that do not hold, each by its fault."""

import hashlib
import hmac
import json
from datetime import timedelta

from joserfc.jwk import OctKey

from graphsvc.access.sign_in.token import LARGEST_TOKEN
from tests.access.signing import ISSUER, claims, ec, part, rsa, seconds, signed

MINUTE = timedelta(minutes=1)
SECOND = timedelta(seconds=1)


def confused(key: bytes) -> str:
    """HS256 with the bytes of a public key as the secret."""
    start = f"{part(json.dumps({'alg': 'HS256', 'kid': 'r1'}).encode())}.{part(json.dumps(claims()).encode())}"
    return f"{start}.{part(hmac.new(key, start.encode(), hashlib.sha256).digest())}"


def tampered() -> str:
    head, _, tail = signed(claims(), rsa()).split(".")
    return f"{head}.{part(json.dumps(claims(role='DISTRICT_ADMIN')).encode())}.{tail}"


def unsigned(algorithm: str) -> str:
    header = part(json.dumps({"alg": algorithm, "kid": "r1"}).encode())
    return f"{header}.{part(json.dumps(claims()).encode())}."


PUBLIC_PEM = rsa().as_pem(private=False)
EVIL = "https://evil.example/keys"
HONEST = signed(claims(), rsa())
REFUSED: dict[str, str] = {
    "alg none": unsigned("none"),
    "alg None": unsigned("None"),
    "alg NONE, no signature": unsigned("NONE"),
    "alg missing": signed(claims(), rsa(), alg=None),
    "alg is a list": signed(claims(), rsa(), alg=["RS256"]),
    "HS256 with the public key as PEM": confused(PUBLIC_PEM),
    "HS256 with the public key as JSON": confused(json.dumps(rsa().as_dict(private=False)).encode()),
    "HS256 with the modulus": confused(rsa().as_dict(private=False)["n"].encode()),  # type: ignore[union-attr]
    "HS512": signed(claims(), OctKey.import_key("secret", {"kid": "r1"}), "HS512"),
    "algorithm not allowed": signed(claims(), rsa(), "RS512"),
    "key of another kind": signed(claims(), ec(), "ES256", kid="r1"),
    "another key under a known id": signed(claims(), rsa("r2"), kid="r1"),
    "wrong aud": signed(claims(aud="other"), rsa()),
    "wrong aud in a list": signed(claims(aud=["other", "graphsvc2"]), rsa()),
    "no aud": signed(claims(aud=None), rsa()),
    "aud only starts alike": signed(claims(aud="graphsvc.evil"), rsa()),
    "aud is an object": signed(claims(aud={"graphsvc": 1}), rsa()),
    "wrong iss": signed(claims(iss="https://evil.example"), rsa()),
    "iss with a slash": signed(claims(iss=f"{ISSUER}/"), rsa()),
    "no iss": signed(claims(iss=None), rsa()),
    "expired": signed(claims(exp=seconds(-60 * SECOND)), rsa()),
    "no exp": signed(claims(exp=None), rsa()),
    "exp never": signed(claims(exp=float("inf")), rsa()),
    "exp is no number": signed(claims(exp=float("nan")), rsa()),
    "exp in a far century": signed(claims(exp=10**18), rsa()),
    "exp is a text": signed(claims(exp=str(seconds(60 * MINUTE))), rsa()),
    "exp is true": signed(claims(exp=True), rsa()),
    "not yet valid": signed(claims(nbf=seconds(61 * SECOND)), rsa()),
    "nbf is a text": signed(claims(nbf="0"), rsa()),
    "iat in the future": signed(claims(iat=seconds(61 * SECOND)), rsa()),
    "no iat": signed(claims(iat=None), rsa()),
    "unknown kid": signed(claims(), rsa(), kid="r9"),
    "missing kid": signed(claims(), rsa(), kid=None),
    "empty kid": signed(claims(), rsa(), kid=""),
    "kid is a path": signed(claims(), rsa(), kid="../../../dev/null"),
    "kid is an object": signed(claims(), rsa(), kid={"$ne": ""}),
    "oversized": signed(claims(padding="x" * LARGEST_TOKEN), rsa()),
    "jku": signed(claims(), rsa("evil"), kid="r1", jku=EVIL),
    "jku with a good signature": signed(claims(), rsa(), jku=EVIL),
    "x5u": signed(claims(), rsa("evil"), kid="r1", x5u=EVIL),
    "x5c": signed(claims(), rsa("evil"), kid="r1", x5c=["MIIB"]),
    "jwk": signed(claims(), rsa("evil"), kid="r1", jwk=rsa("evil").as_dict(private=False)),
    "crit": signed(claims(), rsa(), crit=["exp"], exp=1),
    "crit of b64": signed(claims(), rsa(), crit=["b64"], b64=False),
    "b64 without crit": signed(claims(), rsa(), b64=False),
    "tampered payload": tampered(),
    "tampered signature": HONEST[:-4] + ("AAAA" if HONEST[-4:] != "AAAA" else "BBBB"),
    "no signature": HONEST.rpartition(".")[0] + ".",
    "two parts": HONEST.rpartition(".")[0],
    "four parts": HONEST + ".AAAA",
    "five parts, encrypted": "e30.e30.e30.e30.e30",
    "empty": "",
    "dots": "..",
    "no ASCII": HONEST.replace("e", "é", 1),
    "header is no JSON": f"{part(b'{')}.{part(b'{}')}.AAAA",
    "header is a list": f"{part(b'[]')}.{part(b'{}')}.AAAA",
    "header nests without end": f"{part(b'[' * 4000)}.{part(b'{}')}.AAAA",
    "payload is a list": signed(b"[]", rsa()),
    "payload is no JSON": signed(b"{", rsa()),
    "payload is no UTF-8": signed(b'{"sub": "\xff"}', rsa()),
    "nested": signed(HONEST.encode(), rsa(), cty="JWT"),
    "nested without saying so": signed(HONEST.encode(), rsa()),
    "an ID token's cousin: logout": signed(claims(), rsa(), typ="logout+jwt"),
    "a proof of possession": signed(claims(), rsa(), typ="dpop+jwt"),
    "typ is a number": signed(claims(), rsa(), typ=1),
    "bound to a key": signed(claims(cnf={"jkt": "0ZcOCORZNYy"}), rsa()),
    "role unknown": signed(claims(role="EMPEROR"), rsa()),
    "role in small letters": signed(claims(role="auditor"), rsa()),
    "no role": signed(claims(role=None), rsa()),
    "two roles": signed(claims(role=["VIEWER", "DISTRICT_ADMIN"]), rsa()),
    "two roles in a text": signed(claims(role="VIEWER DISTRICT_ADMIN"), rsa()),
    "role is an object": signed(claims(role={"VIEWER": True}), rsa()),
    "areas malformed": signed(claims(areas=["5001"]), rsa()),
    "one area malformed": signed(claims(areas=["500103012011", "%"]), rsa()),
    "area is empty prefix": signed(claims(areas=["000000000000"]), rsa()),
    "area is a number": signed(claims(areas=[500103012011]), rsa()),
    "areas are an object": signed(claims(areas={"500103012011": 1}), rsa()),
    "area in full-width digits": signed(claims(areas=["５００１０３０１２０１１"]), rsa()),
    "too many areas": signed(claims(areas=[f"500103{i:06}" for i in range(201)]), rsa()),
    "unit malformed": signed(claims(unit="a'; MATCH (n)"), rsa()),
    "two units": signed(claims(unit=["unit-01", "unit-02"]), rsa()),
    "no sub": signed(claims(sub=None), rsa()),
    "empty sub": signed(claims(sub=""), rsa()),
    "sub of 256 characters": signed(claims(sub="s" * 256), rsa()),
    "sub with a line end": signed(claims(sub="a\nb"), rsa()),
}
