"""A process that loads the demo piece by piece, a line for each, until it is killed or done.

`python -m tests.engine.loading_child URI USER PASSWORD DATABASE DAY`
"""

import asyncio
import sys
from datetime import date

from graphsvc.db.address import Address
from graphsvc.db.driver import Graph
from graphsvc.intake import load as loading
from graphsvc.paths import SEEDS_DIR
from tests.conftest import KEYS, PATIENT

ROWS_TOGETHER, ROWS_MERGED = 10, 100


async def load_slowly(address: Address, day: date) -> None:
    """Load the demo in small pieces."""
    vars(loading).update(ROWS_TOGETHER=ROWS_TOGETHER, ROWS_MERGED=ROWS_MERGED)
    graph = Graph(address, PATIENT)
    try:
        await loading.load(graph, SEEDS_DIR / "demo", KEYS, lambda *_: print("piece", flush=True), as_of=day)
    finally:
        await graph.close()


if __name__ == "__main__":
    *where, day = sys.argv[1:]
    asyncio.run(load_slowly(Address(*where), date.fromisoformat(day)))
