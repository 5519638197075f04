"""Words that invented names of people, estates and firms are made of."""

from random import Random

_SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范"
    "金石廖贾夏韦付方白邹孟熊秦邱江尹薛阎段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤冉牟代古"
)
_GIVEN = (
    "建国志明秀英丽华红梅桂兰玉珍淑芬永强文斌学勇小燕晓东海涛雪春艳光荣世平德富天祥成林洪亮俊杰思雨佳怡梓涵宇航浩然欣悦静雅"
    "婷敏琴利群素清正伟军云启昌容才碧莲祖先朝贵中兴开凤霞"
)
_FIRST = "松锦屏云禾平嘉青望槐石桐兰梧银浮岭听揽橘雅溪康永福同建和祥春秋丰宏金玉安星梅菊竹柏枫紫海丁茶桂榕香翠明朗晴"
_SECOND = "云竹麓阶川岭梧榆屏荫栈花里桐杏翠上松景园集语湖顺宁兴民晖实华栗带居程悦汇溪影堂塘叶藤棠香亭葛湾泉坪坡谷"
_ESTATES = ("苑", "花园", "小区", "新村", "华庭", "佳苑", "公寓", "雅居", "家属院", "庭院")


def person_name(chance: Random) -> str:
    """A name of two or three characters."""
    given = chance.choice(_GIVEN) + (chance.choice(_GIVEN) if chance.random() < 0.8 else "")
    return chance.choice(_SURNAMES) + given


def word(chance: Random) -> str:
    """A word of two characters that names a place or a firm."""
    first, second = chance.choice(_FIRST), chance.choice(_SECOND)
    return first + (second if second != first else "泉")


def estate_name(chance: Random) -> str:
    """The name of an estate."""
    return word(chance) + chance.choice(_ESTATES)
