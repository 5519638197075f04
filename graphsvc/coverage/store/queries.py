"""What every question of the audit asks of the graph: the named statements, the days, and an area as it is stored."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from graphsvc.codes import area_code
from graphsvc.coverage.model.evidence import Names
from graphsvc.cypher.files import statements
from graphsvc.cypher.fragments import cell_as, china_day, community_of, exists, holds, joined, state, then
from graphsvc.cypher.statement import Statement
from graphsvc.db.bulkhead import Lane
from graphsvc.db.ports import Reader
from graphsvc.errors import ImportUnfinished, NotFound, ambiguous_code
from graphsvc.org.model.areas import CodeScheme
from graphsvc.org.model.organizations import PARTY_ORGANIZATION_STATE

_FILES = (Path(__file__).with_name("coverage.cypher"), *sorted((Path(__file__).parent / "rules").glob("*.cypher")))


def _between(row: str, label: str) -> str:
    """Rows of a label between two codes, as an index has them."""
    return f"MATCH ({row}:{label})\nWHERE {row}.areaCode >= $low AND {row}.areaCode < $high"


def _in_range(row: str, label: str) -> str:
    """Rows of a label between two codes, from behind (area code, id) on."""
    return f"{_between(row, label)} AND ({row}.areaCode > $low OR {row}.id > $lastId)"


def _behind(row: str, key: str) -> str:
    """Findings of a rule that finds several of one row, from behind (area code, id, key) on."""
    return f"{row}.areaCode > $low OR {row}.id > $lastId OR {row}.id = $lastId AND {key} > $lastKey"


def _all_behind(row: str, key: str) -> str:
    """All findings of rows that are named."""
    return f"{row}.id IS NOT NULL AND {key} IS NOT NULL"


def _by_id(row: str, label: str) -> str:
    """Rows of a label with one of some ids."""
    return f"MATCH ({row}:Node:{label})\nUSING INDEX {row}:Node(id)\nWHERE {row}.id IN $ids"


_FAR = "'000000'"
"""How the code of an organization of the district or the city ends, which may cover places all the same."""


def _stood(row: str, then: str, label: str, lies: Callable[[str], str], given: str = "") -> str:
    """Rows of a label that may have lain somewhere on a day, each with what it was: itself, or a `Past`.

    `lies` tests what has an area code; whether a row did lie there is still to be tested on `then`. An organization of
    the district may lie where it covers a place. Who has left the Party was a member.
    """
    covering = (
        f"  UNION\n  MATCH ({row}:{label})-[covered:COVERS]->(:Area)\n"
        f"  WHERE {lies('covered')} AND {row}.areaCode ENDS WITH {_FAR} AND {holds('covered')}\n  RETURN {row}\n"
    )
    return (
        f"CALL ({given}) {{\n  MATCH ({row}:{label})\n  WHERE {lies(row)}\n  RETURN {row}\n"
        f"  UNION\n  MATCH ({row}:{'Person' if label == 'Member' else label})-[past:WAS]->(:Past)\n"
        f"  WHERE {lies('past')} AND {holds('past')}\n  RETURN {row}\n"
        f"{covering if label == 'PartyOrganization' else ''}}}\n{state(row, then)}\n"
    )


def _lying_code(row: str, then: str) -> str:
    """Where an organization lay on a day: one of the district that covers places lies at the first of them."""
    first = f"MATCH ({row})-[covering:COVERS]->(:Area) WHERE {holds('covering')} RETURN min(covering.areaCode) AS code"
    return (
        f"CASE WHEN {then}.areaCode ENDS WITH {_FAR} THEN coalesce(COLLECT {{ {first} }}[0], {then}.areaCode)"
        f" ELSE {then}.areaCode END"
    )


def _lain(row: str, then: str) -> str:
    """What an organization was, with the area code of where it lay."""
    return (
        f"WITH {row}, {then}, {_lying_code(row, then)} AS lies\n"
        f"WITH {row}, CASE WHEN lies = {then}.areaCode THEN {then}"
        f" ELSE {then} {{.*, areaCode: lies}} END AS {then}\n"
    )


def _lying_then(row: str, then: str, label: str = "PartyOrganization") -> str:
    """Organizations, committees, units or members that lay between two codes on a day, each with what it was.

    The area code of an organization of the district that covers places is that of the first.
    """
    found = _stood(row, then, label, lambda of: f"{of}.areaCode >= $low AND {of}.areaCode < $high")
    if label == "PartyOrganization":
        found += _lain(row, then)
    code = f"{then}.areaCode"
    return (
        f"{found}WITH {row}, {then}\nWHERE {code} >= $low AND {code} < $high AND ({code} > $low OR {row}.id > $lastId)"
    )


def _lying_at(row: str, then: str, code: str) -> str:
    """Organizations that lay in an area on a day, each with what it was."""
    found = _stood(row, then, "PartyOrganization", lambda of: f"{of}.areaCode = {code}", code)
    return f"{found}WITH {row}, {then}, {code}\nWHERE {then}.areaCode = {code}"


def _now_by_id(row: str, then: str, label: str = "PartyOrganization") -> str:
    """Organizations, or what is of another label, with one of some ids, as they are and where they lie."""
    lain = _lain(row, then) if label == "PartyOrganization" else ""
    return f"{_by_id(row, label)}\nWITH {row}, {row} AS {then}\n{lain}WITH {row}, {then}\nWHERE true"


def _memberships_of(organization: str) -> str:
    """What each is who belongs to an organization and has joined the Party; a branch's groups are part of it."""
    groups = (
        f"MATCH ({organization})<-[below:SUBORDINATE_TO]-(part:PartyOrganization) "
        f"WHERE {holds('below')} AND part.kind = 'GROUP' AND {exists('part')} RETURN part"
    )
    return (
        f"COLLECT {{ UNWIND [{organization}] + COLLECT {{ {groups} }} AS home MATCH (home)<-[r:BELONGS_TO]-(m:Person) "
        f"WHERE {holds('r')} AND {joined('m')} RETURN {then('m', 'membership')} AS membership }}"
    )


