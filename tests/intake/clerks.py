"""Further cells as clerks write them: days, numbers, names, and words of closed lists."""

from collections.abc import Callable
from pathlib import Path

from tests.intake.messy import Messy, book, changed, expected, text

Fault = tuple[str, str]


def wrong(name: str, write: Callable[[Path], Path], *faults: Fault) -> Messy:
    """A file that is refused at these cells or lines."""
    return Messy(f"wrong: {name}", write, (), frozenset(faults))


DAYS = [
    *(
        Messy(f"a day as {day}", text(changed(2, "入党日期", day)))
        for day in (
            *(
                "2010.7.1.",
                "2010。7。1",
                "2010、7、1",
                "2010,7,1",
                "2010／7／1",
                "2010—7—1",
                "2010–07–01",
                "2010 年 7 月 1 日",
            ),
            *(
                "二〇一〇年七月一日",
                "二○一○年七月一日",
                "二零一零年7月1日",
                "2010年七月一日",
                "二〇一〇年七月",
                "2010.07",
            ),
            *("2010年7月1号", "2010-07-01 星期四", "2010年7月1日（星期四）", "公元2010年7月1日", "2010-07-01上午"),
            *("2010-07-01T00:00:00", "40360.5"),
        )
    ),
    *(
        wrong(f"a day as {day}", text(changed(2, "入党日期", day)), ("E2", "joined_on"))
        for day in (
            *(
                "10.7.1",
                "7/1/2010",
                "2010",
                "201007",
                "2010.1",
                "2010年13月",
                "2010.7.1-2011.7.1",
                "二〇一〇年十三月一日",
            ),
            *("去年7月", "0", "2010年2月30日"),
        )
    ),
    wrong("a day that Excel took for 2010.7", book(changed(2, "入党日期", 2010.7)), ("E2", "joined_on")),
]
NUMBERS = [
    *(
        Messy(f"a telephone number as {number}", text(changed(2, "联系电话", number)))
        for number in (
            "１３８０００００００１",
            "13800000001（本人）",
            "手机：13800000001",
            "13800000001 ",
            "(13800000001)",
        )
    ),
    *(
        Messy(f"a telephone number as {number}", text(changed(2, "联系电话", number)), expected(2, "phone", plain))
        for number, plain in (
            ("138.0000.0001", "13800000001"),
            ("138—0000—0001", "13800000001"),
            ("+86 138 0000 0001", "13800000001"),
            ("（023）68000000", "023-68000000"),
            ("023—68000000", "023-68000000"),
        )
    ),
    *(
        wrong(f"a telephone number as {number!r}", text(changed(2, "联系电话", number)), ("B2", "phone"))
        for number in (
            *("13800000001/13900000002", "13800000001、023-68000000", "13800000001\n13900000002", "T13800000001"),
            *("1.38E+10", "同上", "12"),
        )
    ),
    *(
        Messy(f"an identity number as {number!r}", text(changed(2, "身份证号", number)))
        for number in (
            *("110105-19491231-002X", "11010519491231002×", "11010519491231002*", "`11010519491231002X"),
            *("1101 0519 4912 3100 2X", "110105１９４９1231002ｘ", "11010519491231002X\n"),
        )
    ),
    *(
        wrong(f"an identity number as {number}", text(changed(2, "身份证号", number)), ("C2", "identity_number"))
        for number in ("110105491231002", "11010519491331002X", "不详", "110105194912310020", "0")
    ),
    *(
        Messy(f"a code as {code!r}", text(changed(2, "网格代码", code)))
        for code in (
            *("500103012011001.0", "500 103 012 011 001", "５００１０３０１２０１１００１", "500103012011001\u00a0"),
            *("`500103012011001", "500103012011001\t"),
        )
    ),
    *(
        wrong(f"a code as {code}", text(changed(2, "网格代码", code)), ("F2", "grid"))
        for code in ("500103-012-011-001", "5.00103012011001E+14", "500,103,012,011,001", "5001030120110010", "同上")
    ),
    Messy("codes as numbers", book(changed(2, "网格代码", 500103012011001))),
]
NAMES = [
    *(
        Messy(f"a name as {name!r}", text(changed(2, "姓名", name)), expected(2, "name", "古丽·买买提"))
        for name in (
            *(
                "古丽•买买提",
                "古丽．买买提",
                "古丽・买买提",
                "古丽‧买买提",
                "古丽 · 买买提",
                "古丽·　买买提",
                "\u202a古丽·买买提\u202c",
            ),
        )
    ),
    *(
        Messy(f"a name as {name!r}", text(changed(2, "姓名", name)), expected(2, "name", plain))
        for name, plain in (
            ("张三（男）", "张三（男）"),
            ("Zhang San", "Zhang San"),
            ("张三1", "张三1"),
            ("欧阳 三 四", "欧阳三四"),
            ("张  三\t", "张三"),
            ("O'Neil", "O'Neil"),
            ("A.买买提", "A.买买提"),
        )
    ),
    Messy(
        "rare characters in GB 18030",
        text(changed(2, "姓名", "㐂䶮𠮷"), encoding="gb18030"),
        expected(2, "name", "㐂䶮𠮷"),
    ),
]
WORDS = [
    *(
        Messy(f"a full member as {word}", text(changed(2, "人员类别", word)))
        for word in ("中共正式党员", "中国共产党党员", "中共党员（正式）", "党员(正式)", "正 式", "正式党员\n")
    ),
    *(
        Messy(
            f"a probationary member as {word}",
            text(changed(2, "人员类别", word)),
            expected(2, "membership", "PROBATIONARY"),
        )
        for word in ("党员（预备）", "中共党员（预备）", "中国共产党预备党员", " 预 备")
    ),
    *(
        Messy(f"no member as {word}", text(changed(3, "人员类别", word)))
        for word in (
            "普通群众",
            "无党派",
            "非党员",
            "民盟盟员",
            "民革党员",
            "九三学社社员",
            "农工党党员",
            "致公党党员",
            "台盟盟员",
            "团员",
        )
    ),
    *(
        wrong(f"a standing as {word}", text(changed(2, "人员类别", word)), ("D2", "membership"))
        for word in ("发展对象", "入党申请人", "是", "1", "正式/预备")
    ),
]

CELLS = [*DAYS, *NUMBERS, *NAMES, *WORDS]
