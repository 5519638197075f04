"""What browsers send: forms, addresses to return to, and the values of a change out of a form's fields."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl

import orjson
from starlette.requests import Request

from graphsvc.china import in_utc
from graphsvc.console.published.documents import Field
from graphsvc.errors import BadInput, CrossSite

LARGEST_FORM = 512 * 1024
FIELD_LIMIT = 500
HOME = "/console/"
_LOCAL = re.compile(r"/console/(?:[A-Za-z0-9_~.%-]+/?)*(?:\?[A-Za-z0-9_~.%=&+,:*-]*)?", re.ASCII)

Fields = Mapping[str, Sequence[str]]


def local_address(given: str | None) -> str:
    """The address to go on to, where it is a page of the console; otherwise its first page."""
    return given if given and ".." not in given and _LOCAL.fullmatch(given) else HOME


async def read_form(request: Request) -> Fields:
    """The fields of a form, each with all its values.

    Raises:
        CrossSite: the browser says that a page of another site has sent it.
        BadInput: another media type, over 512 KB or 500 fields, or no UTF-8.
    """
    check_site(request)
    if request.headers.get("content-type", "").split(";")[0].strip() != "application/x-www-form-urlencoded":
        raise BadInput("表单的格式不对。", "A form is sent as application/x-www-form-urlencoded.")
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST_FORM:
            raise BadInput("填写的内容超过 512 KB。", "The form is over 512 KB.")
    try:
        pairs = parse_qsl(body.decode(), keep_blank_values=True, errors="strict", max_num_fields=FIELD_LIMIT)
    except (UnicodeDecodeError, ValueError):
        raise BadInput("填写的内容无法读取。", "The form cannot be read.") from None
    fields: dict[str, list[str]] = {}
    for name, value in pairs:
        fields.setdefault(name, []).append(value)
    return fields


def check_site(request: Request) -> None:
    """Refuse a form that a page of another site has sent.

    Raises:
        CrossSite: the browser says so.
    """
    if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        raise CrossSite("表单不是从本系统的页面提交的。", "The form was not sent from a page of this service.")


def one(fields: Fields, name: str) -> str:
    """The only value of a field, or nothing; a table that was pasted keeps the empty cells of its corners."""
    value = (fields.get(name) or [""])[0]
    return value.strip("\r\n") if "\t" in value and "\n" in value.strip() else value.strip()


def variables_of(wanted: Sequence[Field], fields: Fields) -> dict[str, Any]:
    """The variables of a change; a field `case.title` fills `title` of the input `case`.

    What is left empty is not sent, so that the schema says what is missing.
    """
    found: dict[str, Any] = {}
    for field in wanted:
        inside = [name for name in fields if name.startswith(f"{field.name}.")]
        if inside:
            part = _input(inside, fields)
            if part or field.required:
                found[field.name] = _many(part) if field.many else part
        elif field.many:
            found[field.name] = [_value(field.kind, text) for text in fields.get(field.name, ()) if text]
        elif text := one(fields, field.name):
            found[field.name] = _value(field.kind, text)
    return found


def _many(part: dict[str, Any]) -> list[Any]:
    """The inputs of a list: one, or those that are named by numbers, as `pairings.0.need`."""
    listed = _listed(part)
    return listed if isinstance(listed, list) else [listed]


def _input(names: Sequence[str], fields: Fields) -> dict[str, Any]:
    """The fields of an input: `case.title`, `need.topics[]` for a list, `uses.quantity:Int` for a number,
    `force.times.recurrence` for an input inside of it, and `plan.places.0.name` for a list of such."""
    found: dict[str, Any] = {}
    for name in names:
        key, _, kind = name.partition(".")[2].partition(":")
        *path, last = key.removesuffix("[]").split(".")
        if key.endswith("[]"):
            value: Any = [text for each in fields[name] for text in each.replace("，", ",").split(",") if text]
        elif text := one(fields, name):
            value = _value(kind, text)
        else:
            continue
        into = found
        for step in path:
            into = into.setdefault(step, {})
        into[last] = value
    return {name: _listed(value) for name, value in found.items()}


def filled(arguments: str) -> dict[str, list[str]]:
    """Fields of a form out of a change's arguments as JSON, for `variables_of` to read: `cell.places[]` for a list."""
    fields: dict[str, list[str]] = {}
    for name, value in orjson.loads(arguments).items():
        if isinstance(value, Mapping):
            fields |= {f"{name}.{key}{_KINDS.get(type(inside), '')}": _texts(inside) for key, inside in value.items()}
        else:
            fields[name] = _texts(value)
    return {name: texts for name, texts in fields.items() if texts}


_KINDS = {list: "[]", bool: ":Boolean", int: ":Int", float: ":Float"}


def _texts(value: Any) -> list[str]:
    given = value if isinstance(value, list) else [value]
    return [each if isinstance(each, str) else orjson.dumps(each).decode() for each in given if each is not None]


def _listed(value: Any) -> Any:
    """A list in place of what is named by numbers."""
    if not isinstance(value, dict):
        return value
    inside = {name: _listed(each) for name, each in value.items()}
    return list(inside.values()) if all(name.isdecimal() for name in inside) else inside


def _value(kind: str, text: str) -> Any:
    if kind == "Int" and re.fullmatch(r"-?\d{1,9}", text):
        return int(text)
    if kind == "Float" and re.fullmatch(r"-?\d{1,3}(\.\d{1,12})?", text):
        return float(text)
    if kind == "Boolean":
        return text == "true"
    if kind == "DateTime":
        try:
            moment = datetime.fromisoformat(text)
            return text if len(text) == len("YYYY-MM-DD") else in_utc(moment).isoformat()  # a day alone stays one
        except ValueError:
            return text
    return text