def _members(memberships: str) -> str:
    """How many of them are members, full or probationary."""
    return f"size([each IN {memberships} WHERE each IS NOT NULL])"


def _full_members(memberships: str) -> str:
    """How many of them are full members."""
    return f"size([each IN {memberships} WHERE each = 'FULL'])"


def _may_lead(member: str) -> str:
    """A full member, for as many years as a secretary needs where the day of joining is on record."""
    long_enough = f"coalesce({member}.joinedOn + duration({{years: $secretaryPartyYears}}) <= $asOf, true)"
    return f"({member}.membership = 'FULL' AND {long_enough})"


def _covered_by_cell(place: str) -> str:
    """A branch or group covers the place on a day."""
    return (
        f"EXISTS {{ MATCH ({place})<-[r:COVERS]-(c:PartyOrganization) WHERE {holds('r')} {state('c', 'cell')} "
        f"WITH c, cell WHERE {cell_as('c', 'cell')} RETURN 1 }}"
    )


def _in_village(code: str) -> str:
    """An area code lies in what was a village on a day."""
    return (
        f"EXISTS {{ MATCH (v:Area {{code: {community_of(code)}}}) {state('v', 'village')} "
        "WITH village WHERE village.kind = 'VILLAGE' RETURN 1 }"
    )


def _belongs_within(person: str, organization: str) -> str:
    """The person belongs to the organization, or to a group below it."""
    return (
        f"EXISTS {{ MATCH ({person})-[own:BELONGS_TO]->(:PartyOrganization) "
        f"((part:PartyOrganization)-[below:SUBORDINATE_TO]->() WHERE {holds('below')} AND part.kind = 'GROUP'){{0,1}} "
        f"({organization}) WHERE {holds('own')} }}"
    )


