"""Masks: what is left of a value, exactly, and that nothing more is left."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphsvc.access.masking import Field, mask, normalize

MASKS = [
    (Field.NAME, "张晓明", "张**"),
    (Field.NAME, "张", "张**"),
    (Field.NAME, "", "**"),
    (Field.PHONE, "13812341234", "138****1234"),
    (Field.PHONE, "+86 138-1234-1234", "138****1234"),
    (Field.PHONE, "008613812341234", "138****1234"),
    (Field.PHONE, "１３８１２３４１２３４", "138****1234"),
    (Field.PHONE, "023-68880001", "023****0001"),
    (Field.PHONE, "68880001", "****01"),
    (Field.PHONE, "110", "****"),
    (Field.PHONE, "", "****"),
    (Field.IDENTITY, "500103199001011234", "5001**********1234"),
    (Field.IDENTITY, "50010319900101123x", "5001**********123X"),
    (Field.IDENTITY, "500103900101123", "5001*******1123"),
    (Field.IDENTITY, "12345678", "****"),
    (Field.ADDRESS, "重庆市渝中区大坪街道马家堡社区云阶路12号3-1", "重庆市渝中区大坪街道马家堡社区***"),
    (Field.ADDRESS, "马家堡社区云阶小区3栋", "马家堡社区***"),
    (Field.ADDRESS, "石桥镇双河村五组9号", "石桥镇双河村***"),
    (Field.ADDRESS, "大坪街道云阶路12号", "大坪街道***"),
    (Field.ADDRESS, "渝中区云阶路12号", "渝中区***"),
    (Field.ADDRESS, "重庆市云阶路12号", "重庆市***"),
    (Field.ADDRESS, "云阶小区3栋2单元", "****"),
    (Field.ADDRESS, "云阶路12号马家堡社区", "****"),
    (Field.ADDRESS, "甲号楼马家堡社区", "****"),
    (Field.ADDRESS, "", "****"),
]


@pytest.mark.parametrize(("field", "value", "shown"), MASKS)
def test_a_mask_leaves_exactly_this(field: Field, value: str, shown: str) -> None:
    assert mask(field, value) == shown


@given(st.text("0123456789", min_size=7, max_size=15))
def test_at_most_seven_digits_of_a_phone_are_left_and_four_of_them_behind(phone: str) -> None:
    left = [part for part in mask(Field.PHONE, phone).split("****") if part]
    assert sum(map(len, left)) <= 7
    assert phone not in mask(Field.PHONE, phone)


@given(st.text("0123456789Xx", max_size=24))
def test_the_date_of_birth_in_an_identity_number_is_never_left(number: str) -> None:
    shown = mask(Field.IDENTITY, number)
    assert shown == "****" or (shown[4:-4] == "*" * (len(number) - 8) and len(shown) == len(number))


@given(st.text(max_size=60))
def test_no_number_of_an_address_is_left(address: str) -> None:
    assert not any(character.isdecimal() for character in mask(Field.ADDRESS, address))


@pytest.mark.parametrize("written", ["138 1234 1234", "+8613812341234", "0086-138-1234-1234", "１３８１２３４１２３４"])
def test_one_phone_has_one_form(written: str) -> None:
    assert normalize(Field.PHONE, written) == "13812341234"


def test_a_number_that_only_starts_like_a_country_code_is_left_alone() -> None:
    assert normalize(Field.PHONE, "8623688800") == "8623688800"


def test_one_identity_number_has_one_form() -> None:
    assert normalize(Field.IDENTITY, " 50010319900101123x ") == "50010319900101123X"
