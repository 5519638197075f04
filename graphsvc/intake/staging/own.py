"""Rows without an id: the node of the graph that is meant, or the id of a new one, made from what tells it apart."""

import hashlib
from collections.abc import Sequence

from graphsvc.access.masking import Field
from graphsvc.intake.model.problems import Problem
from graphsvc.intake.model.table import Table
from graphsvc.intake.staging.faults import fault, several
from graphsvc.intake.staging.places import Places, number_of
from graphsvc.intake.staging.stage import Stage, Staged
from graphsvc.intake.store.lookups import Found, Lookups, Matches

_PREFIXES = {
    "party_organizations": "party",
    "units": "unit",
    "people": "person",
    "joint_committees": "joint",
    "needs": "need",
    "resources": "resource",
    "projects": "project",
    "joint_meetings": "meeting",
}


def made_id(table: str, *parts: str) -> str:
    """An id from what tells a row apart; the same words give the same id."""
    digest = hashlib.sha256("\0".join(parts).encode()).hexdigest()[:16]
    return f"{_PREFIXES[table]}-{digest}"


class Own:
    """Gives rows of one import their ids."""

    def __init__(self, stage: Stage, lookups: Lookups, places: Places) -> None:
        self._stage = stage
        self._lookups = lookups
        self._places = places

    async def settle(self, table: Table, batch: Sequence[Staged]) -> list[Problem]:
        """Give each row of nodes its id, and note it on the stage; what is wrong comes back."""
        if table.nodes is None:
            return []
        column = table.nodes.id.column
        problems: list[Problem] = []
        if column == "code":
            problems += [found for staged in batch for found in self._code(table, staged)]
        else:
            problems += [found for staged in batch for found in _no_id(table, staged)]
            nameless = [each for each in batch if each.draft.values.get("id") is None and not each.draft.bad]
            problems += await self._ids(table, nameless)
        self._note(table, batch)
        return problems

    def _note(self, table: Table, batch: Sequence[Staged]) -> None:
        assert table.nodes
        rows = []
        for staged in batch:
            values = staged.draft.values
            ids = table.nodes.id.ids(values)
            if not ids:
                continue
            name = str(values.get("name") or values.get("title") or "")
            place = values.get("area") or values.get("community") or values.get("grid") or values.get("serves")
            rows.append(Found(ids[0], name, str(place or ids[0])))
            if table.name in ("grids", "estates"):
                self._places.note(ids[0], name)
        self._stage.own(table.name, rows)

    # -- grids and estates: the code of their community and a number

    def _code(self, table: Table, staged: Staged) -> list[Problem]:
        draft = staged.draft
        named = draft.named.pop("code", None)
        if draft.values.get("code") is not None:
            community = draft.values.get("community")
            if community is None and table.name in ("grids", "estates"):
                draft.values["community"] = str(draft.values["code"])[:12]
            return []
        community = draft.values.get("community")
        name = str(draft.values.get("name") or "")
        if table.name not in ("grids", "estates") or not isinstance(community, str):
            return [fault(staged, "code", "必填，这一格是空的", "is required and blank", "补填")]
        known = [each.id for each in self._places.inside(community) if each.name == name and _is(table, each.id)]
        if len(known) == 1:
            draft.values["code"] = known[0]
            return []
        text = named.texts[0] if named else name
        number = int(text.lstrip("Ee")) if text.lstrip("Ee").isdigit() else number_of(text)
        if table.name == "estates" and not named:
            number = self._next_estate(community)
        if number is None:
            return [
                fault(
                    staged, "code", "没有网格代码，名称里也看不出第几网格", "has no code and no number", "补填网格代码"
                )
            ]
        draft.values["code"] = f"{community}{'E' if table.name == 'estates' else ''}{number:03}"
        return []

    def _next_estate(self, community: str) -> int:
        numbers = [int(each.id[13:]) for each in self._places.inside(community) if each.id[12:13] == "E"]
        return max(numbers, default=0) + 1

    # -- everything else: by number, by name inside a place, else new

    async def _ids(self, table: Table, batch: Sequence[Staged]) -> list[Problem]:
        match table.name:
            case "units":
                return await self._units(batch)
            case "people":
                return await self._people(batch)
            case "party_organizations" | "joint_committees":
                return await self._organizations(table, batch)
        for staged in batch:
            values = staged.draft.values
            parts = [str(values.get(name) or "") for name in ("title", "area", "raised_by", "offered_by", "committee")]
            dated = [str(values.get(name) or "") for name in ("raised_on", "held_on", "proposed_on")]
            values["id"] = made_id(table.name, *parts, *dated)
        return []

    async def _units(self, batch: Sequence[Staged]) -> list[Problem]:
        codes = {str(code) for staged in batch if (code := staged.draft.values.get("credit_code"))}
        by_code = await self._lookups.units_by_code(codes)
        by_name = await self._lookups.named("units", _names(batch))
        problems = []
        for staged in batch:
            values = staged.draft.values
            code, name, community = (str(values.get(key) or "") for key in ("credit_code", "name", "community"))
            if code:
                values["id"] = by_code[code][0].id if code in by_code else made_id("units", code)
            else:
                problems += self._by_name("units", staged, by_name, community, made_id("units", community, name))
        return problems

    async def _organizations(self, table: Table, batch: Sequence[Staged]) -> list[Problem]:
        by_name = await self._lookups.named(table.name, _names(batch))
        place_column = "area" if table.name == "party_organizations" else "serves"
        problems = []
        for staged in batch:
            values = staged.draft.values
            place, name = str(values.get(place_column) or ""), str(values.get("name") or "")
            problems += self._by_name(table.name, staged, by_name, place, made_id(table.name, place, name))
        return problems

    def _by_name(self, table: str, staged: Staged, by_name: Matches, place: str, new: str) -> list[Problem]:
        """The one of this name at this place; two of one name at one place are asked, in the graph or in the file."""
        values = staged.draft.values
        name = str(values.get("name") or "")
        found = [each for each in by_name.get(name, ()) if each.place == place]
        if len(found) > 1:
            return [several(staged, "name", name, list(map(str, found)))]
        values["id"] = found[0].id if found else new
        here = f"{staged.file} 第 {staged.draft.line} 行"
        before = self._stage.first_made(f"{table}/{values['id']}", here)
        if before != here:
            del values["id"]
            zh = f"与{before}同名同地，无法确定是不是同一个"
            return [
                fault(staged, "name", zh, "bears the same name at the same place as another row", "补填编号加以区别")
            ]
        return []

    async def _people(self, batch: Sequence[Staged]) -> list[Problem]:
        identities = [str(value) for staged in batch if (value := staged.draft.values.get("identity_number"))]
        phones = [str(value) for staged in batch if (value := staged.draft.values.get("phone"))]
        by_identity = await self._lookups.people_by_identity(identities)
        by_phone = await self._lookups.people_by_phone(phones)
        return [found for staged in batch for found in self._person(staged, by_identity, by_phone)]

    def _person(self, staged: Staged, by_identity: Matches, by_phone: Matches) -> list[Problem]:
        values = staged.draft.values
        name, phone, identity = (str(values.get(key) or "") for key in ("name", "phone", "identity_number"))
        keys = self._lookups.keys
        if identity:
            found: Sequence[Found] = by_identity.get(identity, ())
            new = made_id("people", keys.blind_index(Field.IDENTITY, identity))
        elif phone:
            found = [each for each in by_phone.get(phone, ()) if each.name == name]
            new = made_id("people", keys.blind_index(Field.PHONE, phone), name)
        else:
            zh = "没有编号、身份证号或电话，无法与同名的人区别"
            return [fault(staged, "name", zh, "has no id, identity number or telephone number", "补填其中一项")]
        if len(found) > 1:
            return [several(staged, "name", name, [each.id for each in found])]
        values["id"] = found[0].id if found else new
        return []


def _no_id(table: Table, staged: Staged) -> list[Problem]:
    """Text in the column of ids that is none."""
    if not (named := staged.draft.named.pop("id", None)):
        return []
    kind = table.column("id").kind
    return [fault(staged, "id", kind.zh, kind.en, "改填编号，或清空由系统生成", named.texts[0])]


def _names(batch: Sequence[Staged]) -> set[str]:
    return {str(name) for staged in batch if (name := staged.draft.values.get("name"))}


def _is(table: Table, code: str) -> bool:
    return (code[12:13] == "E") == (table.name == "estates")
