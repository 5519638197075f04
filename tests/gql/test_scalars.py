"""Days and moments have one spelling each, named by a specification that generators of types know."""

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
from graphql import GraphQLError

from graphsvc.china import CHINA
from graphsvc.gql.schema.types import ValueField
from graphsvc.schema import graphql_schema

SCALARS: Any = graphql_schema().type_map


@pytest.mark.parametrize("name", ["Date", "DateTime"])
def test_a_scalar_names_its_specification(name: str) -> None:
    assert SCALARS[name].specified_by_url.startswith("https://scalars.graphql.org/")


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("Date", "2026-02-24", date(2026, 2, 24)),
        ("Date", "1800-01-01", date(1800, 1, 1)),
        ("Date", "2999-12-31", date(2999, 12, 31)),
        ("DateTime", "2026-02-24", datetime(2026, 2, 24)),
        ("DateTime", "2026-02-24T00:00", datetime(2026, 2, 24, tzinfo=CHINA)),
        ("DateTime", "2026-02-24T08:30", datetime(2026, 2, 24, 8, 30, tzinfo=CHINA)),
        ("DateTime", "2026-02-24T08:30:05.25Z", datetime(2026, 2, 24, 8, 30, 5, 250_000, UTC)),
        ("DateTime", "2026-02-24T08:30:05+08:00", datetime(2026, 2, 24, 8, 30, 5, 0, timezone(timedelta(hours=8)))),
    ],
)
def test_what_is_written_by_the_specification_is_read(name: str, text: str, value: date) -> None:
    found = SCALARS[name].parse_value(text)
    assert found == value
    assert getattr(found, "tzinfo", None) == getattr(value, "tzinfo", None)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *(
            ("Date", each)
            for each in ("20260224", "2026-W09-2", "2026-055", "2026-02-30", "0000-01-01", "2026-2-4", "２０２６-02-24")
        ),
        *(("Date", each) for each in (" 2026-02-24", "2026-02-24T00:00", "", 20260224, None, True)),
        *(("Date", each) for each in ("0001-01-01", "1799-12-31", "3000-01-01", "9999-12-31")),
        *(("DateTime", each) for each in ("1799-12-31T23:59:59+08:00", "3000-01-01", "9999-12-31T23:59:59-11:00")),
        *(("DateTime", each) for each in ("2026-02-30", "2026-02-24 08:30", "2026-02-24T24:01", "20260224T0830")),
        *(("DateTime", each) for each in ("2026-02-24T08", "2026-02-24T08:30+25:00", "2026-02-24T08:30+0800", 0)),
    ],
)
def test_any_other_spelling_is_refused(name: str, value: object) -> None:
    with pytest.raises((GraphQLError, ValueError, TypeError), match="cannot represent"):
        SCALARS[name].parse_value(value)


@pytest.mark.parametrize(
    ("type_", "text"),
    [
        (date, "toString(@this.days)"),
        (list[date], "[time IN @this.days | toString(time)]"),
        (list[datetime], "[time IN @this.days | toString(time)]"),
        (list[str], "@this.days"),
    ],
)
def test_days_and_moments_leave_the_database_as_text_in_lists_as_well(type_: Any, text: str) -> None:
    assert ValueField("@this.days", find=False, sort=False, plain=True, type=type_, slots={}).shown.text == text
