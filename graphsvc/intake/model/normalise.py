"""Text as people and spreadsheets leave it, made plain: invisible characters, full-width digits, spaces for alignment.

Official names keep their punctuation; only what cannot be meant is changed, and every change is told.
"""

import re
import unicodedata

_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u2800\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffc\U000e0000-\U000e01ef]"
)
"""Marks of direction and joining, fillers, and selectors of variants (异体字选择符)."""
_SPACES = re.compile("[\u0009\u0020\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]+")
_LOOKALIKE = re.compile("[\u2e80-\u2fd5\uf900-\ufaff\U0002f800-\U0002fa1f\uff10-\uff19\uff21-\uff3a\uff41-\uff5a]")
"""Radicals and compatibility forms of Chinese characters, full-width digits and letters."""
_LOST = re.compile("\ufffd|锟斤拷|烫烫烫|屯屯屯")
"""What is left of text that was read in a wrong encoding and kept so."""
_PRIVATE = re.compile("[\ue000-\uf8ff\U000f0000-\U0010fffd]")
_DOTS = re.compile("(?<=[\u3400-\u9fff]) ?[·•‧・･．∙⋅] ?(?=[\u3400-\u9fff])")
"""What people type for the dot inside the names of many peoples; one is kept, U+00B7."""
_HAN = re.compile("[\u3400-\u9fff\U00020000-\U000323af·]+")

BLANK_WORDS = frozenset(
    {"无", "没有", "暂无", "空", "（空）", "(空)", "/", "\\", "-", "--", "—", "——", "－", "\\N", "NULL", "null", "N/A"}
    | {"n/a", "#N/A", "None", "none", "nan", "NaN"}
)
"""What people write where they have nothing to write."""


def plain_text(text: str) -> str:
    """Text without invisible characters, with one kind of space, and characters in their usual form."""
    text = unicodedata.normalize("NFC", _INVISIBLE.sub("", text))
    text = _LOOKALIKE.sub(lambda found: unicodedata.normalize("NFKC", found[0]), text)
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join(_SPACES.sub(" ", line).strip() for line in lines).strip()


def plain_name(text: str) -> str:
    """As `plain_text`, without the spaces that align short Chinese names with long ones, and with one kind of dot."""
    text = _DOTS.sub("·", plain_text(text))
    joined = text.replace(" ", "")
    return joined if _HAN.fullmatch(joined) else text


def plain_code(text: str) -> str:
    """A code, number or word of a list: compatibility forms resolved (NFKC), no spaces anywhere."""
    text = unicodedata.normalize("NFKC", _INVISIBLE.sub("", text))
    return re.sub(r"\s+", "", text)


def has_lost_characters(text: str) -> bool:
    """Whether characters of a text are gone (乱码)."""
    return _LOST.search(text) is not None


def is_blank(text: str) -> bool:
    """Whether a cell says that there is nothing."""
    return not text or text in BLANK_WORDS


def has_private_characters(text: str) -> bool:
    """Whether text holds characters that only one computer knows (造字)."""
    return _PRIVATE.search(text) is not None
