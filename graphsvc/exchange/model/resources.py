"""What no document says of itself: who provides it, whether and how it is shared, how often it changes.

`resources.csv` describes the documents that the service comes with, one a row; a locality names a file of its own that
stands in its place. Fields are those of 政务信息资源目录 (GB/T 21063; 政务信息资源目录编制指南).
"""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from graphsvc.errors import SetupError
from graphsvc.vocabulary.labelled import Labelled

FILE = Path(__file__).with_name("resources.csv")


class Sharing(Labelled):
    """Whether other departments get it (共享类型)."""

    UNCONDITIONAL = "UNCONDITIONAL", "无条件共享", "To every department"
    CONDITIONAL = "CONDITIONAL", "有条件共享", "To those that meet its condition"
    WITHHELD = "WITHHELD", "不予共享", "To no other department"


class Cycle(Labelled):
    """How often it changes (更新周期)."""

    REALTIME = "REALTIME", "实时", "As it happens"
    DAILY = "DAILY", "每日", "Daily"
    WEEKLY = "WEEKLY", "每周", "Weekly"
    MONTHLY = "MONTHLY", "每月", "Monthly"
    QUARTERLY = "QUARTERLY", "每季度", "Quarterly"
    YEARLY = "YEARLY", "每年", "Yearly"
    IRREGULAR = "IRREGULAR", "不定期", "When need be"


@dataclass(frozen=True, slots=True)
class Resource:
    """One row; `document` is the name of an operation, `related` the code of another row or empty."""

    code: str
    document: str
    title: str
    category: str
    abstract: str
    provider: str
    provider_code: str
    sharing: Sharing
    condition: str
    is_open: bool
    cycle: Cycle
    issued: date
    related: str


def read_resources(local: Path | None = None) -> Sequence[Resource]:
    """Read the rows that come with the service, or a locality's instead.

    Raises:
        SetupError: the file cannot be read, or a row is none.
    """
    path = local or FILE
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            found = [_resource(number, row) for number, row in enumerate(csv.DictReader(file), start=2)]
        _check(found)
    except (OSError, ValueError, KeyError) as fault:
        said = f"no column {fault}" if isinstance(fault, KeyError) else str(fault)
        raise SetupError(f"目录文件 {path} 有误：{said}", f"The catalogue's file {path} is wrong: {said}") from None
    return found


def _resource(number: int, row: dict[str, str]) -> Resource:
    for name in ("code", "document", "title", "category", "abstract", "provider"):
        if not row[name]:
            raise ValueError(f"line {number}: {name} is empty")
    try:
        sharing, cycle, issued = Sharing(row["sharing"]), Cycle(row["cycle"]), date.fromisoformat(row["issued"])
    except ValueError as fault:
        raise ValueError(f"line {number}: {fault}") from None
    if row["open"] not in ("true", "false"):
        raise ValueError(f"line {number}: open is true or false")
    is_open = row["open"] == "true"
    if sharing is not Sharing.UNCONDITIONAL and (is_open or not row["condition"]):
        raise ValueError(f"line {number}: what is shared {sharing} names its condition and is not open to the public")
    return Resource(
        row["code"],
        row["document"],
        row["title"],
        row["category"],
        row["abstract"],
        row["provider"],
        row["provider_code"],
        sharing,
        row["condition"],
        is_open,
        cycle,
        issued,
        row["related"],
    )


def _check(found: Sequence[Resource]) -> None:
    codes = {each.code for each in found}
    if len(codes) != len(found) or len({each.document for each in found}) != len(found):
        raise ValueError("a code or a document stands in two rows")
    if vacant := sorted({each.related for each in found if each.related} - codes):
        raise ValueError(f"no row has the related code {', '.join(vacant)}")
