"""Child processes that write to a log file and never outlive their parent."""

import contextlib
import ctypes
import os
import random
import signal
import socket
import ssl
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path

PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None, use_errno=True)


class StartFailure(Exception):
    """A server ended, or did not answer in time; the text holds the end of its log."""


def free_port() -> int:
    """A port that nobody has, below those that the kernel deals out: a server that starts again gets it back."""
    while True:
        port = random.randrange(20_000, 32_000)
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port


def _die_with_parent() -> None:
    # Linux only; elsewhere the ordinary clean-up has to do.
    if hasattr(_libc, "prctl"):
        _libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


class Server:
    """A started child process; use as a context manager, or call `stop`."""

    def __init__(self, name: str, command: list[str], log: Path, environment: dict[str, str] | None = None,
                 output: int | None = None):
        self.name = name
        self.log = log
        self._sink = log.open("ab")
        self.process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=self._sink if output is None else output,
            stderr=self._sink,
            # The broker refuses variables of ours that are no keys of its configuration.
            env={**{name: value for name, value in os.environ.items() if not name.startswith("SALLYPORT_")},
                 **(environment or {})},
            preexec_fn=_die_with_parent,
        )

    @property
    def pid(self) -> int:
        return self.process.pid

    def log_tail(self, lines: int = 30) -> str:
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-lines:])

    def wait_for(self, url: str, seconds: float = 20, authority: Path | None = None) -> "Server":
        """Returns once `url` answers 200; `authority` is the one to trust in the place of the system's."""
        trusting = ssl.create_default_context(cafile=authority) if authority else None
        deadline = time.monotonic() + seconds
        trouble: object = "no answer"
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                raise StartFailure(f"{self.name} ended with code {self.process.returncode}:\n{self.log_tail()}")
            try:
                with urllib.request.urlopen(url, timeout=5, context=trusting) as answer:
                    if answer.status == 200:
                        return self
            except (urllib.error.URLError, OSError) as error:
                trouble = error
            time.sleep(0.05)
        self.stop()
        raise StartFailure(f"{self.name} did not answer at {url} within {seconds:g} s ({trouble}):\n{self.log_tail()}")

    def stop(self) -> int | None:
        """Asks politely, then insists; the exit code."""
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        self._sink.close()
        return self.process.returncode

    def __enter__(self) -> "Server":
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()
