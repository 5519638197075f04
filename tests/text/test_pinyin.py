"""Rules of readings: joined, spaced, initials, and characters with several readings."""

import csv

import pytest

from graphsvc.paths import SEEDS_DIR
from graphsvc.text.pinyin import reading


@pytest.mark.parametrize(
    ("name", "pinyin", "initials"),
    [
        ("双龙村", "shuanglongcun shuang long cun", "slc"),
        ("重庆市", "chongqingshi chong qing shi", "cqs"),
        ("重庆村社区", "chongqingcunshequ chong qing cun she qu", "cqcsq"),
        ("朝天门街道", "chaotianmenjiedao chao tian men jie dao", "ctmjd"),
        ("朝阳社区", "chaoyangshequ chao yang she qu", "cysq"),
        ("长寿区", "changshouqu chang shou qu", "csq"),
        ("长河村", "changhecun chang he cun", "chc"),
        ("长者食堂", "zhangzheshitang zhang zhe shi tang", "zzst"),
        ("丰都县", "fengduxian feng du xian", "fdx"),
        ("佛图关", "fotuguan fo tu guan", "ftg"),
        ("曾家岩社区", "zengjiayanshequ zeng jia yan she qu", "zjysq"),
        ("柏林村", "bailincun bai lin cun", "blc"),
        ("綦江区", "qijiangqu qi jiang qu", "qjq"),
        ("绿梦社区", "lvmengshequ lv meng she qu", "lmsq"),
        ("某某银行支行", "moumouyinhangzhihang mou mou yin hang zhi hang", "mmyhzh"),
        ("第12网格", "di12wangge di 12 wang ge", "d12wg"),
        ("华润·凌江社区", "huarunlingjiangshequ hua run ling jiang she qu", "hrljsq"),
        ("AED投放", "aedtoufang aed tou fang", "atf"),
    ],
)
def test_a_name_reads_as_it_is_said(name: str, pinyin: str, initials: str) -> None:
    assert reading(name) == (pinyin, initials)


def test_every_area_has_a_reading_in_letters_and_digits_alone() -> None:
    with (SEEDS_DIR / "chongqing" / "areas.csv").open(encoding="utf-8", newline="") as file:
        names = {row["name"] for row in csv.DictReader(file)}
    assert [name for name in names if not reading(name)[0].replace(" ", "").isascii()] == []
