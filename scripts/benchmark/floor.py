"""The floor: what RSA verification and SHA-256 of a response's bytes take on this machine in these minutes."""

import statistics
import subprocess
from contextlib import contextmanager
from pathlib import Path
from typing import Iterator

from .figures import read

#: From this difference before and after a block on, or within one look, the block is called noisy.
NOISE = 0.10


class Floor:
    """Looks at the floor with `measure`, and puts it beside the figures of a block."""

    def __init__(self, measure: Path):
        self.measure = measure
        self.readings: list[float] = []

    def look(self) -> float:
        ended = subprocess.run([str(self.measure), "--floor-only", "--format", "json"], capture_output=True, text=True,
                               check=True)
        [figure] = read(ended.stdout.splitlines())
        self.readings.append(figure["microseconds"])
        return figure["microseconds"]

    @contextmanager
    def block(self, name: str, into: dict[str, dict]) -> Iterator[list[dict]]:
        """Takes the figures that are put into the list, with the floor of before and after."""
        found: list[dict] = []
        before = self.look()
        yield found
        after = self.look()
        noisy = abs(after - before) / min(after, before) > NOISE
        own = [figure["microseconds"] for figure in found if figure["name"] == "floor"]
        floor = statistics.mean([before, after]) if not own else own[0]
        for figure in found:
            if figure["name"] == "floor":
                continue
            into[figure["name"]] = {**figure, "block": name, "floor": round(floor, 3), "noisy": noisy}
        print(f"floor before {before:.1f} us, after {after:.1f} us" + (": a noisy block" if noisy else ""), flush=True)
