"""Days and moments as clients write them: one spelling of each, named by a specification that generators know."""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from operator import methodcaller
from typing import Any

from strawberry.exceptions import StrawberryInputCoercionError
from strawberry.types.scalar import ScalarDefinition

from graphsvc.china import read_moment

YEARS = range(1800, 3000)
"""Those of days and moments that clients send; rules add days and years to them, and must not leave the calendar."""

_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:\d\d)?)?", re.ASCII)


def _read(form: re.Pattern[str], parse: Callable[[str], date], wanted: str) -> Callable[[object], date]:
    def read(value: object) -> date:
        try:
            if isinstance(value, str) and form.fullmatch(value) and (read := parse(value)).year in YEARS:
                return read
        except ValueError:  # the 30th of February
            pass
        raise StrawberryInputCoercionError(f"{wanted}, of the years {YEARS.start} to {YEARS[-1]}, not {value!r}.")

    return read


def _scalar(name: str, origin: type, described: str, source: str, read: Callable[[object], Any]) -> ScalarDefinition:
    return ScalarDefinition(
        name=name,
        description=described,
        specified_by_url=source,
        serialize=methodcaller("isoformat"),
        parse_value=read,
        parse_literal=None,
        origin=origin,
    )


SCALARS: Mapping[object, ScalarDefinition] = {
    date: _scalar(
        "Date",
        date,
        "A day as YYYY-MM-DD, by China's calendar, of the years 1800 to 2999 (日期).",
        "https://scalars.graphql.org/andimarek/local-date.html",
        _read(_DAY, date.fromisoformat, "Date cannot represent this value: a day is written YYYY-MM-DD"),
    ),
    datetime: _scalar(
        "DateTime",
        datetime,
        "A moment as YYYY-MM-DDThh:mm:ss with Z or an offset, else China's, of the years 1800 to 2999; a day alone is "
        "its beginning, and where something ends or is due its last second (时刻).",
        "https://scalars.graphql.org/andimarek/date-time.html",
        _read(
            _MOMENT,
            read_moment,
            "DateTime cannot represent this value: a moment is written YYYY-MM-DDThh:mm:ss+08:00",
        ),
    ),
}
"""For Strawberry, by the Python type."""
