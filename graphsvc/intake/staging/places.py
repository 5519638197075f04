"""Places by name: a community inside its subdistrict, a grid by its number, alone or in one word with what is above."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence

from graphsvc.codes import AreaLevel, prefix_of
from graphsvc.intake.model.columns import AREA, DIVISION, Column
from graphsvc.intake.model.problems import Problem
from graphsvc.intake.model.table import Table
from graphsvc.intake.staging.faults import not_found, several
from graphsvc.intake.staging.stage import Stage, Staged
from graphsvc.intake.store.lookups import Found, Lookups
from graphsvc.intake.tables.areas import ANYWHERE
from graphsvc.intake.tables.codes import PLACE_CODE
from graphsvc.text.numbers import read_number

_SPLIT = re.compile(r"(?:(.+?(?:区|县))(?=.))?(?:(.+?(?:街道|镇|乡))(?=.))?(?:(.+?(?:社区|村))(?=.))?(.+)", re.DOTALL)
_NUMBER = re.compile(r"第?([0-9]{1,3}|[〇零一二三四五六七八九十百]{1,5})(?:号)?(?:网格)?$")
_MOST_NAMES = 100_000
"""Names of places that are kept once they were asked for."""
_INSIDE = ("grids", "neighbours", "overlaps")
_PLACED = ("community", "area", "serves", "grid", "place", "leads", "service_area", "parent", "code", *_INSIDE)


def number_of(text: str) -> int | None:
    """The number that the name of a grid ends in, in digits or Chinese."""
    found = _NUMBER.search(text.replace("网格", ""))
    return read_number(found[1]) if found else None


class Places:
    """Finds areas for rows, many at a time; what was asked once is kept."""

    def __init__(self, stage: Stage, lookups: Lookups) -> None:
        self._stage = stage
        self._lookups = lookups
        self._areas: dict[str, list[Found]] = {}
        self._inside: dict[str, list[Found]] = {}

    async def settle(self, table: Table, batch: Sequence[Staged]) -> list[Problem]:
        """Turn names of places into codes, and note where each row lies in `places`; what is wrong comes back."""
        await self._read_areas(self._texts(batch))
        problems: list[Problem] = []
        for staged in batch:
            problems += self._above(staged)
        for column in table.columns:
            if column.name in _PLACED and column.kind is DIVISION:
                problems += [found for staged in batch for found in self._division(column, staged)]
        await self._read_inside(filter(None, (self.community_of(staged) for staged in batch)))
        for column in table.columns:
            if column.name in _PLACED and column.kind is not DIVISION and column.name != "code":
                problems += await self._inner(column, batch)
        return problems

    def _texts(self, batch: Iterable[Staged]) -> set[str]:
        texts: set[str] = set()
        for staged in batch:
            named = (text for name, each in staged.draft.named.items() if name in _PLACED for text in each.texts)
            for text in (*staged.draft.places.values(), *named):
                texts |= {part for part in _SPLIT.fullmatch(text).groups() if part} | {text}  # type: ignore[union-attr]
        return texts

    async def _read_areas(self, texts: Iterable[str]) -> None:
        if len(self._areas) > _MOST_NAMES:
            self._areas.clear()
        unknown = sorted(set(texts) - self._areas.keys())
        found = await self._lookups.areas(unknown)
        staged: dict[str, list[Found]] = defaultdict(list)
        for own in self._stage.named("areas", unknown):
            staged[own.name].append(Found(own.id, own.name, own.id))
        for name in unknown:
            both = {each.id: each for each in (*found.get(name, ()), *staged[name])}
            self._areas[name] = list(both.values())

    async def _read_inside(self, communities: Iterable[str]) -> None:
        unknown = sorted(set(communities) - self._inside.keys())
        for community in unknown:
            self._inside[community] = []
        for each in await self._lookups.grids(unknown):
            self._inside[each.id[:12]].append(each)

    def note(self, code: str, name: str) -> None:
        """Remember a grid or estate that a row states."""
        self._inside.setdefault(code[:12], []).append(Found(code, name, code))

    def inside(self, community: str) -> Sequence[Found]:
        """Grids and estates of a community, as far as they are known."""
        return self._inside.get(community, ())

    def community_of(self, staged: Staged) -> str:
        """The community a row lies in, as far as it says; empty otherwise."""
        values = staged.draft.values
        for name in ("community", "area", "serves"):
            value = values.get(name)
            if isinstance(value, str) and len(value) == 12 and value[9:] != "000":
                return value
        code = staged.draft.places.get(AreaLevel.COMMUNITY, "")
        if PLACE_CODE.fullmatch(code):
            return code
        return self._lookups.within if len(self._lookups.within) == 12 else ""

    def within_of(self, staged: Staged) -> str:
        """Prefix of the smallest place that a row says it lies in."""
        codes = [code for code in staged.draft.places.values() if PLACE_CODE.fullmatch(code)]
        values = [staged.draft.values.get(name) for name in ("community", "area", "grid", "serves")]
        codes += [value for value in values if isinstance(value, str) and PLACE_CODE.fullmatch(value)]
        return max((prefix_of(code) for code in codes), key=len, default=self._lookups.within)

    def _above(self, staged: Staged) -> list[Problem]:
        """Follow the places a row names from above; each narrows down the next."""
        within = self._lookups.within
        for level in (AreaLevel.DISTRICT, AreaLevel.SUBDISTRICT, AreaLevel.COMMUNITY):
            text = staged.draft.places.get(level)
            if not text:
                continue
            found = self._meant(text, within)
            if len(found) != 1:
                return [self._unclear(staged, level.zh, text, found)]
            staged.draft.places[level] = found[0]
            within = prefix_of(found[0])
        return []

    def _meant(self, text: str, within: str) -> list[str]:
        """Codes of the areas that a text may mean, under a prefix."""
        if PLACE_CODE.fullmatch(text):
            return [text]
        whole = [each.id for each in self._areas.get(text, ()) if each.id.startswith(within)]
        if whole:
            return whole
        prefixes = [within]
        split = _SPLIT.fullmatch(text)
        *upper, last = [part for part in split.groups() if part] if split else [text]
        for part in upper:
            prefixes = [
                prefix_of(each.id)
                for each in self._areas.get(part, ())
                if any(each.id.startswith(prefix) for prefix in prefixes)
            ]
        named = self._areas.get(last, ()) if upper else ()
        return [each.id for each in named if any(each.id.startswith(prefix) for prefix in prefixes)]

    def _division(self, column: Column, staged: Staged) -> list[Problem]:
        draft = staged.draft
        named = draft.named.pop(column.name, None)
        if named:
            found = self._meant(named.texts[0], self._narrow(staged, column))
            if len(found) != 1:
                return [self._unclear(staged, column.name, named.texts[0], found)]
            draft.values[column.name] = found[0]
        elif draft.values.get(column.name) is None and column.name in ("community", "serves", "area"):
            codes = [code for code in draft.places.values() if PLACE_CODE.fullmatch(code)]
            if codes:
                draft.values[column.name] = max(codes, key=lambda code: len(prefix_of(code)))
        return []

    def _narrow(self, staged: Staged, column: Column) -> str:
        """What a named place has to lie under; a place column of the same level says the same and no more."""
        above = [
            code
            for level, code in staged.draft.places.items()
            if PLACE_CODE.fullmatch(code) and not (column.name == "community" and level is AreaLevel.COMMUNITY)
        ]
        return max((prefix_of(code) for code in above), key=len, default=self._lookups.within)

    async def _inner(self, column: Column, batch: Sequence[Staged]) -> list[Problem]:
        """Grids and estates by name or number; a column of areas may hold an area of the chain as well."""
        asked = [staged for staged in batch if column.name in staged.draft.named]
        split = {
            (staged.n, text): self._community_in(staged, text)
            for staged in asked
            for text in staged.draft.named[column.name].texts
        }
        await self._read_inside({community for community, _ in split.values() if community})
        problems: list[Problem] = []
        for staged in asked:
            codes: list[str] = []
            for text in staged.draft.named[column.name].texts:
                community, rest = split[staged.n, text]
                found = self._numbered(community, rest) if community else []
                if not found and column.kind is AREA:
                    found = self._meant(text, self.within_of(staged)) or self._meant(text, self._lookups.within)
                if len(found) != 1:
                    problems.append(self._unclear(staged, column.name, text, found))
                codes += found[:1]
            del staged.draft.named[column.name]
            if codes:
                staged.draft.values[column.name] = codes if column.kind.many else codes[0]
        problems += self._from_place(column, batch)
        return problems

    def _from_place(self, column: Column, batch: Sequence[Staged]) -> list[Problem]:
        """The column of a place that a row leaves out, from what it says of where it lies."""
        problems = []
        for staged in batch:
            draft = staged.draft
            text = draft.places.get(AreaLevel.GRID)
            if draft.values.get(column.name) is not None or column.name not in ("grid", "place", "area"):
                continue
            if text and (community := self.community_of(staged)):
                found = self._numbered(community, text)
                if len(found) == 1:
                    draft.values[column.name] = found[0]
                else:
                    problems.append(self._unclear(staged, column.name, text, found))
            elif column.name == "area":
                codes = [code for code in draft.places.values() if PLACE_CODE.fullmatch(code)]
                draft.values["area"] = max(codes, key=lambda code: len(prefix_of(code)), default=None)
        return problems

    def _community_in(self, staged: Staged, text: str) -> tuple[str, str]:
        """The community of a grid that a text names, and what is left of the text."""
        split = _SPLIT.fullmatch(text)
        if split and split[3]:
            above = "".join(part for part in split.groups()[:3] if part)
            found = self._meant(above, self._lookups.within)
            if len(found) != 1:
                found = [code for code in found if code.startswith(self.within_of(staged)[:9])]
            if len(found) == 1:
                return found[0], split[4]
        return self.community_of(staged) or self._of_grid(staged), text

    def _of_grid(self, staged: Staged) -> str:
        code = staged.draft.values.get("code")
        return code[:12] if isinstance(code, str) and len(code) > 12 else ""

    def _numbered(self, community: str, text: str) -> list[str]:
        """Grids and estates of a community that a text names whole, by its end, or by number."""
        held = self._inside.get(community, ())
        short = re.fullmatch(r"([Ee]?)([0-9]{1,3})", text)
        if short:
            code = f"{community}{short[1].upper()}{int(short[2]):03}"
            return [code] if any(each.id == code for each in held) else []
        whole = [each.id for each in held if each.name == text]
        if whole:
            return whole
        ending = [each.id for each in held if each.name.endswith(text)]
        if ending or (number := number_of(text)) is None:
            return ending
        return [each.id for each in held if len(each.id) == 15 and number_of(each.name) == number]

    def _unclear(self, staged: Staged, column: str, text: str, found: Sequence[str]) -> Problem:
        if found:
            return several(staged, column, text, list(found))
        advice = "写全区县、街道、社区，或改填代码"
        return not_found(staged, column, text, "区划、网格或小区", advice, ANYWHERE)
