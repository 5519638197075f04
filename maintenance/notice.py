"""The licences of what graphsvc is installed with, as their packages state them: the table in `NOTICE`."""

import re
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path

LOCK = Path(__file__).parent.parent / "requirements-runtime.lock"
BEGINS = "Python packages\n---------------\n"
ENDS = "\n\nFetched when they are first needed"
_KNOWN = {
    "Apache Software License": "Apache-2.0",
    "BSD License": "BSD-3-Clause",
    "3-Clause BSD License": "BSD-3-Clause",
    "MIT License": "MIT",
    "ISC License (ISCL)": "ISC",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "GNU Lesser General Public License v2 or later (LGPLv2+)": "LGPL-2.1-or-later",
    "GNU General Public License v2 (GPLv2)": "GPL-2.0-only",
}
"""Classifiers and old licence fields as SPDX writes them."""


def packages() -> list[str]:
    """Names of the packages that graphsvc is installed with."""
    return sorted(set(re.findall(r"^([a-z0-9._-]+)==", LOCK.read_text(encoding="utf-8"), re.MULTILINE)))


def licence(name: str) -> str | None:
    """The licence of an installed package as an SPDX expression where it states one; None when it is not installed."""
    try:
        found = metadata(name)
    except PackageNotFoundError:
        return None
    if expression := found.get_all("License-Expression"):
        return str(expression[0])
    classifiers = [each.rpartition(" :: ")[2] for each in found.get_all("Classifier", []) if each.startswith("License")]
    stated = classifiers[0] if classifiers else (found.get_all("License") or [""])[0].partition("\n")[0]
    return _KNOWN.get(stated, stated)


def notice(page: str) -> str:
    """`NOTICE` with a line for each package; one for another platform keeps the line it has."""
    before, _, rest = page.partition(BEGINS)
    table, _, after = rest.partition(ENDS)
    known = dict(line.split("  ", 1) for line in table.splitlines() if "  " in line)
    lines = [f"{name}  {licence(name) or known.get(name, '').strip() or 'not installed here'}" for name in packages()]
    return f"{before}{BEGINS}{chr(10).join(lines)}{ENDS}{after}"
