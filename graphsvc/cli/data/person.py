"""`graphsvc person copy | erase`: what a person may ask for by law, done by an operator and recorded."""

import json
from typing import Annotated

import typer

from graphsvc.china import day_in_china
from graphsvc.cli.attach import graph_of, with_graph
from graphsvc.cli.run import refuse, run
from graphsvc.clock import utc_now
from graphsvc.db.bulkhead import Lane
from graphsvc.errors import SetupError
from graphsvc.trail.person import copy, erase

person = typer.Typer(no_args_is_help=True, help="Copy or erase what is kept of a person (个人信息查阅、删除).")

Id = Annotated[str, typer.Argument(metavar="ID", help="Id of the person.")]
By = Annotated[str, typer.Option("--by", help="Who does it; stands in the record.")]
Reason = Annotated[str, typer.Option("--reason", help="On whose request, and why; stands in the record.")]


@person.command("copy")
def copy_person(id_: Id, by: By = "", reason: Reason = "") -> None:
    """Print everything kept of a person, in clear, with what the record says of them, as JSON (查阅、复制)."""
    _said(by, reason)
    now = utc_now()
    found = run(
        with_graph(
            lambda service: graph_of(service).transact(
                lambda tx: copy(tx, service.record, service.keys, id_, by, reason, now), Lane.HEAVY
            )
        )
    )
    print(json.dumps(found, ensure_ascii=False, indent=2, default=str))


@person.command("erase")
def erase_person(id_: Id, by: By = "", reason: Reason = "") -> None:
    """Take away name, phone, identity number and address; ties and the record stay under the id (删除)."""
    _said(by, reason)
    now = utc_now()
    taken = run(
        with_graph(
            lambda service: graph_of(service).transact(
                lambda tx: erase(tx, service.record, id_, by, reason, day_in_china(now), now), Lane.HEAVY
            )
        )
    )
    print(f"{id_}: {', '.join(taken)}")


def _said(by: str, reason: str) -> None:
    if not by or not reason:
        refuse(SetupError("请写明 --by 和 --reason。", "Say who and why: --by and --reason."), 2)
