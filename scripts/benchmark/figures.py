"""What the programs and load scripts found, one JSON object a line, and how one becomes the next."""

import json
import sys
from typing import Iterable


class Figures:
    """Collects what a script found; printed as JSON lines or, by the script itself, as text."""

    def __init__(self, as_json: bool):
        self.as_json = as_json
        self.found: list[dict] = []

    def say(self, text: str = "") -> None:
        """A line for people; nothing when programs read."""
        if not self.as_json:
            print(text, flush=True)

    def add(self, name: str, title: str, **values: float) -> None:
        """A figure; `values` are `microseconds` of one core, `megabytes`, `milliseconds`, `rate` (requests/s) or `count`."""
        self.found.append({"name": name, "title": title, **values})

    def print(self) -> None:
        if self.as_json:
            for figure in self.found:
                print(json.dumps(figure, sort_keys=True), flush=True)


def read(lines: Iterable[str]) -> list[dict]:
    """The figures among the lines that a program printed."""
    found = []
    for line in lines:
        if line.startswith("{"):
            found.append(json.loads(line))
        elif line.strip():
            print(line.rstrip(), file=sys.stderr, flush=True)
    return found
