"""Documents that a service should not be made to keep: all kinds, each different from all others."""

from collections.abc import Iterator
from random import Random
from typing import Any

from graphsvc.access.authenticator import SERVICE
from graphsvc.errors import GraphsvcError
from graphsvc.gql.execution.documents import Documents
from tests.gql.renaming import MIXED, VARIABLES, Renamer


def hostile(count: int) -> Iterator[tuple[str, dict[str, Any]]]:
    """Documents of all kinds, each different from all others."""
    for number in range(count):
        match number % 7:
            case 0:
                yield Renamer(MIXED, Random(number)).renamed(VARIABLES)
            case 1:
                roots = " ".join(f'a{number}_{n}: unit(id: "u") {{ name kind id }}' for n in range(25))
                yield f"{{ {roots} }}", {}
            case 2:
                fields = "name kind sector id " * 40
                yield f'{{ unit(id: "u") {{ {fields} x{number}: name }} }}', {}
            case 3:
                yield f"# {'x' * 5_000}{number}\n{{ units {{ totalCount }} }}", {}
            case 4:
                nested = "id"
                for _ in range(18):
                    nested = f"parent {{ {nested} }}"
                yield f'{{ a{number}: area(code: "500103012011", scheme: STATISTICAL) {{ {nested} }} }}', {}
            case 5:
                yield f"{{ a{number}: nothing }}", {}
            case 6:
                filters = {"or": [{"name": {"contains": "x"}}] * (number % 40)}
                yield "query ($f: UnitFilter) { units(filter: $f) { totalCount } }", {"f": filters}


def asked(known: Documents, text: str, variables: dict[str, Any]) -> None:
    """Do all that a request does before it reads."""
    given = {**variables, **SERVICE.facts}
    try:
        prepared = known.prepare(text, None)
        known.price(prepared, given)
        for root in known.plan(prepared, given).roots:
            root.answer([None], given, lambda place, held: held)
    except (GraphsvcError, TypeError):  # a root has no rows here
        pass
