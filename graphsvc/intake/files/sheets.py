"""Sheets of a folder that name each other by id: read and checked without a graph, for seeds and benches."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from graphsvc.intake.files.folder import files_in
from graphsvc.intake.files.headers import table_called
from graphsvc.intake.files.sheet import Sheet, read_sheet
from graphsvc.intake.model.problems import Problem, RowsRefused
from graphsvc.intake.model.table import Ref
from graphsvc.intake.tables.declared import TABLES, label_of

Labels = Mapping[str, set[str]]


def read_folder(folder: Path) -> list[Sheet]:
    """All sheets of a folder, each file called after its table, in the order in which they are written.

    Raises:
        RowsRefused: no file, a file that is no table, or rows that are not allowed.
    """
    tables = {path: table_called(path.stem) for path in files_in(folder)}
    if strange := [path for path, table in tables.items() if table is None]:
        known = ", ".join(TABLES)
        zh, en = f"没有这张表；可用：{known}", f"no such table; known: {known}"
        raise RowsRefused([Problem(path.name, 0, "", zh, en) for path in strange])
    by_name = {table.name: read_sheet(table, path) for path, table in tables.items() if table}
    sheets = [by_name[name] for name in TABLES if name in by_name]
    if problems := [problem for sheet in sheets for problem in sheet.problems]:
        raise RowsRefused(problems)
    return sheets


def unresolved(sheets: Sequence[Sheet], labels: Labels) -> list[Problem]:
    """Ids named but nowhere to be found, and ids that something of another kind has already.

    Args:
        labels: of nodes that are known beside the sheets, by id.
    """
    own = {id_: sheet.table.name for sheet in sheets for id_, _ in _own_ids(sheet)}
    return [problem for sheet in sheets for problem in (*_taken(sheet, own, labels), *_missing(sheet, own, labels))]


def _own_ids(sheet: Sheet) -> Iterator[tuple[str, int]]:
    if sheet.table.nodes:
        for line in sheet.lines:
            yield sheet.table.nodes.id.ids(line.row)[0], line.number


def _named(sheet: Sheet) -> Iterator[tuple[int, Ref, str]]:
    references = sheet.table.references()
    for line in sheet.lines:
        for ref in references:
            for id_ in ref.ids(line.row):
                yield line.number, ref, id_


def _taken(sheet: Sheet, own: Mapping[str, str], labels: Labels) -> Iterator[Problem]:
    for id_, number in _own_ids(sheet):
        elsewhere = own[id_] != sheet.table.name
        if elsewhere or (id_ in labels and label_of(sheet.table.name) not in labels[id_]):
            column = sheet.table.nodes.id.column if sheet.table.nodes else ""
            yield Problem(sheet.file, number, column, "编号已被其他种类的节点使用", "is the id of another kind of node")


def _missing(sheet: Sheet, own: Mapping[str, str], labels: Labels) -> Iterator[Problem]:
    for number, ref, id_ in _named(sheet):
        known = labels.get(id_, set())
        there = own[id_] in ref.tables if id_ in own else not known.isdisjoint(map(label_of, ref.tables))
        if not there:
            names = ", ".join(ref.tables)
            zh = f"须是 {names} 中的编号（本次导入或图中已有）"
            yield Problem(sheet.file, number, ref.column, zh, f"an id of {names}, in this import or in the graph")
