"""国密: SM4-GCM and SM3 as their standards have them, beside the default and in exchange for it."""

import base64
import re

import pytest
from cryptography.exceptions import InvalidTag
from hypothesis import given
from hypothesis import strategies as st

from graphsvc.access.masking import Field
from graphsvc.access.sealing.keys import read_keys
from graphsvc.access.sealing.suites import GUOMI, INTERNATIONAL, Family
from graphsvc.errors import SealBroken

SECRET = base64.b64encode(bytes(range(32))).decode()
DEFAULT, CHINESE = read_keys(SECRET), read_keys(SECRET, Family.GUOMI)
PHONE = "13812341234"

# RFC 8998, appendix A.1
KEY, NONCE = bytes.fromhex("0123456789ABCDEFFEDCBA9876543210"), bytes.fromhex("00001234567800000000ABCD")
BOUND = bytes.fromhex("FEEDFACEDEADBEEFFEEDFACEDEADBEEFABADDAD2")
PLAIN = bytes.fromhex("AA" * 8 + "BB" * 8 + "CC" * 8 + "DD" * 8 + "EE" * 8 + "FF" * 8 + "EE" * 8 + "AA" * 8)
SEALED = bytes.fromhex(
    "17F399F08C67D5EE19D0DC9969C4BB7D5FD46FD3756489069157B282BB200735"
    "D82710CA5C22F0CCFA7CBF93D496AC15A56834CBCF98C397B4024A2691233B8D"
    "83DE3541E4C2B58177E065A9BF7B62EC"
)


def test_sm4_gcm_is_that_of_the_standard() -> None:
    assert GUOMI.encrypt(KEY, NONCE, PLAIN, BOUND) == SEALED
    assert GUOMI.decrypt(KEY, NONCE, SEALED, BOUND) == PLAIN


def test_hmac_sm3_is_built_on_the_hash_of_the_standard() -> None:
    def sm3(text: bytes) -> bytes:
        from cryptography.hazmat.primitives.hashes import SM3, Hash

        made = Hash(SM3())
        made.update(text)
        return made.finalize()

    assert sm3(b"abc").hex() == "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"  # GB/T 32905, A.1
    key = bytes(range(32)).ljust(64, b"\0")
    inner = sm3(bytes(byte ^ 0x36 for byte in key) + b"text")
    assert GUOMI.digest(bytes(range(32)), b"text") == sm3(bytes(byte ^ 0x5C for byte in key) + inner)


@pytest.mark.parametrize("place", [0, 40, -1])
def test_one_changed_byte_is_found_out(place: int) -> None:
    changed = bytearray(SEALED)
    changed[place] ^= 1
    with pytest.raises(InvalidTag):
        GUOMI.decrypt(KEY, NONCE, bytes(changed), BOUND)


@given(value=st.text(max_size=60), node=st.text(max_size=20), field=st.sampled_from(Field))
def test_what_one_has_sealed_opens_under_the_other_and_is_told_apart(value: str, node: str, field: Field) -> None:
    old, new = DEFAULT.seal(field, node, value), CHINESE.seal(field, node, value)
    assert (old[:3], new[:3]) == ("v1.", "s1.")
    assert CHINESE.open(field, node, old) == DEFAULT.open(field, node, new) == value
    assert not old.startswith(CHINESE.prefix)


def test_a_version_changed_by_hand_does_not_open() -> None:
    sealed = CHINESE.seal(Field.PHONE, "p", PHONE)
    with pytest.raises(SealBroken):
        CHINESE.open(Field.PHONE, "p", f"v1{sealed[2:]}")


def test_numbers_are_looked_up_under_both_while_values_move() -> None:
    assert CHINESE.blind_index(Field.PHONE, PHONE) != DEFAULT.blind_index(Field.PHONE, PHONE)
    assert CHINESE.blind_indexes(Field.PHONE, PHONE)[0] == CHINESE.blind_index(Field.PHONE, PHONE)
    assert set(CHINESE.blind_indexes(Field.PHONE, PHONE)) == set(DEFAULT.blind_indexes(Field.PHONE, PHONE))


def test_the_id_of_a_key_and_old_values_do_not_hang_on_the_setting() -> None:
    assert CHINESE.newest.id == DEFAULT.newest.id
    assert re.fullmatch(rf"v1\.{DEFAULT.newest.id}\.[\w-]+", DEFAULT.seal(Field.PHONE, "p", PHONE))
    assert INTERNATIONAL.key_bytes == 32
