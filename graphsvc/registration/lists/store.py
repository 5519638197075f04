"""Filing a list: rows are judged against the graph and filed, some at a time, each whole or not at all."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any
from uuid import uuid4

from graphsvc.access.masking import Field
from graphsvc.access.principal import Grant
from graphsvc.access.sealing.fields import FieldKeys
from graphsvc.china import day_in_china
from graphsvc.cypher.files import statements
from graphsvc.cypher.statement import Statement
from graphsvc.db.bulkhead import Lane
from graphsvc.db.ports import Progress, Reader, Store, Transaction, say_nothing
from graphsvc.errors import NotFound
from graphsvc.log.chain import Record
from graphsvc.log.events import Event
from graphsvc.registration.lists.judging import Answer, Entry, Ground, Meant, Outcome, Resident, Tied, judge
from graphsvc.registration.lists.reading import RegistrationList
from graphsvc.registration.model.registration import RegistrationAction, Wish, open_key
from graphsvc.registration.store.registrations import Draft, as_filed, take, told_filed

TEXTS = statements(Path(__file__).with_name("lists.cypher"))
AT_ONCE = 50
"""Rows that one transaction files."""


@dataclass(frozen=True, slots=True)
class Clerk:
    """Who files a list for a community: the office that answers for it."""

    grant: Grant
    by: str
    role: str
    record: Record
    keys: FieldKeys
    now: datetime


async def look_at(graph: Reader, clerk: Clerk, community: str, given: RegistrationList) -> list[Answer]:
    """Tell what filing a list would do with each row, in the order of lines; nothing is written.

    Raises:
        NotFound: no such community for this clerk.
    """
    meant, refused = await _judged(graph, clerk, community, given.entries)
    stands = await _standing(graph, clerk, meant)
    told = [_told(each, stands.get(_key(each, clerk)), community) for each in meant]
    return sorted([*given.refused, *refused, *told], key=lambda each: each.line)


async def file_list(
    graph: Store,
    clerk: Clerk,
    community: str,
    given: RegistrationList,
    *,
    receive: bool = False,
    report: Progress = say_nothing,
) -> list[Answer]:
    """File every row that can be filed, and answer each in the order of lines; safe to stop and to send again.

    Args:
        receive: give the receipt (回执) with it, since the paper lies before the community.

    Raises:
        NotFound: no such community for this clerk.
    """
    meant, refused = await _judged(graph, clerk, community, given.entries)
    meant.sort(key=lambda each: _key(each, clerk))
    answers = [*given.refused, *refused]
    for begin in range(0, len(meant), AT_ONCE):
        batch = meant[begin : begin + AT_ONCE]
        work = partial(_file, clerk=clerk, community=community, batch=batch, receive=receive)
        answers += await graph.transact(work, Lane.HEAVY)
        report(min(begin + AT_ONCE, len(meant)), len(meant))
    return sorted(answers, key=lambda each: each.line)


async def _file(
    tx: Transaction, clerk: Clerk, community: str, batch: Sequence[Meant], *, receive: bool
) -> list[Answer]:
    year = day_in_china(clerk.now).year
    rows: dict[str, dict[str, Any]] = {}
    for each in batch:
        entry, who = each.entry, each.registrant
        draft = Draft(each.kind, who, community, each.place, entry.services, entry.speciality, entry.free_times)
        filed = as_filed(draft, f"registration-{uuid4().hex[:16]}", year, clerk.by, clerk.now)
        rows[filed["openKey"]] = {"registrant": who, "filed": filed}
    found = {key: rest for key, *rest in await tx.run(Statement(TEXTS["file_rows"], {"rows": list(rows.values())}))}
    events: list[Event] = []
    answers = []
    for each in batch:
        made, id_, place = found[_key(each, clerk)]
        if made:
            events.append(told_filed(rows[_key(each, clerk)]["filed"]))
            if receive:
                wish = Wish(RegistrationAction.RECEIVE)
                events += (await take(tx, clerk.grant, id_, 1, wish, clerk.by, clerk.now)).events
            answers.append(Answer(each.entry.line, Outcome.FILED, registration=id_))
        else:
            answers.append(_told(each, (id_, place), community))
    await clerk.record.append(tx, events, clerk.by, clerk.role, clerk.now)
    return answers


def _told(meant: Meant, stands: Sequence[str] | None, community: str) -> Answer:
    """What a row comes to before it is filed, or where another registration stands."""
    line = meant.entry.line
    if stands is None:
        return Answer(line, Outcome.FILED)
    id_, place = stands
    if place.startswith(community):
        return Answer(line, Outcome.STANDS, registration=id_)
    return Answer(
        line,
        Outcome.REFUSED,
        zh="本年度已在别的社区报到，须先由对方转接",
        en="registered elsewhere this year; it has to be moved from there",
    )


def _key(meant: Meant, clerk: Clerk) -> str:
    return open_key(meant.registrant, day_in_china(clerk.now).year)


async def _standing(graph: Reader, clerk: Clerk, meant: Sequence[Meant]) -> Mapping[str, Sequence[str]]:
    keys = [_key(each, clerk) for each in meant]
    rows = await graph.read(Statement(TEXTS["standing"], {"keys": keys}))
    return {key: (id_, place) for key, id_, place in rows}


async def _judged(
    graph: Reader, clerk: Clerk, community: str, entries: Sequence[Entry]
) -> tuple[list[Meant], list[Answer]]:
    asked = {"community": community, "scope": list(clerk.grant.scope)}
    rows = await graph.read(Statement(TEXTS["community"], asked))
    if not rows:
        raise NotFound("没有这个社区，或不在您的管辖范围内。", "No such community, or none in your scope.")
    name, grids = rows[0]
    marks = {each.line: _marks(each, clerk.keys) for each in entries}
    wanted: dict[str, Any] = {
        "community": community,
        "asOf": day_in_china(clerk.now),
        "ids": sorted({each.id for each in entries if each.id}),
    }
    of_people = {
        "names": sorted({each.name for each in entries if each.name}),
        "marks": sorted(frozenset().union(*marks.values())),
    }
    of_units = {
        "names": sorted({each.unit for each in entries if each.unit}),
        "codes": sorted({each.credit_code for each in entries if each.credit_code}),
    }
    people = await graph.read(Statement(TEXTS["residents"], wanted | of_people), Lane.HEAVY)
    units = await graph.read(Statement(TEXTS["units"], wanted | of_units), Lane.HEAVY)
    ground = Ground(
        community,
        name,
        dict(grids),
        [Resident(id_, who, member, grid, frozenset(held)) for id_, who, member, grid, held in people],
        [Tied(id_, who, code or "", organized) for id_, who, code, organized in units],
        lambda entry: marks[entry.line],
    )
    return judge(entries, ground)


def _marks(entry: Entry, keys: FieldKeys) -> frozenset[str]:
    """Digests of the surest number that a row tells."""
    if entry.identity:
        return frozenset(keys.blind_indexes(Field.IDENTITY, entry.identity))
    return frozenset(keys.blind_indexes(Field.PHONE, entry.phone) if entry.phone else ())
