"""Named statements kept as text in `<capability>.cypher`, so that Python names a statement and never spells it.

A file is a list of statements, each opened by `// name: what it does` at the start of a line; further `//` lines
belong to the description. The text handed to Neo4j carries no comments, and has its fragments written out.
"""

import re
from collections.abc import Callable
from pathlib import Path

from graphsvc.cypher.fragments import expanded

_OPENING = re.compile(r"^// (?P<name>[a-z][a-z0-9_]*): (?P<purpose>.+)$")


def statements(path: Path, **own: Callable[..., str]) -> dict[str, str]:
    """Read every named statement of a file.

    Args:
        own: fragments of this file alone, by name.
    Returns:
        name -> Cypher text without comments, in the order of the file.
    Raises:
        ValueError: text before the first name, a name given twice, a name without text, or an unknown fragment.
    """
    found: dict[str, list[str]] = {}
    lines: list[str] | None = None
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if opening := _OPENING.match(line):
            if opening["name"] in found:
                raise ValueError(f"{path.name}:{number}: statement {opening['name']!r} is named twice")
            lines = found[opening["name"]] = []
        elif line.lstrip().startswith("//") or not line.strip():
            continue
        elif lines is None:
            raise ValueError(f"{path.name}:{number}: text before the first `// name: purpose`")
        else:
            lines.append(line.rstrip())
    if empty := [name for name, text in found.items() if not text]:
        raise ValueError(f"{path.name}: no text for {', '.join(empty)}")
    return {name: expanded("\n".join(text), own) for name, text in found.items()}
