"""A broker under a service manager: readiness, reload, watchdog, handed-over sockets, and an end within its time."""

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request

import pytest

from support.broker import Broker, Provider, Role, executable, provider_arn, role_arn
from support.development_idp import DevelopmentIdP
from support.processes import free_port

#: What a service manager does before the program: hands its first argument's descriptors over as 3 and following.
ACTIVATE = """
import os, sys
descriptors = [int(text) for text in sys.argv[1].split(",")]
for target, descriptor in enumerate(descriptors, 3):
    os.dup2(descriptor, target + 100, inheritable=True)
for target in range(3, 3 + len(descriptors)):
    os.dup2(target + 100, target, inheritable=True)
    os.close(target + 100)
os.environ.update(LISTEN_PID=str(os.getpid()), LISTEN_FDS=str(len(descriptors)), LISTEN_FDNAMES=sys.argv[2])
os.execv(sys.argv[3], sys.argv[3:])
"""


class Manager:
    """The datagram socket of a service manager, with an abstract name."""

    def __init__(self) -> None:
        self.name = f"@sallyport-e2e-{os.getpid()}-{free_port()}"
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.socket.bind("\0" + self.name[1:])

    def receive(self, seconds: float = 20) -> dict[str, str]:
        self.socket.settimeout(seconds)
        lines = self.socket.recv(4096).decode().splitlines()
        return dict(line.split("=", 1) for line in lines)

    def wait_for(self, key: str, seconds: float = 20) -> dict[str, str]:
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            message = self.receive(max(deadline - time.monotonic(), 0.01))
            if key in message:
                return message
        raise AssertionError(f"no {key}")


@pytest.fixture
def manager():
    with contextlib.closing((made := Manager()).socket):
        yield made


@pytest.fixture
def prepared(sallyport, tmp_path):
    """A broker that is configured and not started; `more` goes into its configuration."""
    with contextlib.ExitStack() as stack:
        def prepare(more: dict | None = None, **environment: str) -> Broker:
            broker = Broker(tmp_path / "broker", environment=environment)
            broker.directory.mkdir()
            idp = DevelopmentIdP(
                tmp_path / "idp", {"alice": [(role_arn("Administrator"), provider_arn("development"))]})
            stack.enter_context(idp.start(acs=broker.acs, audience=broker.entity_id))
            broker.write_configuration(
                providers=[Provider("development", idp.metadata_url)], roles=[Role("Administrator", ["development"])],
                more=more)
            broker.make_key_ring()
            stack.callback(broker.stop)
            return broker
        yield prepare


def test_ready_reload_watchdog_and_stop_are_told(prepared, manager):
    broker = prepared(NOTIFY_SOCKET=manager.name, WATCHDOG_USEC="1000000").start()
    ready = manager.wait_for("READY")
    assert ready["STATUS"].startswith(f"serving {broker.url}: 1 SAML providers and 1 roles")
    assert manager.wait_for("WATCHDOG") == {"WATCHDOG": "1"}

    before = time.clock_gettime_ns(time.CLOCK_MONOTONIC) // 1000
    os.kill(broker.server.pid, signal.SIGHUP)
    reloading = manager.wait_for("RELOADING")
    assert before <= int(reloading["MONOTONIC_USEC"]) <= time.clock_gettime_ns(time.CLOCK_MONOTONIC) // 1000
    assert "not taken" not in manager.wait_for("READY")["STATUS"]

    good = broker.configuration.read_text()
    broker.configuration.write_text(good + "nonsense: 1\n")
    os.kill(broker.server.pid, signal.SIGHUP)
    manager.wait_for("RELOADING")
    assert "not taken" in manager.wait_for("READY")["STATUS"]

    broker.server.process.terminate()
    assert manager.wait_for("STOPPING")["STOPPING"] == "1"
    assert broker.server.process.wait(timeout=20) == 0


