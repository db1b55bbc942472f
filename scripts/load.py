"""What the load benchmarks share: requests dealt out to wrk's threads, wrk's figures, and a process's own."""

import itertools
import re
import subprocess
import time
from pathlib import Path

THREADS, CONNECTIONS = 2, 32
SCRIPT = Path(__file__).with_name("load.lua")


def deal(requests: Path, counts: list[int], directory: Path) -> list[Path]:
    """Deals the lines of `requests` out: for each count, one file a thread. The prefixes of the files."""
    prefixes = [directory / f"{requests.stem}-{number}" for number in range(len(counts))]
    with requests.open("rb") as lines:
        for prefix, count in zip(prefixes, counts):
            files = [open(f"{prefix}.{thread}", "wb") for thread in range(THREADS)]
            for number, line in enumerate(itertools.islice(lines, count)):
                files[number % THREADS].write(line)
            for file in files:
                file.close()
    return prefixes


def send(url: str, prefix: Path, seconds: int, kind: str, connections: int = CONNECTIONS) -> dict[str, float]:
    """Has wrk send the lines of one prefix; its figures.

    As `forms`, each line is posted once; as `requests`, each line is a whole request, and they are sent over and over.
    `asked` is how many the server worked on, `requests` how many answers came.
    """
    ended = subprocess.run(
        ["wrk", f"-t{THREADS}", f"-c{connections}", f"-d{seconds}s", "--timeout", "10s", "-s", str(SCRIPT), url, "--",
         kind, str(prefix)],
        capture_output=True, text=True, check=True,
    )
    found = re.search(r"^BENCH (.*)$", ended.stdout, re.MULTILINE)
    if found is None:
        raise RuntimeError(f"wrk printed no figures:\n{ended.stdout}{ended.stderr}")
    figures = {key: float(value) for key, value in (item.split("=") for item in found.group(1).split())}
    # The answers to the last forms are not waited for; the server has worked on them all the same.
    figures["asked"] = figures["sent"] if kind == "forms" else figures["requests"]
    return figures


def latencies(figures: dict[str, float]) -> str:
    return ", ".join(f"{name} {figures[f'{name}_ms']:.2f} ms" for name in ("p50", "p99", "max"))


def memory(pid: int) -> dict[str, float]:
    """Resident memory now and at its highest, in MB."""
    status = Path(f"/proc/{pid}/status").read_text()
    return {name: int(re.search(rf"{name}:\s+(\d+) kB", status).group(1)) / 1024 for name in ("VmRSS", "VmHWM")}


def processor_seconds(pid: int) -> float:
    """User and system time that a process has used: its CPU clock, as clock_getcpuclockid(3) names it."""
    return time.clock_gettime((~pid << 3) | 2)
