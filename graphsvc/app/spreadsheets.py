"""Spreadsheets at the console: what a sheet would do, loading it, and taking it back, within the caller's areas.

Lists of who registers are judged and filed row by row; a row that is refused holds no other back.
"""

import asyncio
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from graphsvc.access.principal import Principal
from graphsvc.access.scope import Operation
from graphsvc.access.sealing.fields import FieldKeys
from graphsvc.console.uploading.desks import RegistrationDesk, SpreadsheetDesk
from graphsvc.cypher.statement import Statement
from graphsvc.db.bulkhead import Lane
from graphsvc.db.ports import Database
from graphsvc.errors import BadInput, NotFound
from graphsvc.intake.imports.running import CYPHER, Author, ImportState
from graphsvc.intake.imports.undo import undo
from graphsvc.intake.load import ROWS_TOGETHER, load
from graphsvc.intake.model.problems import Problem, RowsRefused
from graphsvc.intake.rehearsal import rehearse
from graphsvc.intake.store.mappings import keep_mapping
from graphsvc.intake.tables.declared import TABLES, table_of
from graphsvc.intake.tables.words import HEADERS, TITLES
from graphsvc.intake.within import Within
from graphsvc.intake.workbooks.template import write_template
from graphsvc.log.chain import Record
from graphsvc.registration.lists.judging import Answer
from graphsvc.registration.lists.reading import read_list, title_of
from graphsvc.registration.lists.store import Clerk, file_list, look_at

MOST_SHOWN = 200
CALLED = {name: TITLES[name][0] for name in TABLES}


def spreadsheet_desk(
    graph: Callable[[], Database], keys: FieldKeys, record: Record, now: Callable[[], datetime]
) -> SpreadsheetDesk:
    """Make what the pages of spreadsheets do."""

    async def tried(caller: Principal, path: Path, as_of: date | None, marked: Path) -> Mapping[str, Any]:
        caller.may(Operation.IMPORT_SHEETS)
        try:
            found = await rehearse(graph(), path, keys, as_of=as_of, whose=caller.subject, marked=marked)
        except RowsRefused as refused:
            return {
                "faults": [_fault(each) for each in refused.problems],
                "unknown": unknown_headers(refused.problems),
                "count": refused.count,
                "rows": {},
                "marked": False,
            }
        if sum(found.rows.values()) > ROWS_TOGETHER:
            raise BadInput(
                f"一次最多导入 {ROWS_TOGETHER} 行，请分成几份。",
                f"At most {ROWS_TOGETHER} rows are loaded at once; split the sheet.",
            )
        return {
            "faults": [_fault(each) for each in found.problems],
            "unknown": unknown_headers(found.problems),
            "count": found.problem_count,
            "rows": dict(found.rows),
            "done": dict(found.done),
            "marked": await asyncio.to_thread(marked.exists),
        }

    async def loaded(caller: Principal, path: Path, as_of: date | None) -> str:
        grant = caller.may(Operation.IMPORT_SHEETS)
        author = Author(caller.subject, caller.role, record)
        done = await load(Within(graph(), grant.scope), path, keys, as_of=as_of, source=caller.subject, author=author)
        return done.import_id

    async def undone(caller: Principal, import_id: str) -> int:
        caller.may(Operation.IMPORT_SHEETS)
        rows = await graph().read(Statement(CYPHER["import"], {"id": import_id}), Lane.HEAVY)
        if not any(kept["by"] == caller.subject and kept["state"] == ImportState.DONE for (kept,) in rows):
            raise NotFound("没有这次导入，或不是您导入的。", "There is no such import of yours.")
        return await undo(graph(), import_id, Author(caller.subject, caller.role, record), now())

    async def mapped(caller: Principal, table: str, words: Mapping[str, str]) -> None:
        caller.may(Operation.IMPORT_SHEETS)
        by, at = caller.subject, now()
        await graph().transact(lambda tx: keep_mapping(tx, by, table, words, by, at), Lane.HEAVY)

    return SpreadsheetDesk(CALLED, tried, loaded, undone, mapped, blank_template)


def blank_template(table: str) -> bytes:
    """Make a workbook of a table with the usual headers, drop-downs and checks, and no rows.

    Raises:
        BadInput: there is no such table.
    """
    known = table_of(table)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "template.xlsx"
        write_template(path, [(known, [])])
        return path.read_bytes()


def unknown_headers(problems: Iterable[Problem]) -> list[dict[str, Any]]:
    """Headers that nobody knows, each once, with the columns that they may be."""
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for each in problems:
        if each.table:
            table = TABLES[each.table]
            usual = HEADERS[table.name]
            choices = [(column.name, usual.get(column.name, (column.name,))[0]) for column in table.columns]
            found.setdefault(
                (table.name, each.column), {"table": table.name, "header": each.column, "choices": choices}
            )
    return list(found.values())


def registration_desk(
    graph: Callable[[], Database], keys: FieldKeys, record: Record, now: Callable[[], datetime]
) -> RegistrationDesk:
    """Make what the page of lists of registrations does."""

    def clerk(caller: Principal) -> Clerk:
        grant = caller.may(Operation.REVIEW_REGISTRATION)
        return Clerk(grant, caller.subject, caller.role, record, keys, now())

    async def tried(caller: Principal, path: Path, community: str) -> list[Mapping[str, Any]]:
        office = clerk(caller)
        given = await asyncio.to_thread(read_list, path)
        return [_answer(each) for each in await look_at(graph(), office, community, given)]

    async def filed(caller: Principal, path: Path, community: str, receive: bool) -> list[Mapping[str, Any]]:
        office = clerk(caller)
        given = await asyncio.to_thread(read_list, path)
        return [_answer(each) for each in await file_list(graph(), office, community, given, receive=receive)]

    return RegistrationDesk(tried, filed)


def _answer(answer: Answer) -> Mapping[str, Any]:
    return {
        "line": answer.line,
        "outcome": answer.outcome.value,
        "said": answer.outcome.zh,
        "field": title_of(answer.column) if answer.column else "",
        "cause": answer.zh,
        "registration": answer.registration,
    }


def _fault(problem: Problem) -> Mapping[str, str]:
    place = f"{problem.sheet or problem.file} {problem.cell or f'第 {problem.line} 行'}".strip()
    return {"place": place, "value": problem.value, "said": problem.zh, "advice": problem.advice}
