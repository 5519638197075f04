"""Judging a row: whom it means among those of the community, and why it cannot be filed where it cannot."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from graphsvc.registration.model.registration import RegistrantKind


class Outcome(StrEnum):
    """What became of a row."""

    FILED = "FILED"
    STANDS = "STANDS"
    REFUSED = "REFUSED"

    @property
    def zh(self) -> str:
        """In Chinese."""
        return {"FILED": "已登记", "STANDS": "此前已登记", "REFUSED": "未登记"}[self.value]


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of one row; `column` and the cause where it was refused, `registration` where there is one."""

    line: int
    outcome: Outcome
    column: str = ""
    zh: str = ""
    en: str = ""
    registration: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """A row as it was read; blank is an empty text."""

    line: int
    id: str = ""
    name: str = ""
    identity: str = field(default="", repr=False)
    phone: str = field(default="", repr=False)
    unit: str = ""
    credit_code: str = ""
    community: str = ""
    grid: str = ""
    services: tuple[str, ...] = ()
    speciality: str | None = None
    free_times: str | None = None


@dataclass(frozen=True, slots=True)
class Resident:
    """Somebody who lives in the community; `marks` are keyed digests of its numbers."""

    id: str
    name: str
    member: bool
    grid: str
    marks: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Tied:
    """A unit that stands in the community or sits on its joint committee."""

    id: str
    name: str
    credit_code: str
    organized: bool


@dataclass(frozen=True, slots=True)
class Ground:
    """What rows are judged against: one community, its grids by code, who lives there, and which units are tied to it.

    `marks` makes the keyed digests of an identity number or telephone number, as residents bear them.
    """

    code: str
    name: str
    grids: Mapping[str, str]
    residents: Sequence[Resident]
    units: Sequence[Tied]
    marks: Callable[[Entry], frozenset[str]]


@dataclass(frozen=True, slots=True)
class Meant:
    """Whom a row means, and where it registers."""

    entry: Entry
    kind: RegistrantKind
    registrant: str
    place: str


class Refused(Exception):
    """Why a row is not filed."""

    def __init__(self, column: str, zh: str, en: str) -> None:
        super().__init__(en)
        self.column, self.zh, self.en = column, zh, en

    def at(self, line: int) -> Answer:
        """As the answer of a line."""
        return Answer(line, Outcome.REFUSED, self.column, self.zh, self.en)


def judge(entries: Iterable[Entry], ground: Ground) -> tuple[list[Meant], list[Answer]]:
    """Tell whom each row means; of two rows about one registrant the later is refused."""
    first: dict[str, int] = {}
    meant: list[Meant] = []
    refused: list[Answer] = []
    residents = _by_mark(ground.residents)
    for entry in entries:
        try:
            found = _meant(entry, ground, residents)
        except Refused as why:
            refused.append(why.at(entry.line))
            continue
        before = first.setdefault(found.registrant, entry.line)
        if before == entry.line:
            meant.append(found)
        else:
            zh, en = f"与第 {before} 行是同一{_thing(found.kind)}", f"the same as in line {before}"
            refused.append(Refused("", zh, en).at(entry.line))
    return meant, refused


def _by_mark(residents: Iterable[Resident]) -> Mapping[str, list[Resident]]:
    found: defaultdict[str, list[Resident]] = defaultdict(list)
    for each in residents:
        for mark in {each.id, each.name, *each.marks}:
            found[mark].append(each)
    return found


def _meant(entry: Entry, ground: Ground, residents: Mapping[str, list[Resident]]) -> Meant:
    if entry.community and entry.community not in (ground.code, ground.name):
        raise Refused("community", f"不是{ground.name}的", f"of another community than {ground.name}")
    place = _place(entry, ground)
    if entry.unit or entry.credit_code or any(each.id == entry.id for each in ground.units):
        return Meant(entry, RegistrantKind.UNIT, _unit(entry, ground.units), place or ground.code)
    who = _member(entry, ground, residents, place)
    return Meant(entry, RegistrantKind.MEMBER, who.id, place or who.grid)


def _place(entry: Entry, ground: Ground) -> str:
    if not entry.grid:
        return ""
    number = entry.grid.zfill(3) if entry.grid.isdecimal() and len(entry.grid) <= 3 else ""
    found = [code for code, name in ground.grids.items() if entry.grid in (code, name) or code[12:] == number]
    if len(found) != 1:
        raise Refused("grid", f"{ground.name}没有这个网格", "no such grid in the community")
    return found[0]


def _unit(entry: Entry, units: Sequence[Tied]) -> str:
    column = "credit_code" if entry.credit_code else "unit" if entry.unit else "id"
    wanted = getattr(entry, column)
    found = [each for each in units if getattr(each, "name" if column == "unit" else column) == wanted]
    if not found:
        zh = "没有这个单位，或既不在该社区，也不是其大党委成员单位"
        raise Refused(column, zh, "no such unit stands there or sits on the joint committee")
    if len(found) > 1:
        raise Refused(column, "有几个同名单位，请填统一社会信用代码", "several of that name: give the credit code")
    (unit,) = found
    if entry.unit and unit.name != entry.unit:
        raise Refused("unit", "与统一社会信用代码登记的名称不一致", "not the name registered under that credit code")
    if not unit.organized:
        raise Refused(column, "该单位没有党组织，不能报到", "the unit has no Party organization")
    return unit.id


def _member(entry: Entry, ground: Ground, residents: Mapping[str, list[Resident]], place: str) -> Resident:
    column = "id" if entry.id else "identity_number" if entry.identity else "phone" if entry.phone else "name"
    found = _candidates(entry, ground, residents)
    if place and len(found) > 1:
        found = [each for each in found if each.grid == place]
    if not found:
        raise Refused(column, f"没有居住在{ground.name}的这个人", "nobody of that kind lives in the community")
    if entry.name and not any(each.name == entry.name for each in found):
        raise Refused("name", f"与{_TITLES[column]}登记的姓名不一致", f"not the name registered under that {column}")
    members = {each.id: each for each in found if each.member and entry.name in ("", each.name)}
    if not members:
        raise Refused(column, "不是中共党员", "no Party member")
    if len(members) > 1:
        raise Refused(column, "有几名同名党员，请填身份证号或联系电话", "several members of that name: give a number")
    return next(iter(members.values()))


_TITLES = {"id": "编号", "identity_number": "身份证号", "phone": "联系电话", "name": "姓名"}


def _candidates(entry: Entry, ground: Ground, residents: Mapping[str, list[Resident]]) -> list[Resident]:
    """Those whom the surest thing names that the row tells: id, number, name."""
    if entry.id:
        return residents.get(entry.id, [])
    if entry.identity or entry.phone:
        return [each for mark in ground.marks(entry) for each in residents.get(mark, [])]
    return residents.get(entry.name, [])


def _thing(kind: RegistrantKind) -> str:
    return "名党员" if kind is RegistrantKind.MEMBER else "个单位"
