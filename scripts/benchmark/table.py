"""The table, for a terminal and for a page."""

from .rows import shown


def cells(row: dict) -> tuple[str, str, str, str]:
    """Title, figure, bar, and whether it is reached."""
    if row["value"] is None:
        return row["title"], "not measured", row["bar"], ""
    figure = shown(row["value"], row["unit"]) + (" ~" if row["noisy"] else "")
    reached = {None: "", True: "yes", False: "no"}[row["reached"]]
    return row["title"], figure, row["bar"], reached


def sections(rows: list[dict]) -> list[tuple[str, list[dict]]]:
    names = dict.fromkeys(row["section"] for row in rows)
    return [(name, [row for row in rows if row["section"] == name]) for name in names]


def text(result: dict) -> str:
    lines = []
    for name, rows in sections(result["rows"]):
        lines += ["", name]
        for row in rows:
            title, figure, bar, reached = cells(row)
            lines.append(f"  {title.replace('`', ''):<56} {figure:>16}  {bar:<14} {reached}".rstrip())
    counted = [row["reached"] for row in result["rows"] if row["bar"]]
    lines += ["", f"bars: {counted.count(True)} reached, {counted.count(False)} missed, "
                  f"{counted.count(None)} not measured"]
    if any(row["noisy"] for row in result["rows"]):
        lines.append("~ the floor changed by more than 10 % while this was measured")
    return "\n".join(lines)


def markdown(result: dict) -> str:
    lines = []
    for name, rows in sections(result["rows"]):
        lines += [f"### {name}", "", "| | measured | bar | reached | what it is |", "| --- | --- | --- | --- | --- |"]
        for row in rows:
            title, figure, bar, reached = cells(row)
            lines.append(f"| {title} | {figure} | {bar} | {reached} | {row['meaning']} |")
        lines.append("")
    return "\n".join(lines)
