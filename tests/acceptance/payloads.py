"""Texts that would act on a page that did not show them as text, and how a page is read for what acts."""

from html.parser import HTMLParser

_RUN = "window.planted=1"
PAYLOADS = (
    f"<script>{_RUN}</script>", f"<SCRIPT SRC=//evil.example/x.js>{_RUN}</SCRIPT>", f"<img src=x onerror={_RUN}>",
    f"<img src=x onerror='{_RUN}'>", f'"><script>{_RUN}</script>', f"'><script>{_RUN}</script>",
    f'" onfocus="{_RUN}" autofocus x="', f"' onfocus='{_RUN}' autofocus x='", f"</textarea><script>{_RUN}</script>",
    f"</title><script>{_RUN}</script>", f"</select><img src=x onerror={_RUN}>", f"<svg onload={_RUN}>",
    f"<svg><script>{_RUN}</script></svg>", f"<math><mtext><img src=x onerror={_RUN}></mtext></math>",
    f"<iframe srcdoc='<script>{_RUN}</script>'></iframe>", f"<a href=javascript:{_RUN}>点我</a>", f"javascript:{_RUN}",
    f"data:text/html,<script>{_RUN}</script>", "<base href=https://evil.example/>", "<link rel=stylesheet href=//evil>",
    "<meta http-equiv=refresh content='0;url=//evil'>", "<style>*{display:none}</style>", "<form action=//evil><input>",
    f"<body onload={_RUN}>", f"<details open ontoggle={_RUN}>", f"<video><source onerror={_RUN}>",
    f"<input autofocus onfocus={_RUN}>", f"<marquee onstart={_RUN}>", "{{7*7}}", "{{ config }}", "{% raw %}", "${7*7}",
    "<!--", "-->", "<![CDATA[", "&lt;script&gt;", "%3Cscript%3E", "＜script＞", "=HYPERLINK(1)", "'; DROP TABLE x; --",
)  # fmt: skip
_TAGS = """
html head meta title link script body a header form label input button div span nav ul li main ol h1 h2 h3 h4 p strong
details summary pre code footer table caption thead tbody tr th td select option textarea fieldset legend dl dt dd
section article time meter br img datalist
svg g path polygon polyline line circle rect text tspan
"""
KNOWN_TAGS = frozenset(_TAGS.split())


class Page(HTMLParser):
    """A page as a browser reads it: what could act, and what stands there as text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.acting: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what no template has written."""
        if tag not in KNOWN_TAGS:
            self.acting.append(tag)
        for name, value in attrs:
            leads = (value or "") if name in ("href", "src", "action", "formaction") else "/console/"
            if (
                name.startswith("on")
                or name in ("style", "srcdoc", "autofocus")
                or not leads.startswith(("/", "#main"))
            ):
                self.acting.append(f"{tag} {name}={value}")
        if tag == "script" and not dict(attrs).get("src"):
            self.acting.append("a script without an address")
