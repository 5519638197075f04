"""`graphsvc catalogue`: what the service shares, as a file for a catalogue of government data."""

from pathlib import Path
from typing import Annotated

import orjson
import typer

from graphsvc.app.exchange import catalogue_of
from graphsvc.china import day_in_china
from graphsvc.cli.run import errors, refuse, settings
from graphsvc.clock import utc_now
from graphsvc.errors import BadInput, GraphsvcError
from graphsvc.exchange.model.dcat import catalogue_jsonld
from graphsvc.exchange.report.sheet import write_catalogue
from graphsvc.gql.document.profiles import contract_of


def catalogue(
    file: Annotated[Path, typer.Argument(help="Where to write: .jsonld (DCAT-AP 3) or .xlsx.")],
) -> None:
    """Write the catalogue of published queries (政务信息资源目录), and name the queries that it does not describe."""
    if file.suffix not in (".jsonld", ".xlsx"):
        refuse(BadInput("文件应为 .jsonld 或 .xlsx。", "The file ends in .jsonld or .xlsx."), 2)
    given = settings()
    try:
        found = catalogue_of(contract_of(given).trusted.texts, given.catalogue_file)
    except GraphsvcError as refusal:
        refuse(refusal)
    if file.suffix == ".xlsx":
        with file.open("wb") as out:
            write_catalogue(found, out)
    else:
        address = (given.public_url or "").rstrip("/")
        made = catalogue_jsonld(found, address, day_in_china(utc_now()))
        file.write_bytes(orjson.dumps(made, option=orjson.OPT_INDENT_2))
    print(f"{file}: {len(found.entries)} entries")
    if found.undescribed:
        errors.print(f"未编目 / not described: {', '.join(found.undescribed)}", markup=False, highlight=False)
