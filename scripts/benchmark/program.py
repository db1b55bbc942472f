"""The program itself: how long it takes to start, what it takes of memory when nobody asks, how large it is."""

import http.client
import re
import shutil
import statistics
import subprocess
import time
from pathlib import Path

from support.broker import Broker, executable
from support.processes import Server

from .figures import Figures

STARTS = 9
UNWANTED = re.compile(r"lib(curl|ldap|lber|gssapi|krb5|k5crypto)")


def measure(figures: Figures, directory: Path) -> None:
    starts = [_start(directory / f"start-{number}") for number in range(STARTS)]
    figures.add("program.start", "from start to the first answer", milliseconds=statistics.median(starts),
                lowest=min(starts), highest=max(starts))
    idle = _idle(directory / "idle")
    figures.add("program.idle", "idle, resident", megabytes=idle["VmRSS"])
    figures.add("program.anonymous", "idle, anonymous", megabytes=idle["RssAnon"])
    stripped = directory / "stripped"
    subprocess.run(["strip", "-o", str(stripped), str(executable())], check=True)
    figures.add("program.stripped", "the program, stripped", megabytes=stripped.stat().st_size / 1e6)
    libraries = _libraries()
    figures.add("program.libraries", "shared libraries", count=len(libraries), names=libraries)
    unwanted = [name for name in libraries if UNWANTED.match(name)]
    figures.add("program.unwanted", "libcurl, LDAP, Kerberos", count=len(unwanted), names=unwanted)


def remembered_uses(figures: Figures, directory: Path, filler: Path, count: int) -> None:
    """A broker that starts with so many one-time uses in its store, and answers."""
    broker = _broker(directory / "uses")
    data = broker.directory / "data"
    data.mkdir(mode=0o700)
    subprocess.run([str(filler), "--database", str(data / "sallyport.sqlite"), "--count", str(count)], check=True,
                   stdout=subprocess.DEVNULL)
    broker.start()
    try:
        time.sleep(3)
        resident = memory(broker.server.pid)["VmRSS"]
        files = sum(file.stat().st_size for file in data.iterdir() if file.is_file()) / 1e6
    finally:
        broker.stop()
    figures.add("uses.process", "process", megabytes=resident)
    figures.add("uses.files", "database", megabytes=files)
    figures.add("uses.together", f"{count:,} one-time uses remembered", megabytes=resident + files, count=count)


def memory(pid: int) -> dict[str, float]:
    """Resident memory in MB (10^6 bytes), and how much of it is anonymous."""
    status = Path(f"/proc/{pid}/status").read_text()
    return {name: int(re.search(rf"{name}:\s+(\d+) kB", status)[1]) * 1024 / 1e6 for name in ("VmRSS", "RssAnon")}


def _broker(directory: Path) -> Broker:
    directory.mkdir()
    broker = Broker(directory)
    broker.write_configuration([], [])
    broker.make_key_ring()
    return broker


def _start(directory: Path) -> float:
    """Milliseconds from the start of the process to the first answer."""
    broker = _broker(directory)
    command = [str(executable()), "serve", "--config", str(broker.configuration)]
    began = time.monotonic()
    with Server("sallyport serve", command, directory / "serve.log") as server:
        while not _answers(broker.port):
            if server.process.poll() is not None or time.monotonic() - began > 20:
                raise RuntimeError(f"serve did not answer:\n{server.log_tail()}")
            time.sleep(0.001)
        taken = time.monotonic() - began
    shutil.rmtree(directory)
    return taken * 1000


def _answers(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/health")
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


def _idle(directory: Path) -> dict[str, float]:
    broker = _broker(directory).start()
    try:
        time.sleep(3)
        return memory(broker.server.pid)
    finally:
        broker.stop()


def _libraries() -> list[str]:
    """Everything that the dynamic linker loads, by name."""
    listed = subprocess.run(["ldd", str(executable())], capture_output=True, text=True, check=True).stdout
    return sorted({line.split()[0].rpartition("/")[2] for line in listed.splitlines() if "=>" in line})
