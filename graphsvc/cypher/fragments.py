"""Facts that many statements test, each spelled once: `{holds:r}` in a `.cypher` file, `holds("@edge")` in a field.

`$asOf` is the day asked about, by China's calendar; whoever runs the statement passes it, today where nobody said.
A day that is missing sets no bound. Every condition stands in brackets, so that it may be negated.
"""

import re
from collections.abc import Callable, Mapping

_USE = re.compile(r"\{([a-z_]+):([@$\w.,]+)\}")


def holds(tie: str, day: str = "$asOf") -> str:
    """The tie holds on a day: from its first day on, and no more on the day it ends."""
    return f"(({tie}.since IS NULL OR {tie}.since <= {day}) AND ({tie}.until IS NULL OR {tie}.until > {day}))"


def ended(tie: str) -> str:
    """The tie has ended by `$asOf`."""
    return f"({tie}.until IS NOT NULL AND {tie}.until <= $asOf)"


def exists(node: str) -> str:
    """The organization is there on `$asOf`: from its founding on, and no more on the day it is dissolved.

    One whose founding nobody knows is there from the day of the sheet that first told of it.
    """
    return (
        f"(coalesce({node}.foundedOn, {node}.since, $asOf) <= $asOf"
        f" AND ({node}.dissolvedOn IS NULL OR {node}.dissolvedOn > $asOf))"
    )


def then(node: str, name: str) -> str:
    """A property as it was on `$asOf`: what a sheet has changed since is kept as `Past`."""
    return (
        f"CASE WHEN {node}.changedOn > $asOf THEN coalesce(COLLECT {{ "
        f"MATCH ({node})-[past:WAS]->(was:Past) WHERE past.until > $asOf "
        f"RETURN [was.{name}] AS value ORDER BY past.until LIMIT 1 }}[0], [{node}.{name}])[0] ELSE {node}.{name} END"
    )


def state(node: str, name: str) -> str:
    """What the node was on `$asOf`, as `name`: itself, or the `Past` that a change since has left.

    For whoever asks for several properties, or tests one: Neo4j plans `then` beside a pattern again and again.
    """
    return (
        f"CALL ({node}) {{ OPTIONAL MATCH ({node})-[past:WAS]->(was:Past) "
        f"WHERE {node}.changedOn > $asOf AND {holds('past')} RETURN coalesce(was, {node}) AS {name} }}"
    )


def was_on(node: str, day: str) -> str:
    """The node as it was on a day: itself, or the `Past` that a change since has left, with what `keep_past` names."""
    return (
        f"CASE WHEN {node}.changedOn > {day} THEN coalesce(COLLECT {{ MATCH ({node})-[past:WAS]->(old:Past)"
        f" WHERE past.until > {day} RETURN old ORDER BY past.until LIMIT 1 }}[0], {node}) ELSE {node} END"
    )


def keep_past(node: str, *names: str) -> str:
    """Keep properties of the node as they were until `$on`, once a day, before they are changed."""
    kept = ", ".join(f".{name}" for name in names)
    return (
        f"FOREACH (_ IN CASE WHEN coalesce({node}.changedOn < $on, true) THEN [1] ELSE [] END |"
        f" CREATE ({node})-[:WAS {{since: {node}.changedOn, until: $on}}]->(old:Past)"
        f" SET old = {node} {{{kept}}}, {node}.changedOn = $on)"
    )


def told_later(node: str) -> str:
    """The sheet that first told of the node is of a day after `$asOf`."""
    return f"{node}.since > $asOf"


def in_a_grid(row: str) -> str:
    """The place of the row is a grid, and not the area that keeps the record of somebody who lives in none."""
    return f"size({row}.areaCode) = 15"


def to_come(tie: str) -> str:
    """The tie begins after `$asOf`."""
    return f"({tie}.since IS NOT NULL AND {tie}.since > $asOf)"


def unfounded(node: str) -> str:
    """Nobody knows when the organization was founded."""
    return f"({node}.foundedOn IS NULL)"


def dissolved(node: str) -> str:
    """The organization has been dissolved by `$asOf`."""
    return f"({node}.dissolvedOn IS NOT NULL AND {node}.dissolvedOn <= $asOf)"


def founded_after(node: str, day: str) -> str:
    """The organization is on record as founded after a day."""
    return f"({node}.foundedOn IS NOT NULL AND {node}.foundedOn > {day})"


def undated(organization: str, state: str) -> str:
    """Neither the founding of the organization nor the end of its term is on record."""
    return f"({state}.termEndsOn IS NULL AND {organization}.foundedOn IS NULL)"


def before_founding(tie: str, organization: str) -> str:
    """The tie began before the organization was founded, as far as both days are on record."""
    return f"({tie}.since < {organization}.foundedOn)"


def cell(organization: str) -> str:
    """The organization is a party cell on `$asOf`: a branch or group that is there."""
    return f"({then(organization, 'kind')} IN ['BRANCH', 'GROUP'] AND {exists(organization)})"


