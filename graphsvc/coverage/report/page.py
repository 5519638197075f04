"""An audit as one HTML page: styles inside, nothing fetched, made to be printed and handed in."""

from datetime import datetime
from pathlib import Path
from typing import IO

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from graphsvc.coverage.model.evidence import say_evidence
from graphsvc.coverage.model.rules import RULES
from graphsvc.coverage.report.audit import Audit
from graphsvc.coverage.report.content import (
    COVERAGE_HEADINGS,
    NOTES,
    PLACE_HEADINGS,
    RECTIFICATION_HEADINGS,
    by_severity,
    conclusion,
    place_rows,
    rectification_rows,
    rule_rows,
    share,
    tables,
    title,
    total_row,
)

_TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parent), autoescape=True, undefined=StrictUndefined, trim_blocks=True
)


def write_html(audit: Audit, file: IO[str], now: datetime) -> None:
    """Write the page piece by piece, so that a city's findings are never in memory together."""
    stream = _TEMPLATES.get_template("audit.html").stream(
        audit=audit,
        title=title(audit),
        now=now,
        headings=COVERAGE_HEADINGS,
        total=total_row(audit),
        tables=tables(audit),
        rules=rule_rows(audit),
        severities=by_severity(audit),
        known=RULES,
        conclusion=conclusion(audit),
        rectification_headings=RECTIFICATION_HEADINGS,
        rectification=rectification_rows(audit),
        place_headings=PLACE_HEADINGS,
        places=place_rows(audit),
        notes=NOTES,
        evidence=say_evidence,
        share=share,
    )
    stream.enable_buffering(200)
    file.writelines(stream)
