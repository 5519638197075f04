"""Where the files that ship beside the code are: `schema/` and `seeds/`, in a checkout or inside the wheel."""

from pathlib import Path

_PACKAGE = Path(__file__).parent


def _shipped(name: str) -> Path:
    inside = _PACKAGE / f"_{name}"
    return inside if inside.is_dir() else _PACKAGE.parent / name


SCHEMA_DIR = _shipped("schema")
SEEDS_DIR = _shipped("seeds")
SEEDS_PACKAGE = "seeds" if SEEDS_DIR.parent == _PACKAGE.parent else f"{_PACKAGE.name}._seeds"
"""The name under which the code beside the seed files is imported."""
