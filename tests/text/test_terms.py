"""Chinese text as pairs of characters, and the wording that two texts share."""

from hypothesis import given
from hypothesis import strategies as st

from graphsvc.text.terms import Rarity, agreement, joined, key, terms

RARITY = Rarity(["送餐服务", "照护服务", "保洁服务", "调解服务", "漏水"])

chinese = st.text(st.sampled_from("老人没做饭送餐上门漏水吵架调解A1 ，。"), max_size=12)


def test_terms_are_pairs_of_characters_and_latin_words() -> None:
    assert terms("楼上漏水，用AED救人") == sorted(["楼上", "上漏", "漏水", "用", "aed", "救人"])


def test_a_text_that_shares_no_pair_gets_nothing() -> None:
    assert agreement("楼上漏水天天吵架", ["人民调解", "送餐上门"], RARITY).tolist() == [0.0, 0.0]


def test_a_rarer_shared_pair_counts_more() -> None:
    rare, common = agreement("送餐服务", ["送餐服务", "照护服务"], RARITY)
    assert rare > common > 0


def test_a_text_is_known_by_its_title_and_description() -> None:
    assert joined("送餐", None) == joined("送餐", "") == "送餐"
    assert joined("送餐", "每天中午") == "送餐。每天中午"


def test_the_key_of_a_text_is_stable_and_fits_into_64_bits() -> None:
    assert key("送餐") == -8816060485947274526
    assert all(-(2**63) <= key(str(number)) < 2**63 for number in range(100))
    assert key("送餐") != key("送餐。")


@given(chinese, st.lists(chinese, min_size=1, max_size=8))
def test_agreement_is_a_fraction_and_follows_its_text_wherever_that_stands(problem: str, texts: list[str]) -> None:
    straight = agreement(problem, texts, RARITY).tolist()
    assert all(0 <= value <= 1 for value in straight)
    assert agreement(problem, texts[::-1], RARITY)[::-1].tolist() == straight
    assert [agreement(problem, [text], RARITY)[0] for text in texts] == straight, "whatever else is compared"


def test_a_term_is_found_where_it_stands_and_never_across_two_texts() -> None:
    texts = ["楼上漏", "水管", "装 WiFi 装", ""]
    assert [at for at, value in enumerate(agreement("漏水", texts, RARITY)) if value] == []
    assert [at for at, value in enumerate(agreement("wifi", texts, RARITY)) if value] == [2]
    assert [at for at, value in enumerate(agreement("水管", texts, RARITY)) if value] == [1]
