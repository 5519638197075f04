"""What a graph or a transaction offers is described once, in `db/ports.py`."""

import ast

from tests.conftest import ROOT

OFFERED = {"read", "read_together", "run", "transact", "write"}
ELSEWHERE = {"db/ports.py", "access/sealing/rotation.py", "access/deputies/seats.py"}
"""Access stands under db, so the rotation of its keys and the seats of deputies say for themselves what they need."""


def test_nothing_describes_a_graph_a_second_time() -> None:
    found = {
        str(path.relative_to(ROOT / "graphsvc"))
        for path in ROOT.glob("graphsvc/**/*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ClassDef)
        and any(ast.unparse(base) == "Protocol" for base in node.bases)
        and OFFERED & {part.name for part in node.body if isinstance(part, ast.AsyncFunctionDef)}
    }
    assert found == ELSEWHERE
