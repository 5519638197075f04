"""Codes of subdistricts, read in the scheme of the sheets: a code may be another place's in the other scheme."""

import re
from collections.abc import Iterator, Sequence

from graphsvc.codes import AreaLevel
from graphsvc.intake.model.columns import CODES
from graphsvc.intake.model.problems import Problem
from graphsvc.intake.model.table import Table
from graphsvc.intake.staging.faults import fault, not_found
from graphsvc.intake.staging.stage import Staged
from graphsvc.intake.store.lookups import Found, Lookups
from graphsvc.org.model.areas import CodeScheme

_SUBDISTRICT = re.compile(r"[1-9][0-9]{5}(?!000)[0-9]{3}000")
_AREAS = "areas"


class Schemes:
    """Reads codes by what the graph knows; the table of areas itself says each code under its own scheme."""

    def __init__(self, lookups: Lookups) -> None:
        self._lookups = lookups
        self._meant: dict[str, Sequence[Found]] = {}

    async def settle(self, table: Table, batch: Sequence[Staged]) -> list[Problem]:
        """Turn codes of subdistricts into those of the graph; what is ambiguous or unknown comes back."""
        if table.name == _AREAS:
            return []
        coded = [column.name for column in table.columns if column.kind in CODES]
        columns = list(dict.fromkeys([*coded, *(ref.column for ref in table.references() if _AREAS in ref.tables)]))
        unknown = {code for staged in batch for _, code in _codes(staged, columns)} - self._meant.keys()
        if unknown:
            found = await self._lookups.codes(unknown)
            self._meant |= {code: found.get(code, ()) for code in unknown}
        return [problem for staged in batch for problem in self._read(staged, columns)]

    def _read(self, staged: Staged, columns: Sequence[str]) -> Iterator[Problem]:
        for column, code in list(_codes(staged, columns)):
            found = self._meant[code]
            if len(found) > 1:
                listed = "、".join(map(str, found))
                zh = f"{code} 在统计用区划和民政区划里是两个不同的地方：{listed}"
                en = "the code names two places, one in each scheme"
                yield fault(staged, column, zh, en, "导入时用 --scheme STATISTICAL 或 CIVIL 指明代码体系", code)
            elif found:
                _put(staged, column, code, found[0].id)
            elif self._lookups.scheme is CodeScheme.CIVIL:
                yield not_found(staged, column, code, "民政区划代码", sought=(_AREAS,))


def _codes(staged: Staged, columns: Sequence[str]) -> Iterator[tuple[str, str]]:
    draft = staged.draft
    for column in columns:
        value = draft.values.get(column)
        for code in value if isinstance(value, list) else [value]:
            if isinstance(code, str) and _SUBDISTRICT.fullmatch(code):
                yield column, code
    code = draft.places.get(AreaLevel.SUBDISTRICT, "")
    if _SUBDISTRICT.fullmatch(code):
        yield AreaLevel.SUBDISTRICT.zh, code


def _put(staged: Staged, column: str, code: str, id_: str) -> None:
    draft = staged.draft
    if column == AreaLevel.SUBDISTRICT.zh:
        draft.places[AreaLevel.SUBDISTRICT] = id_
        return
    value = draft.values[column]
    draft.values[column] = [id_ if each == code else each for each in value] if isinstance(value, list) else id_