def _of_unit(organization: str) -> str:
    """The organization is a unit's, or below one that is; what leads an area is no unit's."""
    return (
        f"EXISTS {{ MATCH ({organization}) ((:PartyOrganization)-[s:SUBORDINATE_TO]->(above:PartyOrganization) "
        f"WHERE {holds('s')} AND {exists('above')} "
        f"AND NOT EXISTS {{ MATCH (above)-[l:LEADS]->(:Area) WHERE {holds('l')} }}){{0,10}} "
        f"(:PartyOrganization)<-[unit:HAS_PARTY_ORGANIZATION|CO_FORMS]-(:Unit) WHERE {holds('unit')} }}"
    )


def _term_of(organization: str, then: str) -> str:
    """The years of a term, the day it is due to end, and the day it ends with what it was postponed by.

    Years are those of villages and communities, unless units formed the organization or one above it.
    """
    return f"""\
WITH {organization}, {then}, CASE
  WHEN substring({then}.areaCode, 9, 3) <> '000' AND NOT {_of_unit(organization)} THEN $termYearsLocal
  WHEN {then}.kind = 'COMMITTEE' THEN $termYearsCommittee
  ELSE $termYearsElsewhere
END AS years
WITH {organization}, {then}, years,
  coalesce({then}.termEndsOn, {organization}.foundedOn + duration({{years: years}})) AS due
WITH {organization}, {then}, years, due, CASE
  WHEN {then}.postponedTermEndsOn > due + duration({{years: $postponementYears}})
    THEN due + duration({{years: $postponementYears}})
  WHEN {then}.postponedTermEndsOn > due THEN {then}.postponedTermEndsOn
  ELSE due
END AS ended"""


def _left_with(organizations: str, kept: str) -> str:
    """Ids of what members leave with these organizations, a branch with its group; not what they stay in."""
    return (
        f"COLLECT {{ UNWIND {organizations} AS home MATCH (home) "
        f"(()-[over:SUBORDINATE_TO]->(:PartyOrganization) WHERE {holds('over')}){{0,1}} (left:PartyOrganization) "
        f"WHERE (left = home OR home.kind = 'GROUP' AND left.kind = 'BRANCH') AND NOT left.id IN {kept} "
        "RETURN DISTINCT left.id AS id ORDER BY id LIMIT 1000 }"
    )


def _keep_past(node: str) -> str:
    """Keep what an organization was until `$asOf`; one that has changed on that day already was nothing in between."""
    kept = ", ".join(f"{each}: {node}.{each}" for each in PARTY_ORGANIZATION_STATE)
    return (
        f"CALL ({node}) {{ WITH {node} WHERE coalesce({node}.changedOn < $asOf, true) "
        f"CREATE ({node})-[:WAS {{since: {node}.changedOn, until: $asOf, areaCode: {node}.areaCode}}]->"
        f"(:Past {{{kept}}}) SET {node}.changedOn = $asOf }}"
    )


def _not_withdrawn(registration: str) -> str:
    """The registration was not given up by a day."""
    return (
        f"({registration}.state <> 'WITHDRAWN' OR NOT EXISTS {{ MATCH ({registration})-[:WENT_THROUGH]->(gone) "
        f"WHERE gone.action = 'WITHDRAW' AND {china_day('gone.at')} <= $asOf }})"
    )


def _register_year(day: str) -> str:
    """The year whose registrations are looked at on a day: its own, or the one before where December is the month."""
    return f"({day}.year - CASE WHEN {day}.month > $registerByMonth THEN 0 ELSE 1 END)"


def _register_by(day: str) -> str:
    """The last day on which a unit registers in time for that year."""
    first = f"date({{year: {_register_year(day)}, month: $registerByMonth, day: 1}})"
    return f"{first} + duration({{months: 1}}) - duration({{days: 1}})"


def _stale(node: str) -> str:
    """The fault of a caller that has read another version than the one before this change; null where there is none."""
    return (
        f"CASE WHEN {node}.version <> $expected + 1 "
        f"THEN {{rule: 'VERSION', subject: {node}.id, found: toString({node}.version - 1)}} END"
    )