def joined(member: str) -> str:
    """The member has joined the Party by `$asOf`."""
    return f"({member}.joinedOn IS NULL OR {member}.joinedOn <= $asOf)"


def belongs(person: str, unit: str, under: str) -> str:
    """The person works for a unit on `$asOf` or, where none is named, serves in a grid whose code begins so."""
    return (
        f"CASE WHEN {unit} <> '' THEN EXISTS {{ MATCH ({person})-[work:WORKS_FOR]->(:Unit {{id: {unit}}})"
        f" WHERE {holds('work')} }} ELSE EXISTS {{ MATCH ({person})-[service:SERVES_IN]->(served:Grid)"
        f" WHERE {holds('service')} AND served.areaCode STARTS WITH {under} }} END"
    )


def outlasts(tie: str) -> str:
    """The tie has not ended by `$on`, the day of a change; it may begin later."""
    return f"({tie}.until IS NULL OR {tie}.until > $on)"


def meets(tie: str) -> str:
    """The tie holds on some day from `$on` to before `$until`, for ever where that is null."""
    return f"({lasts(tie)} AND {outlasts(tie)} AND ($until IS NULL OR coalesce({tie}.since < $until, true)))"


def lasts(tie: str) -> str:
    """The tie holds on some day at all: it was not taken back before it began."""
    return f"coalesce({tie}.since < {tie}.until, true)"


def may_end(tie: str) -> str:
    """The tie may end on `$on`: after it began, or as it begins while that is to come, and no later than it does."""
    begins = f"{tie}.since = $on AND {tie}.since > $asOf"
    return f"(({starts_before(tie)} OR {begins}) AND coalesce($on <= {tie}.until, true))"


def starts_before(thing: str) -> str:
    """A tie or node began before `$on`, the day of a change."""
    return f"coalesce({thing}.since < $on, true)"


def goes_on(area: str) -> str:
    """The area is there today: one that ends does so on a day that has come."""
    return f"({area}.until IS NULL)"


def lock_standing(area: str) -> str:
    """Lock the area, and go on with it alone if it is there today: looked at behind the lock, which ending it takes."""
    return f"SET {area}.locked = true REMOVE {area}.locked WITH {area} WHERE {goes_on(area)}"


def stood(area: str, day: str) -> str:
    """The area, or one that it follows, was there on a day."""
    return f"EXISTS {{ MATCH (was:Area)-[:BECAME*0..20]->({area}) WHERE {holds('was', day)} }}"


def available(resource: str, first: str = "$asOf", last: str = "$asOf") -> str:
    """The resource's window, both days of which belong to it, holds some day from `first` to `last`."""
    return (
        f"(({resource}.availableFrom IS NULL OR {resource}.availableFrom <= {last})"
        f" AND ({resource}.availableTo IS NULL OR {resource}.availableTo >= {first}))"
    )


def outline_over(area: str) -> str:
    """The box of the smallest outline that holds on `$asOf` of an area or of one that it is part of; null without."""
    return (
        f"COLLECT {{ MATCH ({area})-[:PART_OF*0..4]->(over:Area)<-[:OUTLINES]-(drawn:Outline)"
        f" WHERE {holds('drawn')} RETURN {{name: over.name, west: drawn.west, south: drawn.south, east: drawn.east,"
        f" north: drawn.north}} AS box ORDER BY over.level DESC, over.code LIMIT 1 }}[0]"
    )


def in_scope(node: str) -> str:
    """The node lies in an area of the caller's."""
    return f"any(prefix IN $scope WHERE {node}.areaCode STARTS WITH prefix)"


def judges(thing: str) -> str:
    """The caller stands above the subdistrict or community that a thing is of."""
    return f"any(prefix IN $scope WHERE {thing}.areaCode STARTS WITH prefix AND size(prefix) < {_digits(thing)})"


def is_own(thing: str) -> str:
    """The thing is of the caller's own subdistrict or community, none above or below."""
    return f"any(prefix IN $scope WHERE {thing}.areaCode STARTS WITH prefix AND size(prefix) = {_digits(thing)})"


def _digits(thing: str) -> str:
    return f"CASE WHEN right({thing}.areaCode, 3) = '000' THEN 9 ELSE 12 END"


def handed_from(case: str) -> str:
    """The case was handed over from an area of the caller's."""
    return f"EXISTS {{ MATCH ({case})-[:CAME_FROM]->(old:Area) WHERE {in_scope('old')} }}"


def concerns(row: str) -> str:
    """The row lies in the caller's areas, or is of the unit spoken for, or of the caller's own person."""
    return f"({in_scope(row)} OR ($unit <> '' AND {row}.unit = $unit) OR ($person <> '' AND {row}.person = $person))"


def cell_as(organization: str, state: str) -> str:
    """As `cell`, of an organization and what holds its kind of the day: itself, or a `Past`."""
    return f"({state}.kind IN ['BRANCH', 'GROUP'] AND {exists(organization)})"


