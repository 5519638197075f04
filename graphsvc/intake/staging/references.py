"""What rows name in place of ids: units by credit code or name, organizations by name, people by number or name."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from graphsvc.intake.files.drafts import Named
from graphsvc.intake.model.identity import credit_code, identity_number
from graphsvc.intake.model.normalise import plain_code
from graphsvc.intake.model.problems import Problem
from graphsvc.intake.model.table import Ref, Table
from graphsvc.intake.staging.faults import not_found, several
from graphsvc.intake.staging.places import Places
from graphsvc.intake.staging.stage import Stage, Staged
from graphsvc.intake.store.lookups import Found, Lookups, Matches

_WORDS = {
    "units": "单位",
    "party_organizations": "党组织",
    "people": "人员",
    "joint_committees": "委员会",
    "topics": "主题",
}


class References:
    """Looks up what the rows of one import name."""

    def __init__(self, stage: Stage, lookups: Lookups, places: Places) -> None:
        self._stage = stage
        self._lookups = lookups
        self._places = places

    async def settle(self, table: Table, batch: Sequence[Staged]) -> list[Problem]:
        """Turn names, credit codes and identity numbers into ids; what is wrong comes back."""
        problems: list[Problem] = []
        for ref in table.references():
            tables = [each for each in ref.tables if each in _WORDS]
            self._take_numbers(ref, tables, batch)
            if tables:
                problems += await self._column(table, ref, tables, batch)
        return problems

    def _take_numbers(self, ref: Ref, tables: Sequence[str], batch: Sequence[Staged]) -> None:
        """A credit code or an identity number looks like an id; take it for what it is."""
        reads = [credit_code] if "units" in tables else []
        reads += [identity_number] if "people" in tables else []
        for staged in batch:
            value = staged.draft.values.get(ref.column)
            words = value if isinstance(value, list) else [value] if isinstance(value, str) else []
            if words and all(any(_reads(read, word) for read in reads) for word in words):
                staged.draft.named[ref.column] = Named(tuple(words))

    async def _column(self, table: Table, ref: Ref, tables: Sequence[str], batch: Sequence[Staged]) -> list[Problem]:
        asked = [staged for staged in batch if ref.column in staged.draft.named]
        if not asked:
            return []
        texts = {text for staged in asked for text in staged.draft.named[ref.column].texts}
        matches: dict[str, list[Found]] = defaultdict(list)
        for name in tables:
            for text, found in (await self._matches(name, texts)).items():
                matches[text] += [each for each in found if each.id not in {one.id for one in matches[text]}]
        people = await self._people(ref, asked) if "people" in tables else {}
        many = table.column(ref.column).kind.many
        problems: list[Problem] = []
        for staged in asked:
            ids: list[str] = []
            for text in staged.draft.named.pop(ref.column).texts:
                found = people.get(staged.n) or self._nearest(staged, matches.get(text, ()))
                if len(found) == 1:
                    ids.append(found[0].id)
                elif found:
                    problems.append(several(staged, ref.column, text, list(map(str, found))))
                else:
                    what = "、".join(_WORDS[name] for name in tables)
                    problems.append(not_found(staged, ref.column, text, what, sought=ref.tables))
            staged.draft.values[ref.column] = ids if many else (ids[0] if ids else None)
        return problems

    async def _matches(self, table: str, texts: set[str]) -> Matches:
        """Nodes that bear a name, in the import and in the graph."""
        found: dict[str, list[Found]] = defaultdict(list)
        for own in self._stage.named(table, sorted(texts)):
            found[own.name].append(Found(own.id, own.name, own.place))
        if table == "units":
            codes = {text: code for text in texts if (code := _reads(credit_code, text))}
            by_code = await self._lookups.units_by_code(codes.values())
            for text, code in codes.items():
                found[text] += by_code.get(code, ())
        if table == "people":
            numbers = {text: number for text in texts if (number := _reads(identity_number, text))}
            by_number = await self._lookups.people_by_identity(numbers.values())
            for text, number in numbers.items():
                found[text] += by_number.get(number, ())
        for text, named in (await self._lookups.named(table, texts)).items():
            found[text] += [each for each in named if each.id not in {one.id for one in found[text]}]
        return found

    def _nearest(self, staged: Staged, found: Sequence[Found]) -> Sequence[Found]:
        """Of several of one name, those in the place of the row, else those near it."""
        within = self._places.within_of(staged)
        for digits in (12, 9, 6):
            if len(found) > 1 and len(within) >= digits:
                near = [each for each in found if each.place.startswith(within[:digits])]
                found = near or found
        return found

    async def _people(self, ref: Ref, asked: Sequence[Staged]) -> dict[int, Sequence[Found]]:
        """People by the numbers beside their names, else by name where they belong or work; by row."""
        identities = {
            staged.n: number
            for staged in asked
            if (number := _reads(identity_number, staged.draft.locators.get("identity_number", "")))
        }
        phones = {
            staged.n: plain_code(staged.draft.locators["phone"]) for staged in asked if "phone" in staged.draft.locators
        }
        by_identity = await self._lookups.people_by_identity(identities.values())
        by_phone = await self._lookups.people_by_phone(phones.values())
        pairs = {
            staged.n: (str(of), staged.draft.named[ref.column].texts[0])
            for staged in asked
            if (of := staged.draft.values.get("party_organization")) and isinstance(of, str)
        }
        by_pair = await self._lookups.people_of(pairs.values())
        found: dict[int, Sequence[Found]] = {}
        for staged in asked:
            name = staged.draft.named[ref.column].texts[0]
            number, phone = identities.get(staged.n, ""), phones.get(staged.n, "")
            people: Iterable[Found] = by_identity.get(number, ()) or (
                each for each in by_phone.get(phone, ()) if each.name == name
            )
            found[staged.n] = list(people) or list(by_pair.get("/".join(pairs.get(staged.n, ("", ""))), ()))
        return found


def _reads(read: object, text: str) -> str:
    """What a text reads as; empty when it does not."""
    try:
        return str(read(text)) if text else ""  # type: ignore[operator]
    except ValueError:
        return ""
