"""What a result was measured on and with."""

import datetime
import os
import platform
import re
import shutil
import subprocess
from pathlib import Path


def described() -> dict:
    processor = re.search(r"model name\s*:\s*(.*)", Path("/proc/cpuinfo").read_text())
    kilobytes = re.search(r"MemTotal:\s+(\d+)", Path("/proc/meminfo").read_text())
    return {
        "processor": processor[1].strip() if processor else platform.machine(), "cores": os.cpu_count(),
        "memory_gb": round(int(kilobytes[1]) / 1e6, 1) if kilobytes else None, "kernel": platform.release(),
        "system": _system(),
    }


def versions() -> dict[str, str]:
    """Of what is built and measured with, as far as it is there."""
    return {name: text for name, text in {
        "swift": _first(["swift", "--version"]), "openssl": _first(["openssl", "version"]),
        "libxml2": _first(["pkg-config", "--modversion", "libxml-2.0"]),
        "xmlsec1": _first(["pkg-config", "--modversion", "xmlsec1"]),
        "sqlite": _first(["pkg-config", "--modversion", "sqlite3"]), "java": _first(["java", "-version"]),
        "wrk": _first(["wrk", "--version"]), "python": platform.python_version(),
    }.items() if text}


def load() -> float:
    """Processes that waited for a core in the last minute."""
    return round(os.getloadavg()[0], 2)


def commit(root: Path) -> str:
    """The revision, short, with -changed behind it when the sources are not those of it."""
    name = _first(["git", "-C", str(root), "rev-parse", "--short=10", "HEAD"]) or "unknown"
    changed = _first(["git", "-C", str(root), "status", "--porcelain", "--untracked-files=no", "--",
                      "Sources", "Benchmarks/Sources", "Package.swift"])
    return f"{name}-changed" if changed else name


def today() -> str:
    return datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%d")


def _system() -> str:
    found = re.search(r'PRETTY_NAME="([^"]+)"', Path("/etc/os-release").read_text())
    return found[1] if found else platform.system()


def _first(command: list[str]) -> str | None:
    """The first line that a command prints, on whichever output."""
    if shutil.which(command[0]) is None:
        return None
    ended = subprocess.run(command, capture_output=True, text=True)
    lines = (ended.stdout or ended.stderr).strip().splitlines()
    return lines[0].strip() if lines else None
