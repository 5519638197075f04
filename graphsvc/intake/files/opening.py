"""Opening a file by what it holds, whatever its name ends in."""

import os
import zipfile
from pathlib import Path

from graphsvc.intake.files.book import Book, FileRefused, check_size
from graphsvc.intake.files.delimited import read_delimited
from graphsvc.intake.files.xls import read_xls
from graphsvc.intake.xlsx.workbook import read_xlsx

_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


def open_book(path: Path) -> Book:
    """The sheets of a file.

    Raises:
        FileRefused: it is none of the formats that are read; also while rows are read.
    """
    check_size(path)
    with path.open("rb") as file:
        head = file.read(1 << 16)
    if head.startswith(_ZIP):
        return _packed(path)
    if head.startswith(_OLE):
        if _ENCRYPTED in head or _ENCRYPTED in _tail(path):
            raise FileRefused("设有打开密码", "is locked with a password", "去掉密码后再导入")
        return read_xls(path)
    start = head.lstrip()[:512].lower()
    if start.startswith((b"<!doctype html", b"<html", b"<table")) or b"<html" in start or b"<table" in start:
        raise FileRefused("其实是网页，不是表格", "is a web page under another name", "用 Excel 打开，另存为 .xlsx")
    if start.startswith(b"%pdf"):
        raise FileRefused("是 PDF，不是表格", "is a PDF", "取得原始表格后再导入")
    if not head.strip():
        raise FileRefused("是空文件", "is empty")
    return read_delimited(path)


def _tail(path: Path) -> bytes:
    with path.open("rb") as file:
        file.seek(-min(path.stat().st_size, 1 << 20), os.SEEK_END)
        return file.read()


def _packed(path: Path) -> Book:
    try:
        with zipfile.ZipFile(path) as packed:
            names = {name.replace("\\", "/").lower() for name in packed.namelist()}
    except (zipfile.BadZipFile, OSError, ValueError):
        raise FileRefused("文件已损坏", "is damaged", "重新取得文件") from None
    if any(name.startswith("xl/") for name in names) and "xl/workbook.bin" not in names:
        return read_xlsx(path)
    if "word/document.xml" in names:
        raise FileRefused("是 Word 文档，不是表格", "is a Word document", "把表格复制到 Excel 后再导入")
    raise FileRefused("不是 Excel 工作簿", "is no workbook of Excel", "用 Excel 或 WPS 另存为 .xlsx")
