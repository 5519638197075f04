"""The maintainers' kit: what is made from the code is up to date, and the papers of a release agree with each other."""

import ast
import re
import sys
import tomllib
from importlib.metadata import packages_distributions

import pytest

import graphsvc
from graphsvc.schema import graphql_schema
from maintenance.docs import MADE
from maintenance.notice import packages
from tests.conftest import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))

DEPENDENCIES = [
    *PROJECT["project"]["dependencies"],
    *(one for extra in PROJECT["project"]["optional-dependencies"].values() for one in extra),
]


def normal(distribution: str) -> str:
    """A distribution's name as PEP 503 writes it."""
    return re.sub(r"[-_.]+", "-", distribution).lower()


def text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def pinned(name: str) -> dict[str, str]:
    """Packages of a lock file with their versions."""
    return dict(re.findall(r"^([a-z0-9._-]+)==([^ ;\\\\]+)", text(name), re.MULTILINE))


@pytest.mark.parametrize("name", MADE)
def test_what_is_made_from_the_code_is_up_to_date(name: str) -> None:
    assert MADE[name](text(name)) == text(name), "run `make docs`"


def test_no_setting_is_listed_without_a_default_that_says_something() -> None:
    assert "PydanticUndefined" not in text("docs/operations.md")


def test_every_mutation_takes_a_key_as_the_readme_says() -> None:
    mutations = graphql_schema().mutation_type
    assert mutations is not None
    assert "Each mutation takes an idempotency key" in text("README.md")
    assert [name for name, field in mutations.fields.items() if "key" not in field.args] == []


def test_the_map_of_the_readme_names_every_room() -> None:
    rooms = {path.parent.name for path in (ROOT / "graphsvc").glob("*/__init__.py")}
    drawn = re.search(r"^graphsvc/  .*?^schema/  ", text("README.md"), re.DOTALL | re.MULTILINE)
    assert drawn
    assert rooms - set(re.findall(r"\w+", drawn[0])) == set()


def test_every_package_of_a_running_service_is_named_with_its_licence() -> None:
    lines = dict(line.split("  ", 1) for line in text("NOTICE").splitlines() if "  " in line[1:])
    for name in packages():
        assert re.fullmatch(r"[A-Z0-9][\w.-]*( (AND|OR) .*)?", lines[name]), f"{name}: {lines[name]}"


def test_the_lock_for_running_pins_what_developers_try() -> None:
    running, trying = pinned("requirements-runtime.lock"), pinned("requirements.lock")
    assert {name: trying.get(name) for name in running} == running
    assert running.keys() & {"pandas", "huggingface-hub", "pytest", "playwright", "zstandard"} == set()


def test_the_package_imports_what_it_depends_on_and_no_tool_of_developers() -> None:
    by_import = packages_distributions()
    asked = {normal(re.match(r"[\w.-]+", one)[0]) for one in DEPENDENCIES}  # type: ignore[index]
    missing = {
        f"{path.relative_to(ROOT)}: {name}"
        for path in sorted((ROOT / "graphsvc").rglob("*.py"))
        for name in imported(path.read_text(encoding="utf-8"))
        if not asked & {normal(distribution) for distribution in by_import.get(name, [name])}
    }
    assert missing == set()


def imported(source: str) -> set[str]:
    """Top-level names of foreign packages that a module imports, wherever in it."""
    nodes = list(ast.walk(ast.parse(source)))
    names = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    names |= {node.module for node in nodes if isinstance(node, ast.ImportFrom) and node.module and not node.level}
    return {name.partition(".")[0] for name in names} - set(sys.stdlib_module_names) - {"graphsvc", "compression"}


def test_the_version_stands_in_one_place_and_has_its_notes() -> None:
    assert "version" in PROJECT["project"]["dynamic"]
    assert re.search(rf"^## {re.escape(graphsvc.__version__)}\b", text("CHANGELOG.md"), re.MULTILINE)


def test_the_image_is_of_a_pinned_version_and_runs_as_nobody_special() -> None:
    lines = text("Dockerfile").splitlines()
    assert re.fullmatch(r"ARG PYTHON=python:\d+\.\d+\.\d+-slim-\w+", lines[1])
    assert lines[-2].startswith("USER ")
    final = "\n".join(lines[max(n for n, line in enumerate(lines) if line.startswith("FROM")) :])
    assert "requirements" not in final
