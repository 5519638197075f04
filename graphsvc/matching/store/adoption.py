"""A locality's own phrases and weights: adopted by a command after a look at what they change, never by themselves."""

import csv
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path

from graphsvc.errors import BadInput
from graphsvc.matching.model.score import Weights
from graphsvc.matching.store.phrasebook import read_book
from graphsvc.matching.wording.memory import Phrase

FOLDER = "matching"  # in the data folder
PHRASES, WEIGHTS, HISTORY = "phrases.csv", "weights.json", "adoptions.jsonl"
COLUMNS = ("said", "official", "category", "topic")
SHORTEST, LONGEST = 2, 200  # characters of a phrase and of a wording


@dataclass(frozen=True, slots=True)
class Local:
    """What a locality adds to the phrase book, and its weights."""

    phrases: tuple[Phrase, ...] = ()
    weights: Weights = Weights()  # noqa: RUF009 - frozen

    def with_phrases(self, more: Sequence[Phrase]) -> "Local":
        """The same with more phrases; one that is there already is taken once."""
        return replace(self, phrases=tuple(dict.fromkeys([*self.phrases, *more])))

    def with_weights(self, given: Mapping[str, float]) -> "Local":
        """The same with some weights set.

        Raises:
            BadInput: no such weight, or one below zero.
        """
        known = asdict(self.weights)
        if unknown := sorted(given.keys() - known.keys()):
            names = "、".join(known)
            raise BadInput(f"没有权重 {unknown[0]}；可用：{names}。", f"There is no weight {unknown[0]}.")
        try:
            return replace(self, weights=Weights(**(known | dict(given))))
        except ValueError:
            raise BadInput("权重不得为负，且不能全为零。", "Weights are not negative, and not all zero.") from None


def read_local(folder: Path) -> Local:
    """Read what was adopted; nothing where nothing was.

    Raises:
        BadInput: a file is broken.
    """
    phrases, weights = folder / PHRASES, folder / WEIGHTS
    local = Local(read_phrases(phrases) if phrases.exists() else ())
    if weights.exists():
        try:
            local = local.with_weights(json.loads(weights.read_text("utf-8")))
        except (ValueError, AttributeError, TypeError):
            raise BadInput(f"{weights} 不是权重文件。", f"{weights} holds no weights.") from None
    return local


def read_phrases(path: Path) -> tuple[Phrase, ...]:
    """Read phrases to adopt: columns said and official, and, if they are there, category and topic.

    Raises:
        BadInput: the file cannot be read, or a line says too little or too much; the line is named.
    """
    try:
        found = read_book.__wrapped__(path)
    except (OSError, UnicodeDecodeError, KeyError, TypeError):
        raise BadInput(
            f"{path} 读不出话术：需要 UTF-8 的 CSV，有 said 和 official 两列。",
            f"{path} holds no phrases: a CSV in UTF-8 with columns said and official is needed.",
        ) from None
    for line, each in enumerate(found, start=2):
        lengths = [len((text or "").strip()) for text in (each.said, each.official)]
        if not all(SHORTEST <= length <= LONGEST for length in lengths):
            raise BadInput(
                f"{path} 第 {line} 行：说法和规范表述各为 {SHORTEST} 到 {LONGEST} 个字。",
                f"{path}, line {line}: both sides have {SHORTEST} to {LONGEST} characters.",
            )
    return tuple(found)


def write_phrases(path: Path, phrases: Sequence[Phrase]) -> None:
    """Write phrases as `read_phrases` takes them."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        writer.writerows((each.said, each.official, each.category, each.topic) for each in phrases)


def adopt(folder: Path, local: Local, now: datetime, before: Mapping[str, float], after: Mapping[str, float]) -> None:
    """Keep phrases and weights, and add a line to the history with what the evaluation said before and after."""
    folder.mkdir(parents=True, exist_ok=True)
    write_phrases(folder / f"{PHRASES}.new", local.phrases)
    (folder / f"{PHRASES}.new").replace(folder / PHRASES)
    (folder / f"{WEIGHTS}.new").write_text(json.dumps(asdict(local.weights)), encoding="utf-8")
    (folder / f"{WEIGHTS}.new").replace(folder / WEIGHTS)
    line = {
        "at": now.isoformat(),
        "phrases": len(local.phrases),
        "weights": asdict(local.weights),
        "before": dict(before),
        "after": dict(after),
    }
    with (folder / HISTORY).open("a", encoding="utf-8") as file:
        file.write(json.dumps(line, ensure_ascii=False) + "\n")