def elects(organization: str, state: str) -> str:
    """The organization elects a secretary for a term: a branch, general branch or committee below the district.

    `state` is what holds its kind and place of the day: itself, or a `Past`.
    """
    return (
        f"({state}.kind IN ['BRANCH', 'GENERAL_BRANCH', 'COMMITTEE']"
        f" AND substring({state}.areaCode, 6, 3) <> '000' AND {exists(organization)})"
    )


def community_of(code: str) -> str:
    """The code of the community that an area code lies in."""
    return f"left({code}, 12)"


def subdistrict_of(code: str) -> str:
    """The code of the subdistrict that an area code lies in."""
    return f"{stem_of_subdistrict(code)} + '000'"


def stem_of_subdistrict(code: str) -> str:
    """What the codes of every area begin with that lies in the same subdistrict as an area."""
    return f"left({code}, 9)"


def unfinished(load: str) -> str:
    """The import has not come to its end, so that what it loads is there in part."""
    return f"({load}.state IN ['RUNNING', 'UNDOING'])"


def listed_on(force: str, day: str) -> str:
    """The entry is on the ledger of forces on a day: from its first day on, and no more on the day it ends."""
    return f"({force}.startsOn <= {day} AND ({force}.endedOn IS NULL OR {force}.endedOn > {day}))"


def paired_on(pairing: str, day: str) -> str:
    """The pairing holds on a day: from its first day on, and no more on the day it ends."""
    return f"({pairing}.since <= {day} AND ({pairing}.until IS NULL OR {pairing}.until > {day}))"


def opened_on(point: str, day: str) -> str:
    """The service point is there on a day: from its first day on, and no more on the day it is closed."""
    return f"({point}.openedOn <= {day} AND ({point}.closedOn IS NULL OR {point}.closedOn > {day}))"


def on_list(place: str, day: str) -> str:
    """The key place is on the list on a day: from its first day on, and no more on the day it leaves."""
    return f"({place}.listedOn <= {day} AND ({place}.delistedOn IS NULL OR {place}.delistedOn > {day}))"


def lies_in(row: str, box: str) -> str:
    """The row has degrees, and they lie in a box: west, south, east, north."""
    return (
        f"coalesce({box}[0] <= {row}.longitude AND {row}.longitude <= {box}[2]"
        f" AND {box}[1] <= {row}.latitude AND {row}.latitude <= {box}[3], false)"
    )


def lies_near(row: str, circle: str) -> str:
    """The row has degrees, no farther from a point than some metres: longitude, latitude, metres."""
    here = f"point({{longitude: {row}.longitude, latitude: {row}.latitude}})"
    there = f"point({{longitude: {circle}[0], latitude: {circle}[1]}})"
    return f"coalesce(point.distance({here}, {there}) <= {circle}[2], false)"


def missed(visit: str) -> str:
    """The visit was due on a day that is over, and nobody has reported it."""
    return f"({visit}.state = 'DUE' AND {visit}.dueOn < $today)"


def china_day(moment: str) -> str:
    """The day that it is in China at a moment; null without one, of which Neo4j would refuse to make a moment."""
    return f"CASE WHEN {moment} IS NOT NULL THEN date({china_clock(moment)}) END"


def china_clock(moment: str) -> str:
    """A moment as clocks in China show it."""
    return f"datetime({{datetime: {moment}, timezone: 'Asia/Shanghai'}})"


def china_midnight(day: str) -> str:
    """The moment at which a day begins in China, in UTC as moments are kept: Neo4j orders the same one by its zones."""
    return f"datetime({{datetime: datetime({{date: {day}, timezone: 'Asia/Shanghai'}}), timezone: 'Z'}})"


FRAGMENTS: Mapping[str, Callable[..., str]] = {
    each.__name__: each
    for each in (
        holds,
        ended,
        exists,
        told_later,
        in_a_grid,
        stood,
        to_come,
        unfounded,
        dissolved,
        founded_after,
        undated,
        before_founding,
        then,
        state,
        keep_past,
        cell,
        cell_as,
        elects,
        joined,
        belongs,
        outlasts,
        meets,
        lasts,
        may_end,
        starts_before,
        goes_on,
        lock_standing,
        available,
        outline_over,
        in_scope,
        judges,
        is_own,
        handed_from,
        concerns,
        community_of,
        subdistrict_of,
        stem_of_subdistrict,
        unfinished,
        listed_on,
        paired_on,
        opened_on,
        on_list,
        missed,
        china_day,
        china_midnight,
    )
}


def expanded(text: str, own: Mapping[str, Callable[..., str]] = FRAGMENTS) -> str:
    """Write out the fragments of a statement.

    Args:
        own: fragments beside those of this module, by name.
    Raises:
        ValueError: a fragment that is not defined.
    """
    known = {**FRAGMENTS, **own}

    def written(use: re.Match[str]) -> str:
        if use[1] not in known:
            raise ValueError(f"no fragment is called {use[1]!r}; there are {', '.join(known)}")
        return known[use[1]](*use[2].split(","))

    return _USE.sub(written, text)
