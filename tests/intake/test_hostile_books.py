"""Files that mean harm are refused as files, in words, before they take memory or time."""

import asyncio
import time
import tracemalloc
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from graphsvc.intake.model.problems import Problem
from graphsvc.intake.staging.checking import check_files
from graphsvc.intake.staging.stage import Stage
from graphsvc.intake.store.lookups import Lookups
from tests.conftest import KEYS
from tests.intake.hostile_books import REFUSED, Write
from tests.intake.paper import PaperGraph

MOST_SECONDS, MOST_BYTES = 5.0, 60_000_000
"""Of a refusal, on a machine that does other things as well; the largest of these unpacks to sixty megabytes."""


def problems_of(path: Path) -> list[Problem]:
    stage = Stage()
    graph: Any = PaperGraph({})
    asyncio.run(check_files([path], Lookups(graph, KEYS, date(2026, 11, 24)), stage, {}))
    found = list(stage.problems())
    stage.close()
    return found


@pytest.mark.parametrize(("write", "words"), REFUSED.values(), ids=REFUSED.keys())
def test_a_file_that_means_harm_is_refused_in_words(write: Write, words: str, tmp_path: Path) -> None:
    path = write(tmp_path)
    tracemalloc.start()
    began = time.process_time()
    found = problems_of(path)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert time.process_time() - began < MOST_SECONDS
    assert most < MOST_BYTES
    (problem,) = found
    assert (problem.file, problem.cell, words in problem.zh) == (path.name, "", True), problem
    assert problem.advice or words in ("一行超过",)
