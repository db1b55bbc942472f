"""What a demonstration tells: numbered steps on standard output."""

import json
import os
import sys
import textwrap

from .browser import Page

COLOUR = sys.stdout.isatty() and "NO_COLOR" not in os.environ


class Unexpected(Exception):
    """Something that should have been otherwise."""


def styled(text: str, code: str) -> str:
    return f"\033[{code}m{text}\033[0m" if COLOUR else text


class Story:
    """Numbered steps on standard output."""

    def __init__(self) -> None:
        self.number = 0

    def step(self, title: str) -> None:
        self.number += 1
        print(f"\n{styled(f'{self.number}. {title}', '1')}", flush=True)

    def tell(self, text: str) -> None:
        print(textwrap.fill(text, 100, initial_indent="   ", subsequent_indent="   ", break_on_hyphens=False,
                            break_long_words=False), flush=True)

    def show(self, label: str, value: str) -> None:
        print(f"     {label:<18} {value}", flush=True)

    def refused(self, page: Page) -> None:
        for line in [f"HTTP {page.status}", *refusal_of(page)]:
            print(styled(f"     {line}", "31"), flush=True)


def masked(secret: str) -> str:
    """Enough of a secret to recognise it by."""
    return f"{secret[:4]}…{secret[-4:]} ({len(secret)} characters)"


def refusal_of(page: Page) -> list[str]:
    """The words of a refusal, from JSON or from a page."""
    try:
        error = json.loads(page.body).get("error", {})
        return [f"{error['code']}: {error['message']}"]
    except (ValueError, KeyError, AttributeError, TypeError):
        return page.text.splitlines()[:6]
