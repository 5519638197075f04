"""A rating (评议): an area rates a department or community for half a year, by aspects in whole points; pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from graphsvc.codes import prefix_of
from graphsvc.command.rules.aspects import Aspect
from graphsvc.command.rules.terms import Term, Terms
from graphsvc.errors import BadInput, Conflict
from graphsvc.vocabulary.labelled import Labelled
from graphsvc.vocabulary.machine import Machine

HUNDREDTHS = 100


class AreaRatingState(Labelled):
    """Whether a rating counts (评议状态)."""

    GIVEN = "GIVEN", "已评议", "Counts"
    WITHDRAWN = "WITHDRAWN", "已撤回", "Taken back by who gave it; counts for days before that"


class AreaRatingAction(Labelled):
    """What can be done with a rating (评议步骤)."""

    WITHDRAW = "WITHDRAW", "撤回评议", "Take it back, as the area that gave it, while others may still be given"


RATING = Machine("rating", {(AreaRatingState.GIVEN, AreaRatingAction.WITHDRAW): AreaRatingState.WITHDRAWN})
NOT_YOURS = "由评议的镇街、社区自己撤回。"


@dataclass(frozen=True, slots=True)
class Half:
    """Half of a calendar year in China, that ratings are about."""

    year: int
    number: int

    @property
    def ends_on(self) -> date:
        """Its last day."""
        return self._first_of(1) - timedelta(days=1)

    def window(self, terms: Terms, area: str) -> "Window":
        """Tell when an area rates it, by the terms that hold there on its last day."""
        opens = terms.of(Term.RATING_OPENS_MONTHS, area, self.ends_on)
        closes = terms.of(Term.RATING_CLOSES_MONTHS, area, self.ends_on)
        return Window(self, self._first_of(1 - opens), self._first_of(1 + closes) - timedelta(days=1))

    def _first_of(self, months: int) -> date:
        """The first day of the month that lies so many behind its last one."""
        years, month = divmod(6 * self.number - 1 + months, 12)
        return date(self.year + years, month + 1, 1)

    def __str__(self) -> str:
        """As it is written: 2026H1."""
        return f"{self.year}H{self.number}"


@dataclass(frozen=True, slots=True)
class Window:
    """From which to which day ratings of a half are given."""

    half: Half
    opens_on: date
    closes_on: date

    def check_open(self, today: date) -> None:
        """
        Raises:
            Conflict: ratings of it are not given yet, or no more; the day is named.
        """
        of, opens = self.half, self.opens_on
        if today < opens:
            raise Conflict(f"{of} 的评议自 {opens} 起开放。", f"Ratings of {of} are given from {opens} on.")
        if today > self.closes_on:
            raise Conflict(over(of, self.closes_on), f"Ratings of {of} were given until {self.closes_on}.")


def over(half: Half, closed_on: date) -> str:
    """Say that the time for ratings of a half is over."""
    return f"{half} 的评议已于 {closed_on} 截止。"


@dataclass(frozen=True, slots=True)
class Mark:
    """Whole points for an aspect, and why where they are few."""

    aspect: str
    points: int
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Draft:
    """A rating as it is given."""

    area: str
    rated: str
    half: Half
    marks: tuple[Mark, ...]


def marked(aspects: Sequence[Aspect], marks: Sequence[Mark]) -> list[tuple[Aspect, Mark]]:
    """Put each mark to its aspect, in the order of the aspects.

    Raises:
        BadInput: not every aspect once, more points than it has, or too few without a reason.
    """
    given = {mark.aspect: mark for mark in marks}
    if len(given) < len(marks) or set(given) != {each.aspect for each in aspects}:
        known = "、".join(each.aspect for each in aspects)
        raise BadInput(f"须对每个指标各评一次：{known}。", f"Each aspect is rated once: {known}.").at("rating", "marks")
    for each in aspects:
        mark = given[each.aspect]
        if mark.points > each.most:
            raise BadInput(f"“{each.title}”最多 {each.most} 分。", f"{each.aspect}: at most {each.most} points.").at(
                "rating", "marks"
            )
        if mark.points < each.reason_below and not mark.reason:
            raise BadInput(
                f"“{each.title}”低于 {each.reason_below} 分，请写明原因。",
                f"{each.aspect}: fewer than {each.reason_below} points want a reason.",
            ).at("rating", "marks")
    return [(each, given[each.aspect]) for each in aspects]


@dataclass(frozen=True, slots=True)
class Standing:
    """How a rating stands, whose it is, what half it is about, and until when it may be taken back."""

    state: AreaRatingState
    area: str
    half: Half
    closes_on: date


def bar_step(standing: Standing, action: AreaRatingAction, scope: Sequence[str], today: date) -> str | None:
    """Say in Chinese why a caller may not take a step now; None where it may. The statement decides alike."""
    if bar := RATING.bar(standing.state, action):
        return bar
    if prefix_of(standing.area) not in scope:
        return NOT_YOURS
    return over(standing.half, standing.closes_on) if today > standing.closes_on else None


@dataclass(frozen=True, slots=True)
class Average:
    """The mean of the points for an aspect, in hundredths with halves upwards, over how many ratings."""

    aspect: str
    title: str
    most: int
    ratings: int
    hundredths: int


def averaged(aspect: str, title: str, most: int, ratings: int, points: int) -> Average:
    """Average the sum of the points of ratings for an aspect."""
    return Average(aspect, title, most, ratings, (2 * HUNDREDTHS * points + ratings) // (2 * ratings))
