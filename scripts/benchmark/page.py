"""Writes the figures of a result file into docs/performance.md, and the picture beside it."""

import json
import re
from pathlib import Path

from . import picture, table

ROOT = Path(__file__).resolve().parents[2]
PAGE, PICTURE = ROOT / "docs" / "performance.md", ROOT / "docs" / "images" / "decision-time.svg"
BEGIN, END = "<!-- figures: scripts/bench --page -->", "<!-- end of figures -->"


def write(file: Path) -> None:
    result = json.loads(file.read_text())
    figures = {figure["name"]: figure for figure in result["figures"]}
    drawn = picture.svg(figures, f"{result['machine']['processor']}, {result['date']}, {result['commit']}")
    if drawn:
        PICTURE.write_text(drawn)
    image = "![A stacked bar of the parts of one accepted sign-in](images/decision-time.svg)\n\n" if drawn else ""
    page = PAGE.read_text()
    begin, end = page.index(BEGIN) + len(BEGIN), page.index(END)
    PAGE.write_text(f"{page[:begin]}\n\n{_header(result)}\n\n{image}{table.markdown(result)}\n{page[end:]}")


def _header(result: dict) -> str:
    machine, floors = result["machine"], result["floor"]
    rows = result["rows"]
    noisy = sum(row["noisy"] for row in rows)
    missing = [row for row in rows if row["value"] is None]
    lines = [
        f"Measured {result['date']} on revision `{result['commit']}`: {machine['processor']}, {machine['cores']} cores, "
        f"{machine['memory_gb']} GB, {machine['system']}; "
        + ", ".join(f"{name} {_short(text)}" for name, text in result["versions"].items()) + ".",
    ]
    if floors["lowest"]:
        lines.append(
            f"The floor was {floors['median']:.1f} µs, between {floors['lowest']:.1f} and {floors['highest']:.1f} in the "
            "course of the run.")
    # What is measured makes a load of its own, so that only what was there before tells of others.
    before = result["load"]["before"]
    if before > machine["cores"] / 2:
        lines.append(f"**The machine was busy with other work**: {before:.0f} processes waited for {machine['cores']} cores "
                     "before the run began. Times are no more than an order of size.")
    if result["quick"]:
        lines.append("Less of everything was measured than usual (`--quick`).")
    if noisy:
        lines.append(f"{noisy} rows are noisy (~): the floor changed by more than a tenth while they were measured.")
    if missing:
        lines.append(f"{len(missing)} rows were not measured in this run.")
    return "\n".join(lines)


def _short(text: str) -> str:
    """The number in what a program says of its version."""
    found = re.search(r"\d+(\.\d+)+\w*", text)
    return found[0] if found else text
