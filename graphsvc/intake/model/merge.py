"""Three-way merge of a row: what the sheet says now, what sheets said last, and what the graph holds.

A sheet is a statement about what changed since it last spoke. A cell that repeats what it said last changes nothing,
whatever was decided in the service meanwhile; a cell that changed is applied where the graph still holds what the sheet
said last. Where both moved on, the graph stays as it is, and the difference is told.
"""

from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from graphsvc.intake.model.columns import Column, Draft, Row
from graphsvc.intake.model.differences import Difference, Plain, Why, plain
from graphsvc.intake.model.lines import Said
from graphsvc.intake.model.table import Link, Table


@dataclass(frozen=True, slots=True)
class When:
    """The days of a load.

    Attributes:
        as_of: the day whose state the sheet tells; what it changes without naming a day changes on this one.
        undated: first day of a tie of a new node for which the sheet names none; None leaves it open.
    """

    as_of: date
    undated: date | None = None


@dataclass(frozen=True, slots=True)
class Held:
    """A tie of the graph: its other end, its properties as they compare with cells, and a handle to write to it by.

    `raw` are its properties as the graph has them.
    """

    other: str
    properties: Mapping[str, Plain]
    handle: str
    raw: Mapping[str, object] = field(default_factory=dict, compare=False)

    @property
    def since(self) -> str:
        """First day; empty when it is open."""
        return str(self.properties.get("since") or "")

    @property
    def until(self) -> str:
        """The day it ended; empty while it has no end."""
        return str(self.properties.get("until") or "")


@dataclass(frozen=True, slots=True)
class Begin:
    """A tie to be made."""

    other: str
    properties: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Set:
    """Properties of a tie to be set; None takes one away."""

    handle: str
    properties: Mapping[str, object]


@dataclass(slots=True)
class TieChanges:
    """What a row changes of one kind of tie; `drop` holds handles of ties that keep no history."""

    begin: list[Begin] = field(default_factory=list)
    set: list[Set] = field(default_factory=list)
    drop: list[str] = field(default_factory=list)
    differences: list[tuple[Plain, Plain, Why]] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.begin or self.set or self.drop)


def merged_cells(table: Table, row: Row, said: Said | None, held: Mapping[str, Plain]) -> tuple[Row, list[Difference]]:
    """The row as the graph shall hold it, and where the sheet does not get its way.

    Args:
        held: properties of the node. One that changes of the service have counted (`version`) is not overruled by a
            sheet that never spoke of it before.
    """
    result: Draft = dict(row)
    differences = []
    for column in table.columns:
        if column.stored_as is None or column.name not in row:
            continue
        why = _withheld(column, row, said, held)
        if why:
            result[column.name] = held.get(column.stored_as)  # type: ignore[assignment]
            differences.append(
                Difference(
                    table.name,
                    table.key_of(row),
                    column.name,
                    plain(column.of(row)),
                    held.get(column.stored_as),
                    why,
                )
            )
    return result, differences


def _withheld(column: Column, row: Row, said: Said | None, held: Mapping[str, Plain]) -> Why | None:
    """Why a cell is not applied; None when it is, or when the graph holds the same."""
    now, there = plain(column.of(row)), held.get(column.stored_as or "")
    if now == there:
        return None
    if said is not None and column.name in said:
        before = column.of(said)
        if now == before:
            return Why.DECIDED
        return None if there == before else Why.BOTH_CHANGED
    return Why.UNKNOWN if there is not None and (now is None or "version" in held) else None


def merged_ties(
    table: Table,
    link: Link,
    row: Row,
    said: Said | None,
    held: Sequence[Held],
    when: When,
    others: Container[str] | None = None,
) -> TieChanges:
    """What a row changes of the ties of a link, of which the graph holds these.

    Args:
        others: of the ends that the row names, those that this link is for; all of them unless given.
    """
    if table.other(link).column not in row:
        return TieChanges()
    named = _named(table, link, row)
    if others is not None:
        named = {other: properties for other, properties in named.items() if other in others}
    last = None if said is None or table.other(link).column not in said else _named(table, link, said)
    return _Ties(link, not table.holds_many(link), named, last, held, when).merged()


def _named(table: Table, link: Link, row: Mapping[str, object]) -> dict[str, dict[str, object]]:
    """Other ends that a row names, each with the properties of its tie."""
    properties = {name: row[column] for name, column in link.properties.items() if column in row}
    return dict.fromkeys(table.other(link).ids(row), properties)  # type: ignore[arg-type]


