"""Makes every page and file that follows from the code: `make docs`; a test fails while one of them is old."""

from collections.abc import Callable
from pathlib import Path

from graphsvc.access.scope import rendered
from graphsvc.contract import error_catalogue
from graphsvc.schema import sdl
from graphsvc.settings import Settings
from maintenance.notice import notice

ROOT = Path(__file__).parent.parent
_SHOWN_DEFAULTS = {
    "data_dir": "the user's data folder",
    "cache_dir": "the user's cache folder",
    "pins_dir": "neo4j in the user's configuration folder",
}
"""Defaults that differ from machine to machine."""


def with_table(page: str, head: str, rows: str) -> str:
    """A page in which the table that begins with a line is this one.

    Raises:
        ValueError: the page has no such table.
    """
    before, found, after = page.partition(f"\n{head}\n")
    if not found:
        raise ValueError(f"no table begins with {head}")
    rest = after[after.index("\n\n") :] if "\n\n" in after else "\n"
    return f"{before}\n{rows.rstrip()}{rest}"


def permissions(page: str) -> str:
    """`docs/permissions.md` with the table of `access/scope.py`."""
    table = rendered()
    return with_table(page, table.partition("\n")[0], table)


def settings(page: str) -> str:
    """`docs/operations.md` with a row for each setting, in the order in which they are declared."""
    head = "| variable | default | what it is |"
    return with_table(page, head, "\n".join([head, "|---|---|---|", *_settings()]))


def _settings() -> list[str]:
    rows = []
    for name, field in Settings.model_fields.items():
        default = "" if field.default is None else field.default
        shown = _SHOWN_DEFAULTS.get(name, default)
        rows.append(
            f"| `GRAPHSVC_{name.upper()}` | {shown} | {(field.description or '').replace('|', chr(92) + '|')} |"
        )
    return rows


MADE: dict[str, Callable[[str], str]] = {
    "schema/schema.graphql": lambda _: sdl(),
    "docs/errors.md": lambda _: error_catalogue.page(),
    "docs/permissions.md": permissions,
    "docs/operations.md": settings,
    "NOTICE": notice,
}
"""Each file that is made, by the page as it stands: what is written by hand around a table stays."""


def main() -> None:
    """Write what differs and name it."""
    for name, make in MADE.items():
        path = ROOT / name
        before = path.read_text(encoding="utf-8")
        if (now := make(before)) != before:
            path.write_text(now, encoding="utf-8")
            print(name)


if __name__ == "__main__":
    main()
