"""The catalogue of errors says of every code what it means and what to do, and the page says what the code does."""

import importlib
import pkgutil
from collections.abc import Iterator
from pathlib import Path

import graphsvc
from graphsvc.contract.error_catalogue import ENTRIES, entry, page
from graphsvc.errors import BadInput, GraphsvcError, MethodNotAllowed, Overloaded, Unavailable

ROOT = Path(__file__).parent.parent
DOCUMENT_CODES = {"GRAPHQL_PARSE_FAILED", "GRAPHQL_VALIDATION_FAILED"}


def tree(kind: type[GraphsvcError] = GraphsvcError) -> Iterator[type[GraphsvcError]]:
    yield kind
    for below in kind.__subclasses__():
        yield from tree(below)


def codes() -> set[str]:
    for module in pkgutil.walk_packages(graphsvc.__path__, "graphsvc."):
        importlib.import_module(module.name)
    return {kind.code for kind in tree() if kind.__module__.startswith("graphsvc.")}


def test_every_code_has_an_entry_and_every_entry_a_code() -> None:
    assert set(ENTRIES) == codes() | DOCUMENT_CODES


def test_every_entry_says_in_both_languages_what_it_means_and_what_to_do() -> None:
    for code, one in ENTRIES.items():
        assert all((one.zh, one.en, one.do_zh, one.do_en)), code
        assert any("\u4e00" <= character <= "\u9fff" for character in one.zh + one.do_zh), code
        assert 400 <= one.status <= 599, code


def test_the_committed_page_is_the_one_the_code_makes() -> None:
    assert (ROOT / "docs" / "errors.md").read_text(encoding="utf-8") == page(), "run `graphsvc errors --page`"


def test_an_error_without_a_code_of_its_own_has_the_entry_of_the_class_above() -> None:
    class Newer(Overloaded):
        code = "NEWER"

    assert entry(Newer("", "")) is ENTRIES["OVERLOADED"]
    assert entry(BadInput("", "")).status == 400
    assert entry(MethodNotAllowed("", "")).status == 405
    assert entry(Unavailable("", "")).status == 503
