"""Trying again while a database that has just been started does not answer."""

import pytest

from graphsvc.cli import patience
from graphsvc.cli.patience import retry_while_away, unhurried
from graphsvc.errors import NotFound, Unavailable
from graphsvc.settings import Settings


class Slow:
    """Is away some times, then answers or refuses."""

    def __init__(self, times: int, refusal: Exception | None = None) -> None:
        self.times, self.refusal, self.asked = times, refusal, 0

    async def __call__(self) -> str:
        self.asked += 1
        if self.asked <= self.times:
            raise Unavailable("还没有", "not yet")
        if self.refusal:
            raise self.refusal
        return "done"


@pytest.fixture(autouse=True)
def _no_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patience, "PAUSE_SECONDS", 0.0)


async def test_work_is_done_again_until_the_database_answers() -> None:
    slow = Slow(5)
    assert await retry_while_away(slow) == "done"
    assert slow.asked == 6


async def test_patience_ends() -> None:
    with pytest.raises(Unavailable):
        await retry_while_away(Slow(10**6), seconds=0.05)
    alone = Slow(1)
    with pytest.raises(Unavailable):
        await retry_while_away(alone, seconds=0)
    assert alone.asked == 1


async def test_what_is_refused_is_not_tried_again() -> None:
    slow = Slow(1, NotFound("没有", "none"))
    with pytest.raises(NotFound):
        await retry_while_away(slow)
    assert slow.asked == 2


def test_a_command_gives_its_statements_more_time_than_a_request_and_no_less_than_its_settings() -> None:
    given = Settings(port=8123, deadline_seconds=5, heavy_deadline_seconds=30)
    patient = unhurried(given)
    assert (patient.deadline_seconds, patient.heavy_deadline_seconds, patient.port) == (60.0, 600.0, 8123)
    longer = unhurried(Settings(deadline_seconds=90, heavy_deadline_seconds=900))
    assert (longer.deadline_seconds, longer.heavy_deadline_seconds) == (90.0, 900.0)


def test_a_command_plans_nothing_for_requests_that_may_come_later() -> None:
    given = Settings(plan_ahead=True)
    assert not unhurried(given).plan_ahead
