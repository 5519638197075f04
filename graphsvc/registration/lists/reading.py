"""Reading a list: the rows that can be judged, and what is wrong with the others."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from graphsvc.codes import AreaLevel
from graphsvc.errors import BadInput
from graphsvc.intake.files.book import FileRefused, RawSheet
from graphsvc.intake.files.drafts import Draft, DraftSheet, filled
from graphsvc.intake.files.headers import IGNORED, SEARCHED, found_header, mapped
from graphsvc.intake.files.opening import open_book
from graphsvc.intake.model.problems import Problem, RowsRefused
from graphsvc.intake.tables.words import HEADERS
from graphsvc.registration.lists.judging import Answer, Entry, Outcome
from graphsvc.registration.lists.table import BESIDE, REGISTRATIONS

MOST_ROWS = 5_000
_SAVED = {REGISTRATIONS.name: dict.fromkeys(BESIDE, IGNORED)}


@dataclass(frozen=True, slots=True)
class RegistrationList:
    """What a file holds: `refused` are rows that could not be read, each with its cause."""

    entries: tuple[Entry, ...]
    refused: tuple[Answer, ...]


def read_list(path: Path) -> RegistrationList:
    """Read the first sheet of a file that holds something.

    Raises:
        RowsRefused: it is no such list as a whole. BadInput: it holds more rows than are taken at once.
    """
    try:
        raw = next((sheet for sheet in open_book(path).sheets if not sheet.hidden and any(sheet.rows())), None)
        if raw is None:
            raise FileRefused("是空表", "holds nothing")
        return _read(_under_header(path.name, raw))
    except FileRefused as refused:
        problem = Problem(path.name, refused.line, "", refused.zh, refused.en, advice=refused.advice)
        raise RowsRefused([problem]) from None


def title_of(column: str) -> str:
    """Name a column in Chinese, as the list is usually headed."""
    return HEADERS[REGISTRATIONS.name].get(column, (column,))[0]


def _under_header(file: str, raw: RawSheet) -> DraftSheet:
    head = [each for each, _ in zip(filled(raw), range(SEARCHED), strict=False)]
    header = found_header(head, raw.merged, REGISTRATIONS, _SAVED)
    if header is None:
        raise FileRefused("找不到表头", "has no header", "表头写“姓名”或“报到单位”等")
    under, wrong = mapped(file, raw.name, header, _SAVED)
    if wrong:
        raise RowsRefused(wrong)
    return DraftSheet(file, raw, under)


def _read(sheet: DraftSheet) -> RegistrationList:
    entries: list[Entry] = []
    refused: list[Answer] = []
    for draft in sheet.drafts():
        faults = list(_faults(sheet, draft))
        sheet.problems.clear()
        if faults:
            refused.append(faults[0])
        else:
            entries.append(_entry(draft))
        if len(entries) + len(refused) > MOST_ROWS:
            raise BadInput(
                f"一次最多登记 {MOST_ROWS} 行，请分成几份。", f"At most {MOST_ROWS} rows at once; split the list."
            )
    return RegistrationList(tuple(entries), tuple(refused))


def _faults(sheet: DraftSheet, draft: Draft) -> Iterator[Answer]:
    for problem in sheet.problems:
        yield Answer(draft.line, Outcome.REFUSED, problem.column, problem.zh, problem.en)
    if draft.bad:
        return
    for column in draft.named:  # a name where an id belongs
        kind = REGISTRATIONS.column(column).kind
        yield Answer(draft.line, Outcome.REFUSED, column, kind.zh, kind.en)
    for rule in REGISTRATIONS.rules:
        if fault := rule(draft.values):
            yield Answer(draft.line, Outcome.REFUSED, fault.column, fault.zh, fault.en)


def _entry(draft: Draft) -> Entry:
    texts = {name: value if isinstance(value, str) else "" for name, value in draft.values.items()}
    services = draft.values.get("services")
    return Entry(
        line=draft.line,
        id=texts.get("id", ""),
        name=texts.get("name", ""),
        identity=texts.get("identity_number", ""),
        phone=texts.get("phone", ""),
        unit=texts.get("unit", ""),
        credit_code=texts.get("credit_code", ""),
        community=draft.places.get(AreaLevel.COMMUNITY, ""),
        grid=texts.get("grid", "") or draft.places.get(AreaLevel.GRID, ""),
        services=tuple(services) if isinstance(services, list) else (),
        speciality=texts.get("speciality") or None,
        free_times=texts.get("free_times") or None,
    )