@dataclass(slots=True)
class _Ties:
    link: Link
    single: bool
    named: Mapping[str, Mapping[str, object]]
    last: Mapping[str, Mapping[str, object]] | None
    held: Sequence[Held]
    when: When
    changes: TieChanges = field(default_factory=TieChanges)

    def merged(self) -> TieChanges:
        foreign = self._foreign()
        if foreign and not (self.single and self.named):
            for tie in foreign:
                self._differs(None, tie.other, Why.BOTH_CHANGED if self.single and self.last else Why.DECIDED)
        for other, properties in self.named.items():
            if self.last is not None and other in self.last:
                self._repeated(other, properties, self.last[other])
            elif foreign and self.single and not self._of(other, live=True):
                self._differs(other, foreign[0].other, Why.BOTH_CHANGED)
            else:
                self._newly(other, properties)
        for other in set(self.last or ()) - set(self.named):
            self._no_longer(other)
        if self.last is None and self.single and self.changes.begin:
            for tie in self._live():
                if tie.other not in self.named:
                    self._end(tie)
        return self.changes

    def _repeated(self, other: str, now: Mapping[str, object], before: Mapping[str, object]) -> None:
        """The sheet names what it named last; what it says of the tie may have changed."""
        if live := self._of(other, live=True):
            self._reworded(live[-1], now, before)
        elif ended := self._of(other, live=False):
            if not self.link.dated:
                return
            tie = next((each for each in reversed(ended) if each.until == plain(before.get("until"))), ended[-1])
            if now.get("until") and plain(before.get("until")) == tie.until:
                self._corrected(tie, now, before)
            elif plain(now.get("until")) == tie.until:
                return
            elif str(plain(now.get("since")) or "") >= tie.until and now.get("since") != before.get("since"):
                self._begin(other, now)
            else:
                self._differs(other, f"{other} 至 {tie.until}", Why.ENDED)
        else:
            self._differs(other, None, Why.ENDED)

    def _corrected(self, tie: Held, now: Mapping[str, object], before: Mapping[str, object]) -> None:
        """Correct the days of a tie that ended as the sheet said, where it names others."""
        changed = {
            name: now[name]
            for name in ("since", "until")
            if now.get(name) and plain(now[name]) != plain(before.get(name)) == tie.properties.get(name)
        }
        if changed:
            self.changes.set.append(Set(tie.handle, changed))

    def _reworded(self, tie: Held, now: Mapping[str, object], before: Mapping[str, object]) -> None:
        """Set the properties whose cells changed, where the graph still holds what they said."""
        changed = {}
        for name, value in now.items():
            said, there, wanted = plain(before.get(name)), tie.properties.get(name), plain(value)
            if wanted == there:
                continue
            if name not in before:
                why = Why.UNKNOWN if there is not None else None
            elif wanted == said:
                why = Why.DECIDED
            else:
                why = None if there == said else Why.BOTH_CHANGED
            if why:
                self._differs(wanted, there, why)
            else:
                changed[name] = value
        if self.link.dated and set(changed) & set(self.link.renews) and "since" not in changed:
            self._end(tie)
            self._begin(tie.other, {**now, "since": None})
        elif changed:
            self.changes.set.append(Set(tie.handle, changed))

    def _newly(self, other: str, now: Mapping[str, object]) -> None:
        """The sheet names what it did not name last, or no sheet has spoken before."""
        if live := self._of(other, live=True):
            missing = {name: value for name, value in now.items() if name not in live[-1].properties and value}
            if missing:
                self.changes.set.append(Set(live[-1].handle, missing))
            return
        ended = self._of(other, live=False)
        if not ended or not self.link.dated:
            self._begin(other, now)
            return
        since, last = str(plain(now.get("since")) or ""), ended[-1].until
        named_since = since if self._names_since(now) else ("" if self.last is None else str(self.when.as_of))
        if named_since >= last:
            self._begin(other, now)
        elif (since, plain(now.get("until"))) not in {(tie.since, tie.until) for tie in ended}:
            self._differs(other, f"{other} 至 {last}", Why.ENDED if self.last is None else Why.OLDER)

    def _no_longer(self, other: str) -> None:
        for tie in self._of(other, live=True):
            self._end(tie)

    def _begin(self, other: str, now: Mapping[str, object]) -> None:
        properties = {name: value for name, value in now.items() if value is not None}
        if self.link.dated and not self._names_since(now):
            properties["since"] = self.when.as_of if self.last is not None or self.held else self.when.undated
        self.changes.begin.append(
            Begin(other, {name: value for name, value in properties.items() if value is not None})
        )

    def _end(self, tie: Held) -> None:
        """End a tie on the day from which its successor holds, else on the day of the sheet."""
        if not self.link.dated:
            self.changes.drop.append(tie.handle)
            return
        day = self._end_day()
        if tie.since > str(day):
            self._differs(None, f"{tie.other} 自 {tie.since}", Why.OLDER)
            if self.single:
                self.changes.begin.clear()
        else:
            self.changes.set.append(Set(tie.handle, {"until": day}))

    def _end_day(self) -> object:
        if self.single and len(self.named) == 1:
            (now,) = self.named.values()
            if self._names_since(now):
                return now["since"]
        return self.when.as_of

    def _names_since(self, now: Mapping[str, object]) -> bool:
        """Whether the first day is news: the cell holds one, and another than it held for what the row named last."""
        since = plain(now.get("since"))
        return since is not None and since not in {plain(before.get("since")) for before in (self.last or {}).values()}

    def _foreign(self) -> list[Held]:
        """Ties that no sheet has named: they were made in the service."""
        if self.last is None:
            return []
        return [tie for tie in self._live() if tie.other not in self.named and tie.other not in self.last]

    def _live(self) -> Iterator[Held]:
        return (tie for tie in self.held if not tie.until)

    def _of(self, other: str, *, live: bool) -> list[Held]:
        found = [tie for tie in self.held if tie.other == other and (not tie.until) == live]
        return sorted(found, key=lambda tie: (tie.until, tie.since))

    def _differs(self, sheet: Plain, graph: Plain, why: Why) -> None:
        self.changes.differences.append((sheet, graph, why))
