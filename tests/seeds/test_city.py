"""Rules of the command that fills a graph: what it takes, and what it refuses before it touches a database."""

import pytest
import typer
from typer.testing import CliRunner

from seeds.city import main


@pytest.mark.parametrize(
    "arguments",
    [[], ["--city", "--district", "500103000000"], ["--district", "500103012000"], ["--district", "渝中区"]],
    ids=["neither", "both", "no district", "a name"],
)
def test_one_district_or_the_city_must_be_named(arguments: list[str]) -> None:
    app = typer.Typer()
    app.command()(main)
    result = CliRunner().invoke(app, arguments)
    assert result.exit_code == 2
    assert "500103000000" in result.output
