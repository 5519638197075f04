"""Words that tell of danger to life: what to do now comes before any ranking."""

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class _Danger:
    words: re.Pattern[str]
    advice: str


_DANGERS = (
    _Danger(
        re.compile(
            "轻生|自杀|自残|割腕|寻短见|跳楼|跳江|跳河|喝农药|吞药|上吊|不想活|活不下去|活着没(?:啥|什么|得)?意思|"
            "想死|一了百了|了结自己"
        ),
        "可能有人轻生：请马上拨打 110 和 120，派人到场陪伴，不让其独处；心理援助热线 12356。",
    ),
    _Danger(
        re.compile(
            "家暴|(?:被|遭|挨)[^，。；！？]{0,6}(?:打|砍|捅|勒|掐)|打得?(?:头破血流|鼻青脸肿|住院|浑身是伤)|"
            "持刀|拿刀|动刀|砍人|捅人|打老婆|打婆娘|打孩子|往死里打|性侵|猥亵|绑架|拐走|虐待"
        ),
        "可能有人正受伤害：请马上拨打 110，有人受伤同时拨打 120；先保证在场人员安全，再联系社区和妇联。",
    ),
    _Danger(
        re.compile("起火|着火|失火|火灾|烧起来|燃起来|冒(?:浓|黑|白)?烟|火苗|爆炸"),
        "可能起火：请马上拨打 119，组织疏散，不乘电梯、不返回取物；有人受伤同时拨打 120。",
    ),
    _Danger(
        re.compile(
            "(?:煤气|燃气|天然气|液化气)[^，。；！？]{0,6}(?:泄漏|泄露|漏|味|臭)|漏(?:煤|燃|天然)?气|一氧化碳|煤气中毒"
        ),
        "可能燃气泄漏：请马上关阀开窗、撤到室外，不开关电器、不在室内打电话；到室外拨打 119 和燃气抢修电话。",
    ),
    _Danger(
        re.compile("触电|电到人|电死|电线[^，。；！？]{0,4}(?:掉|断|落)"),
        "可能有人触电或电线落地：请先断电，不要触碰、远离落地电线，拨打 120 和供电抢修 95598。",
    ),
    _Danger(
        re.compile("溺水|落水|掉(?:进|到)?(?:河|江|水|井)|坠楼|塌(?:了|方|陷)|垮塌|埋在|被困|困人|关在电梯"),
        "可能有人被困或遇险：请马上拨打 119，有人受伤同时拨打 120，在安全处等候并看住现场。",
    ),
    _Danger(
        re.compile("昏迷|昏倒|晕倒|没(?:有|得)?(?:了)?呼吸|喘不上气|吐血|大出血|抽搐|心梗|中风|休克|叫不醒|不省人事"),
        "可能有人急病：请马上拨打 120，说清地点和症状，派人引导救护车。",
    ),
)
# What is learnt, prevented or long past is no danger of now.
_BEFORE = re.compile("(?:防|预防|反|抗|禁止|杜绝|避免|防范|学习?|讲讲?|宣传|普及|如何应对|怎么预防)[^，。；！？]{0,3}$")
_AFTER = re.compile(
    "^[^，。；！？]{0,4}(?:演练|宣传|知识|讲座|课|培训|预案|隐患|应对|演习|预防|防范|的书|险|报警器|调解员)"
)
THEN = "之后再吹哨报镇街，下面的匹配仅供后续帮扶参考。"


def urgent_advice(text: str) -> str:
    """Say what to do now where a text tells of danger to life; empty where it does not."""
    found = [danger.advice for danger in _DANGERS if any(_is_now(text, hit) for hit in danger.words.finditer(text))]
    return "".join([*found, THEN]) if found else ""


def _is_now(text: str, hit: re.Match[str]) -> bool:
    return not _BEFORE.search(text[: hit.start()]) and not _AFTER.search(text[hit.end() :])
