"""What the caller has brought in by spreadsheets, and how its headers are read, as GraphQL shows it."""

from __future__ import annotations

from datetime import datetime

import strawberry

from graphsvc.access.scope import Operation
from graphsvc.cypher.statement import Statement
from graphsvc.db.bulkhead import Lane
from graphsvc.gql.execution.context import Info
from graphsvc.gql.schema.cost_directives import Cost, ListSize
from graphsvc.intake.files.headers import IGNORED
from graphsvc.intake.imports.running import CYPHER, ImportState
from graphsvc.intake.store.mappings import read_mappings
from graphsvc.intake.tables.words import HEADERS, TITLES

MOST_IMPORTS = MOST_WORDS = 200
MOST_FILES = 50


@strawberry.type(description="Spreadsheets that were loaded together (导入).")
class SheetImport:
    """Of the caller."""

    batch: str = strawberry.field(description="Under which `graphsvc imports` and the record tell of it (导入批次).")
    state: ImportState = strawberry.field(description="Where it stands (导入状态).")
    started_at: datetime = strawberry.field(description="When it began (开始时间).")
    files: list[str] = strawberry.field(
        description=f"Names of its files, at most {MOST_FILES} (文件).", directives=[ListSize(assumed_size=MOST_FILES)]
    )
    row_count: int = strawberry.field(description="Rows that were read (行数).")
    new_count: int = strawberry.field(description="Rows that nobody had told of before (新增数).")
    changed_count: int = strawberry.field(description="Rows that were told of otherwise before (变更数).")


@strawberry.type(description="Which column a header of the caller's spreadsheets is, as was confirmed (表头对应).")
class HeaderWord:
    """Sheets to come are read by it."""

    table: str = strawberry.field(description="Table of the layout of imports, e.g. units (表).")
    title: str = strawberry.field(description="What that table is called (表名).")
    header: str = strawberry.field(description="The header, as it is compared (表头).")
    column: str = strawberry.field(description="The column, or - where it is passed over (列).")
    said: str = strawberry.field(description="What the column is called (列名).")


@strawberry.type
class ImportRoots:
    """Roots that resolvers answer."""

    @strawberry.field(
        description=f"What the caller has loaded, the latest first, at most {MOST_IMPORTS} (我的导入).",
        directives=[ListSize(assumed_size=MOST_IMPORTS), Cost(weight="5")],
    )
    async def my_imports(self, info: Info) -> list[SheetImport] | None:
        info.context.may(Operation.IMPORT_SHEETS)
        asked = {"by": info.context.caller.subject, "limit": MOST_IMPORTS}
        rows = await info.context.graph.read(Statement(CYPHER["imports_of"], asked), Lane.HEAVY)
        return [
            SheetImport(
                batch=kept["id"],
                state=ImportState(kept["state"]),
                started_at=datetime.fromisoformat(kept["startedAt"]),
                files=[str(file).partition(" ")[2] for file in kept.get("files", ())][:MOST_FILES],
                row_count=kept.get("rows", 0),
                new_count=kept.get("new", 0),
                changed_count=kept.get("changed", 0),
            )
            for (kept,) in rows
        ]

    @strawberry.field(
        description=f"How headers of the caller's spreadsheets are read, at most {MOST_WORDS} (记住的表头).",
        directives=[ListSize(assumed_size=MOST_WORDS), Cost(weight="5")],
    )
    async def my_header_words(self, info: Info) -> list[HeaderWord] | None:
        info.context.may(Operation.IMPORT_SHEETS)
        saved = await read_mappings(info.context.graph, info.context.caller.subject)
        words = [_word(table, *each) for table, words in saved.items() for each in words.items()]
        return words[:MOST_WORDS]


def _word(table: str, header: str, column: str) -> HeaderWord:
    said = "不导入" if column == IGNORED else HEADERS[table].get(column, (column,))[0]
    return HeaderWord(table=table, title=next(iter(TITLES[table]), table), header=header, column=column, said=said)
