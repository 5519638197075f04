"""One embedded Neo4j for a whole run, started by the first test that asks for it; its jars are the user's cache."""

import os
import time
from base64 import b64encode
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import settings as hypothesis_settings

from graphsvc.access.sealing.keys import read_keys
from graphsvc.clock import utc_now
from graphsvc.db.address import Address
from graphsvc.db.breaker import Limits
from graphsvc.db.deadlines import Timing
from graphsvc.db.driver import Graph
from graphsvc.db.embedded.data_folder import Folder
from graphsvc.db.embedded.process import connect_or_start, start, status
from graphsvc.db.migrations import migrate
from graphsvc.log.chain import Record
from graphsvc.log.record_key import key_of
from graphsvc.settings import Settings
from tests.shared_graph import SharedGraph

if TYPE_CHECKING:
    from playwright.async_api import Browser

    from tests.acceptance.browser import Tab

hypothesis_settings.register_profile("any machine", deadline=None)  # a busy one is no fault of the code
hypothesis_settings.load_profile("any machine")

FIELD_KEY = f"tests:{b64encode(bytes(range(32))).decode()}"
RECORD_KEY = "the key of the record in all tests"
KEYS = read_keys(FIELD_KEY)
RECORD = Record(key_of(RECORD_KEY))
"""One set of keys for the run's graph, since a service refuses a graph that was used with others."""
ROOT = Path(__file__).parent.parent
PATIENT = Timing(light=60.0, heavy=120.0, limits=Limits(quiet=60.0, sign=60.0))
"""A cold JVM on a busy machine takes seconds for a first plan, and for a sign of life."""

GRAPHS = ("demo_graph", "clean_graph", "graph")
"""What tests ask for, in the order in which they run."""

DEMO_DAY = date(2026, 11, 20)
"""The day whose state the demo's sheets tell, in tests."""

SHARED = pytest.StashKey[SharedGraph]()
MADE_READY: Counter[str] = Counter()
"""How often the graphs of processes that ran side by side had to be made ready, by way."""


@dataclass(frozen=True, slots=True)
class Neo4j:
    """The Neo4j of the run: where it answers, the process of its JVM, where it logs to."""

    address: Address
    pid: int
    log: Path


os.environ.setdefault("GRAPHSVC_PLAN_AHEAD", "false")  # most services of tests end before it would help anybody

_KEPT = os.environ.get("TESTS_NEO4J", "")
KEPT_FOLDER = _KEPT and _KEPT + os.environ.get("PYTEST_XDIST_WORKER", "")
"""A data folder whose Neo4j goes on running between runs, for one file of tests over and over; one a process of tests.

Tests of the process itself (test_embedded.py) need one of their own. `graphsvc neo4j stop` ends it.
"""


@pytest.fixture(params=["Asia/Shanghai", "UTC", "America/New_York"])
def machine(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A machine in another zone."""
    monkeypatch.setenv("TZ", request.param)
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.fixture(scope="session")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Settings of the run: a data folder of its own, nothing trained beside the tests.

    Its Neo4j plans thousands of statements: a JVM that compiles all the way does so in half the time once it is warm.
    """
    own = embedded_settings(Path(KEPT_FOLDER) if KEPT_FOLDER else tmp_path_factory.mktemp("neo4j"))
    return own.model_copy(update={"quick_jvm": False})


def embedded_settings(data_dir: Path) -> Settings:
    """Settings of an embedded Neo4j that starts fast, for tests; GRAPHSVC_NEO4J_VERSION chooses its version."""
    return Settings(data_dir=data_dir, quick_jvm=True, train_aot=False, page_cache_mb=64, heap_mb=512)


def patience(seconds: float) -> float:
    """A bound that holds on a quiet machine, stretched where other work keeps its processors busy."""
    return seconds * max(1.0, os.getloadavg()[0] / (os.cpu_count() or 1))


@pytest.fixture(scope="session")
async def neo4j(settings: Settings) -> AsyncIterator[Neo4j]:
    """The Neo4j of the run."""
    if not KEPT_FOLDER:
        child = await start(settings)
        yield Neo4j(child.address, child.pid, child.log)
        await child.stop()
        return
    if not status(settings).is_running:
        await start(settings, detached=True)
    reached, owner = await connect_or_start(settings), status(settings).owner
    assert owner is not None, "it has been started by now"
    yield Neo4j(reached.address, owner.java, Folder(settings.data_dir).log)


@pytest.fixture(scope="session")
async def graph(neo4j: Neo4j) -> AsyncIterator[Graph]:
    """The run's graph with all migrations; what a test writes is seen by the next."""
    graph = Graph(neo4j.address, PATIENT)
    await migrate(graph, utc_now())
    yield graph
    await graph.close()


@pytest.fixture(scope="session")
def shared(graph: Graph, pytestconfig: pytest.Config) -> SharedGraph:
    """The run's graph as it is handed from test to test."""
    shared = SharedGraph(graph, KEYS, DEMO_DAY)
    pytestconfig.stash[SHARED] = shared
    return shared


@pytest.fixture
async def clean_graph(shared: SharedGraph) -> Graph:
    """The run's graph without any node but the record of its migrations."""
    return await shared.empty()


@pytest.fixture
async def demo_graph(shared: SharedGraph) -> Graph:
    """The run's graph with the demo and nothing else."""
    return await shared.load_demo()


@pytest.fixture(scope="session")
async def browser() -> "AsyncIterator[Browser]":
    """The browser of the run, started by the first test that asks for a page."""
    from tests.acceptance.browser import launched

    async with launched() as browser:
        yield browser


@pytest.fixture
async def tab(browser: "Browser") -> "AsyncIterator[Tab]":
    """An empty page in a profile of its own."""
    from tests.acceptance.browser import opened

    async with opened(browser) as tab:
        yield tab


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run the tests of one graph after one another, each file's in its order: the demo, then none, then the rest."""
    items.sort(key=_graph_of)


def _graph_of(item: pytest.Item) -> int:
    """Tests without a database come first, those with one of their own last."""
    names = getattr(item, "fixturenames", ())
    if item.path.relative_to(ROOT / "tests").parts[0] not in ("engine", "acceptance"):
        return 0
    return next((place for place, name in enumerate(GRAPHS, start=1) if name in names), len(GRAPHS) + 1)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Tell the process that writes the summary how often this one's graph had to be made ready."""
    shared, told = session.config.stash.get(SHARED, None), getattr(session.config, "workeroutput", {})
    told["graph"] = dict(shared.times) if shared else {}


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """Take what a process of tests told at its end, which it cannot where it was killed."""
    MADE_READY.update(getattr(node, "workeroutput", {}).get("graph", {}))


SHOWN_FROM = 300
"""Seconds of a run after which it says which files took them."""
SHOWN = 30


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Say how often the graph had to be made ready, and after a long run where the time went."""
    shared = config.stash.get(SHARED, None)
    if times := MADE_READY + Counter(shared.times if shared else {}):
        said = ", ".join(f"{how} {many} times" for how, many in sorted(times.items()))
        terminalreporter.write_line(f"the run's graph was {said}")
    spent: defaultdict[str, float] = defaultdict(float)
    for each in chain.from_iterable(terminalreporter.stats.values()):
        if isinstance(each, pytest.TestReport):
            spent[each.location[0]] += each.duration
    if sum(spent.values()) > SHOWN_FROM:
        slowest = sorted(spent.items(), key=lambda item: -item[1])[:SHOWN]
        told = ", ".join(f"{file.removeprefix('tests/')} {seconds:.0f}" for file, seconds in slowest)
        terminalreporter.write_line(f"seconds by file: {told}")
