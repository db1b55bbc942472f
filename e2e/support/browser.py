"""A browser as far as signing in needs one: cookies, forms, redirects that are followed one at a time."""

import http.cookiejar
import re
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass, field
from html import unescape
from html.parser import HTMLParser


@dataclass
class Form:
    action: str
    method: str
    fields: dict[str, str] = field(default_factory=dict)
    #: Values on offer, by field name: radio buttons and the options of a select.
    choices: dict[str, list[str]] = field(default_factory=dict)


class _FormParser(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self._open = False
        self._select: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append(Form(given.get("action", ""), given.get("method", "get").lower()))
            self._open = True
        elif self._open and tag in ("input", "button") and given.get("name"):
            self._control(given)
        elif self._open and tag == "select":
            self._select = given.get("name")
        elif self._open and tag == "option" and self._select and "value" in given:
            self.forms[-1].choices.setdefault(self._select, []).append(given["value"])

    def _control(self, given: dict[str, str]) -> None:
        form, name, value = self.forms[-1], given["name"], given.get("value", "")
        kind = given.get("type", "text").lower()
        if kind in ("radio", "checkbox"):
            form.choices.setdefault(name, []).append(value)
            if "checked" in given:
                form.fields[name] = value
        elif kind != "submit":
            form.fields[name] = value

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._open = False
        elif tag == "select":
            self._select = None


@dataclass
class Page:
    url: str
    status: int
    headers: "http.client.HTTPMessage"
    body: bytes

    @property
    def html(self) -> str:
        return self.body.decode("utf-8", errors="replace")

    @property
    def text(self) -> str:
        """What a reader sees, one line a block."""
        visible = re.sub(r"(?is)<(script|style|head)\b.*?</\1>", "", self.html)
        visible = re.sub(r"(?i)<(?:br|/p|/div|/li|/tr|/h\d|/dd|/dt|/section|/header)\b[^>]*>", "\n", visible)
        lines = (re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]*>", " ", line))).strip() for line in visible.split("\n"))
        return "\n".join(line for line in lines if line)

    @property
    def location(self) -> str | None:
        target = self.headers.get("Location")
        return None if target is None else urllib.parse.urljoin(self.url, target)

    @property
    def forms(self) -> list[Form]:
        parser = _FormParser()
        parser.feed(self.html)
        for form in parser.forms:
            form.action = urllib.parse.urljoin(self.url, form.action)
        return parser.forms

    def form_with(self, name: str) -> Form:
        """The first form that has a field of this name."""
        for form in self.forms:
            if name in form.fields or name in form.choices:
                return form
        raise LookupError(f"{self.url} answered {self.status} without a form that has {name}:\n{self.text[:800]}")


class _KeepRedirects(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: object) -> None:
        return None


class Browser:
    """One cookie jar. Each call is one request: a redirect is returned, not followed."""

    def __init__(self) -> None:
        # Browsers send Secure cookies to loopback over plain HTTP; so does this one.
        policy = http.cookiejar.DefaultCookiePolicy(secure_protocols=("https", "http"))
        self.cookies = http.cookiejar.CookieJar(policy)
        self._opener = urllib.request.build_opener(
            urllib.request.ProxyHandler({}), urllib.request.HTTPCookieProcessor(self.cookies), _KeepRedirects()
        )

    def request(self, method: str, url: str, body: bytes | None = None, headers: dict[str, str] | None = None) -> Page:
        given = {"Accept": "text/html,*/*;q=0.8", **(headers or {})}
        request = urllib.request.Request(url, data=body, method=method, headers=given)
        try:
            with self._opener.open(request, timeout=30) as answer:
                return Page(url, answer.status, answer.headers, answer.read())
        except urllib.error.HTTPError as answer:
            with answer:
                return Page(url, answer.code, answer.headers, answer.read())

    def get(self, url: str, headers: dict[str, str] | None = None) -> Page:
        return self.request("GET", url, headers=headers)

    def post(self, url: str, fields: dict[str, str], headers: dict[str, str] | None = None) -> Page:
        form = {"Content-Type": "application/x-www-form-urlencoded", **(headers or {})}
        return self.request("POST", url, urllib.parse.urlencode(fields).encode(), form)

    def follow(self, page: Page, until: int = 8) -> Page:
        """Follows redirects from `page` to the first page that is none."""
        while page.status in (301, 302, 303, 307, 308) and page.location and until:
            page, until = self.get(page.location), until - 1
        return page

    def submit(self, form: Form, **values: str) -> Page:
        return self.post(form.action, {**form.fields, **values})
