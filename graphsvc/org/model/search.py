"""What a search looks among, and what a typed text is looked up as: characters, pinyin, initials, or a code."""

import re
import unicodedata

from graphsvc.text.pinyin import initial_of, syllables_of
from graphsvc.vocabulary.labelled import Labelled

LONGEST = 100
"""Characters of a search text that count."""
INNER = 3
"""Letters from which pinyin is looked for inside names too; fewer are inside almost every name."""

_RESERVED = re.compile(r'[+\-!(){}\[\]^"~*?:\\/&|]')
_JOINERS = re.compile(r"[\s'’`·.\-_]+")
_CHARACTER = re.compile("[\u4e00-\u9fff]")
_LATIN = re.compile(r"[a-z0-9]+")
_CODE = re.compile(r"[0-9]{4,14}(E?[0-9]{0,3})?|[0-9A-HJ-NP-RTUWXY]{18}")


class SearchType(Labelled):
    """What to search among (检索范围)."""

    AREA = "AREA", "区域", "Areas"
    PARTY_ORGANIZATION = "PARTY_ORGANIZATION", "党组织", "Party organizations"
    JOINT_COMMITTEE = "JOINT_COMMITTEE", "大工委、大党委", "Joint committees"
    UNIT = "UNIT", "单位", "Units"
    TOPIC = "TOPIC", "主题", "Topics"
    NEED = "NEED", "需求", "Needs"
    RESOURCE = "RESOURCE", "资源", "Resources"
    PROJECT = "PROJECT", "项目", "Projects"


def plain(text: str) -> str:
    """A text as names are written: no full-width letters and digits, one blank at a time and none in 马 家 堡."""
    parts = unicodedata.normalize("NFKC", text[:LONGEST]).split()
    return ("" if all(map(_CHARACTER.fullmatch, parts)) else " ").join(parts)


def letters(text: str) -> str:
    """The letters of a text as typed on a keyboard: no tone marks, no apostrophes, ü as v; empty for anything else."""
    marked = plain(text).lower().replace("ü", "v")
    for tone in "ǖǘǚǜ":
        marked = marked.replace(tone, "v")
    bare = "".join(c for c in unicodedata.normalize("NFD", marked) if not unicodedata.combining(c))
    joined = _JOINERS.sub("", bare)
    return joined if _LATIN.fullmatch(joined) and not joined.isdecimal() else ""


def characters(text: str) -> list[str]:
    """The Chinese characters of a text that has letters among them, which a name it finds has to hold."""
    found = [c for c in plain(text) if "\u4e00" <= c <= "\u9fff"]
    return found if found and len(found) < len(_JOINERS.sub("", plain(text))) else []


def mixed(text: str) -> tuple[str, str]:
    """Initials and pinyin of a text of characters and letters, such as 马jb: mjb and majb."""
    if not characters(text):
        return "", ""
    initials = pinyin = ""
    for part in re.findall(r"[a-z0-9]+|[\u4e00-\u9fff]", plain(text).lower()):
        initials += part if _LATIN.fullmatch(part) else initial_of(part)
        pinyin += part if _LATIN.fullmatch(part) else syllables_of(part)
    return initials, pinyin


def code(text: str) -> str:
    """An area code or its beginning, or a credit code, as it is stored; empty for anything else."""
    found = _JOINERS.sub("", plain(text)).upper()
    return found if _CODE.fullmatch(found) else ""


def lucene(text: str) -> str:
    """A Lucene query for what a person typed: the whole as a phrase first, then its parts; letters as pinyin.

    The `cjk` analyzer splits Chinese into pairs of characters, so a phrase finds what holds the text as written; a
    single character is looked up as the beginning of a pair.
    """
    words = " ".join(_RESERVED.sub(" ", plain(text)).split())
    if not words:
        return '""'
    if latin := letters(text):
        inner = f" OR pinyin:*{latin}*" if len(latin) >= INNER else ""
        return f'pinyin:{latin}^3 OR pinyin:{latin}*{inner} OR initials:{latin}^4 OR initials:{latin}* OR "{words}"^2'
    if characters(text):
        initials, pinyin = mixed(text)
        inner = f" OR pinyin:*{pinyin}*" if len(pinyin) >= INNER else ""
        return f'initials:{initials}* OR initials:*{initials}* OR pinyin:{pinyin}*{inner} OR "{words}"^2'
    if len(words) == 1:
        return f"{words} OR {words}*"
    return f'name:"{words}"^6 OR title:"{words}"^4 OR "{words}"^3 OR ({words.lower()})'


def indexes(types: list[SearchType] | None) -> list[str]:
    """Names of the full-text indexes to ask: all when no types are named, none when none are."""
    return [f"search_{kind.name.lower()}" for kind in (SearchType if types is None else types)]
