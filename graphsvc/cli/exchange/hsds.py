"""`graphsvc hsds`: what an area offers at the door, as a file of Open Referral's HSDS 3."""

from pathlib import Path
from typing import Annotated, Any

import orjson
import typer

from graphsvc.app import Service
from graphsvc.china import day_in_china
from graphsvc.cli.attach import graph_of, with_graph
from graphsvc.cli.run import refuse, run
from graphsvc.clock import utc_now
from graphsvc.codes import area_code
from graphsvc.coverage.store.queries import code_of
from graphsvc.errors import SetupError
from graphsvc.places.hsds.store import read_services


def hsds(
    area: Annotated[str, typer.Argument(help="Code of the area.")],
    file: Annotated[Path, typer.Argument(help="Where to write: JSON, a list of services.")],
) -> None:
    """Write open service points and what they offer as HSDS 3 (家门口服务目录), which everyone may read."""
    found = run(with_graph(lambda service: _services(service, area)))
    try:
        file.write_bytes(orjson.dumps(found, option=orjson.OPT_INDENT_2))
    except OSError as failure:
        refuse(SetupError(f"无法写入 {file}：{failure}", f"{file} cannot be written: {failure}"))
    print(f"{file}: {len(found)} services")


async def _services(service: Service, area: str) -> list[dict[str, Any]]:
    graph = graph_of(service)
    code = area_code(await code_of(graph, area, None, day_in_china(utc_now())))
    return await read_services(graph, code, (service.settings.public_url or "urn:graphsvc").rstrip("/"))
