"""Small operations on SAML responses as forms carry them. No XML library: bytes in, bytes out."""

import base64
import re
from dataclasses import dataclass

from .browser import Page


@dataclass
class AutoSubmitted:
    """The form that an IdP has the browser post: where, and which fields."""

    action: str
    fields: dict[str, str]

    @classmethod
    def found_on(cls, page: Page) -> "AutoSubmitted":
        form = page.form_with("SAMLResponse")
        posted = {name: form.fields[name] for name in ("SAMLResponse", "RelayState") if name in form.fields}
        return cls(form.action, posted)

    @property
    def response(self) -> str:
        return self.fields["SAMLResponse"]


def decoded(response: str) -> bytes:
    """The XML of a SAMLResponse field."""
    return base64.b64decode(response, validate=False)


def encoded(xml: bytes) -> str:
    return base64.b64encode(xml).decode()


def with_replaced(response: str, old: bytes, new: bytes) -> str:
    """The same response with every `old` replaced in its XML; `old` has to be there."""
    xml = decoded(response)
    if old not in xml:
        raise ValueError(f"{old!r} is not in the response")
    return encoded(xml.replace(old, new))


def with_flipped(response: str, element: str) -> str:
    """The same response with one character changed in the first `ds:<element>`, SignatureValue or DigestValue."""
    xml = decoded(response)
    found = re.search(rb"<(?:\w+:)?" + element.encode() + rb"[^>]*>\s*([A-Za-z0-9+/])", xml)
    if found is None:
        raise ValueError(f"no {element} in the response")
    place = found.start(1)
    other = b"B" if xml[place:place + 1] == b"A" else b"A"
    return encoded(xml[:place] + other + xml[place + 1:])


def without_signatures(response: str) -> str:
    stripped, count = re.subn(rb"(?s)<(\w+:)?Signature[ >].*?</(\w+:)?Signature>", b"", decoded(response))
    if not count:
        raise ValueError("the response has no signature")
    return encoded(stripped)


def with_flipped_token(url: str, parameter: str = "SigninToken") -> str:
    """A URL with one character changed in the middle of a query parameter's value."""
    found = re.search(rf"[?&]{parameter}=([^&]+)", url)
    if found is None:
        raise ValueError(f"{url} has no {parameter}")
    place = (found.start(1) + found.end(1)) // 2
    while not url[place].isalnum() or "%" in url[place - 2:place]:
        place += 1
    other = "B" if url[place] != "B" else "C"
    return url[:place] + other + url[place + 1:]
