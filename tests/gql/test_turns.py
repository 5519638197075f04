"""Documents are worked out in turns: a crowd that asks the same waits for one study, other crowds queue."""

import asyncio
import time
from collections.abc import Callable

import pytest

from graphsvc.db.bulkhead import Payer, on_behalf_of
from graphsvc.errors import Overloaded
from graphsvc.gql.execution.turns import STUDIES, Studies

CROWD = 1_000
STUDY_SECONDS = 0.2


def work(done: list[str], seconds: float, fails: int = 0) -> Callable[[], str]:
    """Work of `seconds` the first time, which fails the first `fails` times."""

    def worked_out() -> str:
        time.sleep(0.0 if done else seconds)
        done.append("once")
        if len(done) <= fails:
            raise ValueError("no document")
        return "worked out"

    return worked_out


async def test_a_crowd_that_asks_the_same_waits_for_one_study_and_nobody_is_refused() -> None:
    studies, done = Studies(), list[str]()
    on_behalf_of.set(Payer("gateway"))
    answers = await asyncio.gather(*(studies.of("{ same }", work(done, STUDY_SECONDS)) for _ in range(CROWD)))
    assert answers == ["worked out"] * CROWD


async def test_who_asks_other_documents_at_once_is_refused_beyond_its_queue() -> None:
    studies, done = Studies(), list[str]()
    on_behalf_of.set(Payer("gateway"))
    asked = (studies.of(f"{{ a{number} }}", work(done, STUDY_SECONDS)) for number in range(STUDIES.queue + 5))
    answers = await asyncio.gather(*asked, return_exceptions=True)
    assert [type(answer) for answer in answers] == [str] * (STUDIES.queue + 1) + [Overloaded] * 4


@pytest.mark.parametrize("ends", ["fails", "leaves"])
async def test_a_study_that_ends_without_a_result_leaves_the_next_to_another_of_the_crowd(ends: str) -> None:
    studies, done = Studies(), list[str]()
    on_behalf_of.set(Payer("gateway"))
    failing = work(done, STUDY_SECONDS, fails=1 if ends == "fails" else 0)
    tasks = [asyncio.create_task(studies.of("{ same }", failing)) for _ in range(CROWD)]
    await asyncio.sleep(STUDY_SECONDS / 4)
    if ends == "leaves":
        tasks[0].cancel()
    answers = await asyncio.gather(*tasks, return_exceptions=True)
    assert answers[1:] == ["worked out"] * (CROWD - 1)
    assert isinstance(answers[0], ValueError if ends == "fails" else asyncio.CancelledError)


async def test_the_study_of_one_caller_is_not_waited_for_by_another() -> None:
    studies, done = Studies(), list[str]()
    with_name = on_behalf_of.set(Payer("slow"))
    slow = asyncio.create_task(studies.of("{ same }", work(done, STUDY_SECONDS)))
    await asyncio.sleep(STUDY_SECONDS / 4)
    on_behalf_of.reset(with_name)
    on_behalf_of.set(Payer("other"))
    other = asyncio.create_task(studies.of("{ same }", work(["before"], 0.0)))
    await asyncio.sleep(0)
    assert (studies._places.waiting, studies._places.taken) == (1, 1), "it stands in the queue for itself"
    assert (await slow, await other) == ("worked out", "worked out")
