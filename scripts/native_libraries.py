"""The shared libraries that a program needs, where the dynamic linker finds them."""

import re
import subprocess
from pathlib import Path

# What the program loads by itself: a store in PostgreSQL needs it.
LOADED = "libpq.so.5"


def _output(*command: str) -> str:
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def linked(program: Path) -> list[Path]:
    """What a program or a library is linked with, by name, and the linker itself.

    Raises FileNotFoundError for one that is not here.
    """
    said = _output("ldd", str(program))
    if missing := re.findall(r"(\S+) => not found", said):
        raise FileNotFoundError(f"not found: {', '.join(missing)}")
    return [Path(place) for place in re.findall(r"(?:=> |^\s+)(/\S+) \(", said, re.M)]


def needed(program: Path) -> list[Path]:
    """What it is linked with, and what it loads, with what that is linked with."""
    found = re.search(rf"^\s+{re.escape(LOADED)} .*=> (/\S+)$", _output("/sbin/ldconfig", "-p"), re.M)
    if not found:
        raise FileNotFoundError(f"{LOADED} is not here: install libpq5")
    client = Path(found[1])
    return sorted({client, *linked(client), *linked(program)})
