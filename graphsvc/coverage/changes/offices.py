"""Changes of the offices of an organization: its secretary, its committee, and the term for which it elects them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from graphsvc.coverage.changes.rule_checks import AUDITED, CellChange, Order, lock, write
from graphsvc.db.ports import Transaction
from graphsvc.errors import BadInput
from graphsvc.log.events import Done, Event
from graphsvc.org.model.organizations import CommitteePost

PARTY_FOUNDED = date(1921, 7, 1)
"""No organization of the Party is older."""


@dataclass(frozen=True, slots=True)
class Seat:
    """A full member elected to a post on the committee."""

    person: str
    post: CommitteePost


@dataclass(frozen=True, slots=True)
class Election:
    """What an organization has elected.

    Attributes:
        seats: who sits on the committee beside the secretary; none where the organization has no committee.
        term_ends_on: None: after as many years as the rules give it.
    """

    organization: str
    secretary: str
    seats: Sequence[Seat] = ()
    term_ends_on: date | None = None

    @property
    def persons(self) -> list[str]:
        """Everybody elected, once each."""
        return sorted({self.secretary, *(seat.person for seat in self.seats)})


@dataclass(frozen=True, slots=True)
class Postponement:
    """An election put off until a day, with the number of the paper and who approved it."""

    organization: str
    until: date
    paper: str
    approver: str


async def name_secretary(tx: Transaction, organization: str, person: str, order: Order) -> Done:
    """Name the secretary of an organization: a full member, and of a branch one of its own.

    Raises:
        NotFound, RuleViolated: as `lock` and `write`; SECRETARY_UNQUALIFIED of somebody else.
    """
    params = {"organization": organization, "person": person}
    change = CellChange("lock_naming", "name_secretary", AUDITED, params)
    touched, (before, area) = await lock(tx, change, order)
    await write(tx, change, touched, order)
    return Done(
        (organization,), (Event("SECRETARY_NAMED", organization, area, {"secretary": before}, {"secretary": person}),)
    )


async def elect_committee(tx: Transaction, election: Election, order: Order) -> Done:
    """Seat a secretary and a committee for a term that begins on the day of the order.

    Raises:
        BadInput: somebody has two seats, or the term is longer than the rules allow or over at once.
        NotFound, RuleViolated: as `lock` and `write`; COMMITTEE_IRREGULAR of who is no full member.
    """
    if len(election.persons) < len(election.seats) + 1:
        raise BadInput("同一个人只能任一个职务。", "Somebody is elected twice.").at("election", "seats")
    params = {"organization": election.organization, "persons": election.persons, "secretary": election.secretary}
    change = CellChange("lock_election", "elect_committee", AUDITED, params)
    touched, known = await lock(tx, change, order)
    years, latest, secretary, committee, before, area = known
    ends = election.term_ends_on or date.fromisoformat(latest)
    _check_end(ends, years, latest, order, "election", "termEndsOn")
    seats = [{"person": seat.person, "post": seat.post.value} for seat in election.seats]
    await write(tx, change, touched, order, seats=seats, termEndsOn=ends)
    was = {"secretary": secretary, "committee": committee, "termEndsOn": before}
    now = {
        "secretary": election.secretary,
        "committee": [seat.person for seat in election.seats],
        "termEndsOn": str(ends),
    }
    return Done((election.organization,), (Event("COMMITTEE_ELECTED", election.organization, area, was, now),))


async def check_term(tx: Transaction, organization: str, ends: date, order: Order, *at: str) -> None:
    """Refuse an end of a term that begins on the day of the order.

    Raises:
        BadInput: it is over at once, or longer than the rules allow; `at` is the way to the day in the request.
    """
    ((years, latest),) = await tx.run(order.statement("term", organization=organization))
    _check_end(ends, years, latest, order, *at)


def _check_end(ends: date, years: int, latest: str, order: Order, *at: str) -> None:
    if not order.on < ends <= date.fromisoformat(latest):
        raise BadInput(
            f"任期自今日起，至多 {years} 年，至 {latest}。",
            f"The term begins today and ends after {years} years at the latest, on {latest}.",
        ).at(*at)


async def postpone_election(tx: Transaction, asked: Postponement, order: Order) -> Done:
    """Put off an election to a later day, a year after the end of the term at most.

    Raises:
        BadInput: the day is past, does not postpone anything, or is later than that.
        NotFound, RuleViolated: as `lock` and `write`; DATES_MISSING where no end is known.
    """
    change = CellChange("lock_postponement", "postpone_election", AUDITED, {"organization": asked.organization})
    touched, (due, latest, ended, area) = await lock(tx, change, order)
    if not max(date.fromisoformat(due), order.on) < asked.until <= date.fromisoformat(latest):
        raise BadInput(
            f"任期于 {due} 届满，可延至其后、今日之后的一天，最迟 {latest}。",
            f"The term ends on {due}: name a later day that is still to come, {latest} at the latest.",
        ).at("until")
    await write(tx, change, touched, order, until=asked.until)
    after = {"until": str(asked.until), "paper": asked.paper, "approver": asked.approver}
    event = Event("ELECTION_POSTPONED", asked.organization, area, {"until": ended}, after)
    return Done((asked.organization,), (event,))


async def correct_founding(tx: Transaction, organization: str, founded_on: date, reason: str, order: Order) -> Done:
    """Put right on which day an organization was founded: a mistake of the record, so that past days are told anew.

    Raises:
        BadInput: the day is still to come, or before the Party itself was founded.
        NotFound, RuleViolated: as `lock` and `write`.
    """
    if founded_on > order.on:
        raise BadInput("成立日期不能晚于今天。", "The day of founding is still to come.").at("foundedOn")
    if founded_on < PARTY_FOUNDED:
        raise BadInput(
            f"成立日期不能早于党的成立（{PARTY_FOUNDED}）。", f"The Party itself was founded on {PARTY_FOUNDED}."
        ).at("foundedOn")
    params = {"organization": organization, "foundedOn": founded_on}
    change = CellChange("lock_founding_day", "correct_founding", AUDITED, params)
    touched, (before, area) = await lock(tx, change, order)
    await write(tx, change, touched, order)
    after = {"foundedOn": str(founded_on), "reason": reason}
    return Done((organization,), (Event("FOUNDING_CORRECTED", organization, area, {"foundedOn": before}, after),))
