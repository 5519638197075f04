"""A visitor of the console over HTTP: opens pages, fills in the forms that stand on them, follows where they lead."""

import html
import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

import httpx

STREET, COMMUNITY, GRID = "500103012000", "500103012011", "500103012011001"
PLACES = {
    "GRID_WORKER": GRID,
    "COMMUNITY_OFFICIAL": COMMUNITY,
    "SUBDISTRICT_OFFICIAL": STREET,
    "DEPARTMENT": "unit-22",
    "AUDITOR": "500103000000",
    "DISTRICT_ADMIN": "500103000000",
    "MEMBER": "",
    "VIEWER": "",
}
"""Where a role is at home, as the role picker names it."""


@dataclass
class Form:
    """A form as a browser would send it untouched."""

    method: str
    action: str
    fields: dict[str, list[str]] = field(default_factory=dict)
    button: str = ""


class Forms(HTMLParser):
    """The forms of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self._select: str | None = None
        self._text = ""
        self._inside = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Collect a form's fields with the values they begin with."""
        given: dict[str, str] = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append(Form(given.get("method", "get"), given["action"]))
        if not self.forms:
            return
        fields, name = self.forms[-1].fields, given.get("name", "")
        if tag == "input" and name and (given.get("type") != "checkbox" or "checked" in given):
            fields.setdefault(name, []).append(given.get("value", ""))
        elif tag == "textarea":
            self._text = name
            fields[name] = [""]
        elif tag == "select":
            self._select = name
        elif tag == "option" and self._select and ("selected" in given or self._select not in fields):
            fields[self._select] = [given.get("value", "")]
        self._inside = tag

    def handle_data(self, data: str) -> None:
        """Note what the button says, and what stands in a field of many lines."""
        if self._inside == "textarea":
            self.forms[-1].fields[self._text] = [data]
        if self._inside == "button" and self.forms and data.strip():
            self.forms[-1].button = data.strip()

    def handle_endtag(self, tag: str) -> None:
        """Be between elements again."""
        self._inside = ""


class Visitor:
    """Somebody in front of a browser without JavaScript."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self.client = client
        self.response: httpx.Response = httpx.Response(0)

    async def open(self, path: str) -> str:
        """Open a page; its text."""
        self.response = await self.client.get(path)
        return self.text

    @property
    def text(self) -> str:
        """The page as it came."""
        return self.response.text

    @property
    def said(self) -> str:
        """What stands on the page, without tags."""
        return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", self.text)).split())

    def form(self, action: str, **holding: str) -> Form:
        """The form of an action whose fields hold these values."""
        found = [
            form
            for form in Forms(self.text).forms
            if form.action == action and all(form.fields.get(name) == [value] for name, value in holding.items())
        ]
        assert found, (action, [form.action for form in Forms(self.text).forms], self.said[:500])
        return found[0]

    async def send(self, form: Form, **filled: Any) -> str:
        """Send a form, with fields filled in; names may hold `__` for a point."""
        fields = dict(form.fields)
        for name, value in filled.items():
            fields[name.replace("__", ".")] = value if isinstance(value, list) else [value]
        pairs = {name: values for name, values in fields.items() if values}
        self.response = await self.client.post(form.action, data=pairs)
        return self.text


async def enter(url: str, role: str, place: str = "") -> Visitor:
    """Somebody signed in by the role picker, at home where the role is unless it is said."""
    client = httpx.AsyncClient(base_url=url, trust_env=False, timeout=60, follow_redirects=True)
    visitor = Visitor(client)
    await visitor.open("/console/")
    assert visitor.response.url.path == "/console/sign-in"
    form = visitor.form("/console/sign-in", role=role)
    home = place or PLACES[role]
    await visitor.send(form, **({"place": home} if home else {}))
    assert visitor.response.status_code == 200, (visitor.response.url, visitor.said[:900])
    return visitor
