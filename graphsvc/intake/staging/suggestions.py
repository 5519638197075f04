"""Suggestions: what may be meant by a code, id or name that is nowhere, for the advice of its fault."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from difflib import SequenceMatcher

from graphsvc.intake.model.problems import Problem
from graphsvc.intake.staging.stage import Stage
from graphsvc.intake.store.lookups import Found, Lookups
from graphsvc.intake.tables.areas import ANYWHERE
from graphsvc.intake.tables.codes import PLACE_CODE

MOST = 100
"""Different words of one import for which something near is looked for."""
_SHOWN = 3
_ID = re.compile(r"[0-9A-Za-z][0-9A-Za-z_.:-]{3,99}")
_DIGITS_AMISS = 3
_ALIKE = 0.5
"""How much of two words has to agree."""
_SHAPES = {
    "areas": re.compile(r"[0-9]{12}"),
    "grids": re.compile(r"[0-9]{15}"),
    "estates": re.compile(r"[0-9]{12}E[0-9]{3}"),
}


class Suggestions:
    """Finds what is near to what was not found; never people, whose names are nobody's advice."""

    def __init__(self, stage: Stage, lookups: Lookups) -> None:
        self._stage = stage
        self._lookups = lookups
        self._near: dict[tuple[tuple[str, ...], str], Sequence[Found]] = {}

    async def added(self, problems: Iterable[Problem]) -> list[Problem]:
        """The same problems, those of unknown words with what may be meant."""
        return [await self._advised(each) if each.sought and each.value else each for each in problems]

    async def _advised(self, problem: Problem) -> Problem:
        asked = problem.sought, problem.value
        if asked not in self._near and len(self._near) < MOST:
            self._near[asked] = await self._nearest(*asked)
        listed = "、".join(map(str, self._near.get(asked, ())))
        return replace(problem, advice=f"是不是{listed}？{problem.advice}") if listed else problem

    async def _nearest(self, tables: Sequence[str], text: str) -> Sequence[Found]:
        if PLACE_CODE.fullmatch(text):
            return await self._codes(tables, text) if set(tables) & set(ANYWHERE) else ()
        wanted = [table for table in tables if table != "people"]
        if _ID.fullmatch(text):
            there = [*self._stage.begun(wanted, text[:-2]), *await self._lookups.begun(wanted, text[:-2])]
            return _ranked(text, {each.id: each for each in there}.values(), by_id=True)
        there = [*self._stage.called(wanted, text[:2]), *await self._lookups.called(wanted, text)]
        return _ranked(text, {each.id: each for each in there if _is_one(each, wanted)}.values(), by_id=False)

    async def _codes(self, tables: Sequence[str], code: str) -> Sequence[Found]:
        """Places on the same level under the smallest place above that is there, with few digits amiss."""
        for digits in (12, 9, 6, 2):
            if len(code) == 12 and not code[digits:].strip("0"):
                continue
            there = await self._lookups.level_with(code, code[:digits])
            near = [each for each in there if _is_one(each, tables) and _amiss(each.id, code) <= _DIGITS_AMISS]
            if near:
                return sorted(near, key=lambda each: (_amiss(each.id, code), each.id))[:_SHOWN]
        return ()


def _is_one(found: Found, tables: Iterable[str]) -> bool:
    """Whether it is of one of the tables, as far as its code tells."""
    shapes = [_SHAPES[table] for table in tables if table in _SHAPES]
    return not shapes or not PLACE_CODE.fullmatch(found.id) or any(shape.fullmatch(found.id) for shape in shapes)


def _amiss(one: str, other: str) -> int:
    return sum(first != second for first, second in zip(one, other, strict=True)) if len(one) == len(other) else 99


def _ranked(text: str, found: Iterable[Found], *, by_id: bool) -> Sequence[Found]:
    scored = [(SequenceMatcher(None, text, each.id if by_id else each.name).ratio(), each) for each in found]
    kept = sorted((each for each in scored if each[0] >= _ALIKE), key=lambda each: (-each[0], each[1].id))
    return [each for _, each in kept[:_SHOWN]]
