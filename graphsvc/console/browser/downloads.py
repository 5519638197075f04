"""Answers that a browser keeps as a file."""

from urllib.parse import quote

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def as_file(name: str) -> dict[str, str]:
    """The header by which a browser keeps an answer as a file of this name."""
    return {"content-disposition": f"attachment; filename*=UTF-8''{quote(name)}"}
