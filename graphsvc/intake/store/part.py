"""A part: rows of one sheet that are merged in one transaction, and what was found and done on the way."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from graphsvc.access.masking import Field
from graphsvc.access.sealing.fields import FieldKeys
from graphsvc.intake.model.columns import Row, Value
from graphsvc.intake.model.differences import Difference, Plain, Why, plain
from graphsvc.intake.model.lines import Line
from graphsvc.intake.model.merge import When
from graphsvc.intake.model.periods import PERIOD
from graphsvc.intake.model.table import Table
from graphsvc.intake.store.held import Spoken

_FIELDS = {"phone": Field.PHONE, "identity_number": Field.IDENTITY, "address": Field.ADDRESS}


@dataclass(slots=True)
class Part:
    """Rows that are merged together.

    Attributes:
        file, sheet: where the rows come from; empty when they come from no file.
        new: nothing is there yet of the rows, so that nothing needs to be looked for.
        import_id: the import they belong to.
        done: counts of nodes made (`new`) and changed, of ties begun and ended.
    """

    table: Table
    file: str
    sheet: str
    lines: Sequence[Line]
    keys: FieldKeys
    when: When
    new: bool = False
    import_id: str = ""
    differences: list[Difference] = field(default_factory=list)
    done: Counter[str] = field(default_factory=Counter)

    @property
    def rows(self) -> list[Row]:
        """The rows."""
        return [line.row for line in self.lines]

    def begin(self) -> None:
        """Forget what an attempt found that was rolled back."""
        self.differences.clear()
        self.done.clear()

    def said(self, row: Row) -> dict[str, Plain]:
        """A row as it is kept to be compared with the next one; personal cells only as a digest."""
        personal = {column.name for column in self.table.columns if column.personal}
        return {
            name: self._digest(row, name, value) if name in personal and value else plain(value)
            for name, value in row.items()
            if name != PERIOD
        }

    def _digest(self, row: Row, name: str, value: Value) -> str:
        sealed = self.keys.seal(_FIELDS[name], self.table.key_of(row), str(value))
        return hashlib.sha256(sealed.encode()).hexdigest()[:24]

    def speaking(self, spoken: Mapping[str, Spoken]) -> list[Line]:
        """The lines that say something new; those that contradict a younger sheet are told as differences."""
        found = []
        for line in self.lines:
            before = spoken.get(self.table.key_of(line.row))
            said = self.said(line.row)
            if before is None or any(before.cells.get(name, self) != value for name, value in said.items()):
                if before and before.as_of > self.when.as_of.isoformat():
                    self.differences.append(self._older(line, before))
                else:
                    found.append(line)
        return found

    def _older(self, line: Line, before: Spoken) -> Difference:
        key = self.table.key_of(line.row)
        return Difference(self.table.name, key, "", None, before.as_of, Why.OLDER, self.file, line.number)

    def tell(self, line: Line, differences: Iterable[Difference]) -> None:
        """Keep differences of a line, with its place."""
        self.differences += [difference.at(self.file, line.number) for difference in differences]

    def count(self, **done: int) -> None:
        """Count what was done."""
        self.done.update({name: number for name, number in done.items() if number})
