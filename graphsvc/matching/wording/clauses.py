"""Texts as they are read: folded to one width, without what is expressly not wanted, and cut into clauses."""

import re
import unicodedata
from itertools import pairwise

MOST_CLAUSES = 20
SHORTEST_SENTENCE, SHORTEST_CLAUSE = 4, 3  # characters below which a part says nothing
_SENTENCE, _CLAUSE = re.compile(r"[。！？；!?;\n]"), re.compile(r"[。！？；!?;\n，,：]")
_KEPT = re.compile(r"([。！？；!?;\n，,：])")
# What opens a clause that says what is not wanted; "不要钱的", "不需要的旧衣服" and the like say what something is.
_UNWANTED = re.compile(
    r"^(?:我们?|咱们?|这次|现在|可|也|并|倒|又)*"
    r"(?:不(?:是|想|再)?要(?!是|么|不|紧)|不需要|无需|无须|不找|用不着|不是(?:想|来)(?=[找请要])|别(?:再)?(?:给|介绍|推荐|派))"
    r"(?![^，]*的.{0,4}(?:没|有|想|堆|放|扔))(?!钱|命|脸|急)"
)
_INSTEAD = re.compile(r"(?<=..)(?=要(?!是|么|不|紧|求|点|害)|只?想(?!到)|而?是要)")


def folded(text: str) -> str:
    """Fold a text to the usual forms of its characters (NFKC): full-width Latin and digits become plain ones."""
    return unicodedata.normalize("NFKC", text).replace("…", "，").strip()


def wanted(text: str) -> str:
    """Leave out the clauses that say what is not wanted; all stay when nothing else is said.

    A text such as 不要法律咨询，要律师打官司 is near legal advice for any model of meaning.
    """
    pieces = _KEPT.split(text)
    clauses, marks = pieces[::2], [*pieces[1::2], ""]
    said = [(_instead(clause), mark) for clause, mark in zip(clauses, marks, strict=True)]
    left = "".join(clause + mark for clause, mark in said if clause.strip())
    return left.strip("，,：;； ") if any(len(each.strip()) >= SHORTEST_CLAUSE for each, _ in said) else text


def _instead(clause: str) -> str:
    """What a clause wants in place of the unwanted; nothing when it only says the latter."""
    opening = _UNWANTED.match(clause.strip())
    if opening is None:
        return clause
    rest = clause.strip()[opening.end() :]
    turn = _INSTEAD.search(rest)
    return rest[turn.start() :] if turn else ""


def clauses(text: str) -> list[str]:
    """Cut a text into its sentences, each two neighbouring clauses, and each clause; one that has only one is whole.

    Most phrases are a single clause long, and are nearest to one.
    """
    sentences = [part for part in _SENTENCE.split(text) if len(part) >= SHORTEST_SENTENCE]
    parts = [part for part in _CLAUSE.split(text) if len(part) >= SHORTEST_CLAUSE]
    pairs = ["，".join(pair) for pair in pairwise(parts)]
    alone = [part for part in parts if len(part) >= SHORTEST_SENTENCE]
    return list(dict.fromkeys([*sentences, *pairs, *alone]))[:MOST_CLAUSES] or [text]
