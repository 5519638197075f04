"""What a service keeps of documents stays bounded, whatever it is sent and for however long."""

import gc

import psutil
import pytest

from graphsvc.app import documents
from tests.gql.hostile import asked, hostile

MB = 1024 * 1024


@pytest.mark.soak
def test_twenty_thousand_hostile_documents_stay_within_a_hundred_megabytes() -> None:
    known = documents()
    for text, variables in hostile(200):
        asked(known, text, variables)
    gc.collect()
    before = psutil.Process().memory_info().rss
    for text, variables in hostile(20_000):
        asked(known, text, variables)
    assert known.cache.weight <= 64 * MB
    assert psutil.Process().memory_info().rss - before < 100 * MB
