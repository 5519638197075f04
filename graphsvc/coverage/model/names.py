"""Names of what findings and plans mention by id, so that their sentences read without a look into the graph."""

from collections import Counter
from collections.abc import Iterable, Mapping

Names = Mapping[str, str]
"""Id, or code of an area -> name; what is not in it is shown by its id."""


def list_names(ids: Iterable[str], names: Names) -> str:
    """List names in a row, with the id behind those that several of them share."""
    shown = [(id_, names.get(id_, id_)) for id_ in ids]
    shared = Counter(name for _, name in shown)
    return "、".join(f"{name}（{id_}）" if shared[name] > 1 else name for id_, name in shown)
