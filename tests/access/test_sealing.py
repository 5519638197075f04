"""Sealed fields: they open for the same field of the same node under a known key, and for nothing else."""

import base64
import re
import stat
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphsvc.access.masking import Field
from graphsvc.access.sealing.fields import FieldKeys, key_id, sealed_person_fields
from graphsvc.access.sealing.keys import field_keys, key_file, new_key, read_keys
from graphsvc.errors import SealBroken, SetupError
from graphsvc.settings import Settings

SECRET, OTHER = (base64.b64encode(bytes(range(start, start + 32))).decode() for start in (0, 100))
KEYS = read_keys(f"k1:{SECRET}")
ID = KEYS.newest.id
PHONE = "13812341234"


def broken(keys: FieldKeys, field: Field, node: str, sealed: str) -> SealBroken:
    with pytest.raises(SealBroken) as failure:
        keys.open(field, node, sealed)
    return failure.value


@given(value=st.text(max_size=200), node=st.text(max_size=40), field=st.sampled_from(Field))
def test_what_is_sealed_opens_again(value: str, node: str, field: Field) -> None:
    assert KEYS.open(field, node, KEYS.seal(field, node, value)) == value


def test_a_sealed_value_has_this_form_and_holds_nothing_of_the_value() -> None:
    sealed = KEYS.seal(Field.PHONE, "person-001", PHONE)
    assert re.fullmatch(rf"v1\.{ID}\.[0-9A-Za-z_-]{{52}}", sealed)  # 12 + 11 + 16 bytes
    assert key_id(sealed) == ID
    assert PHONE.encode() not in base64.urlsafe_b64decode(sealed.split(".")[2] + "==")


def test_the_same_value_of_the_same_field_seals_alike_and_any_other_does_not() -> None:
    sealed = KEYS.seal(Field.PHONE, "person-001", PHONE)
    assert KEYS.seal(Field.PHONE, "person-001", PHONE) == sealed
    others = {
        KEYS.seal(Field.PHONE, "person-002", PHONE),
        KEYS.seal(Field.ADDRESS, "person-001", PHONE),
        KEYS.seal(Field.PHONE, "person-001", PHONE[:-1] + "5"),
    }
    nonces = {text.rpartition(".")[2][:16] for text in {sealed, *others}}
    assert len(nonces) == 4


@pytest.mark.parametrize(("field", "node"), [(Field.IDENTITY, "person-001"), (Field.PHONE, "person-002")])
def test_a_sealed_value_moved_to_another_field_or_node_does_not_open(field: Field, node: str) -> None:
    broken(KEYS, field, node, KEYS.seal(Field.PHONE, "person-001", PHONE))


def test_another_key_under_the_same_id_does_not_open_it() -> None:
    broken(read_keys(f"k1:{OTHER}"), Field.PHONE, "p", KEYS.seal(Field.PHONE, "p", PHONE))


def test_a_key_that_is_not_there_does_not_open_it() -> None:
    broken(read_keys(f"k2:{OTHER}"), Field.PHONE, "p", KEYS.seal(Field.PHONE, "p", PHONE))


