"""Responsibilities of a year for Party building (职责清单): what each asks for, and how a score comes about.

`responsibilities.csv` holds them; a locality puts a file of its own before it. A row holds in its `area` (everywhere
without one) from `since` and no more on `until`; of the rows of an item, that of the smallest area counts, and of one
area the locality's. A row of 0 points takes its item out. Scores are whole hundredths, so that no sum is ever off.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from graphsvc.codes import AreaLevel
from graphsvc.command.rules.dated_rows import counting, grouped, read_table, term
from graphsvc.vocabulary.labelled import Labelled

FILE = Path(__file__).with_name("responsibilities.csv")
HUNDREDTHS = 100
MOST_ITEMS = 50
LEVELS = (AreaLevel.SUBDISTRICT, AreaLevel.COMMUNITY)


class PartyBuildingDuty(Labelled):
    """What a responsibility is about (职责类别)."""

    DISCUSS = "DISCUSS", "议党建", "To sit down together about it"
    HELP = "HELP", "帮党建", "To see that help comes and is used"
    URGE = "URGE", "促党建", "To answer what is asked from above"
    APPRAISE = "APPRAISE", "考党建", "To appraise who is under it"


class EvidenceKind(Labelled):
    """What in the graph proves that a responsibility was met (佐证)."""

    MEETINGS_HELD = "MEETINGS_HELD", "联席会议", "Meetings of the committees that serve the area"
    CONTACTS_KEPT = "CONTACTS_KEPT", "包联联系", "Contacts of units that stand by it or by areas under it"
    REQUESTS_DONE = "REQUESTS_DONE", "包联派单办结", "Requests to such units that were confirmed as done"
    SUPERVISIONS_ANSWERED = (
        "SUPERVISIONS_ANSWERED",
        "督办按期答复",
        "Supervisions of it and areas under it, closed or overdue, that were answered by their day",
    )
    COMMUNITIES_APPRAISED = (
        "COMMUNITIES_APPRAISED",
        "按期考核",
        "Communities under it whose year before was noticed by 31 March",
    )


_OF_SHARES = {
    EvidenceKind.SUPERVISIONS_ANSWERED: ("件", "期间没有已销号或逾期未答复的督办，不计分。"),
    EvidenceKind.COMMUNITIES_APPRAISED: ("个社区", "三月底前或辖区没有社区，不计分。"),
}
"""What is counted, and what is said where there is none."""
SHARES = frozenset(_OF_SHARES)
"""Evidence that counts as a share of what there was, in percent; without any the item does not count."""


@dataclass(frozen=True, slots=True)
class Responsibility:
    """One row; `area` is a prefix of codes, empty for everywhere; `points` are whole, the most that it is worth."""

    item: str
    level: AreaLevel
    duty: PartyBuildingDuty
    title: str
    evidence: EvidenceKind
    target: int
    points: int
    area: str
    since: date
    until: date
    source: str


@dataclass(frozen=True, slots=True)
class EvidenceRow:
    """A thing that was counted, by its id, and what it says, in one line of Chinese."""

    id: str
    text: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """How many rows speak for a responsibility, of how many there were, and the first of them."""

    count: int
    total: int
    rows: tuple[EvidenceRow, ...] = ()


@dataclass(frozen=True, slots=True)
class Scored:
    """A responsibility with its evidence; `hundredths` is None where it does not count."""

    responsibility: Responsibility
    evidence: Evidence
    hundredths: int | None

    @property
    def text(self) -> str:
        """Say in Chinese how the score comes about."""
        of, found = self.responsibility, self.evidence
        if self.hundredths is None:
            return f"{of.title}：{_OF_SHARES[of.evidence][1]}"
        if of.evidence in SHARES:
            what, _ = _OF_SHARES[of.evidence]
            done = f"{found.total} {what}中按期 {found.count} {what[0]}，应达到 {of.target}%"
        else:
            done = f"{of.evidence.zh} {found.count} 次，全年应有 {of.target} 次"
        return f"{of.title}：{done}，得 {self.hundredths / HUNDREDTHS:g} 分（满分 {of.points} 分）。"


class Responsibilities:
    """The rows of a service: those it comes with and those of its locality, the latter first."""

    def __init__(self, everywhere: Iterable[Responsibility], local: Iterable[Responsibility] = ()) -> None:
        """
        Raises:
            ValueError: an item would have two rows at one level and area on one day, a row ends before it begins, or a
                level has more than 50 items.
        """
        self._rows = grouped(everywhere, local, lambda row: (row.level, row.item), lambda row: row.item, "row")
        for level in LEVELS:
            if sum(at is level for at, _ in self._rows) > MOST_ITEMS:
                raise ValueError(f"{level}: at most {MOST_ITEMS} items")

    def of(self, level: AreaLevel, place: str, day: date) -> Sequence[Responsibility]:
        """List what an area of a level answers for on a day, in the order of the file."""
        own = (rows for (at, _), rows in self._rows.items() if at is level)
        return [row for row in counting(own, place, day) if row.points]


def score(responsibility: Responsibility, evidence: Evidence) -> Scored:
    """Score one responsibility: in proportion up to its target, and no more; halves of a hundredth go up."""
    worth = responsibility.points * HUNDREDTHS
    if responsibility.evidence not in SHARES:
        return Scored(
            responsibility, evidence, _part(worth, min(evidence.count, responsibility.target), responsibility.target)
        )
    if not evidence.total:
        return Scored(responsibility, evidence, None)
    reached, whole = evidence.count * 100, evidence.total * responsibility.target
    return Scored(responsibility, evidence, _part(worth, min(reached, whole), whole))


def _part(worth: int, reached: int, whole: int) -> int:
    return (2 * worth * reached + whole) // (2 * whole)


def read_responsibilities(local: Path | None = None) -> Responsibilities:
    """Read the rows that come with the service, and a locality's file before them.

    Raises:
        SetupError: the locality's file cannot be read, or a row is none.
    """
    return read_table(Responsibilities, _row, FILE, local, "职责清单文件", "The file of responsibilities")


def _row(row: Mapping[str, str]) -> Responsibility:
    level, evidence = AreaLevel(row["level"]), EvidenceKind(row["evidence"])
    target, points = int(row["target"]), int(row["points"])
    if level not in LEVELS:
        raise ValueError(f"{row['item']}: {level} has no responsibilities")
    if not row["item"] or not row["title"] or not row["source"]:
        raise ValueError(f"{row['item']}: item, title and source are told")
    if not 1 <= target <= (100 if evidence in SHARES else 10_000) or not 0 <= points <= 100:
        raise ValueError(f"{row['item']}: target or points out of bounds")
    return Responsibility(
        row["item"],
        level,
        PartyBuildingDuty(row["duty"]),
        row["title"],
        evidence,
        target,
        points,
        *term(row),
        row["source"],
    )