OWN: Mapping[str, Callable[..., str]] = {
    "lying_at": _lying_at,
    "lying_code": _lying_code,
    "lain": _lain,
    "memberships_of": _memberships_of,
    "members": _members,
    "full_members": _full_members,
    "may_lead": _may_lead,
    "covered_by_cell": _covered_by_cell,
    "in_village": _in_village,
    "belongs_within": _belongs_within,
    "term_of": _term_of,
    "left_with": _left_with,
    "keep_past": _keep_past,
    "not_withdrawn": _not_withdrawn,
    "register_by": _register_by,
    "register_year": _register_year,
    "stale": _stale,
}
"""Fragments of the audit's files alone, beside those of rows and organizations."""


def _read(**rows: Callable[..., str]) -> dict[str, str]:
    own: dict[str, Callable[..., str]] = {**rows, **OWN}
    return {name: text for path in _FILES for name, text in statements(path, **own).items()}


STATEMENTS: Mapping[str, str] = _read(among=_in_range, between=_between, behind=_behind, organizations=_lying_then)
RULES_BY_ID: Mapping[str, str] = _read(among=_by_id, between=_by_id, behind=_all_behind, organizations=_now_by_id)
"""The rules again, asked of named subjects instead of a stretch of codes."""
BEYOND = "~"
"""Sorts after every digit and letter of a code: everything under X lies from X up to X~."""


@dataclass(frozen=True, slots=True)
class Place:
    """An area: its code, name, level (1 city … 5 grid, 6 estate) and what every code under it starts with."""

    code: str
    name: str
    level: int
    prefix: str


def statement(name: str, as_of: date, **params: Any) -> Statement:
    """A named statement about one day."""
    return Statement(STATEMENTS[name], {"asOf": as_of, **params})


async def place(reader: Reader, code: str, as_of: date = date.max) -> Place:
    """An area by its code, by the name it had on a day; by today's, unless one is given.

    Raises:
        MalformedCode: no area code.
        NotFound: no such area.
        ImportUnfinished: a load of rows in this area has not come to its end, so that no figure would be right.
    """
    rows = await reader.read(statement("area", as_of, code=area_code(code)), Lane.LIGHT)
    if not rows:
        raise NotFound(f"没有代码为 {code} 的区域。", f"No area has the code {code}.")
    *found, unfinished = rows[0]
    if unfinished:
        raise ImportUnfinished(
            f"导入 {unfinished} 尚未完成，审计结果会不准；请先完成或撤销该次导入。",
            f"The import {unfinished} is unfinished, an audit would be wrong: finish it first, or undo it.",
        )
    return Place(code, *found)


async def code_of(reader: Reader, code: str, scheme: CodeScheme | None, as_of: date) -> str:
    """The code by which the graph knows an area that is named in one of the two schemes, as of a day.

    Raises:
        MalformedCode: no area code.
        NotFound: no such area.
        AmbiguousCode: it names another area in each scheme, and no scheme is given.
    """
    asked = statement("codes", as_of, code=area_code(code), scheme=scheme.name if scheme else "EITHER")
    found = [each for (each,) in await reader.read(asked, Lane.LIGHT)]
    if not found:
        raise NotFound(f"没有代码为 {code} 的区域。", f"No area has the code {code}.")
    if len(found) > 1:
        raise ambiguous_code()
    return str(found[0])


async def responsible_for(reader: Reader, subjects: Mapping[str, str], as_of: date) -> Mapping[str, str]:
    """Who has to see to what is found about these subjects on a day, by their ids; one statement.

    Args:
        subjects: their ids and the area codes at which they lie.
    """
    if not subjects:
        return {}
    asked = [{"id": id_, "code": code} for id_, code in sorted(subjects.items())]
    rows = await reader.read(statement("responsible", as_of, subjects=asked, limit=len(asked)), Lane.HEAVY)
    return dict(rows)


async def names_of(reader: Reader, ids: Iterable[str], as_of: date) -> Names:
    """The names on a day of areas, organizations, units and line grids; one statement, none where there is no id."""
    wanted = sorted(set(ids))
    if not wanted:
        return {}
    rows = await reader.read(statement("names", as_of, ids=wanted, limit=len(wanted)), Lane.HEAVY)
    return {id_: name for id_, name in rows if name}