@given(st.data())
def test_one_changed_bit_is_found_out(data: st.DataObject) -> None:
    content = bytearray(base64.urlsafe_b64decode(KEYS.seal(Field.PHONE, "p", PHONE).split(".")[2] + "=="))
    bit = data.draw(st.integers(0, len(content) * 8 - 1))
    content[bit // 8] ^= 1 << bit % 8
    broken(KEYS, Field.PHONE, "p", f"v1.{ID}.{base64.urlsafe_b64encode(content).rstrip(b'=').decode()}")


@pytest.mark.parametrize(
    "text", ["", PHONE, "v1", "v1.k1.", "v1.k1.AAAA", "v2.k1.AAAA", "v1.k1.%%%%", "v1..AAAA", "a.b.c.d"]
)
def test_what_is_no_sealed_text_does_not_open(text: str) -> None:
    broken(KEYS, Field.PHONE, "p", text)


def test_a_failure_tells_nothing_of_value_text_or_key() -> None:
    sealed = KEYS.seal(Field.PHONE, "person-001", PHONE)
    failure = broken(KEYS, Field.PHONE, "person-002", sealed)
    assert failure.code == "SEAL_BROKEN"
    shown = f"{failure.zh} {failure.en} {failure!r}"
    assert all(part not in shown for part in (PHONE, sealed, SECRET, "person-001", "k1"))


def test_keys_do_not_show_themselves() -> None:
    assert SECRET not in repr(KEYS)
    assert repr(KEYS.newest.suites["v1"].index) not in repr(KEYS)


@pytest.mark.parametrize("written", ["138-1234-1234", "+86 13812341234", "13812341234"])
def test_a_blind_index_is_one_for_all_ways_of_writing_a_number(written: str) -> None:
    assert KEYS.blind_index(Field.PHONE, written) == KEYS.blind_index(Field.PHONE, PHONE)
    assert re.fullmatch(r"[0-9a-f]{32}", KEYS.blind_index(Field.PHONE, written))


def test_a_blind_index_differs_by_value_field_and_key() -> None:
    number = "500103199001011234"
    other = read_keys(f"k1:{OTHER}")
    found = {
        KEYS.blind_index(Field.PHONE, PHONE),
        KEYS.blind_index(Field.PHONE, number),
        KEYS.blind_index(Field.IDENTITY, number),
        other.blind_index(Field.PHONE, PHONE),
    }
    assert len(found) == 4


@pytest.mark.parametrize("field", [Field.NAME, Field.ADDRESS])
def test_only_numbers_can_be_looked_up(field: Field) -> None:
    with pytest.raises(ValueError, match=field):
        KEYS.blind_index(field, "x")


def test_older_keys_open_the_newest_seals_and_a_look_up_asks_for_all() -> None:
    old = KEYS.seal(Field.PHONE, "p", PHONE)
    both = read_keys(f"k2:{OTHER}, k1:{SECRET}")
    assert both.open(Field.PHONE, "p", old) == PHONE
    assert key_id(both.seal(Field.PHONE, "p", PHONE)) == read_keys(f"k2:{OTHER}").newest.id
    newest, *others = both.blind_indexes(Field.PHONE, PHONE)
    assert newest == read_keys(f"k2:{OTHER}").blind_index(Field.PHONE, PHONE)
    assert KEYS.blind_index(Field.PHONE, PHONE) in others


def test_a_persons_fields_are_eight_properties_without_a_clear_value() -> None:
    address = "重庆市渝中区大坪街道马家堡社区云阶路12号"
    given = sealed_person_fields("person-001", PHONE, "50010319900101123x", address, KEYS)
    opened = {
        of: KEYS.open(of, "person-001", str(given.pop(f"{of}Sealed")))
        for of in (Field.PHONE, Field.IDENTITY, Field.ADDRESS)
    }
    assert opened == {Field.PHONE: PHONE, Field.IDENTITY: "50010319900101123x", Field.ADDRESS: address}
    assert given == {
        "phoneBlind": KEYS.blind_index(Field.PHONE, PHONE),
        "phoneMasked": "138****1234",
        "identityBlind": KEYS.blind_index(Field.IDENTITY, "50010319900101123X"),
        "identityMasked": "5001**********123X",
        "addressMasked": "重庆市渝中区大坪街道马家堡社区***",
    }


@pytest.mark.parametrize("missing", [None, ""])
def test_a_field_that_is_not_given_is_taken_away(missing: str | None) -> None:
    assert set(sealed_person_fields("p", missing, missing, missing, KEYS).values()) == {None}
    assert len(sealed_person_fields("p", missing, missing, missing, KEYS)) == 8


@pytest.mark.parametrize(
    "text",
    [
        "",
        ",",
        f":{SECRET}",
        f"a b:{SECRET}",
        f"{'k' * 33}:{SECRET}",
        f"a.b:{SECRET}",
        "k1:",
        "k1:AAAA",
        f"k1:{SECRET}AAAA",
        "k1:%%%",
        "k1:é",
        f"k1:{SECRET},k2:{SECRET}",
    ],
)
def test_a_text_that_is_no_list_of_keys_is_refused_without_showing_it(text: str) -> None:
    with pytest.raises(SetupError) as refusal:
        read_keys(text)
    assert SECRET not in f"{refusal.value.zh} {refusal.value.en}"


def test_keys_may_stand_on_lines_of_a_file() -> None:
    keys = read_keys(f"k2:{OTHER}\nk1:{SECRET.replace('+', '-').replace('/', '_')}\n")
    assert [key.name for key in keys.keys] == ["k2", "k1"]


def test_a_new_key_is_random_and_can_be_read() -> None:
    first, second = new_key("2026-03"), new_key("2026-03")
    assert first != second
    assert read_keys(first).newest.name == "2026-03"


def test_a_new_key_without_a_name_is_called_by_its_id() -> None:
    key = read_keys(new_key()).newest
    assert key.name == key.id


def test_an_id_is_a_digest_of_the_key_whatever_the_key_is_called() -> None:
    assert re.fullmatch(r"[0-9a-f]{16}", ID)
    assert read_keys(f"developer:{SECRET}").newest.id == read_keys(SECRET).newest.id == ID
    assert read_keys(f"k1:{OTHER}").newest.id != ID


def named(name: str, sealed: str) -> str:
    """A sealed value as it was written when ids were names."""
    return f"v1.{name}.{sealed.rpartition('.')[2]}"


def test_a_value_that_names_its_key_by_an_old_name_opens_and_two_keys_may_share_the_name() -> None:
    old = named("developer", KEYS.seal(Field.PHONE, "p", PHONE))
    other = named("developer", read_keys(OTHER).seal(Field.PHONE, "p", "13900001111"))
    both = read_keys(f"developer:{OTHER}, developer:{SECRET}")
    assert [both.open(Field.PHONE, "p", value) for value in (old, other)] == [PHONE, "13900001111"]
    broken(read_keys(f"developer:{OTHER}"), Field.PHONE, "p", old)
    broken(KEYS, Field.PHONE, "p", old)


@pytest.mark.parametrize(
    "secret",
    [bytes(32), b"\xff" * 32, b"ab" * 16, bytes(range(16)) * 2, bytes(range(7)) + bytes(25)],
    ids=["zeros", "one byte", "two bytes", "half repeated", "few bytes"],
)
def test_a_key_that_is_not_random_is_refused_without_showing_it(secret: bytes) -> None:
    text = base64.b64encode(secret).decode()
    with pytest.raises(SetupError, match="not random") as refusal:
        read_keys(f"k1:{SECRET},k0:{text}")
    assert text not in f"{refusal.value.zh} {refusal.value.en}"


def test_a_developers_key_is_made_once_and_kept_for_its_owner(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path)
    sealed = field_keys(settings).seal(Field.PHONE, "p", PHONE)
    assert field_keys(settings).open(Field.PHONE, "p", sealed) == PHONE
    assert stat.S_IMODE(key_file(tmp_path).stat().st_mode) == 0o600


def test_production_without_a_key_is_refused_and_makes_none(tmp_path: Path) -> None:
    with pytest.raises(SetupError, match="GRAPHSVC_FIELD_KEY"):
        field_keys(Settings(data_dir=tmp_path, profile="production"))
    assert list(tmp_path.iterdir()) == []


def test_the_key_may_stand_in_a_file(tmp_path: Path) -> None:
    file = tmp_path / "keys"
    file.write_text(f"k2:{OTHER}\nk1:{SECRET}\n")
    settings: Any = Settings(data_dir=tmp_path, profile="production", field_key_file=file)
    assert [key.name for key in field_keys(settings).keys] == ["k2", "k1"]
