"""A folder of spreadsheets, or one of them: which files are read, and which are said not to be."""

from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

from graphsvc.intake.model.problems import Problem, RowsRefused

READ = (".csv", ".tsv", ".txt", ".xls", ".xlsx")
_NOT_READ = (".xlsm", ".xlsb", ".et", ".wps", ".ods", ".numbers", ".pdf", ".doc", ".docx", ".zip", ".rar")
_INSIDE = "把里面的表移到上一级，或单独导入这个文件夹"
_ADVICE = "用 Excel 或 WPS 另存为 .xlsx，或“CSV UTF-8”"


def files_in(source: Path) -> Sequence[Path]:
    """The files of an import in the order of their names; others, such as notes, are left alone.

    Raises:
        RowsRefused: none, one of a format that is not read, or two of one name.
    """
    paths = [source] if source.is_file() else sorted(source.iterdir()) if source.is_dir() else []
    kept = [path for path in paths if path.is_file() and not path.name.startswith((".", "~$"))]
    wanted = [path for path in kept if path.suffix.lower() in READ]
    problems = [
        Problem(path.name, 0, "", "这种格式不能读取", "is of a format that is not read", advice=_ADVICE)
        for path in kept
        if path.suffix.lower() in _NOT_READ or (source.is_file() and path.suffix.lower() not in READ)
    ]
    problems += [
        Problem(path.name, 0, "", "是文件夹，里面的表不会读", "is a folder, whose sheets are not read", advice=_INSIDE)
        for path in paths
        if path.is_dir() and any(each.suffix.lower() in READ for each in path.rglob("*"))
    ]
    by_name: dict[str, list[str]] = defaultdict(list)
    for path in wanted:
        by_name[path.stem.lower()].append(path.name)
    for names in by_name.values():
        if len(names) > 1:
            zh, en = f"同名的文件有几个：{'、'.join(names)}", f"is there more than once: {', '.join(names)}"
            problems.append(Problem(names[0], 0, "", zh, en, advice="只留一个"))
    if not wanted and not problems:
        zh, en = "文件夹中没有可以导入的表格", "holds no table that is read"
        problems.append(Problem(source.name, 0, "", zh, en, advice="放入 .xlsx、.xls 或 .csv 文件"))
    if problems:
        raise RowsRefused(problems)
    return wanted
