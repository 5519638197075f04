"""Every promise of docs/promises.md names a test, and every test that is named is there and is run."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "docs" / "promises.md").read_text(encoding="utf-8")
ROWS = [line for line in PAGE.splitlines() if line.startswith("|") and not re.match(r"\|(---|\s*fault\s*\|)", line)]
NAMED = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.split("|")[1].strip())
def test_a_promise_names_a_test_that_is_there(row: str) -> None:
    named = NAMED.search(row)
    assert named, "a promise without a test"
    text = (ROOT / named[1]).read_text(encoding="utf-8")
    assert re.search(rf"^(async )?def {named[2]}\(", text, re.MULTILINE), f"{named[2]} is not in {named[1]}"
