"""Texts that a reader of people's sheets would make plain, pass over, refuse or mistake for something else."""

HOSTILE = (
    "第１网格  双空格",
    "  前后有空格　",
    "第一行\n第二行\r\n第三行\r第四行\n",
    "制\t表\v垂直\f换页\x07\x1b\x00\x7f\x85\u2028\u2029",
    *("无", "-", "NULL", "nan", "/", "—", "", " ", "\t", "\n"),
    *('"', '""', "'", "'文", '="00123"', "=1+1", "＝1+1", "@x", '一, "二"; 三；四|五、六'),
    *("\ufeff有标记", "零\u200b宽\u200d字\u2060\u00ad", "\u202e反向\u202c", "全角ＡＢＣ１２３：（）", "Ⅲ㈱①ﾊﾝｶｸ"),
    *(
        "\ue000自造字",
        "\U000f0000",
        "𠮷野家",
        "\U0001f468\u200d\U0001f469\u200d\U0001f467",
        "e\u0301 é",
        "⼤⼯⽊",
        "\ufffe\uffff",
    ),
    *(
        "合计",
        "备注：见附表",
        "name",
        "null",
        "true",
        "2026-03-01",
        "<html><table>",
        "%PDF",
        "PK\x03\x04",
        "\\N\\\\",
        "${x}{{y}}",
    ),
    "长" * 3_000,
)
