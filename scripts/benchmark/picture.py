"""A stacked bar of where the time of one decision goes, as SVG: text is text, and it is legible in light and dark."""

from xml.sax.saxutils import escape

from .rows import STAGES

WIDTH, LEFT, TOP, BAR, LINE = 760, 20, 64, 44, 24
COLOURS = ["#4269d0", "#d9822b", "#3a9e6f", "#b8458b", "#8a6fd1", "#a3763c", "#c4463d", "#6b7f94"]

STYLE = """
    text { font: 14px system-ui, "Segoe UI", "DejaVu Sans", sans-serif; fill: #1f2328 }
    .title { font-size: 17px; font-weight: 600 }
    .quiet { fill: #59636e }
    .number { text-anchor: end; font-variant-numeric: tabular-nums }
    .floor { stroke: #1f2328 }
    @media (prefers-color-scheme: dark) {
      text { fill: #e6edf3 }
      .quiet { fill: #9198a1 }
      .floor { stroke: #e6edf3 }
    }"""


def parts(figures: dict[str, dict]) -> list[tuple[str, float, float]]:
    """Name, microseconds and multiples of the floor of each part; nothing when a figure is not there."""
    whole = figures.get("saml.accepted")
    if whole is None or any(name not in figures for name, _ in STAGES):
        return []
    # A difference of two figures that are nearly the same may fall below nothing.
    stages = [(title, max(figures[name]["microseconds"], 0.0), figures[name]["floor"]) for name, title in STAGES]
    found = [(title, microseconds, microseconds / floor) for title, microseconds, floor in stages]
    multiples = whole["microseconds"] / whole["floor"]
    # The rest is put in this block's floor: the blocks are some minutes apart.
    rest = max(multiples - sum(part[2] for part in found), 0.0)
    return [*found, ("HTTP, page, cookies, scheduling", rest * whole["floor"], rest)]


def svg(figures: dict[str, dict], caption: str) -> str | None:
    """The picture, or None when a figure that it needs was not measured."""
    shares = parts(figures)
    whole = sum(multiples for _, _, multiples in shares)
    if not whole:
        return None
    height = TOP + BAR + 34 + LINE * (len(shares) + 1) + 16
    scale = (WIDTH - 2 * LEFT) / whole
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}" '
        'role="img" aria-labelledby="title description">',
        '  <title id="title">Where the time of one accepted sign-in goes</title>',
        f'  <desc id="description">{escape(_described(shares))}</desc>', f"  <style>{STYLE}\n  </style>",
        f'  <text class="title" x="{LEFT}" y="26">One accepted POST /saml: {whole:.1f} × floor of processor time</text>',
        f'  <text class="quiet" x="{LEFT}" y="48">{escape(caption)}</text>',
    ]
    left = float(LEFT)
    for (title, _, multiples), colour in zip(shares, COLOURS):
        lines.append(f'  <rect x="{left:.1f}" y="{TOP}" width="{max(multiples * scale, 0.5):.1f}" height="{BAR}" '
                     f'fill="{colour}"><title>{escape(title)}: {multiples:.2f} × floor</title></rect>')
        left += multiples * scale
    # The floor itself as a measure below the bar.
    y = TOP + BAR + 8
    end = LEFT + scale
    lines += [f'  <path class="floor" d="M{LEFT} {y - 4}v8M{LEFT} {y}H{end:.1f}M{end:.1f} {y - 4}v8" fill="none"/>',
              f'  <text class="quiet" x="{end + 8:.1f}" y="{y + 5}">the floor: RSA-2048 verify and SHA-256</text>']
    y = TOP + BAR + 34 + LINE
    for (title, microseconds, multiples), colour in zip(shares, COLOURS):
        lines += [f'  <rect x="{LEFT}" y="{y - 12}" width="14" height="14" fill="{colour}"/>',
                  f'  <text x="{LEFT + 24}" y="{y}">{escape(title)}</text>',
                  f'  <text class="number" x="440" y="{y}">{microseconds:.1f} µs</text>',
                  f'  <text class="number" x="560" y="{y}">{multiples:.2f} × floor</text>',
                  f'  <text class="number quiet" x="640" y="{y}">{multiples / whole * 100:.1f} %</text>']
        y += LINE
    return "\n".join([*lines, "</svg>", ""])


def _described(shares: list[tuple[str, float, float]]) -> str:
    return "; ".join(f"{title} {multiples:.2f} times the floor" for title, _, multiples in shares)
