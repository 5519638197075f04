"""A scanner is asked by a command; what it does not pass is not taken."""

import sys

import pytest

from graphsvc.attachments.store.scanning import scan
from graphsvc.errors import BadInput, Unavailable

LOOKS = "import sys; sys.exit(1 if b'EICAR' in sys.stdin.buffer.read() else 0)"


async def test_a_clean_file_passes_and_an_infected_one_does_not() -> None:
    command = (sys.executable, "-c", LOOKS)
    await scan(command, b"a photograph" * 100_000, 30.0)
    with pytest.raises(BadInput, match="virus"):
        await scan(command, b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR", 30.0)


@pytest.mark.parametrize(
    ("command", "patience"),
    [
        (("/no/such/scanner",), 30.0),
        ((sys.executable, "-c", "import sys; sys.exit(2)"), 30.0),
        ((sys.executable, "-c", "import os; os.abort()"), 30.0),
        ((sys.executable, "-c", "import time; time.sleep(60)"), 0.2),
    ],
    ids=["missing", "failing", "crashing", "hanging"],
)
async def test_without_a_verdict_nothing_is_taken(command: tuple[str, ...], patience: float) -> None:
    with pytest.raises(Unavailable):
        await scan(command, b"a photograph", patience)


async def test_without_a_scanner_nothing_is_scanned() -> None:
    await scan((), b"EICAR", 1.0)
