"""A locality's phrases and weights: checked, kept beside each other, and each adoption added to the history."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from graphsvc.cli.match_review import Change
from graphsvc.errors import BadInput
from graphsvc.matching.model.score import Weights
from graphsvc.matching.store.adoption import HISTORY, Local, adopt, read_local, read_phrases
from graphsvc.matching.store.phrasebook import memory_of
from graphsvc.matching.store.review import Share
from graphsvc.matching.wording.memory import Phrase, Voices
from tests.matching.letters import Letters

NOW = datetime(2026, 11, 28, 2, tzinfo=UTC)
OWN = Phrase("坝坝头黑黢黢", "广场照明不足，需增设路灯", "C30", "")


def test_what_is_adopted_is_read_again_and_the_history_only_grows(tmp_path: Path) -> None:
    folder = tmp_path / "matching"
    assert read_local(folder) == Local()
    first = Local().with_phrases([OWN, OWN]).with_weights({"load": 0.1})
    adopt(folder, first, NOW, {"排前 5": 0.5}, {"排前 5": 0.6})
    assert read_local(folder) == first
    line = (folder / HISTORY).read_text("utf-8")
    adopt(folder, first.with_phrases([Phrase("灯不亮", OWN.official)]), NOW, {}, {})
    again = (folder / HISTORY).read_text("utf-8")
    assert again.startswith(line)
    told = [json.loads(each) for each in again.splitlines()]
    assert [each["phrases"] for each in told] == [1, 2]
    assert (told[0]["before"], told[0]["after"], told[0]["weights"]["load"]) == ({"排前 5": 0.5}, {"排前 5": 0.6}, 0.1)


async def test_a_phrase_of_the_locality_is_understood_beside_the_book(tmp_path: Path) -> None:
    model, book = Letters(), [Phrase("灯不亮", "路灯维修"), Phrase("漏水", "管道检修")]
    await memory_of(model, book, tmp_path)
    read = len(model.read)
    memory = await memory_of(model, book, tmp_path, [OWN])
    assert len(model.read) == read + 4, "the book's vectors are kept, the locality's are made"
    said = (await model.embed([OWN.said]))[0]
    assert memory.understood(said, said[None], Voices())[0].text == OWN.official


@pytest.mark.parametrize(
    "content",
    ["一,二\n三,四\n", "said,official\n灯,\n", "said,official\n灯不亮\n", f"said,official\n{'长' * 201},路灯维修\n"],
)
def test_phrases_that_say_too_little_are_refused_by_line(tmp_path: Path, content: str) -> None:
    path = tmp_path / "mine.csv"
    path.write_text(content, "utf-8")
    with pytest.raises(BadInput):
        read_phrases(path)


def test_files_that_are_not_there_or_broken_are_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput):
        read_phrases(tmp_path / "none.csv")
    (tmp_path / "weights.json").write_text("[1]", "utf-8")
    with pytest.raises(BadInput):
        read_local(tmp_path)


@pytest.mark.parametrize("weights", [("topic",), ("topic=much",), ("colour=0.1",), ("topic=-1",), ()])
def test_weights_that_mean_nothing_are_refused(weights: tuple[str, ...]) -> None:
    with pytest.raises(BadInput):
        Change(None, weights, keep=True).of(Local())


def test_weights_that_are_not_named_stay() -> None:
    changed = Change(None, ("topic=0.5", "load=0"), keep=False).of(Local())
    assert changed.weights == Weights(topic=0.5, load=0.0)


def test_a_share_has_the_interval_of_wilson() -> None:
    low, high = Share(5, 10).interval
    assert (round(low, 4), round(high, 4)) == (0.2366, 0.7634)
    assert Share(0, 0).interval == (0.0, 1.0)
    assert Share(0, 10).interval[0] == 0.0
