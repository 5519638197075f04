"""Latin readings of Chinese names, so that a name is found by its syllables or by their first letters."""

import re
from collections.abc import Callable
from functools import cache, lru_cache

# Characters with several readings, in the one that names of places and families use; words keep their own.
_CHARACTERS = {"佛": "fó", "朝": "cháo", "都": "dū", "曾": "zēng", "长": "cháng", "柏": "bǎi"}
_WORDS = {
    "朝阳": ("cháo", "yáng"),
    "柏林": ("bǎi", "lín"),
    "丰都": ("fēng", "dū"),
    "支行": ("zhī", "háng"),
    "分行": ("fēn", "háng"),
    "会长": ("huì", "zhǎng"),
    "村长": ("cūn", "zhǎng"),
    "站长": ("zhàn", "zhǎng"),
    "长者": ("zhǎng", "zhě"),
    "长辈": ("zhǎng", "bèi"),
}

_WORD = re.compile(r"[0-9A-Za-z]+|[^\W_]")


@cache
def _reader() -> Callable[[str], list[str]]:
    """What reads characters; its dictionaries take half a second and are needed only where names are written."""
    from pypinyin import lazy_pinyin, load_phrases_dict, load_single_dict

    load_single_dict({ord(character): sound for character, sound in _CHARACTERS.items()})
    load_phrases_dict({word: [[sound] for sound in sounds] for word, sounds in _WORDS.items()})
    return lazy_pinyin


@lru_cache(maxsize=4096)
def _syllables(text: str) -> tuple[str, ...]:
    return tuple(_reader()(text))


def reading(name: str) -> tuple[str, str]:
    """How a name is typed on a Latin keyboard, without tones; ü is v, as input methods have it.

    Returns:
        pinyin: the syllables joined, then the same syllables spaced ("shuanglongcun shuang long cun").
        initials: the first letter of each syllable, numbers whole ("slc", "d12wg").
    """
    words = "".join(_WORD.findall(name))
    syllables = [syllable.lower() for syllable in _syllables(words)]
    initials = "".join(syllable if syllable.isdigit() else syllable[:1] for syllable in syllables)
    return f"{''.join(syllables)} {' '.join(syllables)}", initials


def syllables_of(text: str) -> str:
    """The joined syllables of a few characters, as `reading` joins them."""
    return "".join(_syllables(text)).lower()


def initial_of(character: str) -> str:
    """The first letter of a character's syllable."""
    return syllables_of(character)[:1]
