"""A broker's clock, shifted while it runs."""

import shutil
import struct
import subprocess
from pathlib import Path

from .broker import ROOT


class ShiftedClock:
    """Builds scripts/shifted_clock.c below `directory`; whoever starts with `environment` has this clock."""

    def __init__(self, directory: Path):
        compiler = next(filter(None, map(shutil.which, ("cc", "gcc", "clang"))), None)
        assert compiler, "a clock that can be shifted needs a C compiler: Swift brings clang along"
        library, self._file = directory / "shifted_clock.so", directory / "clock"
        self._file.write_bytes(struct.pack("=q", 0))
        subprocess.run([compiler, "-shared", "-fPIC", "-O2", "-o", str(library),
                        str(ROOT / "scripts" / "shifted_clock.c")], check=True, capture_output=True)
        self.environment = {"LD_PRELOAD": str(library), "SHIFTED_CLOCK": str(self._file)}

    def shift(self, seconds: int) -> None:
        """Sets the clock so much forward."""
        # In place: a program that has the file mapped would not outlive its being cut short.
        with self._file.open("r+b", buffering=0) as clock:
            clock.write(struct.pack("=q", seconds))