def half_sent(port: int, text: bytes) -> socket.socket:
    client = socket.create_connection(("127.0.0.1", port), timeout=10)
    client.sendall(text)
    return client


HALF_SENT = {
    "nothing": b"",
    "half a head": b"POST /saml HTTP/1.1\r\nHost: x\r\n",
    "no body": b"POST /saml HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n",
    "half a body": b"POST /saml HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nSAMLResponse=AAAA",
    "half a chunk": b"POST /saml HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n64\r\nSAML",
}


def test_requests_that_are_half_there_do_not_keep_it(prepared):
    broker = prepared({"shutdown": {"timeout": 8}}).start()
    clients = [half_sent(broker.port, text) for text in HALF_SENT.values()]
    time.sleep(0.3)
    begin = time.monotonic()
    broker.server.process.terminate()
    assert broker.server.process.wait(timeout=30) == 0
    assert time.monotonic() - begin < 8
    for client in clients:
        client.close()


def test_clients_that_go_on_and_on_do_not_keep_it(prepared):
    """One trickles its body, one asks without an end and reads nothing."""
    broker = prepared({"shutdown": {"timeout": 3}}).start()
    trickling = half_sent(broker.port, b"POST /saml HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n")
    asking = socket.create_connection(("127.0.0.1", broker.port), timeout=10)
    asking.setblocking(False)
    with contextlib.suppress(BlockingIOError):
        for _ in range(10_000):
            asking.send(b"GET /health HTTP/1.1\r\nHost: x\r\n\r\n")
    begin = time.monotonic()
    broker.server.process.terminate()
    while broker.server.process.poll() is None and time.monotonic() - begin < 20:
        with contextlib.suppress(OSError):
            trickling.send(b"A")
        time.sleep(0.1)
    assert broker.server.process.poll() == 0
    assert time.monotonic() - begin < 10


def test_what_is_on_its_way_is_answered_and_ready_says_that_it_ends(prepared):
    broker = prepared({"metrics": {"listen": {"port": free_port()}}}).start()
    body = b"SAMLResponse=AAAA"
    client = half_sent(
        broker.port, b"POST /saml HTTP/1.1\r\nHost: x\r\nAccept: application/json\r\nContent-Length: %d\r\n\r\n" % len(body))
    time.sleep(0.2)
    broker.server.process.terminate()
    time.sleep(0.3)
    client.sendall(body)
    answer = b""
    while part := client.recv(65_536):
        answer += part
    assert answer.startswith(b"HTTP/1.1 400"), answer
    assert broker.server.process.wait(timeout=20) == 0


def test_sockets_that_are_handed_over_are_served(prepared):
    port = free_port()
    broker = prepared({"metrics": {"listen": {"port": 1}}})
    main, metrics = (socket.create_server(("127.0.0.1", number)) for number in (port, 0))
    with main, metrics:
        # Whoever connects before the broker runs is served once it does.
        early = half_sent(port, b"GET /health/live HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        command = [sys.executable, "-c", ACTIVATE, f"{main.fileno()},{metrics.fileno()}", "sallyport:metrics",
                   str(executable()), "serve", "--config", str(broker.configuration)]
        process = subprocess.Popen(
            command, pass_fds=(main.fileno(), metrics.fileno()), stdin=subprocess.DEVNULL,
            stderr=(broker.directory / "activated.log").open("wb"))
        try:
            answer = b""
            while part := early.recv(65_536):
                answer += part
            assert answer.endswith(b'{"status":"ok"}') and b"\r\ndate: " in answer.lower()
            for target in (f"http://127.0.0.1:{port}/health/ready",
                           f"http://127.0.0.1:{metrics.getsockname()[1]}/metrics"):
                with urllib.request.urlopen(target, timeout=10) as page:
                    assert page.status == 200
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/health/ready", timeout=10) as page:
                assert json.load(page)["status"] == "ok"
        finally:
            process.terminate()
            assert process.wait(timeout=25) == 0
